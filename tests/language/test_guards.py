"""Guards as functions say what the exact evaluator says: true where it is true, and nothing of what is unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import bind
from merchant_compliance.language.guards import compile_choice, compile_guard, compile_mask
from merchant_compliance.language.schema import Slot

NAMES = ("event", "history", "as_of")
PARAMS: dict[str, Any] = {"kinds": ("a", "b"), "most": 3}
ENVIRONMENT = Environment(
    PARAMS,
    parts={
        "event": {
            "kind": Slot("text"),
            "points": Slot("whole"),
            "share": Slot("real"),
            "own": Slot("flag"),
            "on": Slot("day"),
        },
        "history": {"count": Slot("whole"), "sum": Slot("real")},
    },
)
TEXTS = (
    'event.kind == "a"',
    "event.kind in params.kinds && history.count >= params.most",
    "has(event.own) && event.own",
    "!(has(event.own) && event.own) || event.points > 2",
    "event.points > 2 ? event.own : history.sum < 1.5",
    "event.on + days(3) > as_of",
    "history.count + event.points == 5",
    "event.points / history.count > 1",
    'event.kind.startsWith("a") && !event.own',
    "(event.own && event.points > 1) == (history.count > 2)",
)
GUARDS = [bind(check(text, ENVIRONMENT), PARAMS) for text in TEXTS]
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["a", "ab", "c"]),
        "points": st.integers(0, 4),
        "own": st.booleans(),
        "on": st.dates(date(2021, 1, 1), date(2021, 1, 9)),
    },
)
COUNTS = st.fixed_dictionaries({"count": st.integers(0, 4), "sum": st.floats(0, 3)})


@given(EVENTS, COUNTS)
def test_guards_choices_and_masks_agree_with_the_exact_evaluator(
    event: dict[str, Any], history: dict[str, Any]
) -> None:
    as_of = date(2021, 1, 8)
    wanted = [exact(node)({"event": event, "history": history, "as_of": as_of}) is True for node in GUARDS]
    facts = (event, history, as_of)
    assert [guard(*facts) for guard in COMPILED] == wanted
    assert CHOICE(*facts) == (wanted.index(True) if True in wanted else -1)
    assert MASK(*facts) == sum(1 << place for place, holds in enumerate(wanted) if holds)
    assert OTHERWISE(*facts) == (0 if wanted[0] else 1), "no guard always holds"


COMPILED = [compile_guard(node, NAMES) for node in GUARDS]
CHOICE, MASK = compile_choice(GUARDS, NAMES), compile_mask(GUARDS, NAMES)
OTHERWISE = compile_choice((GUARDS[0], None), NAMES)
