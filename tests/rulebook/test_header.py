"""`rulebook.yaml`: name and version, and a scale of outcomes where the built-in one does not do."""

from __future__ import annotations

from pathlib import Path

import pytest
from rulebook_samples import loaded, policy, problems, told

SCALE = ["approve", "notice", "restrict", "manual_review", "return", "suspend", "reject", "clear_out", "intercept"]
RULE = "id: A\nwhen: merchant.shop.cross_border\noutcome: no-entry"
OWN = """\
rulebook: own
outcomes:
  - {id: fine, zh: 好, en: Fine}
  - {id: no-entry, zh: 不可, en: No entry}
default: fine
lift: {}
"""


def test_what_is_left_out_has_the_values_of_the_contract(tmp_path: Path) -> None:
    book = loaded(tmp_path, a=policy())
    assert (book.name, book.version) == ("test", "1.10")
    assert [outcome.id for outcome in book.outcomes] == SCALE
    assert book.outcomes[4].text == ("驳回", "Return (may resubmit)")
    assert (book.default, book.lift, book.lifts_categories) == ("approve", {"category": "all"}, True)


def test_a_scale_of_ones_own(tmp_path: Path) -> None:
    book = loaded(tmp_path, rulebook=OWN, a=policy(RULE))
    assert [outcome.id for outcome in book.outcomes] == ["fine", "no-entry"]
    assert (book.default, book.lifts_categories) == ("fine", False)


def test_a_scale_of_ones_own_has_no_other_words(tmp_path: Path) -> None:
    found = problems(tmp_path, rulebook=OWN, a=policy(RULE.replace("no-entry", "reject")))
    assert [(p.code, p.mend.en) for p in found] == [("unknown-outcome", "Allowed: fine, no-entry")]


def test_without_a_header_the_folder_gives_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    loaded(folder, a=policy())
    (folder / "rulebook.yaml").unlink()
    from merchant_compliance.rulebook.load import inspect

    book, found = inspect(folder)
    assert book is not None
    assert (book.name, book.version, [outcome.id for outcome in book.outcomes]) == ("mine", "", SCALE)
    assert [(p.code, p.severity) for p in found] == [("no-header", "warning")]


FAULTS = [
    ("version: 1\n", ("missing-key", 1, 1, None)),
    ("rulebook: x\nvertion: 1\n", ("unknown-key", 2, 1, "version")),
    ("rulebook: x\ndefault: aprove\n", ("unknown-outcome", 2, 10, "approve")),
    ("rulebook: x\nlift: {category: some}\n", ("unknown-word", 2, 18, None)),
    ("rulebook: x\noutcomes: []\n", ("empty-list", 2, 11, None)),
    ("rulebook: x\noutcomes: [{id: a, zh: 甲}]\n", ("missing-key", 2, 12, None)),
    (
        "rulebook: x\noutcomes: [{id: a, zh: 甲, en: A}, {id: a, zh: 乙, en: B}]\ndefault: a\n",
        ("outcome-twice", 2, 11, None),
    ),
    ("", ("empty-file", 0, 0, None)),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_a_faulty_header_is_refused_and_the_policies_are_checked_all_the_same(
    tmp_path: Path, text: str, expected: tuple[object, ...]
) -> None:
    wrong = policy("id: A\nwhen: merchant.shop.crossborder\noutcome: reject")
    found = problems(tmp_path, rulebook=text, a=wrong)
    assert told(found)[1:] == [expected]
    assert found[0].code == "unknown-field"
