"""Charts: labels that fit, in the shape of the page and of a telephone."""

from __future__ import annotations

import re

import pytest

from merchant_compliance.report.charts import NARROW, WIDE, Bar, Chart, Columns, Horizontal
from merchant_compliance.report.vega import own_ids, width_of, wrapped

LONG = "Qualifications for hygiene pesticides, fertilisers and mushroom spawn of every kind"


def bars(label: str = "农药") -> list[Bar]:
    return [Bar(label, [("一", 3, "#123456"), ("二", 1, "#654321")], "4"), Bar("x", [("一", 0, "#123456")], "0")]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("short", 340, ["short"]),
        ("one two three", 60, ["one two", "three"]),
        ("一二三四五六", 40, ["一二三", "四五六"]),
        ("近 30 天指标", 60, ["近 30 天", "指标"]),
        ("unbreakable", 10, ["unbreakable"]),
    ],
)
def test_a_label_that_is_too_wide_stands_on_two_lines(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


def test_wrapping_loses_no_letter() -> None:
    for width in range(20, 400, 7):
        lines = wrapped(LONG, width)
        assert " ".join(lines) == LONG
        assert len(lines) == 1 or width_of(lines[0]) <= width


def size(svg: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("label", ["农药", LONG])
@pytest.mark.parametrize("legend", [False, True])
def test_every_chart_of_a_page_has_the_same_width(label: str, legend: bool) -> None:
    chart = Horizontal(bars(label), legend=legend)
    assert [size(chart.svg(narrow))[0] for narrow in (False, True)] == [WIDE + 10, NARROW + 10]


@pytest.mark.parametrize("chart", [Horizontal(bars()), Columns(bars())])
@pytest.mark.parametrize("narrow", [False, True])
def test_bars_labels_and_notes_are_in_both_shapes(chart: Chart, narrow: bool) -> None:
    svg = chart.svg(narrow)
    assert svg.count('fill="#123456"') == 1
    assert svg.count('fill="#654321"') == 1
    assert {">农药<", ">4<", ">x<", ">0<"} <= set(re.findall(r">[^<>]+<", svg))


def test_a_chart_without_bars_is_drawn() -> None:
    assert Horizontal([]).svg().startswith("<svg")


def test_two_charts_of_a_page_share_no_id() -> None:
    one, other = (own_ids(Horizontal(bars()).svg(), prefix) for prefix in "ab")
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (one, other)]
    assert ids[0].isdisjoint(ids[1])
    assert all(f'id="{name}"' in one for name in re.findall(r"url\(#([^)]+)\)", one))
