"""How something is put wrong with what merchants and creators did, how they are reviewed, and how they leave."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

from merchant_compliance.merchant.synthetic.parts import Draft, Record, leaving, violation
from merchant_compliance.merchant.synthetic.tables import (
    FALSE_PROMOTIONS,
    HIGH_EXPOSURE,
    PROVIDER_VIOLATIONS,
    SERIOUS_VIOLATIONS,
)

LATELY = (1, 25)
"""Days ago, within every window in which a measure is due."""


def seriously(draft: Draft) -> None:
    source = draft.rng.choice(("platform", "report", "mystery_buyer"))
    draft.record["violations"] += [
        violation(
            draft, draft.rng.choice(SERIOUS_VIOLATIONS), "serious", LATELY,
            points=draft.rng.choice((6, 12)), source=source,
        )
        for _ in range(draft.rng.randint(1, 3))
    ]  # fmt: skip


def once(kind: str, severity: str, points: int = 2) -> Callable[[Draft], None]:
    """One confirmed violation of a kind, lately."""

    def how(draft: Draft) -> None:
        draft.record["violations"].append(violation(draft, kind, severity, LATELY, points=points))

    return how


def be_related(draft: Draft) -> None:
    """What another shop of the same people did."""
    draft.record["violations"].append(violation(draft, "fake_trade", "serious", LATELY, related_shop=True))


def appeal(draft: Draft) -> None:
    draft.record["violations"].append(violation(draft, "price_violation", "general", LATELY, appeal="pending"))


def fall_silent(draft: Draft) -> None:
    """No order for one month or two."""
    for days in draft.rng.choice((("d7", "d30"), ("d7", "d30", "d60"))):
        draft.record["metrics"][days] = {"valid_orders": 0, "gmv": 0.0}


def ship_late(draft: Draft) -> None:
    """Enough orders to be measured, one in ten of them late; everything else as it was."""
    for window in draft.record["metrics"].values():
        window.update(valid_orders=max(window["valid_orders"], 100), late_shipment_rate=draft.rng.uniform(0.06, 0.12))


def owe_from_before(draft: Draft) -> None:
    """An earlier shop left with a debt."""
    draft.record["exit"] = leaving(draft) | {"unsettled_amount": -round(exp(draft.rng.gauss(6, 1)), 2)}


def promote_falsely(draft: Draft) -> None:
    kind = draft.rng.choice(FALSE_PROMOTIONS)
    draft.record["violations"].append(violation(draft, kind, "general", LATELY, points=2))


def offend_as_provider(draft: Draft) -> None:
    kind = draft.rng.choice(PROVIDER_VIOLATIONS)
    draft.record["violations"].append(violation(draft, kind, "general", LATELY))


def complained_of(kind: str, status: str, most: int = 2) -> Callable[[Draft], None]:
    """One complaint or more of a kind in a state, received lately."""

    def how(draft: Draft) -> None:
        draft.record["complaints"] += [
            {"kind": kind, "brand": f"{draft.who.stem}号", "received_on": draft.ago(*LATELY), "status": status}
            for _ in range(draft.rng.randint(1, most))
        ]

    return how


def unreviewed(draft: Draft) -> None:
    draft.record["followers"] = draft.rng.randint(HIGH_EXPOSURE, 4 * HIGH_EXPOSURE)
    draft.record["reviews"] = []


def show_risky_content(draft: Draft) -> None:
    draft.record["content"] = {
        "pass_rate": round(draft.rng.uniform(0.4, 0.93), 4),
        "works_reviewed": draft.rng.randint(40, 900),
    }


def unsign(kind: str) -> Callable[[Draft], None]:
    def how(draft: Draft) -> None:
        signed: list[Record] = draft.record["agreements"]
        draft.record["agreements"] = [agreement for agreement in signed if agreement["kind"] != kind]

    return how


def fail_review(kind: str) -> Callable[[Draft], None]:
    """The latest review of a kind was not passed."""

    def how(draft: Draft) -> None:
        for review in draft.record["reviews"]:
            if review["kind"] == kind:
                review["result"] = "fail"

    return how


def unvisited(draft: Draft) -> None:
    reviews: list[Record] = draft.record["reviews"]
    draft.record["reviews"] = [review for review in reviews if not review["kind"].startswith("site_visit")]


def leave_orders(draft: Draft) -> None:
    rng = draft.rng
    draft.record["exit"] |= {
        "open_orders": rng.randint(1, 60),
        "open_disputes": rng.randint(0, 4),
        "unsettled_amount": round(exp(rng.gauss(7, 1)), 2),
    }


def leave_early(draft: Draft) -> None:
    draft.record["exit"]["last_order_on"] = draft.ago(1, 12)


def leave_goods_on_sale(draft: Draft) -> None:
    for product in draft.record["products"]:
        product["status"] = "on_sale"
