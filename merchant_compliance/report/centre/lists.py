"""Pages that run through the whole rulebook: parameters, documents, overlays, paths of linking."""

from __future__ import annotations

from collections.abc import Sequence

from merchant_compliance.linking.path import KIND_NAMES
from merchant_compliance.lists.names import list_name
from merchant_compliance.report.centre import said
from merchant_compliance.report.names import ROLES, Names
from merchant_compliance.report.parts import Card, Code, Link, Section, Table, joined, same
from merchant_compliance.report.provinces import province
from merchant_compliance.rulebook.documents import HOLDERS
from merchant_compliance.rulebook.linking import Linking
from merchant_compliance.rulebook.overlay import Overlay
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Text

BLUE = "#33658a"
POLICY = Text("制度", "Policy")


def all_parameters(rulebook: Rulebook, _names: Names) -> list[Section]:
    """Of policies and of lifecycles, each with the way to where it is used."""
    homes = [
        (Link(f"policy-{built.shape.policy}.html", built.shape.title.text), built.shape.parameters)
        for built in rulebook.policies
    ]
    homes += [
        (Link(f"lifecycles.html#{one.name}", one.shape.title.text), one.shape.parameters) for one in rulebook.lifecycles
    ]
    found = [(said.parameter_table(given), home) for home, given in homes]
    rows = [(*row, home) for table, home in found for row in table.rows]
    heads = (*said.PARAMETER_HEADS, Text("用于", "Used by"))
    return [Section("all", Text("全部参数", "All parameters"), table=Table(heads, rows, frozenset({2})))]


def documents(rulebook: Rulebook, names: Names) -> list[Section]:
    rows = [
        (
            Link(f"policy-{built.shape.policy}.html#{document.id}", document.title.text),
            Code(", ".join(document.for_category or ())),
            HOLDERS[document.holder] if document.holder else "",
            said.outcome_by_stage(said.by_stage(document.outcome), names),
            Link(f"policy-{built.shape.policy}.html", built.shape.title.text),
        )
        for built in rulebook.policies
        for document in built.shape.documents
    ]
    heads = (
        Text("资质", "Document"),
        Text("类目", "Categories"),
        Text("持有人", "Holder"),
        Text("结果", "Outcome"),
        POLICY,
    )
    return [Section("all", Text("全部资质", "All documents"), table=Table(heads, rows))]


def overlays(rulebook: Rulebook, _names: Names) -> list[Section]:
    cards = [_overlay(overlay) for overlay in rulebook.overlays]
    return [Section("all", Text("限定日期和地区的叠加", "Changes for a time and a region"), cards=cards)]


def _overlay(overlay: Overlay) -> Card:
    regions = [_region(code) for code in overlay.regions or ()]
    lines: list[tuple[Text, Sequence[Text | Code]]] = [
        (Text("地区", "regions"), [joined(regions) if regions else Text("全国", "everywhere")]),
        (Text("豁免规则", "waives rules"), [Code(", ".join(overlay.waives.rules))]),
        (Text("豁免指标", "waives indicators"), [Code(", ".join(overlay.waives.indicators))]),
        (
            Text("调整参数", "adjusts"),
            [Code(f"{name} = {said.value(value).en}") for name, value in overlay.adjusts.items()],
        ),
        (Text("出处", "source"), said.sourced(overlay.source)),
    ]
    filled = [(label, texts) for label, texts in lines if any(any(text) for text in texts)]
    tag = said.span(*overlay.interval)
    return Card(overlay.overlay, overlay.title.text, tag, BLUE, filled, [overlay.overlay])


def _region(code: str) -> Text:
    """A province, and for a part of it the code too."""
    name, inside = province(code[:2]), f" {code}" if len(code) > len("41") else ""
    return Text(f"{name.zh}{inside}", f"{name.en}{inside}")


def linking(rulebook: Rulebook, _names: Names) -> list[Section]:
    return [_paths(one) for one in rulebook.linking]


def _paths(one: Linking) -> Section:
    rows = [
        (
            list_name(path.list),
            joined([ROLES.get(role, same(role)) for role in path.roles]),
            joined([KIND_NAMES.get(kind, same(kind)) for kind in path.kinds]),
            f"{path.hops}",
            f"{path.max_holders:,}",
        )
        for path in one.paths
    ]
    heads = (
        Text("名单", "List"),
        Text("到达", "Reaches"),
        Text("通过共用的标识", "By shared identifiers"),
        Text("层数", "Hops"),
        Text("共用者上限", "Most holders"),
    )
    table = Table(heads, rows, frozenset({3, 4}))
    return Section(one.linking, one.title.text, table=table, remarks=said.sourced(one.source))
