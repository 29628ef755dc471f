"""Many conditions compiled into one function: what fired and what stayed undetermined, for one scope.

Facts are read once, and each list is run through once. What cannot concern a merchant or an element is not looked at
(`dispatch`), so that the cost grows with what a merchant is and sells, not with the rulebook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Any

from merchant_compliance.language.blocks import Block, chains_in, gated, indented
from merchant_compliance.language.dispatch import Condition, Table, by_guard, tables
from merchant_compliance.language.exact import Scope
from merchant_compliance.language.expression import Node
from merchant_compliance.language.loads import Constants
from merchant_compliance.language.python import gate_of, test

Hit = tuple[int, int]
"""Index of the condition, and position of the element it was judged on; -1 for none."""
Judge = Callable[[Scope], tuple[list[Hit], list[Hit]]]
NO_ELEMENT = -1
ELEMENT = "scope, element, position, fired, undetermined"
ROOTS = {name: name for name in ("merchant", "as_of", "lists", "links", "identifiers", "scores")}
HEAD = (
    "merchant = scope['merchant']",
    "as_of = scope['as_of']",
    "lists = scope.get('lists')",
    "links = scope.get('links')",
    "identifiers = scope.get('identifiers')",
    "scores = scope.get('scores', E)",
)


@dataclass
class Module:
    """The source under construction: constants, and functions by name."""

    constants: Constants = field(default_factory=Constants)
    functions: list[str] = field(default_factory=list)
    counter: Iterator[int] = field(default_factory=count)

    def block(self, nodes: Iterable[Node], variable: str = "") -> Block:
        """The body of a function that reads these conditions' facts; `variable` names its element."""
        roots = ROOTS | ({variable: "element"} if variable else {})
        return Block(self.constants, self.counter, roots, chains_in(nodes))

    def define(self, name: str, arguments: str, body: Iterable[str]) -> None:
        self.functions.append("\n".join((f"def {name}({arguments}):", *indented(body))))

    def build(self) -> dict[str, Any]:
        names = dict(self.constants.names)
        exec(compile("\n\n".join(self.functions), "<rulebook>", "exec"), names)
        return names


def compile_judge(conditions: Sequence[Condition]) -> Judge:
    """One function over all conditions. INVARIANT: it agrees with the exact evaluator on every scope."""
    module = Module()
    ordered = sorted(conditions, key=lambda condition: (condition.span, condition.index))
    spans = {span: list(group) for span, group in groupby(ordered, key=lambda condition: condition.span)}
    groups, others = by_guard(spans.pop(("", ""), []))
    block = module.block([*groups, *(condition.node for condition in others)])
    tests = [*_guarded(module, block, groups, "None, -1"), *_tests(block, others, "-1")]
    loops = [line for group in spans.values() for line in _each(module, block, group)]
    body = ["fired = []", "undetermined = []", *HEAD, *block.lines(), *tests, *loops]
    module.define("judge", "scope", [*body, "return fired, undetermined"])
    judge: Judge = module.build()["judge"]
    return judge


def _tests(block: Block, conditions: Iterable[Condition], position: str) -> list[str]:
    """Most conditions are not even possibly true; of those that are, it is asked whether for sure."""
    lines = []
    for condition in conditions:
        hit = f"append(({condition.index}, {position}))"
        possible, sure = test(block, condition.node, True, False), test(block, condition.node, True, True)
        line = f"if {possible}: (fired if {sure} else undetermined).{hit}"
        lines.append((gate_of(block, condition.node), line))
    return gated(lines)


def _guarded(module: Module, block: Block, groups: dict[Node, list[Condition]], element: str) -> list[str]:
    """Conditions that share a conjunct are tried where it is possibly true, each of them whole."""
    return [
        f"if {test(block, guard, True, False)}: "
        f"{module.constants.name(Later(conditions), 'G')}(scope, {element}, fired, undetermined)"
        for guard, conditions in groups.items()
    ]


def _each(module: Module, block: Block, conditions: list[Condition]) -> list[str]:
    """The run of `for_each` over one list: texts find their conditions in tables, all others are tried in turn."""
    path, variable = conditions[0].span
    elements = block.leaf(tuple(path.split(".")))
    found, others = tables(conditions)
    inner = [f"scope[{variable!r}] = element"]
    for field_name, table in found.items():
        key = f"element.get({field_name!r})" if field_name else "element"
        inner.append(f"if found := {module.constants.name(_laters(table), 'T')}.get({key}): found({ELEMENT})")
    if others:
        inner.append(f"{_function(module, others)}({ELEMENT})")
    indexes = module.constants.name([(condition.index, NO_ELEMENT) for condition in conditions])
    return [
        f"if {elements} is None: undetermined += {indexes}",
        "else:",
        f"    for position, element in enumerate({elements}):",
        *indented(indented(inner)),
        f"    scope.pop({variable!r}, None)",
    ]


def _function(module: Module, conditions: Sequence[Condition], grouped: bool = True) -> str:
    """A function that judges one element; its name."""
    name = f"block{next(module.counter)}"
    groups, others = by_guard(conditions) if grouped else ({}, list(conditions))
    block = module.block([*groups, *(condition.node for condition in others)], conditions[0].variable)
    tests = [*_guarded(module, block, groups, "element, position"), *_tests(block, others, "position")]
    module.define(name, ELEMENT, [*HEAD, *block.lines(), *tests])
    return name


class Later:
    """Conditions that are compiled when a merchant first needs them: most never come up."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.conditions = conditions
        self.judge: Callable[..., None] | None = None

    def __call__(self, *arguments: Any) -> None:
        if self.judge is None:
            module = Module()
            name = _function(module, self.conditions, grouped=False)
            self.judge = module.build()[name]
        self.judge(*arguments)


def _laters(table: Table) -> dict[str | None, Later]:
    """By text, its conditions; texts with the same conditions share them."""
    shared: dict[tuple[tuple[int, ...], bool], Later] = {}
    return {
        text: shared.setdefault((tuple(c.index for c in conditions), text is None), Later(conditions))
        for text, conditions in table.items()
    }
