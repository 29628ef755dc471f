"""Many conditions compiled into one function: what fired and what stayed undetermined, for one scope.

Facts are read once. A condition whose scalars are all there runs as plain Python; only where something is missing
do the exact three-valued tests run. Conditions on the elements of a list of texts that start with `element == "x"`
are put behind a dictionary, so that their cost grows with the elements, not with the rulebook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Any

from merchant_compliance.language.exact import Scope
from merchant_compliance.language.expression import And, Call, Literal, Node, Variable, both
from merchant_compliance.language.loads import Constants, Loads
from merchant_compliance.language.python import NotSpelledOutError, Writer
from merchant_compliance.language.truth import Undefined
from merchant_compliance.merchant.facts import FACTS

Hit = tuple[int, int]
"""Index of the condition, and position of the element it was judged on; -1 for none."""
Judge = Callable[[Scope], tuple[list[Hit], list[Hit]]]
NO_ELEMENT = -1
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

    def define(self, name: str, arguments: str, body: Iterable[str]) -> None:
        lines = [f"def {name}({arguments}):", *(f"    {line}" for line in body)]
        self.functions.append("\n".join(lines))

    def build(self) -> dict[str, Any]:
        names = {**self.constants.names, "Undefined": Undefined}
        exec(compile("\n\n".join(self.functions), "<rulebook>", "exec"), names)
        return names


def compile_judge(conditions: Sequence[Condition]) -> Judge:
    """One function over all conditions. INVARIANT: it agrees with the exact evaluator on every scope."""
    module = Module()
    body = ["fired = []", "undetermined = []", *HEAD]
    loads = Loads(dict(ROOTS), module.counter)
    blocks: list[str] = []
    ordered = sorted(conditions, key=lambda condition: (condition.span, condition.index))
    for (path, _), group in groupby(ordered, key=lambda condition: condition.span):
        members = list(group)
        blocks += _loop(module, loads, members) if path else _straight(module, loads, members, "-1")
    module.define("judge", "scope", [*body, *loads.lines, *blocks, "return fired, undetermined"])
    judge: Judge = module.build()["judge"]
    return judge


def _straight(module: Module, loads: Loads, conditions: Sequence[Condition], position: str) -> list[str]:
    return [line for condition in conditions for line in _tests(module, loads, condition, position)]


def _tests(module: Module, loads: Loads, condition: Condition, position: str) -> list[str]:
    """`if` something is missing: exact tests, else the plain spelling."""
    hit = f"append(({condition.index}, {position}))"
    writer = Writer(loads, module.constants)
    exact_tests = [
        f"if {writer.true(condition.node)}: fired.{hit}",
        f"elif not {writer.false(condition.node)}: undetermined.{hit}",
    ]
    try:
        plain = f"if {writer.plain(condition.node)}: fired.{hit}"
    except NotSpelledOutError:
        return exact_tests
    if writer.raises:
        plain_lines = ["try:", f"    {plain}", "except (KeyError, Undefined):", *_indented(exact_tests)]
    else:
        plain_lines = [plain]
    if not writer.guards:
        return plain_lines
    missing = " or ".join(f"{guard} is None" for guard in writer.guards)
    return [f"if {missing}:", *_indented(exact_tests), "else:", *_indented(plain_lines)]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _loop(module: Module, loads: Loads, conditions: list[Condition]) -> list[str]:
    path, variable = conditions[0].span
    elements = loads.leaf(tuple(path.split(".")))
    unknown = [f"undetermined.append(({condition.index}, -1))" for condition in conditions]
    keyed, rest = _keyed(conditions) if FACTS[path].type == "text" else ({}, conditions)
    inner = [f"scope[{variable!r}] = element"]
    if keyed:
        table = module.constants.name(_dispatch(module, keyed), "T")
        inner += [
            f"found = {table}.get(element)",
            "if found: globals()[found](scope, element, position, fired, undetermined)",
        ]
    inner += _element_body(module, rest)
    return [
        f"if {elements} is None:",
        *_indented(unknown),
        "else:",
        f"    for position, element in enumerate({elements}):",
        *_indented(_indented(inner)),
        f"    scope.pop({variable!r}, None)",
    ]


def _element_body(module: Module, conditions: Sequence[Condition]) -> list[str]:
    """The element's own loads, then its tests; the merchant's facts are loaded again, once a block."""
    if not conditions:
        return []
    loads = Loads({**ROOTS, conditions[0].variable: "element"}, module.counter)
    blocks = _straight(module, loads, conditions, "position")
    return [*loads.lines, *blocks]


def _dispatch(module: Module, keyed: dict[str, list[Condition]]) -> dict[str, str]:
    """Element text → name of the function with its conditions; texts with the same conditions share one."""
    names: dict[tuple[int, ...], str] = {}
    table: dict[str, str] = {}
    for text, conditions in keyed.items():
        signature = tuple(condition.index for condition in conditions)
        if signature not in names:
            names[signature] = f"block{next(module.counter)}"
            arguments = "scope, element, position, fired, undetermined"
            module.define(names[signature], arguments, [*HEAD, *_element_body(module, conditions)])
        table[text] = names[signature]
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
