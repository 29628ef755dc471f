"""The rules on durable_rules, as far as it can be trusted with them: assert a fact, collect what fires, retract it.

Five of the forty are left out (NOT_EXPRESSIBLE). Its test for a missing field hangs (SUB-10); a comparison of two
fields of one fact can fire from another fact's leftovers where one is missing (MET-10, LST-07); and a list can be
asked for one element that fulfils several tests, but not for a number of them or for none (LST-09, LST-12).
Dates are days since 1970, and the date of judgement is part of the rules. Rulesets stay at 20 rules or fewer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from durable.engine import Host, MessageNotHandledException
from durable.lang import item, m, ruleset, when_all

from one_merchant.records import AS_OF, EPOCH, Facts, numbered

NOT_EXPRESSIBLE = frozenset(("SUB-10", "MET-10", "LST-07", "LST-09", "LST-12"))
RULES_A_RULESET = 20
YES, NO = True, False  # names, since `== False` is a term here that durable_rules compiles, not a test
TODAY = (AS_OF - EPOCH).days
D7, D30, D90 = m.metrics.d7, m.metrics.d30, m.metrics.d90
Condition = Any


def one_of(field: Any, *values: str) -> Condition:
    """`field in values`. An `or` fires once a branch; equalities exclude each other, so that it is once here."""
    return reduce(or_, [field == value for value in values])


CONDITIONS: dict[str, Condition] = {
    "SUB-01": (m.subject.kind == "natural_person")
    & one_of(m.shop.type, "enterprise", "flagship", "official_flagship", "mall"),
    "SUB-02": one_of(m.subject.status, "revoked", "cancelled", "ordered_closed"),
    "SUB-03": (m.subject.license_perpetual == NO) & (m.subject.license_expires_on < TODAY),
    "SUB-04": (m.subject.registered_capital < 1_000_000) & (m.shop.type == "flagship"),
    "SUB-05": (m.subject.established_on > TODAY - 180) & (m.subject.kind == "enterprise"),
    "SUB-06": (m.subject.kind == "sole_proprietor") & one_of(m.shop.type, "flagship", "official_flagship", "mall"),
    "SUB-07": (m.subject.id_kind == "passport") & (m.shop.cross_border == NO),
    "SUB-08": m.subject.id_expires_on < TODAY + 30,
    "SUB-09": m.subject.birth_date > TODAY - 6575,
    "SHP-01": (m.shop.cross_border == YES) & (m.shop.deposit_paid < 20_000),
    "SHP-02": m.shop.name.matches(".*旗舰店.*") & (m.shop.type != "flagship") & (m.shop.type != "official_flagship"),
    "SHP-03": m.shop.region.matches("44.*") & (m.shop.type == "personal"),
    "SHP-04": (m.followers >= 1_000_000) & (m.subject.kind == "natural_person"),
    "SHP-05": (m.shop.opened_on > TODAY - 90) & (D30.gmv > 1_000_000),
    "SHP-06": (m.stage == "exit") & ((m.exit.open_orders > 0) | (m.exit.open_disputes > 0)),
    "SHP-07": (m.content.pass_rate < 0.9) & (m.content.works_reviewed >= 20),
    "MET-01": (D30.quality_return_rate > 0.05) & (D30.valid_orders >= 100),
    "MET-02": D30.negative_review_rate > 0.04,
    "MET-03": (D30.pickup_48h_rate < 0.8) | (D30.late_shipment_rate > 0.1),
    "MET-04": (D30.delivery_hours > 96) & (D30.logistics_complaint_rate > 0.01),
    "MET-05": (D30.reply_rate_3min < 0.6) & (D30.reply_rate_5min < 0.75),
    "MET-06": (D30.refund_hours > 48) | (D30.return_refund_hours > 120),
    "MET-07": (D30.dispute_rate > 0.02) & (D30.platform_help_rate > 0.015),
    "MET-08": (D30.order_defect_rate > 0.01) | (D30.cancel_rate > 0.025) | (D30.valid_tracking_rate < 0.95),
    "MET-09": (D90.average_review < 3.5) & (D90.valid_orders >= 200),
    "MET-11": (D7.live_report_rate > 0.003) & (m.followers >= 100_000),
    "LST-01": m.qualifications.anyItem(item.status == "revoked"),
    "LST-02": m.qualifications.anyItem((item.kind == "food_business_license") & (item.expires_on < TODAY)),
    "LST-03": m.qualifications.anyItem((item.verified == NO) & (item.holder_role == "manufacturer")),
    "LST-04": m.brands.anyItem((item.mark == "TM") & (item.accepted_on < TODAY - 730)),
    "LST-05": m.brands.anyItem((item.own == NO) & (item.authorization_expires_on < TODAY + 30)),
    "LST-06": m.products.anyItem((item.risk_level == "high") & (item.status == "on_sale") & (item.price < 5)),
    "LST-08": m.violations.anyItem(
        (item.severity == "serious") & (item.confirmed == YES) & (item.occurred_on > TODAY - 90)
    ),
    "LST-10": m.complaints.anyItem((item.kind == "ip") & (item.status == "upheld")),
    "LST-11": (m.categories.anyItem(item == "pesticide") | m.categories.anyItem(item == "seed"))
    & one_of(m.subject.kind, "natural_person", "sole_proprietor"),
}


class _QuietHost(Host):  # type: ignore[misc]
    """A host without the two threads that poll for timers: they would disturb the other contestants."""

    def _run(self) -> None:
        pass


class Durable:
    name = "durable_rules"

    def __init__(self) -> None:
        self._found: list[str] = []
        rules = list(CONDITIONS)
        starts = range(0, len(rules), RULES_A_RULESET)
        defined = dict(self._ruleset(f"rules{start}", rules[start : start + RULES_A_RULESET]) for start in starts)
        self._names = list(defined)
        self._host = _QuietHost(defined)

    def _ruleset(self, name: str, ids: list[str]) -> tuple[str, dict[str, Any]]:
        made = ruleset(name)
        with made:
            for rule in ids:
                when_all(CONDITIONS[rule])(self._collector(rule))
        definition: tuple[str, dict[str, Any]] = made.define()
        return definition

    def _collector(self, rule: str) -> Callable[[Any], None]:
        """An action of one argument: with two, durable_rules takes it for an asynchronous one."""
        return lambda _: self._found.append(rule)

    def prepare(self, record: Facts) -> Any:
        return {**numbered(record), "id": 1, "sid": 1}

    def fired(self, record: Any) -> list[str]:
        self._found.clear()
        for name in self._names:
            try:
                self._host.assert_fact(name, record)
            except MessageNotHandledException:
                continue  # nothing fired, and the fact was not kept
            self._host.retract_fact(name, record)
        return list(dict.fromkeys(self._found))
