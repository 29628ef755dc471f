"""The rule centre: every rule has its place, every link leads somewhere, and one finds what one looks for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from looking import OUTSIDE, SHAPES, at, opened
from report_samples import shipped

from merchant_compliance.report.centre.pages import OVERVIEWS, Centre
from merchant_compliance.report.centre.scorecards import curve_words
from merchant_compliance.report.centre.writing import write_centre
from merchant_compliance.rulebook.load import load
from merchant_compliance.scorecards.curve import Curve
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<script>alert(1)</script>"
SMALL = f"""
policy: small
title: {{zh: 小, en: "Small {HOSTILE}"}}
source: {{document: Some law, section: Art. 1, date: 2021-01-01}}
parameters:
  least: [{{from: 2021-01-01, value: 5, source: a law}}, {{from: 2022-01-01, value: 7, source: its change}}]
rules:
  - id: SML-001
    title: {{zh: 一, en: One}}
    when: merchant.followers < params.least
    outcome: {{onboarding: reject, operation: clear_out}}
    if_undetermined: ignore
    status: shadow
    effective: {{from: 2021-01-01, until: 2023-01-01}}
    reason: {{zh: 少, en: Few}}
    remedy: {{zh: 多, en: More}}
"""


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(Centre(shipped()).html("en"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    book = tmp_path / "book"
    (book / "onboarding").mkdir(parents=True)
    (book / "rulebook.yaml").write_text("rulebook: small\n", encoding="utf-8")
    (book / "onboarding" / "small.yaml").write_text(SMALL, encoding="utf-8")
    return book


def test_every_policy_has_a_page_and_every_rule_one_place(pages: dict[str, str]) -> None:
    assert set(pages) == {"index.html", *OVERVIEWS, *(f"policy-{b.shape.policy}.html" for b in shipped().policies)}
    anchors = [name for page in pages.values() for name in re.findall(r'<a id="([^"]+)"></a>', page)]
    rules = [rule.id for rule in shipped().rules]
    assert [anchors.count(rule) for rule in rules] == [1] * len(rules)


def test_every_link_leads_to_a_place_that_is_there(pages: dict[str, str]) -> None:
    ids = {file: set(re.findall(r'\bid="([^"]+)"', page)) for file, page in pages.items()}
    links = {href for page in pages.values() for href in re.findall(r'href="([^"]+)"', page)}
    assert len(links) > len(shipped().rules)
    targets = [href.partition("#") for href in links]
    assert [(file, name) for file, _, name in targets if file not in ids or (name and name not in ids[file])] == []


def test_ids_are_unique_on_every_page(pages: dict[str, str]) -> None:
    for page in pages.values():
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_all_texts_parameters_and_sources_of_the_rulebook_are_there(pages: dict[str, str]) -> None:
    from markupsafe import escape

    for built in shipped().policies:
        page = pages[f"policy-{built.shape.policy}.html"]
        said = [text for rule in built.rules if not rule.document for text in (*rule.title, *rule.reason, *rule.remedy)]
        said += [dated.source for values in built.shape.parameters.values() for dated in values]
        said += [citation for rule in built.rules for citation in rule.citations]
        assert [text for text in said if str(escape(text)) not in page] == []
    for card in shipped().scorecards:
        titles = [one.title for dimension in card.dimensions.values() for one in dimension.indicators.values()]
        assert [text for text in (*titles, card.title) if text.zh not in pages["scorecards.html"]] == []


def test_lifecycles_are_drawn_in_both_languages_with_all_their_transitions(pages: dict[str, str]) -> None:
    page = pages["lifecycles.html"]
    assert shipped().lifecycles
    assert page.count("<svg ") == 4 * len(shipped().lifecycles)
    for one in shipped().lifecycles:
        section = page.split(f'<section id="{one.name}"')[1].split("</section>")[0]
        told = re.findall(r"<td[^>]*><code>([^<]+)</code></td>", section)
        assert {transition.id for transition in one.transitions} <= set(told)
        assert set(one.shape.parameters) <= set(re.findall(r"<code>(\w+)</code>", pages["parameters.html"]))


def test_a_small_rulebook_has_only_pages_with_something_on_them(small: Path) -> None:
    pages = dict(Centre(load(small)).html("zh"))
    assert list(pages) == ["index.html", "parameters.html", "policy-small.html"]
    page = pages["policy-small.html"]
    for said in ("Some law · Art. 1 · 2021-01-01", "its change", "2022-01-01", "影子运行", "不处理", "2023-01-01"):
        assert said in page
    assert "入驻：拒绝入驻、经营：清退" in page
    assert "Onboarding: Reject, Operation: Clear out" in page
    assert "merchant.followers &lt; params.least" in page
    assert all(HOSTILE not in text for text in pages.values())


def test_pages_of_policies_that_are_no_more_go_and_other_files_stay(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "centre"
    out.mkdir()
    (out / "policy-of-somebody-else.html").write_text("", encoding="utf-8")
    assert write_centre(load(small), out, "en")[0] == out / "index.html"
    assert (out / "policy-of-somebody-else.html").exists()
    (out / "notes.txt").write_text("", encoding="utf-8")
    (small / "onboarding" / "small.yaml").write_text(SMALL.replace("policy: small", "policy: other"), encoding="utf-8")
    write_centre(load(small), out, "en")
    left = {file.name for file in out.iterdir()}
    assert left == {"index.html", "parameters.html", "policy-other.html", "notes.txt"}


def test_the_same_rulebook_gives_the_same_bytes(small: Path) -> None:
    assert dict(Centre(load(small)).html("en")) == dict(Centre(load(small)).html("en"))


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        ({"points": [[0, 100], [0.02, 90]]}, Text("0 → 100, 0.02 → 90", "0 → 100, 0.02 → 90")),
        (
            {"bands": [{"below": 0.1, "score": 100}, {"upto": 0.5, "score": 60}, {"score": 0}]},
            Text("< 0.1 → 100，≤ 0.5 → 60，其余 → 0", "< 0.1 → 100, ≤ 0.5 → 60, else → 0"),
        ),
    ],
)
def test_curves_are_written_in_words(curve: dict[str, object], words: Text) -> None:
    said = curve_words(Curve.model_validate(curve))
    assert Text(*(text.replace("\u00a0", " ") for text in said)) == words


@pytest.fixture(scope="module")
def folder(pages: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("centre")
    for name, text in pages.items():
        (out / name).write_text(text, encoding="utf-8")
    return out


def test_one_searches_and_goes_on_in_the_language_that_one_reads(browser: Browser, folder: Path) -> None:
    with opened(browser, (folder / "index.html").as_uri()) as page:
        assert page.locator("#everything tr:visible").count() == 0
        page.click("[data-to=zh]")
        page.fill("#search", "邀约 类目")
        rows = page.locator("#everything tbody tr:visible")
        assert 0 < rows.count() < 10
        assert all("邀约" in text for text in rows.all_inner_texts())
        page.fill("#search", "HRC-001")
        assert page.inner_text("#count") == "1"
        rows.first.locator("a").first.click()
        page.wait_for_load_state()
        assert page.url.endswith("policy-high-risk-categories.html?lang=zh#HRC-001")
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        page.fill("#search", "zzz")
        assert page.locator("main section:visible").count() == 0
        assert page.inner_text("#count") == "0"
        assert page.said == []  # type: ignore[attr-defined]
        assert all(address.startswith(folder.as_uri()) for address in page.asked)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name", ["scorecards", "overlays", "linking", "documents", "policy-advertising-words", "policy-identity"]
)
def test_in_a_browser_nothing_is_cut_off(browser: Browser, folder: Path, name: str) -> None:
    with opened(browser, (folder / f"{name}.html").as_uri()) as page:
        for width, media in SHAPES:
            for language in ("zh", "en"):
                assert at(page, width, language, media).evaluate(OUTSIDE) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
