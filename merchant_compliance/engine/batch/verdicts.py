"""Many conditions on the rows of one table as the columns of one query.

Most are plain truth values, which cost least. Conditions that mostly cannot concern a row stand behind a guard, and
come out as packed words: two bits a condition, 1 for true and 2 for unknown, under the word's number. Conditions that
demand a text of an element are found by that text, in a tree of comparisons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from sqlglot import exp

from merchant_compliance.engine.batch.flat_sql import FlatWriter
from merchant_compliance.engine.batch.guards import guard_of, words_in
from merchant_compliance.engine.batch.shared import depth_of, shared_parts
from merchant_compliance.language.dispatch import Condition, demand_of
from merchant_compliance.language.expression import Call, Macro, Node, walk
from merchant_compliance.language.sql import SEARCHES
from merchant_compliance.language.sql_functions import balanced, call, cast, number, when
from merchant_compliance.language.sql_lists import coded
from merchant_compliance.scorecards.sql import Layer

PACKED = 24
"""Conditions in a word: 48 bits, below the bits of the word's number."""
NUMBER = 50
FEWEST = 3
"""Conditions that are worth a guard of their own; of those that search texts, one is."""
MASKED = 60
"""Groups with a bit in one mask."""
Texts = tuple[str, ...]


@dataclass(frozen=True)
class Groups:
    """Conditions by what must be true for them to be anything but false.

    By the field and the one text that they demand (None: all, whole), by field and several texts, by their guard; and
    those that are asked of every row.
    """

    single: dict[str, dict[str | None, list[Condition]]]
    several: dict[str, dict[Texts, list[Condition]]]
    guarded: dict[Node, list[Condition]]
    plain: list[Condition]

    @staticmethod
    def of(conditions: Sequence[Condition], asking: bool = True) -> Groups:
        """Not `asking`, a guard must not ask anything of a list that conditions do not ask."""
        single, several, others = _by_demand(conditions)
        words = words_in(condition.node for condition in others)
        groups: dict[Node | None, list[Condition]] = {}
        for condition in others:
            guard = guard_of(condition.node, words)
            groups.setdefault(None if guard and not asking and _asks(guard) else guard, []).append(condition)
        guarded = {guard: group for guard, group in groups.items() if guard is not None and _is_worth_it(group)}
        within = {condition.index for group in guarded.values() for condition in group}
        return Groups(single, several, guarded, [c for c in others if c.index not in within])

    def shared(self) -> dict[int, list[Node]]:
        """Parts of several conditions, by their depth, and of those that stand behind a text only if of many texts."""
        conditions = [c for table in self.single.values() for cs in table.values() for c in cs]
        conditions += [c for groups in self.several.values() for cs in groups.values() for c in cs]
        conditions += [c for cs in self.guarded.values() for c in cs]
        found: dict[int, list[Node]] = {}
        for part in shared_parts(c.node for c in [*conditions, *self.plain]):
            found.setdefault(depth_of(part), []).append(part)
        return dict(sorted(found.items()))


def _asks(node: Node) -> bool:
    return any(isinstance(part, Macro) for part in walk(node))


def _is_worth_it(group: Sequence[Condition]) -> bool:
    return len(group) >= FEWEST or any(_searches(condition.node) for condition in group)


def _searches(node: Node) -> bool:
    """Whether it reads a text from end to end, outside of any list."""
    if isinstance(node, Macro):
        return False
    if isinstance(node, Call) and node.function in SEARCHES:
        return True
    return any(map(_searches, node.children()))


@dataclass
class Verdicts:
    """What the columns of a query hold: `plain` conditions by column, those of packed `words` by place."""

    plain: dict[str, int] = field(default_factory=dict)
    words: dict[int, tuple[int, ...]] = field(default_factory=dict)
    masks: Layer = field(default_factory=dict)
    shared: list[Layer] = field(default_factory=list)
    columns: Layer = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    sorted_by: str | None = None
    """The column by which rows best come in order, so that few leaves of the largest tree concern the rows at hand."""

    def query(self, source: str, layers: Sequence[Layer] = ()) -> str:
        """The text, over `layers` of columns that others see."""
        return query_over(source, [*layers, *self.shared, self.masks], self.columns)


class VerdictWriter:
    """Writes the conditions of one table."""

    def __init__(self, writer: FlatWriter) -> None:
        self._writer = writer
        self._names, self._numbers = count(), count(1)
        self.made = Verdicts()

    def write(self, groups: Groups) -> Verdicts:
        for parts in groups.shared().values():
            self.made.shared.append({})
            for part in parts:
                name = f"x{len(self._writer.given)}"
                self.made.shared[-1][name] = self._writer.write(part)
                self._writer.given[part] = exp.column(name)
        for condition in groups.plain:
            name = self._name()
            self.made.plain[name] = condition.index
            self.made.columns[name] = self._writer.write(condition.node)
        for guard, guarded in groups.guarded.items():
            possible = call("coalesce", self._writer.write(guard), exp.Boolean(this=True))
            for group in _parts(guarded):
                self._guarded(possible, group)
        for name, table in groups.single.items():
            self._tree(self._subject(name), table)
        for name, several in groups.several.items():
            self._masked(self._subject(name), several)
        self._sort(groups)
        return self.made

    def _sort(self, groups: Groups) -> None:
        sizes = {name: sum(map(len, found.values())) for name, found in groups.single.items()}
        sizes |= {name: sum(map(len, found.values())) for name, found in groups.several.items() if name not in sizes}
        if sizes:
            name = max(sizes, key=sizes.__getitem__)
            self.made.sorted_by = self._subject(name).name

    def _name(self) -> str:
        return f"c{next(self._names)}"

    def _subject(self, name: str) -> exp.Expression:
        table = self._writer.table
        return self._writer.column(table, name)

    def _guarded(self, possible: exp.Expression, conditions: Sequence[Condition]) -> None:
        self.made.columns[self._name()] = when((possible, self._word(conditions)), otherwise=long(0))

    def _word(self, conditions: Sequence[Condition]) -> exp.Expression:
        number_ = next(self._numbers)
        self.made.words[number_] = tuple(condition.index for condition in conditions)
        codes = [
            exp.Mul(this=coded(self._writer.write(condition.node), "BIGINT"), expression=long(4**place))
            for place, condition in enumerate(conditions)
        ]
        return balanced([long(number_ << NUMBER), *codes], exp.BitwiseOr)

    def _tree(self, subject: exp.Expression, table: Mapping[str | None, list[Condition]]) -> None:
        name = self._name()
        self.made.lists.add(name)
        leaves = {
            text: exp.Array(expressions=[self._word(part) for part in _parts(conditions)])
            for text, conditions in table.items()
        }
        self.made.columns[name] = tree_of(subject, leaves, cast(exp.Array(expressions=[]), "BIGINT[]"))

    def _masked(self, subject: exp.Expression, groups: Mapping[Texts, list[Condition]]) -> None:
        """Of those that demand one of several texts: a bit says that the row has one of them, or none at all."""
        parts = [(texts, part) for texts, group in groups.items() for part in _parts(group)]
        for start in range(0, len(parts), MASKED):
            chunk = parts[start : start + MASKED]
            mask = f"k{next(self._names)}"
            self.made.masks[mask] = _mask([texts for texts, _ in chunk], subject)
            for bit, (_, conditions) in enumerate(chunk):
                here = exp.BitwiseAnd(this=exp.column(mask), expression=long(1 << bit))
                self._guarded(exp.NEQ(this=exp.Paren(this=here), expression=number(0)), conditions)


def _parts(conditions: Sequence[Condition]) -> Iterator[Sequence[Condition]]:
    for start in range(0, len(conditions), PACKED):
        yield conditions[start : start + PACKED]


def _by_demand(
    conditions: Iterable[Condition],
) -> tuple[dict[str, dict[str | None, list[Condition]]], dict[str, dict[Texts, list[Condition]]], list[Condition]]:
    """By the field and the one text that they demand (None: all, whole); by field and several texts; and the others."""
    single: dict[str, dict[str | None, list[Condition]]] = {}
    several: dict[str, dict[Texts, list[Condition]]] = {}
    others = []
    for condition in conditions:
        demand = demand_of(condition) if condition.variable else None
        if demand is None or not demand.texts:
            others.append(condition)
        elif len(demand.texts) > 1:
            several.setdefault(demand.field, {}).setdefault(tuple(sorted(demand.texts)), []).append(condition)
        else:
            table = single.setdefault(demand.field, {})
            table.setdefault(demand.texts[0], []).append(replace(condition, node=demand.rest))
            if demand.field:
                table.setdefault(None, []).append(condition)
    return single, several, others


def _mask(groups: Sequence[Texts], subject: exp.Expression) -> exp.Expression:
    """A bit for each group that has the text of the subject; all of them where the text is missing."""
    bits: dict[str | None, int] = {None: (1 << len(groups)) - 1}
    for bit, texts in enumerate(groups):
        for text in texts:
            bits[text] = bits.get(text, 0) | 1 << bit
    return tree_of(subject, {text: long(mask) for text, mask in bits.items()}, long(0))


def tree_of(
    subject: exp.Expression, leaves: Mapping[str | None, exp.Expression], otherwise: exp.Expression
) -> exp.Expression:
    """What stands behind the text of `subject`, found by halving; behind None for a missing one."""
    texts = sorted((text for text in leaves if text is not None), key=lambda text: text.encode())
    tree = _halved(subject, texts, leaves, otherwise)
    if None not in leaves:
        return tree
    return when((exp.Is(this=subject, expression=exp.Null()), leaves[None]), otherwise=tree)


def _halved(
    subject: exp.Expression,
    texts: Sequence[str],
    leaves: Mapping[str | None, exp.Expression],
    otherwise: exp.Expression,
) -> exp.Expression:
    """INVARIANT: texts stand in the order of their bytes, which is DuckDB's."""
    if len(texts) <= 2:
        cases = [(exp.EQ(this=subject, expression=exp.Literal.string(text)), leaves[text]) for text in texts]
        return when(*cases, otherwise=otherwise) if cases else otherwise
    half = len(texts) // 2
    below = exp.LT(this=subject, expression=exp.Literal.string(texts[half]))
    first = _halved(subject, texts[:half], leaves, otherwise)
    return when((below, first), otherwise=_halved(subject, texts[half:], leaves, otherwise))


def query_over(source: str, layers: Sequence[Layer], columns: Layer) -> str:
    """The text of a query for `columns` over layers, each of which sees all columns below it."""
    query: exp.Table | exp.Subquery = exp.to_table(source)
    for layer in layers:
        if layer:
            named = [exp.alias_(tree, name, quoted=True, copy=False) for name, tree in layer.items()]
            query = exp.select(exp.Star(), *named, copy=False).from_(query, copy=False).subquery(source, copy=False)
    outer = [exp.alias_(tree, name, quoted=True, copy=False) for name, tree in columns.items()]
    return exp.select(*outer, copy=False).from_(query, copy=False).sql(dialect="duckdb")


def long(value: int) -> exp.Expression:
    return cast(number(value), "BIGINT")
