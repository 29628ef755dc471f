"""A summary with everything in it: many rules, long titles, counts from one to hundreds of millions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from itertools import cycle, islice, pairwise
from pathlib import Path

from merchant_compliance.engine.rows.summary import PendingTally, PolicyTally, RuleTally, StarTally, Summary
from merchant_compliance.linking.path import Shown, ShownPath, Step
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.report.parts import Picture, Section, Table
from merchant_compliance.report.provinces import PROVINCES
from merchant_compliance.rulebook.load import load
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Text

RULES = Path(__file__).parents[2] / "rules"
COUNTS = (123_456_789, 98_765, 4_321, 17, 1)


@cache
def shipped() -> Rulebook:
    return load(RULES)


def crowded() -> Summary:
    """INVARIANT: every section of the report has as many rows as it can show, and the longest titles."""
    book = shipped()
    outcomes = [outcome.id for outcome in book.outcomes]
    spread = Counter({name: COUNTS[place % 5] for place, name in enumerate(outcomes)})
    summary = Summary(
        as_of="2021-12-31",
        rulebook={"name": book.name, "version": book.version, "sha256": book.sha256},
        merchants=spread.total(),
        rejected=12,
        final=spread.total() // 2,
        outcomes=spread,
    )
    kinds = ("category", "product", "brand", "qualification")
    summary.targets.update({(kind, name): spread[name] for kind in kinds for name in outcomes})
    by_title = sorted(book.rules, key=lambda rule: -len(rule.title.en))
    with_places = [rule for rule in book.rules if "{" in rule.remedy.en]
    for rule, count in zip([*by_title[:12], *with_places[:12]], cycle(COUNTS), strict=False):
        found = Counter(dict.fromkeys(list(rule.outcomes.values())[:1], count))
        summary.rules[rule.id] = RuleTally(rule.policy, count, count // 3, found, ["m0000000001", "m0000000002"])
    for built, count in zip(book.policies, cycle(COUNTS), strict=False):
        summary.policies[built.shape.policy] = PolicyTally(count, count // 2)
    leaves = sorted(FACTS, key=lambda path: -len(FACTS[path].title.en))
    for path, count in zip(islice(leaves, 20), cycle(COUNTS), strict=False):
        summary.pending[path] = PendingTally(FACTS[path].provided_by, count, count // 4)
    summary.stars["experience-stars"] = StarTally(Counter({n / 2: COUNTS[n % 5] for n in range(2, 11)}), 70, 1_250)
    for code, count in zip(PROVINCES, cycle(COUNTS), strict=False):
        summary.provinces[code] = Counter({name: min(count, 1_000_000) for name in outcomes})
    return summary


def linked() -> list[Section]:
    """Pictures of one hop, of four, with several identifiers, crowds and long ids."""
    crowd = Shown("address", "No. 1, Example Road ***", 4_812)
    few = Shown("id_number", "110***********1234", 2)
    ids = ["m0000000001", "m0000000007", "a-merchant-with-an-id-that-is-quite-long-indeed-0000000000001", "m9", "m10"]
    hops = tuple(Step(one, (few, crowd), other) for one, other in pairwise(ids))
    since = date(2021, 3, 1)
    paths = (
        ShownPath("onboarding-blacklist", (Step("m1", (few,), "m2"),), since),
        ShownPath("governance-ban", hops[:2], since),
        ShownPath("community-ban", hops),
    )
    table = Table((Text("规则", "Rule"),), [("ITI-community-ban",)])
    pictures = [Picture(Text("标题", "A title"), path) for path in paths]
    return [Section("linked", Text("关联主体", "Linked entities"), Text("注", "A note"), table, pictures=pictures)]
