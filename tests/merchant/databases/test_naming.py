"""Which table is meant: one alone needs no name, and whatever is found stands in the catalogue."""

from __future__ import annotations

import pytest

from merchant_compliance.errors import InputError
from merchant_compliance.merchant.databases.address import Address
from merchant_compliance.merchant.databases.naming import Table, chosen

ONE = [Table("main", "merchants")]
SHOP = [Table("main", "a.b"), Table("main", "merchants"), Table("old", "merchants"), Table("old", "shops")]
PIECES = [Table("main", "all"), Table("main", "all_2020", True), Table("main", "all_2021", True)]


def at(table: str | None) -> Address:
    return Address("sqlite", "sqlite://m.db", table)


@pytest.mark.parametrize(
    ("tables", "named", "found"),
    [
        (ONE, None, ONE[0]),
        (ONE, "merchants", ONE[0]),
        (ONE, "main.merchants", ONE[0]),
        (SHOP, "merchants", SHOP[1]),
        (SHOP, "old.merchants", SHOP[2]),
        (SHOP, "shops", SHOP[3]),
        (SHOP, "a.b", SHOP[0]),
        (PIECES, None, PIECES[0]),
        (PIECES, "all_2021", PIECES[2]),
    ],
)
def test_the_table_that_is_meant_is_found(tables: list[Table], named: str | None, found: Table) -> None:
    assert chosen(at(named), tables, "main") == found


@pytest.mark.parametrize(
    ("tables", "named", "code", "nearest"),
    [
        ([], None, "no-table", None),
        (SHOP, None, "which-table", None),
        (SHOP, "merchnts", "unknown-table", "merchants"),
        (SHOP, 'merchants"; DROP TABLE merchants; --', "unknown-table", None),
        (SHOP, "old.merchant", "unknown-table", "old.merchants"),
        ([Table("x", "t"), Table("y", "t")], "t", "unknown-table", None),
    ],
)
def test_no_table_is_guessed_and_the_error_lists_them(
    tables: list[Table], named: str | None, code: str, nearest: str | None
) -> None:
    with pytest.raises(InputError) as caught:
        chosen(at(named), tables, "main")
    (problem,) = caught.value.problems
    assert (problem.code, problem.nearest, problem.file) == (code, nearest, "sqlite://m.db")
    assert all(table.name in problem.why.en and table.name in problem.why.zh for table in tables)


def test_of_many_tables_the_first_are_listed_and_the_others_counted() -> None:
    with pytest.raises(InputError) as caught:
        chosen(at(None), [Table("main", f"t{number}") for number in range(50)], "main")
    assert caught.value.problems[0].why.en.endswith("t19 and 30 more")
