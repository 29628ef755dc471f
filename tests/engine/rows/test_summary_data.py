"""A summary that was kept is the summary: nothing is lost, not even the order in which ties are told."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.engine.rows.summary import PendingTally, PolicyTally, RuleTally, StarTally, Summary
from merchant_compliance.engine.rows.summary_data import of_data, to_data

counts = st.integers(0, 10**12)
names = st.text(max_size=6)


def counted(keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Counter[Any]]:
    return st.dictionaries(keys, counts, max_size=4).map(Counter)


def named(tallies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(names, tallies, max_size=3)


summaries = st.builds(
    Summary,
    as_of=st.sampled_from(["", "2021-12-31"]),
    rulebook=st.dictionaries(names, names, max_size=3),
    merchants=counts,
    rejected=counts,
    final=counts,
    outcomes=counted(names),
    targets=counted(st.tuples(names, names)),
    rules=named(st.builds(RuleTally, names, counts, counts, counted(names), st.lists(names, max_size=3))),
    policies=named(st.builds(PolicyTally, counts, counts)),
    pending=named(st.builds(PendingTally, st.sampled_from(["merchant", "platform", "registry"]), counts, counts)),
    stars=named(st.builds(StarTally, counted(st.integers(0, 10).map(lambda half: half / 2)), counts, counts)),
    provinces=named(counted(names)),
    seconds=st.floats(0, 1e6),
)


def kept(summary: Summary) -> Summary:
    return of_data(json.loads(json.dumps(to_data(summary))))


@given(summaries)
def test_nothing_is_lost(summary: Summary) -> None:
    again = kept(summary)
    assert again == summary
    assert json.dumps(again.as_json()) == json.dumps(summary.as_json())
    assert list(again.outcomes) == list(summary.outcomes)


@given(summaries, summaries)
def test_kept_summaries_add_up_as_those_that_were_counted_now(first: Summary, second: Summary) -> None:
    again = kept(first)
    again.merge(kept(second))
    first.merge(second)
    assert again == first
    assert json.dumps(again.as_json()) == json.dumps(first.as_json())


@pytest.mark.parametrize(
    "spoiled",
    [{"targets": 1}, {"targets": [["a", 1]]}, {"merchants": "many"}, {"rules": {"R": {}}}, {"outcomes": {"a": "b"}}],
)
def test_what_is_no_summary_is_refused(spoiled: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"validation error|no targets|unpack"):
        of_data({**to_data(Summary()), **spoiled})
