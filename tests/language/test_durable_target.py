"""The durable target: what it takes it answers as the exact evaluator does, and what it does not take it says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
from conditions import PARAMS, Generator
from court import Court, Span, court_of, spoken
from durable_court import Trial
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pools import DAYS, Palette, palette
from productions import PRODUCTIONS
from records import Records, Scope

from merchant_compliance.engine.durable.availability import missing
from merchant_compliance.engine.durable.plan import plan_of
from merchant_compliance.engine.durable.process import Task, Worker
from merchant_compliance.errors import ExpressionError
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.dispatch import Condition
from merchant_compliance.language.durable import Compiler
from merchant_compliance.language.durable_refusals import MOST_ALTERNATIVES, UNFIT, Unfit
from merchant_compliance.language.durable_values import rank
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import Node, bind

needs_durable = pytest.mark.skipif(missing() is not None, reason="durable_rules is not installed")
TRUTHS = tuple(production for production in PRODUCTIONS if production.result == "bool")
SPANS: tuple[Span | None, ...] = (None, ("category", "merchant.categories"), ("product", "merchant.products"))
BATCHES = 12
DEPTHS = (1, 2, 2, 3)
AS_OF = date(2021, 12, 31)


def eligible(node: Node) -> bool:
    try:
        Compiler(AS_OF).rule(node)
    except Unfit:
        return False
    return True


def conditions(random: Random, court: Court, colours: Palette) -> Iterator[Node]:
    """Conditions that durable_rules takes, one for each production of which it takes the one that was made."""
    for production in TRUTHS:
        made = Generator(random, colours, court.span).root(production, random.choice(DEPTHS))
        try:
            node = bind(check(made.text, court.environment, result=None), PARAMS)
        except ExpressionError:
            continue
        if eligible(node):
            yield node


def scopes_of(random: Random, colours: Palette) -> list[Scope]:
    """Scopes of one day: a plan is for one."""
    records = Records(random, colours, {})
    day = DAYS[0]
    return [Scope({**scope.raw, "as_of": day}, scope.facts) for scope in (records.scope() for _ in range(6))]


def expected(court: Court, nodes: list[Node], scope: Scope) -> dict[tuple[int, int], str]:
    """By the exact evaluator: what is true and what is unknown, by number and position."""
    said = {}
    variable, path = court.span or ("", "")
    elements = [(-1, {})] if not path else _elements(scope, variable, path)
    for number, node in enumerate(nodes):
        judge = exact(node)
        for position, element in elements:
            said[number, position] = spoken(judge({**scope.known, **element})) if element is not None else "unknown"
    return {key: word for key, word in said.items() if word != "false"}


def _elements(scope: Scope, variable: str, path: str) -> list[tuple[int, dict[str, object] | None]]:
    name = path.removeprefix("merchant.")
    if name not in scope.facts:
        return [(-1, None)]
    return [(position, {variable: element}) for position, element in enumerate(scope.facts[name])]


@needs_durable
@pytest.mark.parametrize("span", SPANS, ids=["on the merchant", "for each category", "for each product"])
def test_durable_rules_gives_the_answer_of_the_exact_evaluator(span: Span | None) -> None:
    seen: Counter[str] = Counter()
    task = Task("durable_court", "Trials", None)

    @settings(
        max_examples=BATCHES,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(min_value=0, max_value=2**64 - 1))
    def batch(seed: int) -> None:
        random, court = Random(seed), court_of(span)
        colours = palette(random)
        nodes, scopes = list(conditions(random, court, colours)), scopes_of(random, colours)
        variable, path = span or ("", "")
        plan = plan_of([Condition(n, node, variable, path) for n, node in enumerate(nodes)], scopes[0].raw["as_of"])
        assert not plan.unfit
        trial: Trial = (plan, [dict(scope.known) for scope in scopes])
        for scope, (fired, undetermined) in zip(scopes, worker.ask([trial])[0], strict=True):
            theirs = dict.fromkeys(fired, "true") | dict.fromkeys(undetermined, "unknown")
            assert len(theirs) == len(fired) + len(undetermined), "a rule is fired and undetermined at once"
            assert theirs == expected(court, nodes, scope)
            seen.update(theirs.values())
        seen["conditions"] += len(nodes)

    with Worker(task) as worker:
        batch()
        assert worker.restarts == 0
    print(dict(seen))
    assert min(seen["true"], seen["unknown"]) > 100


REFUSED: dict[str, str] = {
    "merchant.shop.deposit_paid > merchant.subject.registered_capital": "fields",
    "merchant.qualifications.exists(q, q.holder == merchant.subject.name)": "fields",
    "merchant.shop.type in merchant.categories": "fields",
    "merchant.subject.license_expires_on + days(30) > as_of": "arithmetic",
    "merchant.exit.open_orders + merchant.exit.open_disputes > 3": "arithmetic",
    "merchant.followers / merchant.exit.open_orders > 3": "arithmetic",
    'merchant.shop.name.matches("旗舰.?店")': "text",
    'contains_any(merchant.shop.name, ["旗舰"])': "text",
    'merchant.shop.name.startsWith("a")': "text",
    "merchant.shop.name.size() > 3": "text",
    'merchant.shop.name < "b"': "order",
    "merchant.categories.size() > 1 ? merchant.shop.cross_border : false": "choice",
    "merchant.categories.map(c, c) == []": "lists",
    "merchant.followers == 9223372036854775807": "constant",
    f'merchant.shop.name == "{"长" * 501}"': "constant",
    f"merchant.shop.name in {[f'{n}' for n in range(MOST_ALTERNATIVES + 1)]}".replace("'", '"'): "alternatives",
    f"!(merchant.shop.name in {[f'{n}' for n in range(101)]})".replace("'", '"'): "tests",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_unsafe_in_durable_rules_is_refused_with_its_reason(text: str) -> None:
    node = check(text, Environment.of({}, None))
    with pytest.raises(Unfit) as refusal:
        Compiler(AS_OF).rule(node)
    problem = refusal.value.problem
    assert problem.code == f"durable-{REFUSED[text]}"
    assert all((problem.what.zh, problem.what.en, problem.why.zh, problem.why.en, problem.mend.zh, problem.mend.en))


def test_every_reason_to_refuse_is_tried() -> None:
    assert set(UNFIT) - set(REFUSED.values()) == {"type"}, "no well-typed condition compares values of two types"


def test_a_refused_condition_leaves_no_patterns_behind() -> None:
    compiler = Compiler(AS_OF)
    text = 'merchant.qualifications.exists(q, q.kind == "a") && merchant.shop.name.startsWith("a")'
    with pytest.raises(Unfit):
        compiler.rule(check(text, Environment.of({}, None)))
    assert compiler.patterns == {}


def test_equal_conditions_on_lists_are_one_pattern() -> None:
    compiler, environment = Compiler(AS_OF), Environment.of({}, None)
    for wanted in ("", "!"):
        compiler.rule(check(f'{wanted}merchant.qualifications.exists(q, q.kind == "a")', environment))
    assert len(compiler.patterns) == 3


@given(a=st.floats(allow_nan=False), b=st.floats(allow_nan=False))
def test_doubles_stand_in_the_order_of_their_places(a: float, b: float) -> None:
    assert (rank(a) < rank(b), rank(a) == rank(b)) == (a < b, a == b)
    assert abs(rank(a)) < 2**63
