"""The kept model: read, refused, and turned into confidences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_resolving import model

from merchant_compliance.errors import InputError, RulebookError
from merchant_compliance.linking.soft.comparisons import COMPARED
from merchant_compliance.linking.soft.model import HIGHEST, model_of
from merchant_compliance.linking.soft.settings import levels_of
from merchant_compliance.rulebook.files import MODEL, model_in, shipped_rules
from merchant_compliance.rulebook.load import load

GOOD: dict[str, Any] = {"mates": 1, "slope": 0.9, "shift": 0, "splink": {"comparisons": [{}]}}
BAD_PARTS: list[dict[str, Any]] = [{"slope": 0}, {"mates": -1}, {"splink": {}}, {"shift": "x"}]


@given(st.floats(-200, 200), st.floats(-200, 200))
def test_confidence_rises_with_weight_and_is_never_certain(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= model().confidence(low) <= model().confidence(high) <= HIGHEST < 1


@given(st.floats(0.05, 0.95))
def test_weight_is_the_inverse_of_confidence(confidence: float) -> None:
    assert model().confidence(model().weight(confidence)) == pytest.approx(confidence, abs=1e-4)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        "{}",
        *(json.dumps(GOOD | part) for part in ({"slope": 0}, {"mates": -1}, {"splink": {}}, {"shift": "x"})),
    ],
)
def test_what_is_no_model_is_refused_in_both_languages(content: str) -> None:
    with pytest.raises(InputError) as caught:
        model_of(content, "look-alikes.json")
    assert "look-alikes.json" in caught.value.say("zh")
    assert "train" in caught.value.say("en")


def test_the_shipped_model_has_a_level_for_each_that_is_compared() -> None:
    """Else the model is older than the code: train it anew."""
    kept = {one["output_column_name"]: one["comparison_levels"] for one in model().splink["comparisons"]}
    for compared in COMPARED:
        levels = [(level["label_for_charts"], level["sql_condition"]) for level in kept[compared.name]]
        assert levels[0] == ("missing", compared.missing)
        assert levels[1:] == [(name, condition) for name, condition, _, _ in levels_of(compared)]


def test_more_in_common_weighs_more() -> None:
    for one in model().splink["comparisons"]:
        ways: dict[str, list[float]] = {}
        for level in one["comparison_levels"][1:]:
            way, _, bits = level["label_for_charts"].partition(", ")
            if bits.endswith("bits"):
                ways.setdefault(way, []).append(level["m_probability"] / level["u_probability"])
        for odds in ways.values():
            assert odds == sorted(odds, reverse=True)


def small_rulebook(folder: Path) -> Path:
    (folder / "rulebook.yaml").write_text('rulebook: small\nversion: "1"\n', encoding="utf-8")
    return folder


def test_the_model_is_part_of_the_hash_of_a_rulebook(tmp_path: Path) -> None:
    folder = small_rulebook(tmp_path)
    without = load(folder)
    assert without.look_alikes is None
    (folder / MODEL).write_text(json.dumps(GOOD), encoding="utf-8")
    one = load(folder)
    (folder / MODEL).write_text(json.dumps(GOOD | {"slope": 0.8}), encoding="utf-8")
    other = load(folder)
    assert len({without.sha256, one.sha256, other.sha256}) == 3
    assert other.look_alikes is not None
    assert other.look_alikes.slope == 0.8


def test_a_bad_or_a_second_model_is_an_error_of_the_rulebook(tmp_path: Path) -> None:
    folder = small_rulebook(tmp_path)
    (folder / MODEL).write_text("{}", encoding="utf-8")
    with pytest.raises(RulebookError, match="look-alikes"):
        load(folder)
    (folder / "more").mkdir()
    (folder / "more" / MODEL).write_text(json.dumps(GOOD), encoding="utf-8")
    with pytest.raises(InputError, match="one model"):
        model_in(folder)


def test_the_shipped_rulebook_says_where_look_alikes_are_looked_for() -> None:
    rulebook = load(shipped_rules())
    assert rulebook.look_alikes is not None
    assert {path.list for path in rulebook.soft_paths()} == {path.list for path in rulebook.link_paths()}
    assert all(0.5 <= path.least < 1 for path in rulebook.soft_paths())
