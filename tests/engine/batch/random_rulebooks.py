"""Random rulebooks over random records: what both engines are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pyarrow as pa
from conditions import PARAMS, Generator
from court import court_of
from pools import palette
from productions import PRODUCTIONS
from records import Records

from merchant_compliance.engine.batch.working import BatchJudge
from merchant_compliance.engine.entries import list_entries
from merchant_compliance.engine.rows.known import Sources
from merchant_compliance.engine.single import Engine
from merchant_compliance.errors import ExpressionError, InputError
from merchant_compliance.language.expression import Node
from merchant_compliance.merchant.arrow_batches import of_rows
from merchant_compliance.merchant.files import Raw
from merchant_compliance.rulebook.load import load, shipped_rules
from merchant_compliance.rulebook.message import Place
from merchant_compliance.rulebook.rule import ALWAYS, ForEach, Rule
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Text

DAY = date(2021, 12, 31)
SPANS = (None, ("category", "merchant.categories"), ("product", "merchant.products"), ("brand", "merchant.brands"))
STAGES = ("onboarding", "operation", "exit")
SAID = Text("", "")


@cache
def shipped() -> Rulebook:
    return load(shipped_rules())


@dataclass(frozen=True)
class Case:
    """A rulebook, and records with what is known of each merchant."""

    rulebook: Rulebook
    records: list[dict[str, Any]]
    lists: dict[str, list[dict[str, Any]]] | None
    links: dict[str, list[dict[str, Any]]] | None

    def one_by_one(self) -> list[dict[str, Any]]:
        engine = Engine(self.rulebook)
        return [
            engine.evaluate(
                record, DAY, self._of(self.lists, record), self._of(self.links, record), explained=False
            ).batch_row()
            for record in self.records
        ]

    @staticmethod
    def _of(known: dict[str, Any] | None, record: dict[str, Any]) -> Any:
        return None if known is None else known[record["merchant_id"]]

    def together(self) -> list[dict[str, Any]]:
        lists, links = self.lists, self.links
        sources = Sources(
            (lambda facts, day: list_entries(lists[facts["merchant_id"]], day)) if lists is not None else None,
            links.__getitem__ if links is not None else None,
        )
        judge = BatchJudge(Engine(self.rulebook), DAY, sources)
        return rows_of(judge(of_rows((Raw(1, record, (), 1) for record in self.records), "", False)).table)


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """Batch rows as the single engine has them: without cards that an edition has not got."""
    return [{**row, "scores": {n: s for n, s in dict(row["scores"]).items() if s}} for row in table.to_pylist()]


def random_case(seed: int, conditions: int, records: int) -> Case:
    random = Random(seed)
    colours = palette(random)
    rules = [_rule(number, random, *made) for number, made in enumerate(_conditions(random, colours, conditions))]
    base = shipped()
    built = replace(base.policies[0], parameters={}, rules=tuple(rules))
    rulebook = replace(base, policies=(built,), overlays=())
    maker = Records(random, colours, PARAMS)
    scopes = [maker.scope() for _ in range(records)]
    found = [{**scope.raw["merchant"], "merchant_id": f"m{number}"} for number, scope in enumerate(scopes)]
    known = {
        name: {f"m{n}": scope.raw.get(name) or [] for n, scope in enumerate(scopes)} if random.random() < 0.7 else None
        for name in ("lists", "links")
    }
    return Case(_sayable(rulebook), found, known["lists"], known["links"])


def _conditions(random: Random, colours: Any, count: int) -> Iterator[tuple[Node, tuple[str, str] | None]]:
    """Truth values, of all productions that give one; parameters are filled in."""
    from merchant_compliance.language.expression import bind

    left = count
    while left:
        span = random.choice(SPANS)
        court = court_of(span)
        production = random.choice([p for p in PRODUCTIONS if p.result == "bool"])
        try:
            made = Generator(random, colours, span).root(production, random.choice((1, 1, 2, 3)))
            node = court.case(made).node
        except ExpressionError:
            continue
        if node.type == "bool":
            left -= 1
            yield bind(node, PARAMS), span


def _rule(number: int, random: Random, violation: Node, span: tuple[str, str] | None) -> Rule:
    scale = [outcome.id for outcome in shipped().outcomes]
    stages = random.sample(STAGES, random.randint(1, 3))
    return Rule(
        id=f"R{number}",
        policy=f"p{number % 3}",
        title=SAID,
        outcomes={stage: random.choice(scale) for stage in stages},  # type: ignore[misc]
        for_each=ForEach(*span) if span else None,
        applies=None,
        judged=violation,
        violation=violation,
        if_undetermined=random.choice(("pending", "pending", "pending", "ignore", random.choice(scale))),
        status=random.choice(("live", "live", "live", "shadow")),
        effective=ALWAYS,
        published_on=None,
        rollout=random.choice((None, None, None, 50)),
        reason=SAID,
        remedy=SAID,
        citations=(),
        place=Place("", 1, 1),
    )


def _sayable(rulebook: Rulebook) -> Rulebook:
    """Without the rules that SQL cannot say exactly, which the engine names."""
    try:
        from merchant_compliance.engine.batch.editions import Editions
        from merchant_compliance.engine.batch.plan import plan_of

        editions = Editions(rulebook, DAY)
        for stage in STAGES:
            editions.number_of(stage, None)  # type: ignore[arg-type]
        plan_of(editions)
    except InputError as error:
        refused = set(error.problems[0].what.en.rpartition(": ")[2].split(", "))
        built = rulebook.policies[0]
        kept = tuple(rule for rule in built.rules if rule.id not in refused)
        return replace(rulebook, policies=(replace(built, rules=kept),))
    return rulebook
