"""What the index answers: the links of one applicant, in the order of `search`, and along which way each was found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from merchant_compliance.linking.path import ShownPath, steps_of
from merchant_compliance.linking.reaching import BITS, CONTACT_BITS, Reached, bit_of
from merchant_compliance.linking.roll import Roll
from merchant_compliance.linking.shape import CERTAIN, KINDS, Hop, Shared

VIA = tuple([kind for kind in sorted(KINDS) if BITS[kind] & bits] for bits in range(1 << len(KINDS)))
"""The kinds of each set of bits, in the order of the alphabet."""
RANK = {
    bits: rank
    for rank, bits in enumerate(sorted(range(1 << len(KINDS)), key=lambda bits: (-len(VIA[bits]), VIA[bits])))
}
"""The order of links to one merchant over as many hops: those of more kinds first."""
Held = tuple[int, str, Collection[str]]
"""The kind of an identifier as a bit, the identifier, its holders."""
Found = tuple[str, int, str, int]
"""List, hops, listed node, kinds as bits."""
Ways = dict[Found, tuple[Hop, ...]]
"""The way of each link that was found; of several ways that of the first search."""


def near_to(idents: Sequence[Held], by_kind: dict[int, list[Reached]]) -> dict[Reached, list[Held]]:
    """The searches that reached a holder of these identifiers, and by which of them."""
    near: dict[Reached, list[Held]] = {}
    for held in idents:
        ident = held[1]
        for reached in by_kind.get(held[0], ()):
            if ident in reached.offers:
                if reached in near:
                    near[reached].append(held)
                else:
                    near[reached] = [held]
    return near


def beyond(reached: Reached, shared: Sequence[Held], blocked: int) -> Found | None:
    """One hop beyond the nearest node with which an applicant shares any of these identifiers."""
    if blocked:
        shared = [held for held in shared if not held[0] & blocked]
        if not shared:
            return None
    offers = reached.offers
    if len(shared) == 1:  # as mostly; whose offer it is holds the identifier
        ((bit, ident, _),) = shared
        level, _, _, listed, via = offers[ident]
        return reached.errand.list, level + 1, listed, via | bit
    level, node, _, listed, via = min([offers[ident] for _, ident, _ in shared])
    for bit, _, holders in shared:
        if node in holders:
            via |= bit
    return reached.errand.list, level + 1, listed, via


def way_beyond(roll: Roll, reached: Reached, shared: Sequence[Held], blocked: int) -> tuple[Hop, ...]:
    """The way of `beyond`, on which the applicant counts as one more holder."""
    shared = [held for held in shared if not held[0] & blocked]
    node = min(reached.offers[ident] for _, ident, _ in shared).node
    idents = (ident for _, ident, holders in shared if node in holders)
    return Hop(_shared(roll, idents, 1), node[1:]), *way_from(roll, reached, node)


def way_from(roll: Roll, reached: Reached, node: str) -> tuple[Hop, ...]:
    """From a node that was reached to the listed one."""
    hops, label, web = [], reached.labels[node], roll.web
    while label.level:
        blocked = CONTACT_BITS if node in web.excused else 0
        idents = (
            ident
            for ident in web.held.get(node, ())
            if reached.usable(ident) and not bit_of(ident) & blocked and label.parent in web.holders.of(ident)
        )
        hops.append(Hop(_shared(roll, idents, 0), label.parent[1:]))
        node = label.parent
        label = reached.labels[node]
    return tuple(hops)


def _shared(roll: Roll, idents: Iterable[str], more: int) -> tuple[Shared, ...]:
    split = ((ident, *ident.split(":", 1)) for ident in idents)
    return tuple(sorted(Shared(kind, value, roll.web.count(ident) + more) for ident, kind, value in split))


def told(found: Collection[Found]) -> list[Found]:
    """INVARIANT: without what another link to the same listed merchant says too, and in the order of `search`."""
    if len(found) < 2:
        return list(found)
    kept: list[Found] = []
    order = sorted([(name, hops, listed[1:], RANK[via], listed, via) for name, hops, listed, via in found])
    for name, hops, _, _, listed, via in order:
        for other in kept:
            if other[0] == name and other[2] == listed and via | other[3] == other[3]:
                break
        else:
            kept.append((name, hops, listed, via))
    return kept


def entry(found: Found) -> dict[str, Any]:
    """A link as conditions see it."""
    name, hops, listed, via = found
    return {"list": name, "merchant_id": listed[1:], "hops": hops, "via": list(VIA[via]), "confidence": CERTAIN}


def entry_with_way(roll: Roll, merchant_id: str, found: Found, way: tuple[Hop, ...]) -> dict[str, Any]:
    """The same and its path for people, as `path.entry_with_path` of the batch search."""
    name, _, listed, _ = found
    path = ShownPath(name, steps_of(merchant_id, way), roll.since(name, listed))
    return entry(found) | path.data()
