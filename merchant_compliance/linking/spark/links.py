"""From the rows that Spark found to links, as `search` puts them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from merchant_compliance.linking.search import Errand, without_repeats
from merchant_compliance.linking.shape import KINDS, Hop, Link, Shared

if TYPE_CHECKING:
    from pyspark.sql import Row

Place = tuple[int, str]
"""The number of an errand, and a node."""


def links_from(
    errands: Sequence[Errand], way: Sequence[Row], ends: Sequence[Row], since: Mapping[tuple[str, str], date | None]
) -> Iterator[Link]:
    """By merchant, list, hops and listed merchant. `way` holds the hop of each end and of whoever lies between."""
    hops: dict[Place, tuple[Hop, str]] = {}
    for row in way:
        shared = sorted(Shared(KINDS[one["kind"]], one["value"], one["holders"]) for one in row["shared"])
        hops[row["errand"], row["node"]] = (Hop(tuple(shared), row["parent"][1:]), row["parent"])
    found: dict[str, list[Link]] = {}
    for errand, end in sorted((row["errand"], row["node"]) for row in ends):
        path, node = [], end
        while (errand, node) in hops:
            hop, node = hops[errand, node]
            path.append(hop)
        name = errands[errand].list
        found.setdefault(end, []).append(Link(end[1:], name, tuple(path), since=since[name, node]))
    for end in sorted(found):
        yield from without_repeats(found[end])
