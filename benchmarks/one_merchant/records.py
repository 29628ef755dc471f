"""Made-up records for the forty rules: plain dicts, dates as `datetime.date`, a missing field is an absent key.

The distributions are chosen so that every rule fires for 1 to 30% of complete records (`single.py` checks it).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

AS_OF = date(2024, 6, 30)
EPOCH = date(1970, 1, 1)
KEPT = ("merchant_id", "stage")
"""The record requires the first and has a default for the second; all other fields may be missing."""
Facts = dict[str, Any]

SHOP_TYPES = (
    ("personal", 25),
    ("sole_proprietor", 20),
    ("enterprise", 20),
    ("multi_brand", 8),
    ("single_brand", 7),
    ("flagship", 10),
    ("official_flagship", 5),
    ("mall", 5),
)
SUBJECT_KINDS = (("natural_person", 30), ("sole_proprietor", 25), ("enterprise", 45))
ID_KINDS = (("resident_id", 85), ("hk_macau_permit", 4), ("taiwan_permit", 3), ("passport", 8))
STATUSES = (("active", 93), ("dormant", 3), ("revoked", 2), ("cancelled", 1), ("ordered_closed", 1))
STAGES = (("onboarding", 30), ("operation", 60), ("exit", 10))
CATEGORIES = ("food", "apparel", "beauty", "pesticide", "seed", "toys", "books", "jewellery", "appliances", "sports")
QUALIFICATION_KINDS = ("food_business_license", "business_license", "medical_device_record", "import_permit")


def records(count: int, seed: int = 2024) -> list[Facts]:
    """Complete records."""
    random = Random(seed)
    return [_merchant(random, number) for number in range(count)]


def with_gaps(record: Facts, random: Random, share: float = 0.3) -> Facts:
    """A copy without a share of its leaf fields: values and lists of values, inside list elements too."""
    return {
        name: _gapped(value, random, share)
        for name, value in record.items()
        if name in KEPT or _is_part(value) or random.random() >= share
    }


def _is_part(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _gapped(value: Any, random: Random, share: float) -> Any:
    if isinstance(value, dict):
        return with_gaps(value, random, share)
    if _is_part(value):
        return [with_gaps(item, random, share) for item in value]
    return value


def leaves(value: Any) -> int:
    """How many leaf fields a record has."""
    if isinstance(value, dict):
        return sum(leaves(item) for item in value.values())
    return sum(leaves(item) for item in value) if _is_part(value) else 1


def numbered(value: Any) -> Any:
    """A record with dates as days since 1970, for engines that have no calendar dates."""
    if isinstance(value, dict):
        return {name: numbered(item) for name, item in value.items()}
    if isinstance(value, list):
        return [numbered(item) for item in value]
    return (value - EPOCH).days if isinstance(value, date) else value


def _merchant(random: Random, number: int) -> Facts:
    kind = _one_of(random, SUBJECT_KINDS)
    return {
        "merchant_id": f"m{number:06}",
        "role": "merchant",
        "stage": _one_of(random, STAGES),
        "applied_on": _day(random, 900, 0),
        "followers": int(10 ** random.uniform(1, 6.6)),
        "shop": _shop(random),
        "subject": _subject(random, kind),
        "contact": {"phone": f"1{random.randrange(10**10):010}", "email": f"u{number}@example.com"},
        "categories": random.sample(CATEGORIES, random.choice((1, 1, 2, 2, 3))),
        "qualifications": _some(random, (1, 1, 2, 3, 4), _qualification),
        "brands": _some(random, (0, 1, 1, 2, 3), _brand),
        "products": _some(random, (1, 2, 3, 4, 6), _product),
        "metrics": _windows(random),
        "exit": {"open_orders": random.choice((0, 0, 3)), "open_disputes": random.choice((0, 0, 0, 1))},
        "violations": _some(random, (0, 0, 1, 2, 4, 6), _violation),
        "complaints": _some(random, (0, 0, 1, 2), _complaint),
        "agreements": [{"kind": "privacy", "signed_on": _day(random, 900, 0), "version": "2023"}, _agreement(random)],
        "content": {"pass_rate": _rate(random, 0.85, 1.0), "works_reviewed": random.randrange(60)},
    }


def _shop(random: Random) -> Facts:
    return {
        "name": f"云上{random.choice(('优选店', '专营店', '生活馆', '旗舰店'))}{random.randrange(1000)}",
        "type": _one_of(random, SHOP_TYPES),
        "opened_on": _day(random, 500, 0),
        "region": f"{random.choice((11, 31, 33, 37, 44, 44, 51, 65))}0100",
        "deposit_paid": float(random.choice((5000, 10000, 20000, 50000, 100000))),
        "cross_border": random.random() < 0.2,
    }


def _subject(random: Random, kind: str) -> Facts:
    subject: Facts = {
        "kind": kind,
        "name": f"杭州云上贸易有限公司{random.randrange(10000)}",
        "uscc": f"91330100MA2{random.randrange(10**7):07}",
        "id_kind": _one_of(random, ID_KINDS),
        "id_expires_on": _day(random, 200, 5000),
        "birth_date": _day(random, 22000, -6300),
        "registered_capital": float(random.choice((100000, 500000, 1000000, 2000000, 10000000))),
        "established_on": _day(random, 3000, 0),
        "license_expires_on": _day(random, 300, 5000),
        "license_perpetual": random.random() < 0.4,
        "status": _one_of(random, STATUSES),
    }
    if kind == "natural_person" or random.random() < 0.04:
        del subject["uscc"]
    return subject


def _windows(random: Random) -> Facts:
    gmv = round(10 ** random.uniform(3, 7), 2)
    return {
        "d7": {"valid_orders": random.randrange(500), "live_report_rate": _rate(random, 0, 0.005)},
        "d30": {**_quality(random), **_service(random), "gmv": round(gmv * random.uniform(0.1, 0.7), 2)},
        "d90": {
            "valid_orders": random.randrange(5000),
            "gmv": gmv,
            "average_review": round(random.triangular(2.8, 5.0, 4.6), 2),
        },
    }


def _quality(random: Random) -> Facts:
    return {
        "valid_orders": random.randrange(1500),
        "quality_return_rate": _rate(random, 0, 0.06),
        "negative_review_rate": _rate(random, 0, 0.045),
        "pickup_48h_rate": _rate(random, 0.78, 1.0),
        "delivery_hours": round(random.uniform(24, 120), 1),
        "late_shipment_rate": _rate(random, 0, 0.11),
        "logistics_complaint_rate": _rate(random, 0, 0.02),
        "order_defect_rate": _rate(random, 0, 0.0105),
        "cancel_rate": _rate(random, 0, 0.027),
        "valid_tracking_rate": _rate(random, 0.945, 1.0),
    }


def _service(random: Random) -> Facts:
    return {
        "reply_rate_3min": _rate(random, 0.4, 1.0),
        "reply_rate_5min": _rate(random, 0.6, 1.0),
        "refund_hours": round(random.uniform(1, 52), 1),
        "return_refund_hours": round(random.uniform(10, 130), 1),
        "dispute_rate": _rate(random, 0, 0.03),
        "platform_help_rate": _rate(random, 0, 0.02),
    }


def _qualification(random: Random) -> Facts:
    return {
        "kind": random.choice(QUALIFICATION_KINDS),
        "number": f"JY{random.randrange(10**9):09}",
        "holder_role": random.choice(("subject", "subject", "manufacturer", "importer")),
        "issued_on": _day(random, 2000, -100),
        "expires_on": _day(random, 400, 1400),
        "status": random.choice(("valid",) * 18 + ("renewing", "revoked")),
        "verified": random.random() < 0.7,
    }


def _brand(random: Random) -> Facts:
    return {
        "name": f"云上{random.randrange(1000)}",
        "trademark_number": f"{random.randrange(10**8):08}",
        "mark": random.choice(("R", "R", "R", "TM")),
        "status": random.choice(("registered", "registered", "pending")),
        "accepted_on": _day(random, 1500, 0),
        "own": random.random() < 0.5,
        "authorization_expires_on": _day(random, 60, 900),
    }


def _product(random: Random) -> Facts:
    category = random.choice(CATEGORIES)
    return {
        "product_id": f"p{random.randrange(10**9)}",
        "title": f"云上精选{random.randrange(1000)}",
        "category": category,
        "predicted_category": category if random.random() < 0.85 else random.choice(CATEGORIES),
        "category_confidence": _rate(random, 0.5, 1.0),
        "risk_level": random.choice(("low", "low", "low", "high")),
        "status": random.choice(("draft", "on_sale", "on_sale", "delisted")),
        "price": round(10 ** random.uniform(0.3, 3.5), 2),
    }


def _violation(random: Random) -> Facts:
    return {
        "kind": "false_promotion",
        "severity": random.choice(("minor", "general", "general", "serious")),
        "points": random.randrange(1, 12),
        "occurred_on": _day(random, 400, 0),
        "confirmed": random.random() < 0.7,
    }


def _complaint(random: Random) -> Facts:
    return {
        "kind": random.choice(("ip", "quality", "quality", "false_promotion")),
        "received_on": _day(random, 400, 0),
        "status": random.choice(("open", "upheld", "rejected")),
    }


def _agreement(random: Random) -> Facts:
    version = "2024" if random.random() < 0.85 else "2023"
    return {"kind": "service", "signed_on": _day(random, 900, 0), "version": version}


def _some(random: Random, counts: tuple[int, ...], make: Callable[[Random], Facts]) -> list[Facts]:
    return [make(random) for _ in range(random.choice(counts))]


def _one_of(random: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    values, weights = zip(*weighted, strict=True)
    return str(random.choices(values, weights)[0])


def _day(random: Random, before: int, after: int) -> date:
    """A day from `before` days before AS_OF to `after` days after it (negative: before it)."""
    return AS_OF + timedelta(days=random.randint(-before, after))


def _rate(random: Random, low: float, high: float) -> float:
    """Four digits, so that no engine sees `1e-05`, which durable_rules cannot read."""
    return round(random.uniform(low, high), 4)
