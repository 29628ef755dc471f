"""From what is compared to settings of Splink, without and with probabilities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from merchant_compliance.linking.soft.comparisons import COMPARED, STEP, Compared, Way

FLOOR = 1e-5
"""No level is impossible: the least share of random pairs."""
RARELY, DIFFERENT = 0.005, 0.02
"""The least shares of matches that agree in one way, and that do not agree: no training has seen everything."""
DIGITS = 6
Probabilities = Mapping[tuple[str, str], tuple[float, float]]
"""m and u by the names of comparison and level."""


def levels_of(compared: Compared) -> Iterator[tuple[str, str, Way | None, int | None]]:
    """Name, condition, way and lowest bits of each level but `missing`, in the order in which they are tried."""
    for way in compared.ways:
        for edge in way.edges:
            more = f" AND {way.bits} >= {edge}" if edge else ""
            yield f"{way.name}, {edge} bits", way.when + more, way, edge
        if not way.edges:
            yield way.name, way.when, way, None
    yield "else", "ELSE", None, None


def settings_of(probabilities: Probabilities | None = None) -> dict[str, Any]:
    """A settings dictionary of Splink; untrained without probabilities."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "sql_dialect": "duckdb",
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_comparison(compared, probabilities) for compared in COMPARED],
    }


def _comparison(compared: Compared, probabilities: Probabilities | None) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": compared.missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for name, condition, _, _ in levels_of(compared):
        level: dict[str, Any] = {"sql_condition": condition, "label_for_charts": name}
        if probabilities is not None:
            level["m_probability"], level["u_probability"] = probabilities[compared.name, name]
        levels.append(level)
    return {"output_column_name": compared.name, "comparison_levels": levels}


def probabilities_of(m: Mapping[tuple[str, str], float], u: Mapping[tuple[str, str], float]) -> Probabilities:
    """From shares of matches (m) and of random pairs (u) that fall into each level.

    Bits say by themselves how rare a chance agreement is, in any file: a level from `edge` bits on weighs what its way
    weighs in all, log2 of the share of matches that agree so, plus its bits. u follows from that; in the pairs of a
    training such levels hardly occur.
    """
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for compared in COMPARED:
        levels = list(levels_of(compared))
        for name, _, way, edge in levels:
            key = (compared.name, name)
            if way is None:
                share, chance = max(m[key], DIFFERENT), max(u[key], FLOOR)
            elif edge is None:
                share = max(m[key], RARELY)
                chance = max(u[key], share / 2**way.most)
            else:
                whole = max(RARELY, sum(m[compared.name, other] for other, _, same, _ in levels if same is way))
                share = max(m[key], whole / (4 * len(way.edges)))
                chance = share / (whole * 2 ** (edge + STEP / 3))
            found[key] = (round(share, DIGITS), float(f"{chance:.{DIGITS}g}"))
    return found
