"""The twelve of the forty rules that look into lists, by hand, with what is undetermined. See by_hand_three_valued."""

from __future__ import annotations

from datetime import date

from one_merchant.by_hand import DAYS_30, DAYS_90, FARMING, TWO_YEARS, Facts

Ids = list[str]


def _note(rule: str, verdict: bool | None, fired: Ids, unknown: Ids) -> None:
    if verdict:
        fired.append(rule)
    elif verdict is None:
        unknown.append(rule)


def qualifications(items: list[Facts] | None, as_of: date, fired: Ids, unknown: Ids) -> None:
    """Of each rule: True once an element fulfils it, else None once one might."""
    if items is None:
        unknown += ("LST-01", "LST-02", "LST-03")
        return
    revoked: bool | None = False
    expired: bool | None = False
    unverified: bool | None = False
    for item in items:
        status = item.get("status")
        if status == "revoked":
            revoked = True
        elif status is None and not revoked:
            revoked = None
        kind = item.get("kind")
        if kind is None or kind == "food_business_license":
            expires = item.get("expires_on")
            if expires is None or expires < as_of:
                expired = True if expired or not (expires is None or kind is None) else None
        verified = item.get("verified")
        if not verified:
            role = item.get("holder_role")
            if role is None or role == "manufacturer":
                unverified = True if unverified or not (role is None or verified is None) else None
    _note("LST-01", revoked, fired, unknown)
    _note("LST-02", expired, fired, unknown)
    _note("LST-03", unverified, fired, unknown)


def brands(brands: list[Facts] | None, as_of: date, fired: Ids, unknown: Ids) -> None:
    if brands is None:
        unknown += ("LST-04", "LST-05")
        return
    stale: bool | None = False
    expiring: bool | None = False
    for brand in brands:
        mark = brand.get("mark")
        if mark is None or mark == "TM":
            accepted = brand.get("accepted_on")
            if accepted is None or accepted < as_of - TWO_YEARS:
                stale = True if stale or not (accepted is None or mark is None) else None
        own = brand.get("own")
        if not own:
            expires = brand.get("authorization_expires_on")
            if expires is None or expires < as_of + DAYS_30:
                expiring = True if expiring or not (expires is None or own is None) else None
    _note("LST-04", stale, fired, unknown)
    _note("LST-05", expiring, fired, unknown)


def products(products: list[Facts] | None, fired: Ids, unknown: Ids) -> None:
    if products is None:
        unknown += ("LST-06", "LST-07")
        return
    cheap: bool | None = False
    misplaced: bool | None = False
    for product in products:
        risk = product.get("risk_level")
        if risk is None or risk == "high":
            status = product.get("status")
            if status is None or status == "on_sale":
                price = product.get("price")
                if price is None or price < 5:
                    cheap = True if cheap or not (price is None or status is None or risk is None) else None
        confidence = product.get("category_confidence")
        if confidence is None or confidence > 0.9:
            declared, predicted = product.get("category"), product.get("predicted_category")
            if declared is None or predicted is None:
                misplaced = misplaced or None
            elif declared != predicted:
                misplaced = True if misplaced or confidence is not None else None
    _note("LST-06", cheap, fired, unknown)
    _note("LST-07", misplaced, fired, unknown)


def violations(violations: list[Facts] | None, as_of: date, fired: Ids, unknown: Ids) -> None:
    if violations is None:
        unknown += ("LST-08", "LST-09")
        return
    recent: bool | None = False
    general, uncertain = 0, False
    for violation in violations:
        confirmed = violation.get("confirmed")
        if confirmed is False:
            continue
        severity = violation.get("severity")
        if severity is None or severity == "serious":
            occurred = violation.get("occurred_on")
            if occurred is None or occurred > as_of - DAYS_90:
                certain = confirmed is not None and occurred is not None and severity is not None
                recent = True if recent or certain else None
        if severity is None or severity == "general":
            if severity is None or confirmed is None:
                uncertain = True
            general += 1
    _note("LST-08", recent, fired, unknown)
    _note("LST-09", None if uncertain else general >= 3, fired, unknown)


def complaints(complaints: list[Facts] | None, fired: Ids, unknown: Ids) -> None:
    if complaints is None:
        unknown.append("LST-10")
        return
    upheld: bool | None = False
    for complaint in complaints:
        kind = complaint.get("kind")
        if kind is None or kind == "ip":
            status = complaint.get("status")
            if status is None or status == "upheld":
                upheld = True if upheld or not (kind is None or status is None) else None
    _note("LST-10", upheld, fired, unknown)


def categories(categories: list[str] | None, kind: str | None, fired: Ids, unknown: Ids) -> None:
    if kind == "enterprise":
        return
    if categories is None:
        unknown.append("LST-11")
    elif not FARMING.isdisjoint(categories):
        (unknown if kind is None else fired).append("LST-11")


def agreements(agreements: list[Facts] | None, fired: Ids, unknown: Ids) -> None:
    if agreements is None:
        unknown.append("LST-12")
        return
    signed: bool | None = False
    for agreement in agreements:
        kind, version = agreement.get("kind"), agreement.get("version")
        if (kind is None or kind == "service") and (version is None or version == "2024"):
            signed = True if signed or not (kind is None or version is None) else None
    _note("LST-12", None if signed is None else not signed, fired, unknown)
