"""The report in a real browser: nothing is loaded, nothing is cut off or overlaps, on a desk, a telephone and paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from looking import DESK, OUTSIDE, PAPER, PAPER_HEIGHT, PHONE, SHAPES, TABLET, Box, at, inside, opened, overlap
from report_samples import crowded, linked, shipped

from merchant_compliance.report.names import names_of
from merchant_compliance.report.page import Report
from merchant_compliance.report.parts import ROWS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCALE = 9
MARKS = {
    "outcomes": SCALE,
    "targets": 4 * SCALE,
    "policies": 2 * ROWS,
    "pending": ROWS,
    "stars-experience-stars": 9,
    "regions": ROWS * SCALE,
}
CHARTS = """() => {
  const size = (one) => { const r = one.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  const shown = [...document.querySelectorAll("figure")].filter((one) => one.getClientRects().length);
  return shown.map((figure) => ({
    section: figure.closest("section").id,
    size: size(figure.querySelector("svg")),
    marks: [...figure.querySelectorAll(".mark-rect path")].map(size),
    texts: [...figure.querySelectorAll("text")].map((one) => [one.textContent, ...size(one)]),
  }));
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(Report(crowded(), names_of(shipped()), linked()).html("en"), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as shown:
        yield shown


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "media"), SHAPES)
def test_charts_have_all_marks_and_texts_that_neither_overlap_nor_are_cut(
    page: Page, width: int, media: str, language: str
) -> None:
    charts: list[dict[str, Any]] = at(page, width, language, media).evaluate(CHARTS)
    assert {chart["section"]: len(chart["marks"]) for chart in charts} == MARKS
    for chart in charts:
        frame = chart["size"]
        marks = list(zip(*chart["marks"], strict=True))
        assert max(marks[2]) - min(marks[0]) > 0.2 * (frame[2] - frame[0]), chart["section"]
        texts = [(text, box) for text, *box in chart["texts"]]
        assert all(box[2] > box[0] and box[3] > box[1] for _, box in texts)
        assert [text for text, box in texts if not inside(box, frame) or text.endswith("…")] == []
        pairs = [(a, b) for place, a in enumerate(texts) for b in texts[place + 1 :]]
        assert [(a[0], b[0]) for a, b in pairs if overlap(a[1], b[1]) > 1] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "media"), [*SHAPES, (TABLET, "screen")])
def test_the_page_is_as_wide_as_its_window(page: Page, width: int, media: str, language: str) -> None:
    shown = at(page, width, language, media)
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_paper_nothing_is_wider_or_higher_than_a_page(page: Page, language: str) -> None:
    shown = at(page, PAPER, language, "print")
    pieces: list[Box] = shown.evaluate(
        "() => [...document.querySelectorAll('figure, tr')].filter((one) => one.getClientRects().length)"
        ".map((one) => [one.scrollWidth, one.getBoundingClientRect().height])"
    )
    assert len(pieces) > len(MARKS)
    assert all(piece[0] <= PAPER and piece[1] < PAPER_HEIGHT for piece in pieces)
    hidden = shown.evaluate("() => document.querySelectorAll('nav, details, .switch').length")
    seen = shown.evaluate(
        "() => [...document.querySelectorAll('nav, details, .switch')].filter((o) => o.getClientRects().length).length"
    )
    assert (hidden > 0, seen) == (True, 0)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "media"), SHAPES)
def test_boxes_of_a_path_stand_apart_in_their_order(page: Page, width: int, media: str, language: str) -> None:
    drawn: list[list[Box]] = at(page, width, language, media).evaluate(
        "() => [...document.querySelectorAll('.linked ol')].map((path) => [...path.children].map((one) => "
        "{ const r = one.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; }))"
    )
    assert [len(path) for path in drawn] == [3, 5, 9]
    for path in drawn:
        pairs = [(one, other) for place, one in enumerate(path) for other in path[place + 1 :]]
        assert [pair for pair in pairs if overlap(*pair) > 1] == []
        assert all(box[2] - box[0] > 20 and box[3] - box[1] > 20 for box in path)
        first, second = path[0], path[1]
        assert second[1] >= first[3] - 1 if width == PHONE else second[0] >= first[2] - 1


def test_it_prints_on_a_few_sheets(page: Page) -> None:
    printed = at(page, PAPER, "en").pdf(prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 4 <= sheets <= 12


def test_the_switch_changes_every_word(page: Page) -> None:
    at(page, DESK, "en")
    english = page.inner_text("main")
    assert re.findall(r"[\u4e00-\u9fff]+", english) == []
    page.click("[data-to=zh]")
    assert page.evaluate("[document.documentElement.lang, document.title]") == ["zh-CN", "商家合规报告"]
    chinese = page.inner_text("main")
    assert "Merchants" not in chinese
    assert "判定结果" in chinese
    assert page.get_attribute("[data-to=zh]", "aria-pressed") == "true"
    page.click("[data-to=en]")
    assert page.inner_text("main") == english
    assert page.evaluate("document.documentElement.lang") == "en"


def test_tables_open_beside_the_charts(page: Page) -> None:
    shown = at(page, DESK, "en")
    shown.click("#policies summary")
    assert shown.locator("#policies td:visible").count() == 3 * len(shipped().policies)
    shown.click("#policies summary")


def test_the_browser_complains_of_nothing_and_asks_for_nothing_but_the_page(page: Page, address: str) -> None:
    page.reload()
    at(page, DESK, "zh")
    assert page.said == []  # type: ignore[attr-defined]
    assert set(page.asked) == {address}  # type: ignore[attr-defined]
