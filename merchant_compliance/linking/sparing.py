"""What speaks for a merchant: identifiers that it shares with a listed one and that nevertheless link nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from merchant_compliance.linking.edges import Graph
from merchant_compliance.linking.path import PERHAPS, Show, Shown, masked
from merchant_compliance.linking.search import IS_CONTACT
from merchant_compliance.linking.shape import KINDS, LinkPath
from merchant_compliance.text import Text

Why = Literal["crowded", "exempt", "excused"]
CLAUSES: dict[Why, Text] = {
    "crowded": Text("共用者太多，不据此认定关联", "too many to link anybody"),
    "exempt": Text("该标识已列入豁免名单", "the identifier is exempt"),
    "excused": Text("该商家已获豁免，不因共用联系方式被关联", "the merchant is exempt from links by contacts"),
}


@dataclass(frozen=True)
class Spared:
    """An identifier that is shared with somebody on one of `lists`, and why this is no link."""

    shown: Shown
    lists: tuple[str, ...]
    why: Why

    def said(self) -> Text:
        """`address 北京朝阳建国***: shared by 4,812 merchants, perhaps an agent's …; too many to link anybody`"""
        count, clause = f"{self.shown.holders:,}", CLAUSES[self.why]
        perhaps = PERHAPS.get(self.shown.kind) if self.why == "crowded" else None
        bare = Shown(self.shown.kind, self.shown.text)
        return Text(
            f"{bare.said('zh')}：{count} 家共用{f'，{perhaps.zh}' if perhaps else ''}；{clause.zh}",
            f"{bare.said('en')}: shared by {count} merchants{f', {perhaps.en}' if perhaps else ''}; {clause.en}",
        )

    def data(self) -> dict[str, Any]:
        shown = {"kind": self.shown.kind, "shown": self.shown.text, "holders": self.shown.holders}
        return shown | {"lists": list(self.lists), "why": self.why}


def spared(graph: Graph, paths: Sequence[LinkPath], merchant_id: str, show: Show = masked) -> list[Spared]:
    """By kind and value; nothing for a merchant that shares nothing, or that is not there."""
    found = np.flatnonzero(graph.wanted & (graph.names.to_numpy(zero_copy_only=False) == merchant_id))
    if not len(found):
        return []
    node = int(found[0])
    role = graph.roles[node].as_py()
    spared_here = []
    for ident in graph.node_idents[graph.node_starts[node] : graph.node_starts[node + 1]].tolist():
        kind = KINDS[graph.kinds[ident]]
        holders = set(graph.ident_nodes[graph.ident_starts[ident] : graph.ident_starts[ident + 1]].tolist())
        concerned = [path for path in paths if role in path.roles and kind in path.kinds]
        near = {path for path in concerned if holders & (set(graph.listed.get(path.list, ())) - {node})}
        why = _why(graph, node, ident, [path.max_holders for path in near])
        if near and why:
            shown = Shown(kind, show(kind, graph.values[ident].as_py()), int(graph.holder_counts[ident]))
            spared_here.append(Spared(shown, tuple(sorted({path.list for path in near})), why))
    return spared_here


def _why(graph: Graph, node: int, ident: int, caps: Sequence[int]) -> Why | None:
    """None where the identifier does link."""
    if graph.exempt[ident]:
        return "exempt"
    if graph.excused[node] and IS_CONTACT[graph.kinds[ident]]:
        return "excused"
    return "crowded" if all(graph.holder_counts[ident] > cap for cap in caps) else None
