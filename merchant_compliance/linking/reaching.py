"""Whom one search reaches, kept right while merchants, identifiers and lists change.

A label says how a node is reached: it follows from whether the node is listed and from the labels of its neighbours.
Only one assignment of labels fits everywhere, that of the search from scratch (levels fall by one a hop down to a
listed node, so that no two nodes can hold each other up). After a change the nodes it touched are asked anew, and the
neighbours of each whose label is another now, until nothing changes. Levels have a bound, therefore it ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from merchant_compliance.linking.search import Errand
from merchant_compliance.linking.shape import CODES, CONTACTS
from merchant_compliance.linking.web import Change, Web

BITS: dict[str, int] = {kind: 1 << code for kind, code in CODES.items()}
CONTACT_BITS = sum(BITS[kind] for kind in CONTACTS)


class Label(NamedTuple):
    """Hops to the nearest listed node, this node, the next on the way, the listed one, the kinds of all hops (bits).

    INVARIANT: the least label is that of the nearest node, and of several of the smallest, as in `search.reach`.
    """

    level: int
    node: str
    parent: str
    listed: str
    via: int


def bit_of(ident: str) -> int:
    """The kind of an identifier `kind:value` as a bit."""
    return BITS[ident[: ident.index(":")]]


class Reached:
    """The labels of one errand. `offers`: by identifier the label of its nearest holder; others are one hop farther."""

    def __init__(self, web: Web, errand: Errand) -> None:
        self._web, self.errand = web, errand
        self._kinds = sum(BITS[kind] for kind in errand.kinds)
        self.labels: dict[str, Label] = {}
        self.offers: dict[str, Label] = {}

    def rebuild(self) -> None:
        """From scratch: outwards from the listed nodes."""
        self.labels.clear()
        self.offers.clear()
        name = self.errand.list
        self.repair(Change(listed={(name, node) for node in self._web.sources[name]}))

    def repair(self, change: Change) -> set[str]:
        """Labels and offers right again after a change; the identifiers that were looked at."""
        queue = deque(sorted(self._touched(change)))
        queued, altered = set(queue), set(change.moved)
        while queue:
            node = queue.popleft()
            queued.discard(node)
            label = self._label(node)
            if label == self.labels.get(node):
                continue
            altered.add(node)
            if label is None:
                del self.labels[node]
            else:
                self.labels[node] = label
            for ident in self._usable(node):
                fresh = [other for other in self._web.holders.of(ident) if other not in queued]
                queue.extend(fresh)
                queued.update(fresh)
        return self._offered(change, altered)

    def usable(self, ident: str) -> bool:
        return bool(bit_of(ident) & self._kinds) and self._web.count(ident) <= self.errand.max_holders

    def _usable(self, node: str) -> Iterator[str]:
        return (ident for ident in self._web.held.get(node, ()) if self.usable(ident))

    def _touched(self, change: Change) -> set[str]:
        """Nodes whose label may be wrong: their own identifiers or lists changed, or those of a reached neighbour."""
        cap, touched = self.errand.max_holders, set(change.moved)
        touched.update(node for name, node in change.listed if name == self.errand.list)
        for ident, before in change.counts.items():
            now = self._web.count(ident)
            if bit_of(ident) & self._kinds and (before <= cap) != (now <= cap):
                touched.update(self._web.holders.of(ident))
        for node in change.moved.keys() & self.labels.keys():
            for ident in change.moved[node]:
                if self.usable(ident):
                    touched.update(self._web.holders.of(ident))
        return touched

    def _label(self, node: str) -> Label | None:
        web, labels, last = self._web, self.labels, self.errand.hops
        if node in web.sources[self.errand.list]:
            return Label(0, node, "", node, 0)
        blocked = CONTACT_BITS if node in web.excused else 0
        idents = [ident for ident in self._usable(node) if not bit_of(ident) & blocked]
        near = (
            label
            for ident in idents
            for other in web.holders.of(ident)
            if other != node and (label := labels.get(other)) and label.level < last
        )
        nearest = min(near, default=None)
        if nearest is None:
            return None
        via = nearest.via
        for ident in idents:
            if nearest.node in web.holders.of(ident):
                via |= bit_of(ident)
        return Label(nearest.level + 1, node, nearest.node, nearest.listed, via)

    def _offered(self, change: Change, altered: set[str]) -> set[str]:
        """The offers of all identifiers that changed hands, crossed the cap, or whose holders have other labels."""
        concerned = set(change.counts).union(*change.moved.values())
        concerned.update(ident for node in altered for ident in self._web.held.get(node, ()))
        concerned = {ident for ident in concerned if bit_of(ident) & self._kinds}
        for ident in concerned:
            nearest = self._nearest(ident) if self.usable(ident) else None
            if nearest is None:
                self.offers.pop(ident, None)
            else:
                self.offers[ident] = nearest
        return concerned

    def _nearest(self, ident: str) -> Label | None:
        near = (
            label
            for node in self._web.holders.of(ident)
            if (label := self.labels.get(node)) and label.level < self.errand.hops
        )
        return min(near, default=None)
