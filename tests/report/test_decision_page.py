"""One decision as a page: for reviewers with paths, for merchants without."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from looking import OUTSIDE, SHAPES, at, opened
from report_samples import shipped

from merchant_compliance.engine.single import Engine
from merchant_compliance.engine.standing import for_merchant
from merchant_compliance.linking.path import Shown
from merchant_compliance.linking.sparing import Spared
from merchant_compliance.report.decision_page import DecisionPage
from merchant_compliance.report.names import names_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RECORD: dict[str, Any] = {
    "merchant_id": "m<1>",
    "role": "merchant",
    "stage": "onboarding",
    "subject": {"kind": "natural_person", "name": "某某某", "id_number": "110101199003070018"},
    "contact": {"phone": "13812345678"},
    "categories": ["pesticide"],
    "metrics": {"d30": {"valid_orders": 500, "quality_return_rate": 0.04, "negative_review_rate": 0.03}},
}
PHONE = {"kind": "phone", "shown": "138****5678", "holders": 4_812}
LINK = {
    "list": "onboarding-blacklist",
    "merchant_id": "m9",
    "hops": 1,
    "via": ["phone"],
    "confidence": 1.0,
    "path": "m<1> —phone 138****5678→ m9",
    "steps": [{"merchant_id": "m<1>", "shared": [PHONE], "to": "m9"}],
    "listed_since": "2021-03-01",
}
BARE = {"list": "community-ban", "merchant_id": "m8", "hops": 1, "via": ["uid"], "confidence": 1.0}
BAN = {"list": "governance-ban", "reason": "sold fakes", "until": date(2022, 6, 1)}
SPARED = [Spared(Shown("address", "Road ***", 4_812), ("governance-ban",), "crowded")]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(shipped())


@pytest.fixture(scope="module")
def reviewer(engine: Engine) -> DecisionPage:
    decision = engine.evaluate(RECORD, as_of=date(2021, 12, 31), lists=[BAN], links=[LINK, BARE])
    return DecisionPage(decision, names_of(shipped()), SPARED)


@pytest.fixture(scope="module")
def merchant(engine: Engine) -> DecisionPage:
    decision = engine.evaluate(RECORD, as_of=date(2021, 12, 31), lists=[BAN], links=[LINK, BARE])
    return DecisionPage(for_merchant(decision, [BAN]), names_of(shipped()))


def test_a_reviewer_reads_what_follows_why_what_is_missing_and_how_it_is_linked(reviewer: DecisionPage) -> None:
    assert [section.id for section in reviewer.sections()] == [
        "targets",
        "fired",
        "undetermined",
        "linked",
        "spared",
    ]
    page = reviewer.html("zh")
    for said in (
        "商家 m&lt;1&gt;",
        "准入拦截",
        "类目 pesticide",
        "与入驻黑名单主体共用联系方式或账户",
        "138****5678",
        "4,812 家共用，可能是代办机构或总机电话",
        "on the onboarding blacklist since 2021-03-01",
        "too many to link anybody",
        "community-ban",
    ):
        assert said in page
    assert "13812345678" not in page
    assert "110101199003070018" not in page


def test_what_is_missing_stands_with_who_provides_it(engine: Engine) -> None:
    decision = engine.evaluate({"merchant_id": "m2", "stage": "onboarding"}, as_of=date(2021, 12, 31))
    page = DecisionPage(decision, names_of(shipped())).html("zh")
    for said in ("结论未定，尚缺信息", "还缺什么，由谁提供", "merchant.subject.kind", "由平台核实", "请商家补充"):
        assert said in page


def test_the_most_severe_findings_come_first(reviewer: DecisionPage) -> None:
    names = names_of(shipped())
    fired = next(section for section in reviewer.sections() if section.id == "fired")
    ranks = [names.rank(shipped().by_id[card.id].outcomes["onboarding"]) for card in fired.cards]
    assert len(ranks) > 3
    assert ranks == sorted(ranks, reverse=True)


def test_a_merchant_reads_reasons_and_its_own_record_but_no_path_and_no_third_party(merchant: DecisionPage) -> None:
    ids = [section.id for section in merchant.sections()]
    assert "linked" not in ids
    assert {"fired", "standing-0", "standing-1", "standing-2"} <= set(ids)
    page = merchant.html("en")
    assert "Banned by e-commerce governance" in page
    assert "unknown, the platform has not stated it" in page
    words = ("m9", "m8", 'class="who', "4,812", "onboarding-blacklist<", "community-ban<", "governance-ban<")
    assert [word for word in words if word in page.split("<main>")[1].replace("ITD-", "").replace("ITC-", "")] == []


def test_scores_are_shown_by_dimension(engine: Engine) -> None:
    grown = {**RECORD, "stage": "operation"}
    decision = engine.evaluate(grown, as_of=date(2021, 12, 31))
    sections = {section.id: section for section in DecisionPage(decision, names_of(shipped())).sections()}
    card = sections["score-experience-stars"]
    assert [row[0].en for row in card.table.rows] == ["Product"]  # type: ignore[union-attr]
    young = {**grown, "metrics": {"d30": {"valid_orders": 3}}}
    decision = engine.evaluate(young, as_of=date(2021, 12, 31))
    sections = {section.id: section for section in DecisionPage(decision, names_of(shipped())).sections()}
    assert [text.en for text in sections["score-experience-stars"].remarks] == ["not rated: too few orders"]


@pytest.mark.parametrize("who", ["reviewer", "merchant"])
def test_in_a_browser_nothing_is_cut_off_and_nothing_is_loaded(
    browser: Browser, request: pytest.FixtureRequest, tmp_path: Path, who: str
) -> None:
    file = tmp_path / "m1.html"
    file.write_text(request.getfixturevalue(who).html("en"), encoding="utf-8")
    with opened(browser, file.as_uri()) as page:
        for width, media in SHAPES:
            for language in ("zh", "en"):
                assert at(page, width, language, media).evaluate(OUTSIDE) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.said == []  # type: ignore[attr-defined]
        assert page.asked == [file.as_uri()]  # type: ignore[attr-defined]
