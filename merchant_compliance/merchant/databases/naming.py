"""Which table of a database is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from merchant_compliance.merchant.databases import failures
from merchant_compliance.merchant.databases.address import Address


class Table(NamedTuple):
    """A table or view as the catalogue of the database has it. A `piece` is a partition of another one."""

    schema: str
    name: str
    piece: bool = False


def chosen(address: Address, tables: Sequence[Table], usual: str | None) -> Table:
    """The table of the address; `usual` is the schema of names without one. Raises `InputError` where there is none.

    INVARIANT: what is returned stands in the catalogue, however the address is written.
    """
    names = [_name(table, usual) for table in tables]
    if address.table is None:
        whole = [table for table in tables if not table.piece]
        if not whole:
            raise failures.no_tables(address)
        if len(whole) > 1:
            raise failures.which_table(address, [_name(table, usual) for table in whole])
        return whole[0]
    for table, name in zip(tables, names, strict=True):
        if address.table in (name, f"{table.schema}.{table.name}"):
            return table
    alone = [table for table in tables if table.name == address.table]
    if len(alone) != 1:
        raise failures.unknown_table(address, names)
    return alone[0]


def _name(table: Table, usual: str | None) -> str:
    return table.name if table.schema == usual else f"{table.schema}.{table.name}"
