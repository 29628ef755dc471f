"""Breadth-first from listed merchants over merchant–identifier–merchant, in arrays: who is reached, and along what.

INVARIANT: merchants are never joined with merchants through an identifier; one identifier is looked at once a hop,
whoever holds it. Ties are broken by the smaller merchant id, so that the same input gives the same paths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from merchant_compliance.linking.edges import Flags, Graph, Ints, permitted
from merchant_compliance.linking.shape import CONTACTS, IDENTITY, KINDS, Hop, Link, LinkPath, Shared

IS_CONTACT = np.array([kind in CONTACTS for kind in KINDS], dtype=np.bool_)
UNREACHED = -1


@dataclass(frozen=True, eq=False)
class Reach:
    """By node: the hops from the nearest listed merchant, and the next merchant on the way there."""

    level: npt.NDArray[np.int8]
    parent: Ints


@dataclass(frozen=True, order=True)
class Errand:
    """One search: from a list by a set of kinds, for merchants of these roles."""

    list: str
    kinds: tuple[str, ...]
    hops: int
    max_holders: int


def errands(paths: Sequence[LinkPath]) -> dict[Errand, frozenset[str]]:
    """The searches for these paths and the roles they serve.

    Each path is searched with all its kinds together, with those of identity alone, and with each kind alone:
    whoever shares a phone with one listed merchant and an ID number with another is linked to both.
    """
    found: dict[Errand, frozenset[str]] = {}
    for path in paths:
        kinds = frozenset(path.kinds)
        for subset in {kinds, kinds & IDENTITY, *(frozenset((kind,)) for kind in kinds)} - {frozenset()}:
            errand = Errand(path.list, tuple(sorted(subset)), path.hops, path.max_holders)
            found[errand] = found.get(errand, frozenset()) | frozenset(path.roles)
    return dict(sorted(found.items()))


def search(graph: Graph, paths: Sequence[LinkPath]) -> Iterator[Link]:
    """All links of wanted merchants, by merchant id, list, hops and listed merchant; a listed merchant has none."""
    found: dict[int, list[Link]] = {}
    for errand, roles in errands(paths).items():
        if errand.list not in graph.listed:
            continue
        usable = permitted(graph, frozenset(errand.kinds), errand.max_holders)
        reached = reach(graph, graph.listed[errand.list], usable, errand.hops)
        for node, link in _links(graph, errand.list, roles, usable, reached):
            found.setdefault(node, []).append(link)
    for node in sorted(found):
        yield from without_repeats(found.pop(node))


def reach(graph: Graph, sources: Ints, usable: Flags, hops: int) -> Reach:
    """Whom the sources reach over identifiers that are `usable`. Excused merchants are not reached by contacts."""
    level = np.full(graph.size, UNREACHED, dtype=np.int8)
    parent = np.full(graph.size, UNREACHED, dtype=np.int32)
    level[sources] = 0
    frontier = np.sort(sources)
    for hop in range(1, hops + 1):
        places, owners = _runs(graph.node_starts, frontier)
        keep = usable[graph.node_idents[places]]
        # The frontier ascends, so that the first to name an identifier is the smallest of its holders there.
        idents, first = np.unique(graph.node_idents[places][keep], return_index=True)
        nearer = frontier[owners[keep][first]]
        places, owners = _runs(graph.ident_starts, idents)
        nodes = graph.ident_nodes[places]
        contact = IS_CONTACT[graph.kinds[idents]][owners]
        fresh = (level[nodes] == UNREACHED) & ~(graph.excused[nodes] & contact)
        nodes, nearer = nodes[fresh], nearer[owners[fresh]]
        order = np.lexsort((nearer, nodes))
        frontier, first = np.unique(nodes[order], return_index=True)
        if not len(frontier):
            break
        level[frontier] = hop
        parent[frontier] = nearer[order][first]
    return Reach(level, parent)


def _runs(starts: npt.NDArray[np.int64], chosen: Ints) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The places of all runs of the chosen numbers, one behind the other, and which chosen one each belongs to."""
    sizes = starts[chosen + 1] - starts[chosen]
    owners = np.repeat(np.arange(len(chosen)), sizes)
    before = np.concatenate(([0], np.cumsum(sizes)[:-1])) if len(sizes) else sizes
    places = np.arange(int(sizes.sum())) - before[owners] + starts[chosen][owners]
    return places, owners


def _links(graph: Graph, name: str, roles: frozenset[str], usable: Flags, reached: Reach) -> Iterator[tuple[int, Link]]:
    """The links of the wanted merchants of these roles that were reached."""
    ends = np.flatnonzero((reached.level > 0) & graph.wanted)
    ends = ends[[role in roles for role in graph.roles.take(ends).to_pylist()]] if len(ends) else ends
    hops = _hops(graph, usable, reached, ends)
    for end in ends.tolist():
        path, node = [], end
        while reached.level[node] > 0:
            path.append(hops[node])
            node = int(reached.parent[node])
        yield end, Link(graph.names[end].as_py(), name, tuple(path), since=graph.since[name, node])


def _hops(graph: Graph, usable: Flags, reached: Reach, ends: npt.NDArray[np.int64]) -> dict[int, Hop]:
    """The hop from each node on the way of these ends to its parent, by all usable identifiers that both hold."""
    on_way, level = np.zeros(graph.size, dtype=np.bool_), ends
    while len(level):
        on_way[level] = True
        level = np.unique(reached.parent[level])
        level = level[(reached.level[level] > 0) & ~on_way[level]]
    children = np.flatnonzero(on_way).astype(np.int32)
    parents = reached.parent[children]
    places, owners = _runs(graph.node_starts, children)
    idents = graph.node_idents[places]
    blocked = graph.excused[children][owners] & IS_CONTACT[graph.kinds[idents]]
    both = usable[idents] & ~blocked & _holds(graph, idents, parents[owners])
    shared: dict[int, list[Shared]] = {int(child): [] for child in children}
    chosen = idents[both]
    kinds, values = graph.kinds[chosen].tolist(), graph.values.take(chosen).to_pylist()
    rows = zip(owners[both].tolist(), kinds, values, graph.holder_counts[chosen].tolist(), strict=True)
    for owner, kind, value, holders in rows:
        shared[int(children[owner])].append(Shared(KINDS[kind], value, holders))
    names = graph.names.take(parents).to_pylist()
    return {int(c): Hop(tuple(sorted(shared[int(c)])), to) for c, to in zip(children, names, strict=True)}


def _holds(graph: Graph, idents: Ints, nodes: Ints) -> Flags:
    """Whether each identifier is held by the node beside it."""
    edges = graph.edges
    if not len(edges):
        return np.zeros(len(idents), dtype=np.bool_)
    wanted = idents.astype(np.int64) * graph.size + nodes
    places = np.minimum(np.searchsorted(edges, wanted), len(edges) - 1)
    return np.asarray(edges[places] == wanted, dtype=np.bool_)


def without_repeats(links: list[Link]) -> list[Link]:
    """Without links that another one to the same listed merchant says too: no farther, and by all its kinds."""
    links = sorted(dict.fromkeys(links), key=lambda link: (link.list, link.hops, link.listed, -len(link.via), link.via))
    kept: list[Link] = []
    for link in links:
        if not any(_says(other, link) for other in kept):
            kept.append(link)
    return kept


def _says(other: Link, link: Link) -> bool:
    same = (other.list, other.listed) == (link.list, link.listed)
    return same and other.hops <= link.hops and set(link.via) <= set(other.via)
