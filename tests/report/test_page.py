"""The page: self-contained, in both languages, safe against what stands in titles."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from merchant_compliance.engine.decision import Decision
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.report.charts import Bar, Columns, Horizontal
from merchant_compliance.report.names import Names, path_title
from merchant_compliance.report.page import Report
from merchant_compliance.text import Text

HOSTILE = "<script>alert(1)</script>"
NAMES = Names(
    outcomes={"approve": Text("通过", "Approved"), "return": Text("驳回", "Returned")},
    rules={"A-1": Text(f"标题{HOSTILE}", f"Title {HOSTILE}")},
    policies={"a": Text(f"制度{HOSTILE}", f"Policy {HOSTILE}")},
    scorecards={"stars": Text("星级", "Stars")},
)


def made() -> Summary:
    summary = Summary(as_of="2021-12-31", rulebook={"name": "book", "version": "1", "sha256": "ab" * 32})
    for number, stars in enumerate((4.5, 3.2, None)):
        summary.add(
            Decision.model_validate(
                {
                    "merchant_id": f"m{number}",
                    "as_of": "2021-12-31",
                    "outcome": "return" if number else "approve",
                    "final": False,
                    "targets": [],
                    "pending": [
                        {
                            "path": "merchant.subject.uscc",
                            "provided_by": "merchant",
                            "action": "request_information",
                            "rules": ["A-1"],
                        }
                    ],
                    "findings": [
                        {
                            "rule": "A-1",
                            "policy": "a",
                            "target": None,
                            "verdict": "fired",
                            "outcome": "return",
                            "reason": {},
                            "remedy": {},
                            "evidence": {},
                            "missing": [],
                            "citations": [],
                        }
                    ],
                    "scores": {"stars": {"stars": stars, "score": 80.0, "rated": True}},
                    "links": [],
                    "rulebook": {"name": "book", "version": "1", "sha256": "ab" * 32},
                }
            ),
            "440106",
        )
    return summary


@pytest.fixture(scope="module")
def page() -> str:
    return Report(made(), NAMES).html("zh")


class Tags(HTMLParser):
    """Every tag with its attributes, and the ids."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page)
    return parser.tags


def test_the_page_loads_nothing_from_elsewhere(page: str, tags: list[tuple[str, dict[str, str | None]]]) -> None:
    loading = [(tag, attrs) for tag, attrs in tags if {"src", "href", "data"} & set(attrs)]
    assert [pair for pair in loading if not str(pair[1].get("href", "")).startswith("#")] == []
    assert not {"link", "iframe", "img", "object"} & {tag for tag, _ in tags}
    addresses = set(re.findall(r"https?://[^\s\"'<]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "@import" not in page


def test_titles_cannot_bring_in_markup(page: str, tags: list[tuple[str, dict[str, str | None]]]) -> None:
    assert HOSTILE not in page
    assert [tag for tag, _ in tags].count("script") == 1


def test_both_languages_are_in_the_page_and_one_of_them_is_shown(page: str) -> None:
    assert '<html lang="zh-CN" data-language="zh">' in page
    assert "判定结果" in page
    assert "Outcomes" in page
    assert 'data-language="en"' in Report(made(), NAMES).html("en").split("<head>")[0]


def test_every_chart_has_words_and_a_table_instead(tags: list[tuple[str, dict[str, str | None]]]) -> None:
    figures = [attrs for tag, attrs in tags if tag == "figure"]
    assert figures
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in figures)
    assert len([tag for tag, _ in tags if tag == "svg"]) == len(figures)
    sections = [tag for tag, _ in tags].count("section")
    assert [tag for tag, _ in tags].count("table") == sections


def test_ids_are_unique(tags: list[tuple[str, dict[str, str | None]]]) -> None:
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert sorted(ids) == sorted(set(ids))


def test_the_same_decisions_give_the_same_bytes(page: str) -> None:
    assert Report(made(), NAMES).html("zh") == page


def test_an_empty_run_is_a_page_too() -> None:
    page = Report(Summary(), NAMES).html("en")
    assert "merchants judged" in page
    assert "<figure" not in page


def test_numbers_of_the_tables_are_the_summary_s(page: str) -> None:
    assert "触发最多的规则是 A-1" in page
    assert "3 家商家（100.0%），其中 3 家只缺这一项" in page


def test_chart_labels_are_text_in_the_svg_and_escaped() -> None:
    svg = Horizontal([Bar("农药 <b>", [("一", 3, "#123456")], "3")]).svg()
    assert "农药 &lt;b&gt;" in svg
    assert "#123456" in svg


def test_a_chart_of_zeros_is_drawn() -> None:
    assert Columns([Bar("4.5", [("★", 0, "#123456")], "0")]).svg().startswith("<svg")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("merchant.subject.uscc", Text("统一社会信用代码", "Unified social credit code")),
        ("merchant.metrics.d30.dispute_rate", Text("近 30 天指标 · 纠纷率", "Metrics of 30 days · Dispute rate")),
        ("merchant.qualifications.expires_on", Text("资质有效期至", "Qualifications · Expires on")),
        ("lists", Text("名单", "Lists")),
        ("params.limit", Text("params.limit", "params.limit")),
    ],
)
def test_missing_paths_have_names_that_are_clear_by_themselves(path: str, title: Text) -> None:
    assert path_title(path) == title


def test_colours_spread_over_a_scale_of_any_length() -> None:
    names = Names({name: Text(name, name) for name in ("a", "b", "c")})
    assert len({names.colour(name) for name in "abc"}) == 3
    assert names.colour("unheard-of")
