"""One Spark session on two cores for these tests; they are skipped, and say why, where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from merchant_compliance.linking.spark.session import missing, session

SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.default.parallelism": "1",
}
"""For a hundred rows: neither plans that change nor compiled ones pay."""


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    if problem := missing():
        pytest.skip(f"Spark: {problem.problems[0].what.en}")
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    running = session("local[2]", **SMALL)
    yield running
    running.stop()
