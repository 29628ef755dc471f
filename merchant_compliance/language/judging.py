"""Many conditions compiled into one function: what fired and what stayed undetermined, for one scope.

Facts are read once, and each list is run through once. Conditions on the elements of a list of texts that start with
`element == "x"` are put behind a dictionary, so that their cost grows with the elements, not with the rulebook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Any

from merchant_compliance.language.blocks import Block, chains_in, indented
from merchant_compliance.language.exact import Scope
from merchant_compliance.language.expression import And, Call, Literal, Node, Variable, both
from merchant_compliance.language.loads import Constants
from merchant_compliance.language.python import test
from merchant_compliance.merchant.facts import FACTS

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


@dataclass(frozen=True)
class Condition:
    """A condition that fires where it is true, on the merchant or on each element of a list."""

    index: int
    node: Node
    variable: str = ""
    path: str = ""

    @property
    def span(self) -> tuple[str, str]:
        return self.path, self.variable


@dataclass
class Module:
    """The source under construction: constants, and functions by name."""

    constants: Constants = field(default_factory=Constants)
    functions: list[str] = field(default_factory=list)
    counter: Iterator[int] = field(default_factory=count)

    def block(self, conditions: Sequence[Condition], variable: str = "") -> Block:
        """The body of a function that reads these conditions' facts; `variable` names its element."""
        roots = ROOTS | ({variable: "element"} if variable else {})
        return Block(self.constants, self.counter, roots, chains_in(c.node for c in conditions))

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
    groups = {span: list(group) for span, group in groupby(ordered, key=lambda condition: condition.span)}
    straight = groups.pop(("", ""), [])
    block = module.block(straight)
    tests = _tests(block, straight, "-1")
    calls = [line for group in groups.values() for line in _each(module, block, group)]
    body = ["fired = []", "undetermined = []", *HEAD, *block.lines(), *tests, *calls]
    module.define("judge", "scope", [*body, "return fired, undetermined"])
    judge: Judge = module.build()["judge"]
    return judge


def _tests(block: Block, conditions: Iterable[Condition], position: str) -> list[str]:
    """Most conditions are not even possibly true; of those that are, it is asked whether for sure."""
    lines = []
    for condition in conditions:
        hit = f"append(({condition.index}, {position}))"
        possible, sure = test(block, condition.node, True, False), test(block, condition.node, True, True)
        lines.append(f"if {possible}: (fired if {sure} else undetermined).{hit}")
    return lines


def _each(module: Module, block: Block, conditions: list[Condition]) -> list[str]:
    """The run of `for_each` over one list: texts find their conditions in a table, all others are tried in turn."""
    path, variable = conditions[0].span
    elements = block.leaf(tuple(path.split(".")))
    keyed, rest = _keyed(conditions) if FACTS[path].type == "text" else ({}, conditions)
    inner = [f"scope[{variable!r}] = element"]
    if keyed:
        inner.append(f"if found := {module.constants.name(_dispatch(keyed), 'T')}.get(element): found({ELEMENT})")
    if rest:
        inner.append(f"{_function(module, rest)}({ELEMENT})")
    indexes = module.constants.name([(condition.index, NO_ELEMENT) for condition in conditions])
    return [
        f"if {elements} is None: undetermined += {indexes}",
        "else:",
        f"    for position, element in enumerate({elements}):",
        *indented(indented(inner)),
        f"    scope.pop({variable!r}, None)",
    ]


def _function(module: Module, conditions: Sequence[Condition]) -> str:
    """A function that judges one element; its name."""
    name = f"block{next(module.counter)}"
    block = module.block(conditions, conditions[0].variable)
    tests = _tests(block, conditions, "position")
    module.define(name, ELEMENT, [*HEAD, *block.lines(), *tests])
    return name


class Later:
    """Conditions on one element, compiled when an element first asks for them: most categories never come up."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.conditions = conditions
        self.judge: Callable[..., None] | None = None

    def __call__(self, *arguments: Any) -> None:
        if self.judge is None:
            module = Module()
            name = _function(module, self.conditions)
            self.judge = module.build()[name]
        self.judge(*arguments)


def _dispatch(keyed: dict[str, list[Condition]]) -> dict[str, Later]:
    """By the text of an element, its conditions; texts with the same conditions share them."""
    shared: dict[tuple[int, ...], Later] = {}
    table: dict[str, Later] = {}
    for text, conditions in keyed.items():
        signature = tuple(condition.index for condition in conditions)
        table[text] = shared.setdefault(signature, Later(conditions))
    return table


def _keyed(conditions: Sequence[Condition]) -> tuple[dict[str, list[Condition]], list[Condition]]:
    """Conditions by the texts their first conjunct demands of the element, and those that demand none."""
    keyed: dict[str, list[Condition]] = {}
    rest: list[Condition] = []
    for condition in conditions:
        texts, remaining = _demanded(condition)
        if texts is None:
            rest.append(condition)
        for text in texts or ():
            narrowed = Condition(condition.index, remaining, condition.variable, condition.path)
            keyed.setdefault(text, []).append(narrowed)
    return keyed, rest


def _demanded(condition: Condition) -> tuple[tuple[str, ...] | None, Node]:
    """`element == "x" && rest` as (("x",), rest). A false first conjunct makes the whole false, known or not."""
    items = condition.node.items if isinstance(condition.node, And) else (condition.node,)
    first = items[0]
    if isinstance(first, Call) and first.function in ("_==_", "@in"):
        element, texts = first.arguments
        if isinstance(texts, Variable):
            element, texts = texts, element
        if isinstance(element, Variable) and element.name == condition.variable and isinstance(texts, Literal):
            values = texts.value if isinstance(texts.value, tuple) else (texts.value,)
            if all(isinstance(value, str) for value in values):
                return values, both(*items[1:])
    return None, condition.node
