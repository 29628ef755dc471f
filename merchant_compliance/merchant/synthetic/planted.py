"""What is wrong with some made-up merchants: a table of names and shares, and how each is put into a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from merchant_compliance.merchant.check_digits import RESIDENT_CHECKS, USCC_ALPHABET, resident_check, uscc_check
from merchant_compliance.merchant.synthetic.parts import Draft, Record, measured
from merchant_compliance.merchant.synthetic.tables import (
    ALLOWED_STORES,
    FORBIDDEN_WORDS,
    INVITED_TRADES,
    SERIOUS_VIOLATIONS,
    SUBJECT_LICENSED,
)

HIGH_EXPOSURE = 5_000_000
"""Followers from which a merchant is reviewed one by one: Kuaishou 2021 ESG report, 高風險商家."""
PEOPLE, LICENSED, COMPANIES = ("personal",), ALLOWED_STORES["licensed"], ALLOWED_STORES["company"]
BRAND_STORES = ("single_brand", "flagship", "official_flagship")
WITHOUT_PAPERS = ("apparel", "home-textile", "fresh-fruit-veg")


class Planted(NamedTuple):
    """`share` of all merchants; empty `stores`, `trades` or `stage` leave the choice free."""

    name: str
    share: float
    how: Callable[[Draft], None]
    stores: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    stage: str = ""


def _own_paper(draft: Draft) -> Record:
    """A paper with an end that the subject itself must hold."""
    papers: list[Record] = draft.record["qualifications"]
    return next(paper for paper in papers if paper["holder_role"] == "subject" and not paper["perpetual"])


def _expire(draft: Draft) -> None:
    _own_paper(draft).update(issued_on=draft.ago(1900, 2200), expires_on=draft.ago(1, 400))


def _drop(draft: Draft) -> None:
    kind = _own_paper(draft)["kind"]
    papers = draft.record["qualifications"]
    draft.record["qualifications"] = [paper for paper in papers if paper["kind"] != kind]


def _lend(draft: Draft) -> None:
    paper = _own_paper(draft)
    code = draft.who.uscc[:16] + ("0" if draft.who.uscc[16] != "0" else "1")
    paper |= {"holder": f"{draft.who.stem}投资有限公司", "holder_uscc": code + uscc_check(code)}


def _slip(text: str, right: str, alphabet: str, draft: Draft) -> str:
    return text[:-1] + draft.rng.choice([character for character in alphabet if character != right])


def _bad_id(draft: Draft) -> None:
    number = draft.who.id_number
    draft.record["subject"]["id_number"] = _slip(number, resident_check(number[:17]), RESIDENT_CHECKS, draft)


def _bad_code(draft: Draft) -> None:
    code = draft.who.uscc
    draft.record["subject"]["uscc"] = _slip(code, uscc_check(code[:17]), USCC_ALPHABET, draft)


def _set(**fields: object) -> Callable[[Draft], None]:
    return lambda draft: draft.record["subject"].update(fields)


def _revoke(draft: Draft) -> None:
    draft.record["subject"]["status"] = draft.rng.choice(("revoked", "cancelled", "ordered_closed"))


def _expire_document(draft: Draft) -> None:
    draft.record["subject"]["id_expires_on"] = draft.ago(1, 300)


def _uninvite(draft: Draft) -> None:
    draft.entries.clear()


def _minor(draft: Draft) -> None:
    """Fourteen or fifteen years old, and the identity number says so too."""
    born = draft.ago(14 * 366, 16 * 365 - 30)
    first17 = f"{draft.who.id_number[:6]}{born.replace('-', '')}{draft.who.id_number[14:17]}"
    draft.record["subject"] |= {"birth_date": born, "id_number": first17 + resident_check(first17)}


def _disappoint(draft: Draft) -> None:
    measured(draft, badness=draft.rng.uniform(8, 15))


def _unreviewed(draft: Draft) -> None:
    draft.record["followers"] = draft.rng.randint(HIGH_EXPOSURE, 4 * HIGH_EXPOSURE)
    draft.record["reviews"] = []


def _violate(draft: Draft) -> None:
    draft.record["violations"] += [
        {
            "kind": draft.rng.choice(SERIOUS_VIOLATIONS),
            "severity": "serious",
            "points": draft.rng.choice((6, 12)),
            "occurred_on": draft.ago(1, 25),
            "confirmed": True,
            "source": draft.rng.choice(("platform", "report", "mystery_buyer")),
            "related_shop": False,
            "appeal": "none",
        }
        for _ in range(draft.rng.randint(1, 3))
    ]


def _reject_mark(draft: Draft) -> None:
    draft.record["brands"][0]["status"] = draft.rng.choice(("rejected", "invalid"))


def _claim(draft: Draft) -> None:
    product = draft.record["products"][0]
    product["title"] = draft.rng.choice(FORBIDDEN_WORDS) + product["title"]
    product["texts"][0] = {"source": "title", "text": product["title"]}


PLANTED: tuple[Planted, ...] = (
    Planted("expired-licence", 0.02, _expire, COMPANIES, SUBJECT_LICENSED),
    Planted("missing-qualification", 0.02, _drop, COMPANIES, SUBJECT_LICENSED),
    Planted("holder-mismatch", 0.01, _lend, COMPANIES, SUBJECT_LICENSED),
    Planted("bad-id-check-digit", 0.01, _bad_id),
    Planted("bad-credit-code", 0.005, _bad_code, LICENSED),
    Planted("revoked-subject", 0.01, _revoke, LICENSED),
    Planted("abnormal-listing", 0.005, _set(listings=["abnormal_operation"]), LICENSED),
    Planted("expired-id-document", 0.005, _expire_document),
    Planted("uninvited-category", 0.01, _uninvite, COMPANIES, INVITED_TRADES),
    Planted("natural-person-high-risk", 0.01, _uninvite, PEOPLE, INVITED_TRADES),
    Planted("underage-owner", 0.003, _minor, PEOPLE, WITHOUT_PAPERS),
    Planted("low-capital", 0.005, _set(registered_capital=30_000.0), BRAND_STORES),
    Planted("rejected-trademark", 0.005, _reject_mark, BRAND_STORES),
    Planted("low-stars", 0.02, _disappoint, stage="operation"),
    Planted("unreviewed-high-exposure", 0.005, _unreviewed),
    Planted("serious-violations", 0.01, _violate, stage="operation"),
    Planted("forbidden-claim", 0.01, _claim, stage="operation"),
)
"""What each does to a record that is otherwise in order; every other field stays as it was."""
