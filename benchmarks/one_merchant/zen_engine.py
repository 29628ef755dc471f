"""The forty rules as a decision table of zen-engine: one row a rule, every row that matches is collected.

zen knows no third truth value. A comparison with a missing field is an error, and a row in error does not match;
where that is not enough (in `or`, inside lists) the row says what a missing field means, so that a row matches
exactly where its rule fires. Errors are slow, so that for records with gaps every comparison asks first whether the
field is there (`guarded`), which would cost 4 of 50 µs on complete ones. Dates are days since 1970.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import zen

from one_merchant.records import AS_OF, Facts, numbered

ROWS = {
    "SUB-01": "merchant.subject.kind == 'natural_person' and"
    " merchant.shop.type in ['enterprise', 'flagship', 'official_flagship', 'mall']",
    "SUB-02": "merchant.subject.status in ['revoked', 'cancelled', 'ordered_closed']",
    "SUB-03": "merchant.subject.license_perpetual == false and merchant.subject.license_expires_on < as_of",
    "SUB-04": "merchant.subject.registered_capital < 1000000 and merchant.shop.type == 'flagship'",
    "SUB-05": "merchant.subject.established_on > as_of - 180 and merchant.subject.kind == 'enterprise'",
    "SUB-06": "merchant.subject.kind == 'sole_proprietor' and"
    " merchant.shop.type in ['flagship', 'official_flagship', 'mall']",
    "SUB-07": "merchant.subject.id_kind == 'passport' and merchant.shop.cross_border == false",
    "SUB-08": "merchant.subject.id_expires_on < as_of + 30",
    "SUB-09": "merchant.subject.birth_date > as_of - 6575",
    "SUB-10": "merchant.subject.uscc == null and merchant.subject.kind != null"
    " and merchant.subject.kind != 'natural_person'",
    "SHP-01": "merchant.shop.cross_border == true and merchant.shop.deposit_paid < 20000",
    "SHP-02": "contains(merchant.shop.name, '旗舰店') and merchant.shop.type != null"
    " and merchant.shop.type not in ['flagship', 'official_flagship']",
    "SHP-03": "startsWith(merchant.shop.region, '44') and merchant.shop.type == 'personal'",
    "SHP-04": "merchant.followers >= 1000000 and merchant.subject.kind == 'natural_person'",
    "SHP-05": "merchant.shop.opened_on > as_of - 90 and merchant.metrics.d30.gmv > 1000000",
    "SHP-06": "merchant.stage == 'exit' and"
    " ((merchant.exit.open_orders ?? 0) > 0 or (merchant.exit.open_disputes ?? 0) > 0)",
    "SHP-07": "merchant.content.pass_rate < 0.9 and merchant.content.works_reviewed >= 20",
    "MET-01": "merchant.metrics.d30.quality_return_rate > 0.05 and merchant.metrics.d30.valid_orders >= 100",
    "MET-02": "merchant.metrics.d30.negative_review_rate > 0.04",
    "MET-03": "(merchant.metrics.d30.pickup_48h_rate ?? 1) < 0.8 or"
    " (merchant.metrics.d30.late_shipment_rate ?? 0) > 0.1",
    "MET-04": "merchant.metrics.d30.delivery_hours > 96 and merchant.metrics.d30.logistics_complaint_rate > 0.01",
    "MET-05": "merchant.metrics.d30.reply_rate_3min < 0.6 and merchant.metrics.d30.reply_rate_5min < 0.75",
    "MET-06": "(merchant.metrics.d30.refund_hours ?? 0) > 48 or (merchant.metrics.d30.return_refund_hours ?? 0) > 120",
    "MET-07": "merchant.metrics.d30.dispute_rate > 0.02 and merchant.metrics.d30.platform_help_rate > 0.015",
    "MET-08": "(merchant.metrics.d30.order_defect_rate ?? 0) > 0.01 or (merchant.metrics.d30.cancel_rate ?? 0) > 0.025"
    " or (merchant.metrics.d30.valid_tracking_rate ?? 1) < 0.95",
    "MET-09": "merchant.metrics.d90.average_review < 3.5 and merchant.metrics.d90.valid_orders >= 200",
    "MET-10": "merchant.metrics.d30.gmv > merchant.metrics.d90.gmv * 0.6",
    "MET-11": "merchant.metrics.d7.live_report_rate > 0.003 and merchant.followers >= 100000",
    "LST-01": "some(merchant.qualifications, #.status == 'revoked')",
    "LST-02": "some(merchant.qualifications, #.kind == 'food_business_license' and (#.expires_on ?? 99999) < as_of)",
    "LST-03": "some(merchant.qualifications, #.verified == false and #.holder_role == 'manufacturer')",
    "LST-04": "some(merchant.brands, #.mark == 'TM' and (#.accepted_on ?? 99999) < as_of - 730)",
    "LST-05": "some(merchant.brands, #.own == false and (#.authorization_expires_on ?? 99999) < as_of + 30)",
    "LST-06": "some(merchant.products, #.risk_level == 'high' and #.status == 'on_sale' and (#.price ?? 5) < 5)",
    "LST-07": "some(merchant.products, #.category != null and #.predicted_category != null"
    " and #.category != #.predicted_category and (#.category_confidence ?? 0) > 0.9)",
    "LST-08": "some(merchant.violations, #.severity == 'serious' and #.confirmed == true"
    " and (#.occurred_on ?? 0) > as_of - 90)",
    "LST-09": "count(merchant.violations, #.severity == 'general' and #.confirmed == true) >= 3"
    " and none(merchant.violations, #.severity == null and #.confirmed != false"
    " or #.confirmed == null and #.severity == 'general')",
    "LST-10": "some(merchant.complaints, #.kind == 'ip' and #.status == 'upheld')",
    "LST-11": "some(merchant.categories, # in ['pesticide', 'seed']) and merchant.subject.kind != null"
    " and merchant.subject.kind != 'enterprise'",
    "LST-12": "none(merchant.agreements, (#.kind ?? 'service') == 'service' and (#.version ?? '2024') == '2024')",
}


COMPARED = re.compile(
    r"(?:contains|startsWith|some|none|count)\((merchant[\w.]+)|(merchant[\w.]+) [<>]|[<>]=? (merchant[\w.]+)"
)


def guarded(row: str) -> str:
    """The row with a test that each field of the merchant is there which it compares by size or looks into."""
    fields = dict.fromkeys(filter(None, (field for found in COMPARED.findall(row) for field in found)))
    tests = " and ".join(f"{field} != null" for field in fields)
    return f"{tests} and ({row})" if tests else row


def decision_model(gaps: bool) -> dict[str, Any]:
    """The forty rules; with `gaps` every comparison asks first whether its field is there."""
    return decision_of({rule: guarded(text) if gaps else text for rule, text in ROWS.items()})


def decision_of(rows: Mapping[str, str]) -> dict[str, Any]:
    """The JDM graph for rules by id: input, one decision table that collects the ids of the rows that match, output."""
    place = {"x": 0, "y": 0}
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": [{"_id": rule, "when": text, "rule": json.dumps(rule)} for rule, text in rows.items()],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {"id": "table", "type": "decisionTableNode", "name": "table", "position": place, "content": table},
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]
    edges = [
        {"id": "first", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "second", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    return {"nodes": nodes, "edges": edges}


class _Zen:
    def prepare(self, record: Facts) -> Any:
        return {"merchant": numbered(record), "as_of": numbered(AS_OF)}


class ZenDecision(_Zen):
    """The decision as `create_decision` makes it: its expressions are compiled anew at each evaluation."""

    name = "zen-engine, create_decision"

    def __init__(self, gaps: bool) -> None:
        self._decision = zen.ZenEngine().create_decision(json.dumps(decision_model(gaps)))

    def fired(self, record: Any) -> list[str]:
        return [row["rule"] for row in self._decision.evaluate(record)["result"]]


class ZenLoaded(_Zen):
    """The same decision from a static loader, which compiles it once."""

    name = "zen-engine, static loader"

    def __init__(self, gaps: bool) -> None:
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": decision_model(gaps)}}})

    def fired(self, record: Any) -> list[str]:
        return [row["rule"] for row in self._engine.evaluate("rules", record)["result"]]
