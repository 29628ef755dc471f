"""Conditions of a policy → typed trees: text, or nested `all:`/`any:`/`none:` lists of it, checked leaf by leaf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from merchant_compliance.errors import ExpressionError, Problem
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.expression import Literal, Node, both, either, negation
from merchant_compliance.rulebook.policy import Condition, Group, ParameterValue
from merchant_compliance.rulebook.rule import ForEach
from merchant_compliance.rulebook.spot import Source, Step

TRUE = Literal("bool", True)
Path = tuple[Step, ...]


@dataclass
class Compiler:
    """Checks the conditions of one policy and collects what is wrong with them.

    `broken` are parameters that are known to be wrong: what a condition says of them is not reported again.
    """

    source: Source
    params: Mapping[str, ParameterValue]
    broken: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    _environments: dict[ForEach | None, Environment] = field(default_factory=dict)
    _known: dict[tuple[str, ForEach | None], Node] = field(default_factory=dict)

    def condition(self, shape: Condition, path: Path, for_each: ForEach | None) -> Node:
        """The tree of a condition; where it is refused, the problems are kept and `true` stands for it."""
        if isinstance(shape, Group):
            return self._group(shape, path, for_each)
        try:
            return self._checked(shape, for_each)
        except ExpressionError as error:
            self._refuse(error, path, shape)
            return TRUE

    def _group(self, group: Group, path: Path, for_each: ForEach | None) -> Node:
        parts: list[Node] = []
        for name, join in (("all", both), ("any", either), ("none", either)):
            shapes = getattr(group, name)
            if shapes is None:
                continue
            nodes = [self.condition(s, (*path, name, index), for_each) for index, s in enumerate(shapes)]
            joined = join(*nodes)
            parts.append(negation(joined) if name == "none" else joined)
        return both(*parts)

    def _checked(self, text: str, for_each: ForEach | None) -> Node:
        key = (text, for_each)
        if key not in self._known:
            if for_each not in self._environments:
                self._environments[for_each] = Environment.of(self.params, for_each)
            self._known[key] = check(text, self._environments[for_each])
        return self._known[key]

    def _refuse(self, error: ExpressionError, path: Path, text: str) -> None:
        if any(f"params.{name}" in text for name in self.broken):
            return
        spot = self.source.spot(path)
        if spot.broken:
            return
        for problem in error.problems:
            place = self.source.within(spot, problem.line, problem.column)
            self.problems.append(replace(problem, file=place.file, line=place.line, column=place.column))


def written(shape: Condition) -> str:
    """A condition on one line, as its author meant it: groups become `&&`, `||` and `!`."""
    if not isinstance(shape, Group):
        return " ".join(shape.split())
    parts = []
    for name, sign in (("all", " && "), ("any", " || "), ("none", " || ")):
        shapes = getattr(shape, name)
        if shapes is not None:
            joined = sign.join(_bracketed(written(inner)) for inner in shapes)
            parts.append(f"!({joined})" if name == "none" else joined)
    return parts[0] if len(parts) == 1 else " && ".join(_bracketed(part) for part in parts)


def _bracketed(text: str) -> str:
    return f"({text})" if "&&" in text or "||" in text or "?" in text else text
