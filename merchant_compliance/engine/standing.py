"""What stands against a shop at a date: its own account diagnosis of 30 days, and the bans that name it.

INVARIANT: it tells of nobody else. Violations of related shops, who reported, brands of those who complained, and
the source of an entry are left out. What is not known is None, never an empty list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from merchant_compliance.engine.decision import Bilingual, Decision
from merchant_compliance.engine.entries import Entry, list_entries
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.text import Text

DAYS = 30
"""Kuaishou 2021 ESG report, 帳號診斷工具: violations of the last 30 days can be looked up."""
BANS = {
    "community-ban": Text("社区封禁", "Banned from the community"),
    "governance-ban": Text("电商治理封禁", "Banned by e-commerce governance"),
    "onboarding-blacklist": Text("禁止入驻", "Barred from admission"),
    "supplier-freeze": Text("供应商冻结", "Frozen as a supplier"),
    "dishonest-suppliers": Text("失信供应商", "Listed as a dishonest supplier"),
    "security-incident-suppliers": Text("发生信息安全事故的供应商", "Listed for a data incident as a supplier"),
}
"""Shipped lists that count against who is on them. Others may be favours, such as invitations, and are not shown."""
CODED = re.compile(r"[A-Za-z0-9_.@+-]*[0-9@][A-Za-z0-9_.@+-]*")
HARMLESS = re.compile(r"\d{1,4}|\d{4}-\d{2}-\d{2}[.]?")
"""Counts, years and dates; any other word with a digit or @ may be somebody's number, id or address."""
Strikes = dict[str, Callable[[Any], bool]]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Recorded(_Frozen):
    """One entry of the record. `missing`: fields that are unknown and could mean that it does not stand."""

    on: date | None
    kind: str | None
    missing: list[str]


class OwnViolation(Recorded):
    severity: str | None
    points: int | None
    appeal: str | None


class Measure(_Frozen):
    """A ban. `until` is the first day on which it no longer holds; None is no end. `about` narrows it, if anything."""

    title: Bilingual
    about: list[str]
    since: date | None
    until: date | None
    reason: str


class Standing(_Frozen):
    """Newest first. `first` and `last` are both days of the window."""

    first: date
    last: date
    violations: list[OwnViolation] | None
    complaints: list[Recorded] | None
    measures: list[Measure] | None


class MerchantDecision(Decision):
    """A decision as its merchant sees it."""

    standing: Standing


def for_merchant(decision: Decision, lists: Sequence[Entry] | None) -> MerchantDecision:
    """The merchant's view of a decision that this process made; `lists` as they were given to the engine."""
    standing = standing_of(decision.facts(), date.fromisoformat(decision.as_of), lists)
    return MerchantDecision.model_validate({**dict(decision.for_audience("merchant")), "standing": standing})


def standing_of(facts: Facts, as_of: date, lists: Sequence[Entry] | None) -> Standing:
    """Confirmed violations and upheld complaints of the 30 days that end with `as_of`, and the bans valid then."""
    first = as_of - timedelta(days=DAYS - 1)
    return Standing(
        first=first,
        last=as_of,
        violations=_violations(facts.get("violations"), first, as_of),
        complaints=_complaints(facts.get("complaints"), first, as_of),
        measures=None if lists is None else [_measure(e) for e in list_entries(lists, as_of) if e.get("list") in BANS],
    )


def _violations(recorded: Sequence[Facts] | None, first: date, last: date) -> list[OwnViolation] | None:
    """A violation without the mark `related_shop` is the shop's own, as it is for the rules."""
    if recorded is None:
        return None
    strikes: Strikes = {
        "confirmed": lambda confirmed: not confirmed,
        "appeal": lambda appeal: appeal == "overturned",
        "occurred_on": lambda day: not first <= day <= last,
    }
    own = [violation for violation in recorded if not violation.get("related_shop", False)]
    found = [
        OwnViolation(
            on=violation.get("occurred_on"),
            kind=violation.get("kind"),
            severity=violation.get("severity"),
            points=violation.get("points"),
            appeal=violation.get("appeal"),
            missing=missing,
        )
        for violation, missing in _unstruck(own, strikes)
    ]
    return sorted(found, key=_newest_first)


def _complaints(recorded: Sequence[Facts] | None, first: date, last: date) -> list[Recorded] | None:
    if recorded is None:
        return None
    strikes: Strikes = {
        "status": lambda status: status != "upheld",
        "received_on": lambda day: not first <= day <= last,
    }
    found = [
        Recorded(on=complaint.get("received_on"), kind=complaint.get("kind"), missing=missing)
        for complaint, missing in _unstruck(recorded, strikes)
    ]
    return sorted(found, key=_newest_first)


def _unstruck(recorded: Sequence[Facts], strikes: Strikes) -> Iterator[tuple[Facts, list[str]]]:
    """What no known field strikes out, with the fields that could have."""
    for one in recorded:
        if not any(struck(one[field]) for field, struck in strikes.items() if field in one):
            yield one, [field for field in strikes if field not in one]


def _newest_first(one: Recorded) -> int:
    """Whatever has no date comes last."""
    return -one.on.toordinal() if one.on else 0


def _measure(entry: Entry) -> Measure:
    title = BANS[entry["list"]]
    return Measure(
        title={"zh": title.zh, "en": title.en},
        about=[entry[field] for field in ("category", "brand", "region") if entry[field]],
        since=entry.get("since"),
        until=entry.get("until"),
        reason=masked_reason(entry["reason"]),
    )


def masked_reason(reason: str) -> str:
    """A reason is free text: words that may be numbers, ids or addresses of people become stars."""
    return CODED.sub(lambda word: word[0] if HARMLESS.fullmatch(word[0]) else "***", reason)
