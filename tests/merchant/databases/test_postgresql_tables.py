"""Typed cells of PostgreSQL, partitions, and no secret in what its server says."""

from __future__ import annotations

import pytest
from table_samples import Sql, found, ids, problems

from merchant_compliance.errors import InputError

TYPED = (
    """CREATE TABLE t (id_no UUID, merchant_id BIGINT PRIMARY KEY, followers NUMERIC, "shop.deposit_paid" REAL,
    "shop.cross_border" BOOLEAN, applied_on DATE, subject JSON, brands JSONB, categories TEXT[],
    "shop.opened_on" TIMESTAMP)""",
    """INSERT INTO t VALUES (NULL, 20, 7, 0.1, FALSE, '2021-02-28', '{"kind": "enterprise"}',
    '[{"name": "茶", "own": true}]', '{tea,"a,b"}')""",
    "INSERT INTO t (merchant_id, followers) VALUES (3, 'NaN')",
    "INSERT INTO t (merchant_id, applied_on) VALUES (21, 'infinity'), (22, '0044-03-15 BC'), (23, '10000-01-01')",
    "INSERT INTO t (merchant_id, \"shop.opened_on\") VALUES (24, '2021-01-01 08:00')",
    """INSERT INTO t (merchant_id, subject) VALUES (25, '{"kind": "enterprise", "kind": "enterprise"}')""",
    "INSERT INTO t (merchant_id, followers) VALUES (26, 7.5)",
    "INSERT INTO t (merchant_id, id_no) VALUES (27, '00000000-0000-0000-0000-000000000001')",
)


def test_postgresql_has_typed_cells_rows_by_key_and_days_outside_the_calendar_are_rejected(postgres: Sql) -> None:
    rows = found(postgres(*TYPED))
    assert ids(rows) == ["3", "20"]
    assert rows[1].merchant is not None
    assert rows[1].merchant.model_dump(exclude_none=True, mode="json") == {
        "merchant_id": "20",
        "stage": "onboarding",
        "followers": 7,
        "shop": {"deposit_paid": 0.1, "cross_border": False},
        "applied_on": "2021-02-28",
        "subject": {"kind": "enterprise"},
        "brands": [{"name": "茶", "own": True}],
        "categories": ["tea", "a,b"],
    }
    wrong = [(number, ["wrong-type"]) for number in (3, 4, 5, 6)]
    assert problems(rows) == [*wrong, (7, ["doubled-key"]), (8, ["wrong-type"]), (9, ["unknown-field"])]
    assert {problem.file for row in rows for problem in row.problems} == {rows[2].problems[0].file}
    assert "geheim" not in rows[2].problems[0].say()


def test_a_secret_never_leaves_with_an_error_of_the_server(postgres: Sql) -> None:
    address = postgres("CREATE TABLE t (merchant_id TEXT)", "CREATE ROLE guest LOGIN")
    for wrong, code in (
        (address.replace("/tables_", "/nowhere_"), "no-connection"),
        (address.replace("postgres:geheim", "guest:geheim"), "unreadable-database"),
        (address.replace("table=t", "table=x"), "unknown-table"),
    ):
        with pytest.raises(InputError) as caught:
            found(wrong)
        assert [problem.code for problem in caught.value.problems] == [code]
        assert "geheim" not in caught.value.say("zh") + caught.value.say("en")
        assert ":***@" in caught.value.problems[0].file


def test_partitions_are_not_asked_about_but_may_be_named(postgres: Sql) -> None:
    parts = (
        "CREATE TABLE t (merchant_id TEXT) PARTITION BY LIST (merchant_id)",
        "CREATE TABLE a PARTITION OF t FOR VALUES IN ('a')",
        "CREATE TABLE b PARTITION OF t FOR VALUES IN ('b')",
        "INSERT INTO t VALUES ('a'), ('b')",
    )
    assert sorted(ids(found(postgres(*parts, table=None)))) == ["a", "b"]
    assert ids(found(postgres(table="b"))) == ["b"]
