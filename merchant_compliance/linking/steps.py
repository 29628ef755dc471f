"""The steps that bring an identifier into its canonical form, each in Python and as a DuckDB expression.

A recipe is a sequence of steps over one text. The Python form is the specification; the SQL form does the same to a
column. Both read the same table, so that they can only differ where the functions of the two languages do: patterns
are in the common part of Python's `re` and RE2 (no look-around, no back-references, no classes by name).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol


class Step(Protocol):
    """`text` gives None where the identifier names nobody. `sql` refers to a column and gives an expression."""

    def text(self, text: str) -> str | None: ...

    def sql(self, column: str) -> str: ...


Recipe = tuple["Step | Only | Either", ...]


def quoted(text: str) -> str:
    """A SQL string. INVARIANT: patterns and tables hold no NUL, which a query text cannot."""
    return "'" + text.replace("'", "''") + "'"


def class_of(characters: str) -> str:
    """A class of these characters for a pattern."""
    return "[" + "".join(f"\\{c}" if c in "\\]^-[" else c for c in characters) + "]"


@dataclass(frozen=True)
class Map:
    """Each character of `before` becomes the one at its place in `after`."""

    before: str
    after: str

    @cached_property
    def table(self) -> dict[int, int]:
        return str.maketrans(self.before, self.after)

    def text(self, text: str) -> str:
        return text.translate(self.table)

    def sql(self, column: str) -> str:
        """Only for rows that hold such a character: `translate` builds its table anew for every row."""
        found = f"regexp_matches({column}, {quoted(class_of(self.before))})"
        if not any(character.isascii() for character in self.before):
            found = f"strlen({column}) <> length({column}) AND {found}"
        return (
            f"CASE WHEN {found} THEN translate({column}, {quoted(self.before)}, {quoted(self.after)}) ELSE {column} END"
        )


@dataclass(frozen=True)
class Swap:
    """Every `old` becomes `new`, as it stands."""

    old: str
    new: str = ""

    def text(self, text: str) -> str:
        return text.replace(self.old, self.new)

    def sql(self, column: str) -> str:
        return f"replace({column}, {quoted(self.old)}, {quoted(self.new)})"


@dataclass(frozen=True)
class Sub:
    """Every match of `pattern` becomes `put`, in which \\1 to \\9 are groups.

    INVARIANT: whatever matches contains `hint`, which is much cheaper to look for.
    """

    pattern: str
    put: str = ""
    hint: str = ""

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    @cached_property
    def python_put(self) -> str:
        return re.sub(r"\\([0-9])", r"\\g<\1>", self.put)

    def text(self, text: str) -> str:
        return self.compiled.sub(self.python_put, text)

    def sql(self, column: str) -> str:
        """Asking first is cheaper than copying every row."""
        pattern = quoted(self.pattern)
        put = f"regexp_replace({column}, {pattern}, {quoted(self.put)}, 'g')"
        likely = f"contains({column}, {quoted(self.hint)})" if self.hint else f"regexp_matches({column}, {pattern})"
        return f"CASE WHEN {likely} THEN {put} ELSE {column} END"


@dataclass(frozen=True)
class Need:
    """Text that does not match as a whole names nobody."""

    pattern: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def text(self, text: str) -> str | None:
        return text if self.compiled.fullmatch(text) else None

    def sql(self, column: str) -> str:
        return f"CASE WHEN regexp_full_match({column}, {quoted(self.pattern)}) THEN {column} END"


@dataclass(frozen=True)
class Ban:
    """Text in which the pattern is found is a placeholder and names nobody."""

    pattern: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def text(self, text: str) -> str | None:
        return None if self.compiled.search(text) else text

    def sql(self, column: str) -> str:
        return f"CASE WHEN NOT regexp_matches({column}, {quoted(self.pattern)}) THEN {column} END"


@dataclass(frozen=True)
class Own:
    """A step of its own, written in both languages; `template` names the column as {x}."""

    function: Callable[[str], str | None]
    template: str

    def text(self, text: str) -> str | None:
        return self.function(text)

    def sql(self, column: str) -> str:
        return self.template.replace("{x}", column)


@dataclass(frozen=True)
class Only:
    """Steps for texts in which `pattern` is found; the others pass by unchanged, and at little cost."""

    pattern: str
    steps: Recipe

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def text(self, text: str) -> str | None:
        return cooked(self.steps, text) if self.compiled.search(text) else text

    def query(self, inner: str, column: str) -> str:
        """While the steps run, `column` is null in the rows that pass by."""
        found, aside = f"regexp_matches({column}, {quoted(self.pattern)})", f"{column}_aside"
        split = (
            f"SELECT * REPLACE (CASE WHEN {found} THEN {column} END AS {column}), "
            f"CASE WHEN NOT {found} THEN {column} END AS {aside} FROM ({inner})"
        )
        done = query(self.steps, split, column)
        return f"SELECT * EXCLUDE ({aside}) REPLACE (coalesce({column}, {aside}) AS {column}) FROM ({done})"


@dataclass(frozen=True)
class Either:
    """`steps` for texts in which `pattern` is found, `short` for the others.

    INVARIANT: for the others both give the same; `short` leaves out what cannot concern them.
    """

    pattern: str
    steps: Recipe
    short: Recipe

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def text(self, text: str) -> str | None:
        return cooked(self.steps if self.compiled.search(text) else self.short, text)

    def query(self, inner: str, column: str) -> str:
        """Each row goes one of the two ways; it is read and asked about once."""
        found = f"coalesce(regexp_matches({column}, {quoted(self.pattern)}), FALSE)"
        split = f"WITH split AS MATERIALIZED (SELECT *, {found} AS found FROM ({inner}))"
        ways = ((self.steps, "found"), (self.short, "NOT found"))
        done = (query(steps, f"SELECT * EXCLUDE (found) FROM split WHERE {which}", column) for steps, which in ways)
        return f"{split} {' UNION ALL '.join(done)}"


def cooked(recipe: Sequence[Step | Only | Either], text: str) -> str | None:
    """The text after all steps, or None from the first step on that refuses it."""
    result: str | None = text
    for step in recipe:
        if not result:
            return None
        result = step.text(result)
    return result or None


def query(recipe: Sequence[Step | Only | Either], inner: str, column: str = "value") -> str:
    """A query over the rows of `inner` with `column` after all steps, null where it names nobody.

    One level of subquery a step, so that each expression names its column without repeating the steps before it.
    """
    for step in recipe:
        if isinstance(step, Only | Either):
            inner = step.query(inner, column)
        else:
            inner = f"SELECT * REPLACE ({step.sql(column)} AS {column}) FROM ({inner})"
    return f"SELECT * REPLACE (nullif({column}, '') AS {column}) FROM ({inner})"
