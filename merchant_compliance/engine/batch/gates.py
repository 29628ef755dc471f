"""The gates of a circuit: what is true, false or unknown of the rows of a table, by what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from merchant_compliance.engine.batch.leaves import Column, Quick
from merchant_compliance.engine.batch.tables import Table
from merchant_compliance.language.expression import Node

Ref = int
"""A gate by its number; ~number is its negation."""


@dataclass(frozen=True)
class Gate:
    """What is true or false of the rows of `table`."""

    table: Table


@dataclass(frozen=True)
class QuickLeaf(Gate):
    """`node` is a column compared with constants."""

    node: Node
    quick: Quick


@dataclass(frozen=True)
class SqlLeaf(Gate):
    """`node` is asked of DuckDB, in one query with all leaves of its table and `stage`; `reads` are its columns.

    A leaf that reads gates is of a later stage than they; one that hangs on scores, of a stage after those.
    """

    node: Node
    written: exp.Expression
    reads: Mapping[str, Column]
    stage: tuple[bool, int]


@dataclass(frozen=True)
class All(Gate):
    """Conjunction. A disjunction is the negation of one."""

    inputs: tuple[Ref, ...]


@dataclass(frozen=True)
class Choice(Gate):
    """A ternary: unknown where its condition is."""

    condition: Ref
    then: Ref
    otherwise: Ref


@dataclass(frozen=True)
class Above(Gate):
    """For every row, what holds of the row above it that belongs to it."""

    input: Ref


@dataclass(frozen=True)
class Some(Gate):
    """Whether any row `below` is true."""

    input: Ref
    below: Table


@dataclass(frozen=True)
class Count(Gate):
    """How many rows `below` are true; unknown if any is. Not a truth value."""

    input: Ref
    below: Table


def number_of(ref: Ref) -> int:
    return ref if ref >= 0 else ~ref


def inputs_of(gate: Gate) -> tuple[Ref, ...]:
    """The gates that a gate reads, but for those that a leaf reads as columns."""
    if isinstance(gate, All):
        return gate.inputs
    if isinstance(gate, Choice):
        return gate.condition, gate.then, gate.otherwise
    return (gate.input,) if isinstance(gate, (Above, Some, Count)) else ()
