"""Splink at work: the pairs of a table scored under the kept model, nothing estimated."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt

from merchant_compliance.errors import wrong
from merchant_compliance.linking.soft.comparing import compare
from merchant_compliance.linking.soft.model import Model
from merchant_compliance.linking.soft.table import Table
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from splink import Linker

EXTRA = "soft-links"


class Scored(NamedTuple):
    """Pairs by number, the smaller one left, in ascending order; `weights` are match weights in bits."""

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float64]


def check_installed() -> None:
    """Raises `InputError` where Splink is missing, and says which extra brings it."""
    try:
        import splink  # noqa: F401
    except ImportError:
        raise wrong(
            "missing-extra",
            Text("查找相似主体需要 Splink，尚未安装", "look-alikes are compared by Splink, which is not installed"),
            mend=Text(
                f'请安装：pip install "merchant-compliance[{EXTRA}]"',
                f'install it: pip install "merchant-compliance[{EXTRA}]"',
            ),
        ) from None


@contextmanager
def quiet() -> Iterator[None]:
    """Splink tells its progress and its doubts; ours are told elsewhere."""
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def linker_of(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any]) -> Linker:
    """A linker over the compared pairs of this connection, each of which is compared with itself."""
    from splink import DuckDBAPI, Linker

    data = DuckDBAPI(connection).register(connection.table("compared"))
    return Linker(data, settings, log_level=None, validate_settings=False)


def score(table: Table, model: Model, least: float) -> Scored:
    """The pairs of the table `pairs` whose weight is at least `least`."""
    with predicted(table, model, least) as found:
        columns = table.connection.sql(f"SELECT {IN_ORDER.format(columns='', found=found)}").fetchnumpy()
    left, right, weights = (np.asarray(columns[name]) for name in ("one", "other", "weight"))
    return Scored(left.astype(np.int32), right.astype(np.int32), weights.astype(np.float64))


Agreement = tuple[int, int, float, tuple[str, ...]]
"""Two numbers, their weight, and the comparisons that speak for them."""


def agreements(table: Table, model: Model, kinds: Sequence[str], least: float) -> list[Agreement]:
    """The pairs whose weight is at least `least`; a comparison speaks for a pair if its own weight is above zero."""
    own = "".join(f", mw_{kind}" for kind in kinds)
    with predicted(table, model, least, parts=True) as found:
        rows = table.connection.sql(f"SELECT {IN_ORDER.format(columns=own, found=found)}").fetchall()
    return [
        (left, right, weight, tuple(kind for kind, part in zip(kinds, parts, strict=True) if part > 0))
        for left, right, weight, *parts in rows
    ]


IN_ORDER = """one, other, round(match_weight, 6) AS weight {columns}
    FROM {found} JOIN compared ON unique_id = unique_id_l ORDER BY one, other"""


@contextmanager
def predicted(table: Table, model: Model, least: float, parts: bool = False) -> Iterator[str]:
    """The name of a table of Splink's predictions, which is gone at the end.

    `parts` adds the weight of each comparison.
    """
    connection = table.connection
    compare(connection)
    with quiet():
        settings = model.settings(table.size) | {"retain_intermediate_calculation_columns": parts}
        linker = linker_of(connection, settings)
        given = linker._db_api.register(connection.table("themselves"))
        linker.table_management.register_blocked_pairs_for_predict(given)
        found = linker.inference.predict(threshold_match_weight=least)
        yield found.physical_name
        linker.table_management.invalidate_cache()  # type: ignore[no-untyped-call]
        found.drop_table_from_database_and_remove_from_cache()
