"""What does not fit into the memory goes into files that nobody else reads, and that are gone afterwards."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from merchant_compliance.linking.edges import graph_of
from merchant_compliance.linking.intake import Intake


def folder_of(intake: Intake) -> Path:
    return Path(intake.connection.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])


def test_temporary_files_are_private_and_removed() -> None:
    with Intake() as intake:
        folder = folder_of(intake)
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_a_search_ends_well_in_little_memory() -> None:
    rows = pa.table({"row": pa.array(range(400_000), pa.int32())})
    names = [f"m{row}" for row in range(400_000)]
    flags = pa.array([True] * len(rows))
    people = rows.append_column("merchant_id", pa.array(names)).append_column(
        "role", pa.array(["merchant"] * len(rows))
    )
    people = people.append_column("wanted", flags).append_column("entry", pa.array([False] * len(rows)))
    accounts = rows.append_column("value", pa.array([f"62220000000000{row // 2:08d}" for row in range(400_000)]))
    with Intake(memory="48MB") as intake:
        intake.add_merchants(people)
        intake.add_identifiers("bank_account", accounts)
        graph = graph_of(intake.connection)
        assert len(graph.kinds) == 200_000
        assert graph.size == 400_000


@pytest.mark.parametrize("values", [[], [""], [None], ["13800138000"]])
def test_nothing_to_link_is_an_empty_graph(values: list[str | None]) -> None:
    with Intake() as intake:
        typed = pa.table({"row": pa.array(range(len(values)), pa.int32()), "value": pa.array(values, pa.string())})
        intake.add_identifiers("phone", typed)
        graph = graph_of(intake.connection)
        assert (graph.size, len(graph.kinds), len(graph.edges)) == (0, 0, 0)
