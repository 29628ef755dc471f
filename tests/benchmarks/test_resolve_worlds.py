"""How well merchants are told apart, held to what was measured: small made-up worlds, and real restaurants."""

from __future__ import annotations

import pytest

from merchant_compliance.linking.soft.model import Model, model_of
from merchant_compliance.rulebook.files import model_in, shipped_rules

LEAST = {"guides-us": (250, 0.93), "care-us": (60, 0.80), "companies-fr": (250, 0.90), "shops-jp": (250, 0.88)}
"""Entities and F1; all but the first are worlds that the model was not trained on."""


@pytest.fixture(scope="module")
def model() -> Model:
    file = model_in(shipped_rules())
    assert file
    return model_of(file.content)


@pytest.mark.parametrize("name", LEAST)
def test_made_up_merchants_are_told_apart(name: str, model: Model) -> None:
    from resolving.judging import judged
    from resolving.worlds import world

    entities, least = LEAST[name]
    assert judged(world(name, entities, 3), model).f1 >= least


def test_real_restaurants_are_told_apart(model: Model) -> None:
    from resolving.judging import judged
    from resolving.worlds import fodors_zagats

    real = fodors_zagats()
    if real is None:
        pytest.skip("fodors.csv and zagats.csv are not beside the repository")
    found = judged(real, model)
    assert found.precision > 0.95
    assert found.recall > 0.95


def test_quality_counts_pairs() -> None:
    from resolving.judging import quality

    entity = {"a": "1", "b": "1", "c": "1", "d": "2"}
    assert quality({"a": "x", "b": "x", "c": "y", "d": "y"}, entity) == (0.5, 1 / 3)
    assert quality(entity, entity) == (1.0, 1.0)
