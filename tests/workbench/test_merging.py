"""Layers of what is given: maps merge, everything else replaces, null takes away."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.workbench.merging import merged

LEAVES = st.none() | st.integers(0, 3) | st.lists(st.integers(0, 3), max_size=2)
LAYERS = st.recursive(
    st.dictionaries(st.sampled_from("abc"), LEAVES, max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), LEAVES | inner, max_size=3),
    max_leaves=6,
)

CASES: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "maps merge": ([{"a": {"x": 1, "y": 2}}, {"a": {"y": 3}}], {"a": {"x": 1, "y": 3}}),
    "lists replace": ([{"a": [1, 2]}, {"a": [3]}], {"a": [3]}),
    "an empty list is a value": ([{"a": [1]}, {"a": []}], {"a": []}),
    "null takes away": ([{"a": {"x": 1, "y": 2}}, {"a": {"x": None}}], {"a": {"y": 2}}),
    "null takes a whole map away": ([{"a": {"x": 1}}, {"a": None}], {}),
    "what was taken away may come again": ([{"a": 1}, {"a": None}, {"a": 2}], {"a": 2}),
    "a map replaces a value": ([{"a": 1}, {"a": {"x": 2}}], {"a": {"x": 2}}),
    "nothing over nothing": ([], {}),
}


@pytest.mark.parametrize(("layers", "expected"), CASES.values(), ids=CASES)
def test_layers_are_laid_over_each_other(layers: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    assert merged(*layers) == expected


@given(st.lists(LAYERS, max_size=3))
def test_no_layer_is_changed_and_no_null_remains(layers: list[dict[str, Any]]) -> None:
    before = deepcopy(layers)
    result = merged(*layers)
    assert layers == before
    assert "None" not in repr(result)


@given(LAYERS, LAYERS)
def test_the_upper_layer_wins(under: dict[str, Any], over: dict[str, Any]) -> None:
    result = merged(under, over)
    for key, value in over.items():
        if isinstance(value, (int, list)):
            assert result[key] == value
        if value is None:
            assert key not in result
