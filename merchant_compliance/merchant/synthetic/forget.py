"""What is missing from made-up records: a table of fields and how often nobody gave them."""

from __future__ import annotations

from random import Random
from typing import Any

FORGOTTEN: tuple[tuple[tuple[str, ...], float], ...] = (
    (("followers",), 0.02),
    (("account", "opened_on"), 0.03),
    (("shop", "region"), 0.02),
    (("shop", "ship_from_regions"), 0.03),
    (("shop", "deposit_paid"), 0.02),
    (("shop", "cross_border"), 0.03),
    (("subject", "id_expires_on"), 0.02),
    (("subject", "registered_capital"), 0.02),
    (("subject", "established_on"), 0.03),
    (("subject", "business_scope"), 0.02),
    (("subject", "status"), 0.02),
    (("subject", "listings"), 0.03),
    (("contact", "email"), 0.06),
    (("contact", "address"), 0.02),
    (("contact", "bank_account"), 0.03),
    (("contact", "device_ids"), 0.04),
    (("reviews",), 0.03),
    (("violations",), 0.02),
    (("complaints",), 0.03),
    (("guarantees",), 0.03),
    (("metrics", "d7"), 0.03),
    (("metrics", "d30", "service_satisfaction"), 0.03),
    (("metrics", "d30", "refund_hours"), 0.02),
    (("metrics", "d30", "quality_return_rate"), 0.01),
    (("metrics", "d180"), 0.02),
)


def forget(record: dict[str, Any], rng: Random) -> list[str]:
    """Take some fields out of a record and give their paths; how many follows from the table alone."""
    gone = []
    for (*way, last), share in FORGOTTEN:
        if rng.random() < share:
            holder = record
            for step in way:
                holder = holder.get(step, {})
            if len(holder) > 1 and holder.pop(last, None) is not None:  # a part of nothing cannot be told from none
                gone.append(".".join(("merchant", *way, last)))
    return gone
