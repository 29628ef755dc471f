"""Nested lists as flat tables: what conditions ask of the elements of a list becomes questions to a table of them.

    merchants ◄─ qualifications        one row an element, beside the row that it belongs to
              ◄─ products ◄─ texts
              ◄─ categories ◄─ lists   one row a pair, where a question is about both

`exists`, `all` and counts are answered once for each distinct question, in its table, and are columns of the table
above. SQL over flat columns costs a few nanoseconds a row; over nested lists a hundred times that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Literal as OneOf

from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Call, Macro, Node, Variable, free_variables, negation, renamed
from merchant_compliance.language.refusals import Refused, left_out

ENTRIES = ("lists", "links", "identifiers")
"""Lists beside the record that were computed before."""
Kind = OneOf["exists", "count"]


@dataclass(eq=False)
class Table:
    """Rows are elements of the list at `path`, which rows of `owner` hold, once for each row of `parent`.

    `owner` is `parent` itself or a table above it. The table of merchants has neither.
    """

    number: int
    path: str = "merchant"
    parent: Table | None = None
    owner: Table | None = None

    @property
    def variable(self) -> str:
        """What conditions call a row; every rule's own name for it is replaced by this one."""
        return f"t{self.number}" if self.parent else "merchant"

    @property
    def above(self) -> tuple[Table, ...]:
        """The table itself and all above it, the nearest first."""
        return (self, *(self.parent.above if self.parent else ()))

    @property
    def depth(self) -> int:
        return len(self.above)


@dataclass(frozen=True)
class Question:
    """Of how many rows of `table` the condition is true, for each row of its parent; `level` is above what it reads."""

    number: int
    table: Table
    condition: Node
    kind: Kind
    level: int

    @property
    def column(self) -> str:
        return f"g{self.number}"


Scope = Mapping[str, Table]


@dataclass
class Tables:
    """All tables of a rulebook, and the questions to them."""

    root: Table = field(default_factory=lambda: Table(0))
    tables: dict[tuple[int, int, str], Table] = field(default_factory=dict)
    questions: dict[tuple[int, Node, Kind], Question] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def of_list(self, path: str, parent: Table | None = None, owner: Table | None = None) -> Table:
        parent = parent or self.root
        owner = owner or self.root
        key = (parent.number, owner.number, path)
        if key not in self.tables:
            self.tables[key] = Table(len(self.tables) + 1, path, parent, owner)
        return self.tables[key]

    def scope(self, table: Table) -> Scope:
        return {each.variable: each for each in table.above}

    def refusal(self, trial: Callable[[], None]) -> Refused | None:
        """Why a trial was refused; then it leaves no questions behind."""
        before = dict(self.questions)
        try:
            trial()
        except Refused as error:
            self.questions = before
            return error
        return None

    def ask(self, node: Node, scope: Scope) -> int:
        """Registers all questions of a condition; gives the level above them. Raises Refused for other macros."""
        if isinstance(node, Macro):
            return self.question(node, scope).level
        if isinstance(node, Call) and (counted := counted_in(node)):
            return self.question(counted, scope, "count").level
        return max((self.ask(child, scope) for child in node.children()), default=0)

    def question(self, macro: Macro, scope: Scope, kind: Kind = "exists") -> Question:
        """The question that a macro asks; `all` is asked by its opposite, `exists_one` counts."""
        if macro.where is not None or macro.kind == "map" or (macro.kind == "filter" and kind != "count"):
            raise left_out("sql", macro.kind)
        table = self._table(macro, scope)
        kind = "count" if macro.kind == "exists_one" else kind
        condition = negation(macro.body) if macro.kind == "all" else macro.body
        condition = renamed(condition, macro.variable, table.variable)
        key = (table.number, condition, kind)
        if key not in self.questions:
            level = 1 + self.ask(condition, self.scope(table))
            self.questions[key] = Question(next(self._numbers), table, condition, kind, level)
        return self.questions[key]

    def _table(self, macro: Macro, scope: Scope) -> Table:
        owner, path = self._list(macro.range, scope)
        free = free_variables(macro.body) - {macro.variable}
        read = [scope[name] for name in free if name in scope]
        return self.of_list(path, max([owner, *read], key=lambda table: table.depth), owner)

    def _list(self, span: Node, scope: Scope) -> tuple[Table, str]:
        chain = chain_of(span)
        if isinstance(span, Variable) and span.name in ENTRIES:
            return self.root, span.name
        if chain is None or chain[0].name not in scope or not chain[1]:
            raise left_out("sql", "a list that is computed")
        owner = scope[chain[0].name]
        return owner, ".".join((owner.path, *chain[1]))


def counted_in(node: Call) -> Macro | None:
    """The filter whose elements a call of `size` counts."""
    inner = node.arguments[0] if node.function == "size" else None
    return inner if isinstance(inner, Macro) and inner.kind == "filter" else None


def levels(questions: Iterable[Question]) -> list[list[Question]]:
    """Questions of one level to one table together, those first that others read."""
    found: dict[tuple[int, int], list[Question]] = {}
    for question in sorted(questions, key=lambda q: (q.level, q.table.number, q.number)):
        found.setdefault((question.level, question.table.number), []).append(question)
    return list(found.values())
