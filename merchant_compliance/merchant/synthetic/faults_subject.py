"""How something is put wrong with the subject, its papers and its brands."""

from __future__ import annotations

from collections.abc import Callable

from merchant_compliance.merchant.check_digits import RESIDENT_CHECKS, USCC_ALPHABET, resident_check, uscc_check
from merchant_compliance.merchant.synthetic.parts import Draft, Record, entry
from merchant_compliance.merchant.synthetic.tables import LISTS_OF_BANS, NEVER_SOLD

FOREIGN_CLASS = 45
"""A Nice class that none of the trades here asks for."""


def own_paper(draft: Draft) -> Record:
    """A paper with an end that the subject itself must hold."""
    papers: list[Record] = draft.record["qualifications"]
    return next(paper for paper in papers if paper["holder_role"] == "subject" and not paper["perpetual"])


def expire_paper(draft: Draft) -> None:
    own_paper(draft).update(issued_on=draft.ago(1900, 2200), expires_on=draft.ago(1, 400))


def near_end_of_paper(draft: Draft) -> None:
    own_paper(draft).update(issued_on=draft.ago(1700, 1800), expires_on=draft.ahead(1, 25))


def drop_paper(draft: Draft) -> None:
    kind = own_paper(draft)["kind"]
    papers = draft.record["qualifications"]
    draft.record["qualifications"] = [paper for paper in papers if paper["kind"] != kind]


def lend_paper(draft: Draft) -> None:
    code = draft.who.uscc[:16] + ("0" if draft.who.uscc[16] != "0" else "1")
    own_paper(draft).update(holder=f"{draft.who.stem}投资有限公司", holder_uscc=code + uscc_check(code))


def doubt_paper(draft: Draft) -> None:
    own_paper(draft)["verified"] = False


def _slip(text: str, right: str, alphabet: str, draft: Draft) -> str:
    return text[:-1] + draft.rng.choice([character for character in alphabet if character != right])


def bad_id(draft: Draft) -> None:
    number = draft.who.id_number
    draft.record["subject"]["id_number"] = _slip(number, resident_check(number[:17]), RESIDENT_CHECKS, draft)


def bad_code(draft: Draft) -> None:
    code = draft.who.uscc
    draft.record["subject"]["uscc"] = _slip(code, uscc_check(code[:17]), USCC_ALPHABET, draft)


def subject(**fields: object) -> Callable[[Draft], None]:
    return lambda draft: draft.record["subject"].update(fields)


def revoke(draft: Draft) -> None:
    draft.record["subject"]["status"] = draft.rng.choice(("revoked", "cancelled", "ordered_closed"))


def expire_document(draft: Draft) -> None:
    draft.record["subject"]["id_expires_on"] = draft.ago(1, 300)


def expire_licence(draft: Draft) -> None:
    """So lately that it may still be renewed."""
    draft.record["subject"] |= {"license_perpetual": False, "license_expires_on": draft.ago(1, 80)}


def found_lately(draft: Draft) -> None:
    draft.record["subject"]["established_on"] = draft.ago(40, 340)


def uninvite(draft: Draft) -> None:
    draft.entries.clear()


def grow_young(draft: Draft) -> None:
    """Fourteen or fifteen years old, and the identity number says so too."""
    born = draft.ago(14 * 366, 16 * 365 - 30)
    first17 = f"{draft.who.id_number[:6]}{born.replace('-', '')}{draft.who.id_number[14:17]}"
    draft.record["subject"] |= {"birth_date": born, "id_number": first17 + resident_check(first17)}


def owe_deposit(draft: Draft) -> None:
    draft.record["shop"]["deposit_paid"] = 0.0


def pay_usual_deposit(draft: Draft) -> None:
    """Enough for any sales, and too little for the trade."""
    draft.record["shop"]["deposit_paid"] = 5_000.0


def sell_banned(draft: Draft) -> None:
    draft.record["categories"].append(draft.rng.choice(NEVER_SOLD))


def list_as_banned(draft: Draft) -> None:
    """Under its own name on a list, not by way of others."""
    name = draft.rng.choice(LISTS_OF_BANS)
    draft.entries.append(entry(draft, name, reason="serious violations", since=draft.ago(60, 700)))


def put_on_list(name: str) -> Callable[[Draft], None]:
    return lambda draft: draft.entries.append(entry(draft, name, since=draft.ago(10, 300)))


def reject_mark(draft: Draft) -> None:
    draft.record["brands"][0]["status"] = draft.rng.choice(("rejected", "invalid"))


def expire_mark(draft: Draft) -> None:
    draft.record["brands"][0].update(registered_on=draft.ago(3700, 3750), expires_on=draft.ago(1, 90))


def expire_authorisation(draft: Draft) -> None:
    draft.record["brands"][0].update(
        own=False,
        registrant=f"{draft.who.stem}品牌管理有限公司",
        authorization_level=1,
        authorization_expires_on=draft.ago(1, 300),
    )


def mistake_class(draft: Draft) -> None:
    for brand in draft.record["brands"]:
        brand["classes"] = [FOREIGN_CLASS]
