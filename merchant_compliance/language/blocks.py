"""The bodies of generated functions and loops: facts are loaded once, and each list is run through once.

A block owns some variables (the merchant, or one element of a list) and stands inside another. Whatever depends on
no variable of a block is written into the block around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Has, Macro, Node, Select, free_variables, renamed, walk
from merchant_compliance.language.loads import Constants
from merchant_compliance.language.texts import word_search

Steps = tuple[str, ...]
Test = Callable[["Block", Node, bool], str]
"""Writes whether a node is true for sure (True), or possibly true (False)."""


Gate = Callable[["Block", Node], str]
"""Writes what must hold for a node to be possible at all, where many nodes share it; empty where none do."""


def gated(tests: Iterable[tuple[str, str]]) -> list[str]:
    """Tests with their gates, those of one gate behind one `if`."""
    groups: dict[str, list[str]] = {}
    for gate, line in tests:
        groups.setdefault(gate, []).append(line)
    lines = groups.pop("", [])
    return [*lines, *(line for gate, held in groups.items() for line in (f"if {gate}:", *indented(held)))]


def indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def chains_in(nodes: Iterable[Node]) -> Counter[tuple[str, Steps]]:
    """How often each chain of fields stands in these nodes, by its root and its fields."""
    found: Counter[tuple[str, Steps]] = Counter()
    for node in nodes:
        for part in walk(node):
            chain = chain_of(part) if isinstance(part, (Select, Has)) else None
            if chain:
                found[chain[0].name, chain[1]] += 1
    return found


@dataclass
class Loop:
    """One run through a list for all macros over it. Each has a variable: its truth, or a count, None if unknown."""

    span: str
    element: Block
    variable: str
    exists: dict[Node, str] = field(default_factory=dict)
    counts: dict[Node, str] = field(default_factory=dict)
    tests: list[tuple[str, str]] = field(default_factory=list)

    def lines(self) -> list[str]:
        if not self.tests:
            return []  # its only macro turned out to be one for the exact evaluator
        truths, counts = list(self.exists.values()), list(self.counts.values())
        unknown = " = ".join((*truths, *counts, "None"))
        start = [" = ".join((*truths, "False"))] if truths else []
        start += [" = ".join((*counts, "0"))] if counts else []
        body = [*self.element.lines(), *gated(self.tests)]
        return [
            f"if {self.span} is None: {unknown}",
            "else:",
            *indented(start),
            f"    for {self.element.roots[self.variable]} in {self.span}:",
            *indented(indented(body)),
        ]


@dataclass
class Block:
    """`roots` are the local names of the variables that this block owns; `often` are chains worth a local variable."""

    constants: Constants
    counter: Iterator[int]
    roots: dict[str, str]
    often: Counter[tuple[str, Steps]]
    parent: Block | None = None
    loads: list[str] = field(default_factory=list)
    loops: dict[tuple[int, str], Loop] = field(default_factory=dict)
    sought: dict[str, tuple[str, dict[str, None]]] = field(default_factory=dict)
    _locals: dict[Steps, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """What stands before the tests of this block: a loop after those whose variables it reads."""
        ordered = sorted(self.loops.items(), key=lambda item: item[0][0])
        return [*self.loads, *self._searches(), *(line for _, loop in ordered for line in loop.lines())]

    def _searches(self) -> list[str]:
        """Whether any word of any condition stands in a text: most texts hold none, and one search settles all."""
        return [
            f"{name} = {text} is not None and {self.constants.name(word_search(tuple(words)), 'W')}({text})"
            for text, (name, words) in self.sought.items()
        ]

    def seeking(self, text: str, words: Iterable[str]) -> str:
        """The variable that is false of a text, by its local name, that holds none of these words or of any others."""
        name, all_words = self.sought.setdefault(text, (self.fresh("h"), {}))
        all_words.update(dict.fromkeys(words))
        return name

    def fresh(self, prefix: str) -> str:
        return f"{prefix}{next(self.counter)}"

    def owner(self, variable: str) -> Block | None:
        if variable in self.roots:
            return self
        return self.parent.owner(variable) if self.parent else None

    def outermost(self) -> Block:
        return self.parent.outermost() if self.parent else self

    def depth(self) -> int:
        return self.parent.depth() + 1 if self.parent else 0

    def part(self, steps: Steps) -> str:
        """A name for the dict at these steps; the empty dict where it is missing."""
        if len(steps) == 1:
            return self.roots[steps[0]]
        return self._load((*steps, ""), f"{self.part(steps[:-1])}.get({steps[-1]!r}, E)")

    def source(self, steps: Steps) -> str:
        """The expression that reads a value; None where it is missing."""
        return f"{self.part(steps[:-1])}.get({steps[-1]!r})"

    def leaf(self, steps: Steps) -> str:
        """A name for the value at these steps."""
        return self.roots[steps[0]] if len(steps) == 1 else self._load(steps, self.source(steps))

    def is_often(self, steps: Steps) -> bool:
        return steps in self._locals or self.often[steps[0], steps[1:]] > 1

    def computed(self, node: Node) -> str:
        """A name for what depends on nothing but the date; None where it has no value."""
        return self._load((self.constants.by_date(node),), f"{self.constants.by_date(node)}(as_of)")

    def _load(self, key: Steps, source: str) -> str:
        if key not in self._locals:
            self._locals[key] = self.fresh("v")
            self.loads.append(f"{self._locals[key]} = {source}")
        return self._locals[key]

    def loop(self, span: str, level: int) -> Loop:
        """The run through the list of this local name; its element is a block inside this one."""
        if (level, span) not in self.loops:
            variable = f"@{self.fresh('e')}"
            inner = Block(self.constants, self.counter, {variable: variable[1:]}, Counter(), parent=self)
            self.loops[level, span] = Loop(span, inner, variable)
        return self.loops[level, span]

    def gathered(self, macro: Macro, span: str, test: Test, gate: Gate, counting: bool) -> str:
        """The variable of a macro: whether it finds an element, or, if `counting`, how many; None if unknown."""
        loop = self.loop(span, level_of(macro))
        node = renamed(macro.body, macro.variable, loop.variable)
        known = loop.counts if counting else loop.exists
        if node not in known:
            inner = loop.element
            inner.often += chains_in((node,))
            possible, sure = test(inner, node, False), test(inner, node, True)
            name = known[node] = self.fresh("n" if counting else "x")
            over, found = ("None", f"{name} + 1") if counting else ("True", "True")
            line = f"if {name} is not {over} and {possible}: {name} = {found} if {sure} else None"
            loop.tests.append((gate(inner, node), line))
        return known[node]


def level_of(macro: Macro) -> int:
    """0 for a macro whose body holds no macro that stands by itself; else one more than the highest of those."""
    inner = _by_themselves(macro.body, frozenset((macro.variable,)))
    return max((level_of(found) + 1 for found in inner), default=0)


def _by_themselves(node: Node, bound: frozenset[str]) -> Iterator[Macro]:
    """Macros inside a node that read none of the bound variables, and so are run through outside of it."""
    if isinstance(node, Macro):
        if not free_variables(node) & bound:
            yield node
            return
        bound = bound | {node.variable}
    for child in node.children():
        yield from _by_themselves(child, bound)
