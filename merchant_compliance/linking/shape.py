"""The words of linking: kinds of identifier, permitted paths, and the links that were found along them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

Kind = Literal["uid", "id_number", "uscc", "phone", "bank_account", "device", "address", "email"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Their places are their numbers in arrays and tables."""
CODES: dict[str, int] = {kind: code for code, kind in enumerate(KINDS)}
IDENTITY: frozenset[str] = frozenset(("uid", "id_number", "uscc"))
"""Who shares one of these is the same person or the same company; who shares another only uses the same thing."""
CONTACTS: frozenset[str] = frozenset(KINDS) - IDENTITY

ALIKE = "≈"
"""Stands for the value of what two merchants have in likeness only: it is not one value, and nobody's own is shown."""
CERTAIN = 1.0
"""The confidence of a path of exact identifiers."""


@dataclass(frozen=True)
class LinkPath:
    """One permitted way: from a list to merchants of these roles, by these kinds, over at most so many hops.

    An identifier with more than `max_holders` holders links nobody.
    """

    list: str
    roles: tuple[str, ...]
    kinds: tuple[str, ...]
    hops: int = 1
    max_holders: int = 100


def kinds_of(paths: Iterable[LinkPath]) -> tuple[Kind, ...]:
    """The kinds by which any of these paths goes, in the order of `KINDS`."""
    used = {kind for path in paths for kind in path.kinds}
    return tuple(kind for kind in KINDS if kind in used)


class Shared(NamedTuple):
    """An identifier in its canonical form that both ends of a hop have, and how many merchants hold it."""

    kind: str
    value: str
    holders: int = 0


class Hop(NamedTuple):
    """One step of a path, by all identifiers that its ends share; `to` is nearer to the listed merchant."""

    shared: tuple[Shared, ...]
    to: str


@dataclass(frozen=True)
class Link:
    """A path from a merchant to a listed one, on the list since a day or since ever.

    INVARIANT: the last hop leads to `listed`.
    """

    merchant_id: str
    list: str
    path: tuple[Hop, ...]
    confidence: float = CERTAIN
    since: date | None = None

    @property
    def listed(self) -> str:
        return self.path[-1].to

    @property
    def hops(self) -> int:
        return len(self.path)

    @property
    def via(self) -> tuple[str, ...]:
        """All kinds shared on any hop, each once, in the order of the alphabet."""
        return tuple(sorted({shared.kind for hop in self.path for shared in hop.shared}))

    def entry(self) -> dict[str, Any]:
        """The link as conditions see it: without the identifiers."""
        return {
            "list": self.list,
            "merchant_id": self.listed,
            "hops": self.hops,
            "via": list(self.via),
            "confidence": self.confidence,
        }
