"""Statecharts say all that a lifecycle has: every state, every transition, and where each leads."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from merchant_compliance.report.mermaid import statechart_mermaid
from merchant_compliance.report.statechart import statechart_svg
from merchant_compliance.rulebook.lifecycle import Lifecycle
from merchant_compliance.rulebook.load import load, shipped_rules
from merchant_compliance.text import Language

LIFECYCLES = load(shipped_rules()).lifecycles
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_picture_has_every_state_and_every_transition_of_each(lifecycle: Lifecycle, language: Language) -> None:
    root = ElementTree.fromstring(statechart_svg(lifecycle, language))
    texts = [str(text.text) for text in root.iter(f"{SVG}text")]
    joined = " ".join(texts)
    for state in lifecycle.shape.states.values():
        for word in state.title.text.say(language).split():
            assert word in joined
    for transition in lifecycle.transitions:
        assert texts.count(transition.id) == len(transition.sources)
    dots = [circle for circle in root.iter(f"{SVG}circle") if circle.get("r") == "4"]
    assert len(dots) == sum(len(t.sources) for t in lifecycle.transitions if t.target)


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.name)
def test_boxes_and_rows_do_not_overlap_and_nothing_stands_outside(lifecycle: Lifecycle) -> None:
    root = ElementTree.fromstring(statechart_svg(lifecycle, "en"))
    boxes = [rect for rect in root.iter(f"{SVG}rect") if rect.get("rx") == "7"]
    spans = [(float(str(b.get("y"))), float(str(b.get("y"))) + float(str(b.get("height")))) for b in boxes]
    assert all(first[1] < second[0] for first, second in pairwise(spans))
    rows = [float(str(t.get("y"))) for t in root.iter(f"{SVG}text") if t.get("class") == "i"]
    assert all(second - first >= 20 for first, second in pairwise(rows))
    _, _, width, height = map(float, str(root.get("viewBox")).split())
    assert max(float(str(c.get("cx"))) for c in root.iter(f"{SVG}circle")) < width
    assert max(end for _, end in spans) < height


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.name)
def test_mermaid_has_an_arrow_for_each_transition_and_state_that_it_leaves(lifecycle: Lifecycle) -> None:
    text = statechart_mermaid(lifecycle, "en")
    arrows = re.findall(r"^  (\w+) --> (\w+) : .*\((.*)\)$", text, re.MULTILINE)
    expected = [(s, t.target or s, t.id) for t in lifecycle.transitions for s in t.sources]
    assert arrows == expected
    assert text.startswith("stateDiagram-v2\n")
