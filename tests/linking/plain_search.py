"""The reference of the search for links: sets and dicts, one merchant at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from link_worlds import Facts

from merchant_compliance.linking.places import PLACES
from merchant_compliance.linking.shape import CONTACTS, IDENTITY, LinkPath
from merchant_compliance.lists.entry import Entry


def identifiers_of(facts: Facts) -> set[tuple[str, str]]:
    found = set()
    for kind, (part, field) in PLACES.items():
        value = facts.get(part, {}).get(field, [])
        found |= {(kind, one) for one in (value if isinstance(value, list) else [value])}
    return found


class Reference:
    """One path set at a time, by the definition: level by level, ties to the smaller merchant id."""

    def __init__(self, merchants: Sequence[Facts], entries: Sequence[Entry]) -> None:
        self.held: dict[str, set[tuple[str, str]]] = {}
        for facts in merchants:
            self.held.setdefault(facts["merchant_id"], set()).update(identifiers_of(facts))
        exempt = [e for e in entries if e.list == "shared-identifier-exemptions"]
        self.excused = {e.key for e in exempt if e.key_kind == "merchant"}
        self.exempt = {(e.key_kind, e.key) for e in exempt}
        self.entries = entries

    def shared(self, child: str, parent: str, kinds: set[str], cap: int) -> set[tuple[str, str]]:
        both = (self.held[child] & self.held[parent]) - self.exempt
        holders = {one: sum(one in held for held in self.held.values()) for one in both}
        return {
            one
            for one in both
            if one[0] in kinds and holders[one] <= cap and not (child in self.excused and one[0] in CONTACTS)
        }

    def listed(self, name: str) -> set[str]:
        keys = {(e.key_kind, e.key) for e in self.entries if e.list == name}
        return {m for m, held in self.held.items() if held & keys or ("merchant", m) in keys}

    def ways(self, name: str, kinds: set[str], hops: int, cap: int) -> dict[str, list[str]]:
        """Every merchant that is reached, with the merchants on its way to the listed one."""
        ways = {m: [m] for m in self.listed(name)}
        nearest = sorted(ways)
        for _ in range(hops):
            later: dict[str, list[str]] = {}
            for m in set(self.held) - set(ways):
                parents = [p for p in nearest if self.shared(m, p, kinds, cap)]
                if parents:
                    later[m] = [m, *ways[parents[0]]]
            ways |= later
            nearest = sorted(later)
        return {m: way for m, way in ways.items() if len(way) > 1}

    def via(self, way: list[str], kinds: set[str], cap: int) -> tuple[str, ...]:
        return tuple(sorted({kind for one, other in pairwise(way) for kind, _ in self.shared(one, other, kinds, cap)}))

    def links(self, path: LinkPath, roles: dict[str, str]) -> set[tuple[str, str, str, int, tuple[str, ...]]]:
        """Of one path, by all its kinds, by identity alone and by each kind; what another link says too is left out."""
        found = set()
        for kinds in [set(path.kinds), set(path.kinds) & IDENTITY, *({kind} for kind in path.kinds)]:
            for m, way in self.ways(path.list, kinds, path.hops, path.max_holders).items():
                if roles.get(m) in path.roles:
                    via = self.via(way, kinds, path.max_holders)
                    found.add((m, path.list, way[-1], len(way) - 1, via))
        return {
            one
            for one in found
            if not any(
                other[:3] == one[:3] and other[3] <= one[3] and set(other[4]) >= set(one[4]) and other != one
                for other in found
            )
        }
