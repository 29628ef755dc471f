"""Who holds which identifier, in dictionaries that change one merchant at a time, and what a change touched.

A node is a merchant (`0` and its id) or a list entry that acts as one (`1` and its name): compared as texts they are in
the order by which the search over arrays breaks ties. An identifier or key is `kind:value`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")
MERCHANT, ENTRY = "0", "1"
NEVER = 1 << 60
"""Holders of an exempt identifier: more than any cap."""


class Holders:
    """Nodes by identifier. Most identifiers have one holder, which then stands there without a set around it."""

    def __init__(self) -> None:
        self._nodes: dict[str, str | set[str]] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def of(self, ident: str) -> Collection[str]:
        found = self._nodes.get(ident)
        if found is None:
            return ()
        return (found,) if isinstance(found, str) else found

    def add(self, ident: str, node: str) -> None:
        found = self._nodes.setdefault(ident, node)
        if isinstance(found, set):
            found.add(node)
        elif found != node:
            self._nodes[ident] = {found, node}

    def discard(self, ident: str, node: str) -> None:
        found = self._nodes.get(ident)
        if isinstance(found, set):
            found.discard(node)
            if len(found) == 1:
                self._nodes[ident] = found.pop()
        elif found == node:
            del self._nodes[ident]


@dataclass
class Change:
    """Since links were last settled: identifiers that a node took on or gave up, in whichever order; how many holders
    an identifier had before; nodes that came onto a list or left it."""

    moved: dict[str, set[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    listed: set[tuple[str, str]] = field(default_factory=set)


class Web:
    """INVARIANT: `change` covers everything that was done since it was last `taken`."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, ...]] = {}
        self.holders = Holders()
        self.sources: dict[str, dict[str, int]] = defaultdict(dict)
        self.excused: set[str] = set()
        self._exempt: dict[str, int] = {}
        self._entries: dict[str, int] = {}
        self._change = Change()

    def count(self, ident: str) -> int:
        """Merchants that hold it, as caps count them; `NEVER` where it is exempt."""
        return NEVER if ident in self._exempt else len(self.holders.of(ident)) - self._entries.get(ident, 0)

    def hold(self, node: str, idents: Iterable[str] | None) -> None:
        """From now on the node holds exactly these; None where there is no such node any more."""
        before, after = set(self.held.get(node, ())), set(idents or ())
        self._change.moved.setdefault(node, set()).update(before ^ after)
        for ident in before ^ after:
            self._noted(ident)
            (self.holders.add if ident in after else self.holders.discard)(ident, node)
            if node.startswith(ENTRY):
                tally(self._entries, ident, 1 if ident in after else -1)
        if idents is None:
            self.held.pop(node, None)
        else:
            self.held[node] = tuple(sorted(after))

    def listed(self, name: str, node: str, by: int) -> None:
        """One reason more (1) or less (-1) why the node is on this list."""
        tally(self.sources[name], node, by)
        self._change.listed.add((name, node))

    def exempt(self, ident: str, by: int) -> None:
        """One reason more or less why the identifier links nobody."""
        self._noted(ident)
        tally(self._exempt, ident, by)

    def excuse(self, node: str, excused: bool) -> None:
        (self.excused.add if excused else self.excused.discard)(node)
        self._change.moved.setdefault(node, set())

    def taken(self) -> Change:
        """What changed since the last time."""
        change, self._change = self._change, Change()
        return change

    def _noted(self, ident: str) -> None:
        self._change.counts.setdefault(ident, self.count(ident))


def tally(counts: dict[T, int], name: T, by: int) -> None:
    """INVARIANT: what is counted zero times is not there."""
    counts[name] = counts.get(name, 0) + by
    if not counts[name]:
        del counts[name]
