"""The language against Google's C++ CEL: on random conditions and records, every target gives the oracle's answer.

Hypothesis draws seeds. A seed makes one batch: every production of the language at the root of one random condition,
a few random scopes, and every condition evaluated on every scope by the oracle, by the exact evaluator and, where
it is a truth value, by the compiled Python target.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import oracle
import pytest
from conditions import PARAMS, Generator, Made
from court import Case, Court, Point, Span, agree, court_of, explained, spoken
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pools import Palette, palette
from productions import PRODUCTIONS, Production
from records import Records, Scope
from shrinking import told

from merchant_compliance.errors import ExpressionError
from merchant_compliance.language.truth import Unknown

CONDITIONS = 10_000
"""For each of the two tests below: together 20,000 conditions, on several records each."""
SCOPES = 6
BATCHES = CONDITIONS // len(PRODUCTIONS) + 1
AT_LEAST = 5
"""How often each production must have had each of its possible answers at the root of a condition."""
EXTRA_BATCHES = 300
"""Batches of only those productions that lack an answer, before that is a failure."""
DEPTHS = (1, 1, 2, 3)
HARD = Path(__file__).with_name("hard_conditions.txt")
HARD_BATCHES = 40
SPANS: tuple[Span, ...] = (
    ("category", "merchant.categories"),
    ("qualification", "merchant.qualifications"),
    ("product", "merchant.products"),
    ("brand", "merchant.brands"),
)
NEVER_UNKNOWN = frozenset(("has", "date", "days"))
"""`has` never is, and `date` and `days` stand here for constants, whose failure is refused at load."""
REFUSALS = frozenset(("bad-constant", "refused-numbers", "refused-dynamic", "types"))
"""What a well-typed random condition may still be refused for: constants without a result, numbers beyond 2^53."""
SHARE_REFUSED = 0.02


@dataclass
class Tally:
    """What was seen: answers by production, refusals by code, comparisons by target."""

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    comparisons: Counter[str] = field(default_factory=Counter)
    conditions: int = 0

    def unseen(self) -> list[tuple[Production, str]]:
        """Productions that lacked one of their possible answers."""
        return [
            (production, answer)
            for production in PRODUCTIONS
            for answer in _possible(production)
            if self.answers[production.name, answer] < AT_LEAST
        ]


def _possible(production: Production) -> list[str]:
    answers = ["true", "false"] if production.result == "bool" else ["value"]
    return answers if production.name in NEVER_UNKNOWN else [*answers, "unknown"]


def _batch(random: Random, spans: Sequence[Span | None], productions: Sequence[Production], tally: Tally) -> None:
    """Each production at the root of one condition, and every condition on every one of a few scopes."""
    court, colours = court_of(random.choice(spans)), palette(random)
    cases = []
    for production in productions:
        made = Generator(random, colours, court.span).root(production, random.choice(DEPTHS))
        tally.conditions += 1
        try:
            cases.append(court.case(made))
        except ExpressionError as refusal:
            tally.refusals[refusal.problems[0].code] += 1
    for scope in _scopes(random, colours):
        _compare(court, cases, scope, tally)


def _scopes(random: Random, colours: Palette) -> list[Scope]:
    params = {name: value for name, value in PARAMS.items() if random.random() > 0.1}
    records = Records(random, colours, params)
    return [records.scope() for _ in range(SCOPES)]


def _compare(court: Court, cases: list[Case], scope: Scope, tally: Tally) -> None:
    truths = [case for case in cases if case.made.type == "bool"]
    judged = court.judged(truths, scope)
    numbers = {id(case): number for number, case in enumerate(truths)}
    for point in court.points(scope):
        for case in cases:
            number = numbers.get(id(case))
            compiled = None if number is None else judged(number, point.position)
            _compare_one(court, case, point, compiled, tally)


def _compare_one(court: Court, case: Case, point: Point, compiled: str | None, tally: Tally) -> None:
    theirs, mine = oracle.evaluate(case.official, point.activation), case.exact(point.known)
    tally.answers[case.made.name, spoken(theirs)] += 1
    tally.comparisons["exact"] += 1
    tally.comparisons["python"] += compiled is not None
    if not agree(mine, theirs) or compiled not in (None, spoken(theirs)):
        pytest.fail(told(court, case.made, point), pytrace=False)
    if isinstance(mine, Unknown) and not explained(mine, point.known):
        pytest.fail(f"{case.made.text}\nis unknown without a missing fact or a reason: {mine}", pytrace=False)


@pytest.mark.parametrize("spans", [(None,), SPANS], ids=["on the merchant", "for each element"])
def test_every_target_gives_the_answer_of_the_official_evaluator(spans: tuple[Span | None, ...]) -> None:
    tally = Tally()

    @settings(
        max_examples=BATCHES,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(min_value=0, max_value=2**64 - 1))
    def batch(seed: int) -> None:
        _batch(Random(seed), spans, PRODUCTIONS, tally)

    batch()
    print(f"{tally.conditions} conditions,", ", ".join(f"{n} on {t}" for t, n in tally.comparisons.items()))
    assert tally.conditions >= CONDITIONS
    assert tally.refusals.keys() <= REFUSALS
    assert tally.refusals.total() < SHARE_REFUSED * tally.conditions, tally.refusals
    _top_up(spans, tally)
    assert not [f"{production.name} was never {answer}" for production, answer in tally.unseen()]


def _top_up(spans: Sequence[Span | None], tally: Tally) -> None:
    """Rare answers get more chances: an operation that never reached one would be compared in vain."""
    for seed in range(EXTRA_BATCHES):
        lacking = {production.name: production for production, _ in tally.unseen()}
        if not lacking:
            return
        _batch(Random(seed), spans, list(lacking.values()), tally)


def test_conditions_at_the_seams_get_the_answer_of_the_official_evaluator() -> None:
    court, tally = court_of(None), Tally()
    lines = HARD.read_text(encoding="utf-8").splitlines()
    cases = [court.case(Made(line, "bool", line)) for line in lines if not line.startswith("#")]
    for seed in range(HARD_BATCHES):
        random = Random(seed)
        for scope in _scopes(random, palette(random)):
            _compare(court, cases, scope, tally)
    assert tally.comparisons["python"] == len(cases) * HARD_BATCHES * SCOPES
