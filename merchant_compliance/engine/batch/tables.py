"""Nested lists as flat tables: what conditions ask of the elements of a list is asked of the rows of a table.

    merchants ◄─ qualifications        one row an element, beside the row that it belongs to
              ◄─ products ◄─ texts
              ◄─ categories ◄─ lists   one row a pair, where a condition is about both

A condition on the elements is judged once for all rows of their table, and gathered into the rows above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Call, Macro, Node, Variable, free_variables, renamed
from merchant_compliance.language.refusals import left_out

ENTRIES = ("lists", "links", "identifiers")
"""Lists beside the record that were computed before."""
MERCHANT = "merchant"


@dataclass(eq=False)
class Table:
    """Rows are elements of the list at `path`, which rows of `owner` hold, once for each row of `parent`.

    `owner` is `parent` itself or a table above it. The table of merchants has neither.
    """

    number: int
    path: str = MERCHANT
    parent: Table | None = None
    owner: Table | None = None

    @property
    def variable(self) -> str:
        """What conditions call a row; every rule's own name for it is replaced by this one."""
        return f"t{self.number}" if self.parent else MERCHANT

    @property
    def above(self) -> tuple[Table, ...]:
        """The table itself and all above it, the nearest first."""
        return (self, *(self.parent.above if self.parent else ()))

    @property
    def depth(self) -> int:
        return len(self.above)

    @property
    def scope(self) -> Mapping[str, Table]:
        """The tables whose rows a condition on this one may read, by variable."""
        return {each.variable: each for each in self.above}


@dataclass
class Tables:
    """All tables of a rulebook."""

    root: Table = field(default_factory=lambda: Table(0))
    tables: dict[tuple[int, int, str], Table] = field(default_factory=dict)

    def of_list(self, path: str, parent: Table | None = None, owner: Table | None = None) -> Table:
        parent = parent or self.root
        owner = owner or self.root
        key = (parent.number, owner.number, path)
        if key not in self.tables:
            self.tables[key] = Table(len(self.tables) + 1, path, parent, owner)
        return self.tables[key]

    def home(self, node: Node, table: Table) -> Table:
        """The table whose rows decide a condition on `table`: the deepest that it reads."""
        scope = table.scope
        read = [scope[name] for name in free_variables(node) if name in scope]
        return max(read, key=lambda each: each.depth, default=self.root)

    def elements(self, macro: Macro, table: Table) -> tuple[Table, Node]:
        """The table of the elements that a macro runs through, and its condition on their rows.

        Raises Refused for a list that is computed.
        """
        owner, path = self._list(macro.range, table.scope)
        below = self.of_list(path, self.home(macro, table), owner)
        return below, renamed(macro.body, macro.variable, below.variable)

    def _list(self, span: Node, scope: Mapping[str, Table]) -> tuple[Table, str]:
        chain = chain_of(span)
        if isinstance(span, Variable) and span.name in ENTRIES:
            return self.root, span.name
        if chain is None or chain[0].name not in scope or not chain[1]:
            raise left_out("sql", "a list that is computed")
        owner = scope[chain[0].name]
        return owner, ".".join((owner.path, *chain[1]))


def counted_in(node: Node) -> Macro | None:
    """The filter whose elements a call of `size` counts."""
    inner = node.arguments[0] if isinstance(node, Call) and node.function == "size" else None
    return inner if isinstance(inner, Macro) and inner.kind == "filter" and inner.where is None else None
