"""Who is intercepted of those who come back in a new coat, and who by mistake; and what the cap of holders does.

    python benchmarks/interception.py                          # 3,000 rings and the crowds around them, about a minute
    python benchmarks/interception.py --plot docs/pictures/degree-cap.svg

Merchants, lists and the truth are made up (`merchant/synthetic/worlds.py`); links are found by the batch search under
the shipped paths, and judged by the shipped rules. A merchant counts as within reach of the policy where a path
permits what it kept on every hop. Recall: of the returners within reach, how many are intercepted. Precision: of those
who are intercepted, how many are returners. Who is sent to a person for review counts as neither.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from merchant_compliance.engine.single import Engine, enriched
from merchant_compliance.linking.finder import Finder
from merchant_compliance.linking.shape import LinkPath
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.index import ListIndex
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.synthetic.coats import Truth, World
from merchant_compliance.merchant.synthetic.worlds import make_world
from merchant_compliance.merchant.validation import validate

ANSWERS = ("intercept", "manual_review", "approve")
CAPS = (2, 3, 5, 10, 20, 50, 100, 150, 200, 300, 500, 1000, 5000)
NO_CAP = 1_000_000


@cache
def engine() -> Engine:
    return Engine.load()


@dataclass(frozen=True)
class Result:
    """How many of each trick got which answer; of the returners only those within reach, the others under `beyond`."""

    answers: dict[str, Counter[str]]
    beyond: dict[str, Counter[str]]
    bad: frozenset[str]

    def of(self, answer: str, bad: bool) -> int:
        return sum(
            counts[answer]
            for rows in (self.answers, self.beyond)
            for trick, counts in rows.items()
            if (trick in self.bad) == bad
        )

    @property
    def recall(self) -> float:
        within = [counts for trick, counts in self.answers.items() if trick in self.bad]
        return sum(counts["intercept"] for counts in within) / max(1, sum(map(Counter.total, within)))

    @property
    def precision(self) -> float:
        right, wrong = (self.of("intercept", bad) for bad in (True, False))
        return right / max(1, right + wrong)


def links_of(world: World, paths: Sequence[LinkPath]) -> dict[str, list[dict[str, Any]]]:
    """Links by merchant id, as conditions see them."""
    entries = ListIndex(Entry.model_validate(line) for line in world.entries)
    found: dict[str, list[dict[str, Any]]] = {}
    with Finder(paths, entries, world.as_of) as finder:
        for record in world.merchants:
            finder.add(record)
        for link in finder.links():
            found.setdefault(link.merchant_id, []).append(link.entry())
    return found


def within(truth: Truth, paths: Iterable[LinkPath]) -> bool:
    """Whether some path permits what was kept on every hop."""
    return any(
        path.list == truth.list
        and truth.role in path.roles
        and len(truth.ways) <= path.hops
        and all(set(kept) & set(path.kinds) for kept in truth.ways)
        for path in paths
    )


def answer(record: dict[str, Any], world: World, memberships: list[dict[str, Any]], links: list[dict[str, Any]]) -> str:
    """What the shipped rules on links say of an application; other rules are left aside."""
    scope = enriched(facts_of(validate(record)), world.as_of, memberships, links)
    fired, _ = engine().verdicts(scope, "onboarding")
    rules = [engine().rulebook.by_id[name] for name in fired if name.startswith("IT")]
    outcomes = {rule.outcomes["onboarding"] for rule in rules}
    return next((one for one in ANSWERS if one in outcomes), ANSWERS[-1])


def judged(world: World, paths: Sequence[LinkPath]) -> Result:
    """Everybody but the listed ones themselves."""
    lists = ListIndex(Entry.model_validate(line) for line in world.entries)
    links = links_of(world, paths)
    permitted = engine().rulebook.link_paths()
    result = Result({}, {}, frozenset(truth.trick for truth in world.truth if truth.bad))
    for record, truth in zip(world.merchants, world.truth, strict=True):
        if truth.trick == "listed":
            continue
        found = links.get(truth.merchant_id, [])
        said = ANSWERS[-1]
        if found:
            facts = facts_of(validate(record))
            said = answer(record, world, lists.memberships(facts, world.as_of), found)
        rows = result.beyond if truth.bad and not within(truth, permitted) else result.answers
        rows.setdefault(truth.trick, Counter())[said] += 1
    return result


def with_cap(paths: Iterable[LinkPath], cap: int) -> list[LinkPath]:
    return [replace(path, max_holders=cap) for path in paths]


def tell(result: Result) -> None:
    print(f"{'trick':<28} {'merchants':>9} {'intercepted':>12} {'reviewed':>9} {'left alone':>11}")
    for title, rows, bad in (
        ("returners within reach", result.answers, True),
        ("returners beyond the permitted paths", result.beyond, True),
        ("others", result.answers, False),
    ):
        print(f"-- {title}")
        for trick in sorted(rows):
            if (trick in result.bad) == bad:
                counts = rows[trick]
                shown = " ".join(f"{counts[one]:>{width}}" for one, width in zip(ANSWERS, (12, 9, 11), strict=True))
                print(f"{trick:<28} {counts.total():>9} {shown}")
    print(f"recall {result.recall:.4f}   precision {result.precision:.4f}")


def curve(world: World, caps: Sequence[int] = CAPS) -> list[dict[str, float]]:
    """Recall, precision, and the share of the others who are sent to review, by cap."""
    points = []
    for cap in (*caps, NO_CAP):
        result = judged(world, with_cap(engine().rulebook.link_paths(), cap))
        others = sum(counts.total() for trick, counts in result.answers.items() if trick not in result.bad)
        reviewed = result.of("manual_review", bad=False) / others
        points.append({"cap": cap, "recall": result.recall, "precision": result.precision, "reviewed": reviewed})
        print(json.dumps(points[-1]), flush=True)
    return points


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rings", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plot", type=Path, help="also draw the curve of the cap into this SVG file")
    given = parser.parse_args()
    begun = perf_counter()
    world = make_world(given.rings, given.seed)
    print(f"{len(world.merchants):,} merchants, {len(world.entries):,} list entries, {given.rings:,} rings")
    tell(judged(world, engine().rulebook.link_paths()))
    if given.plot:
        from degree_cap_plot import draw

        draw(curve(world), given.plot)
    print(f"{perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
