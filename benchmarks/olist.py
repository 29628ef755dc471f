"""Does our logistics dimension agree with what real customers said? 2,970 sellers of Olist (Brazil, 2016-2018).

    python benchmarks/olist.py [olist_sellers.csv]

In the data: delivered orders, mean review and share of late deliveries of each seller, over the whole two years.
Not in the data: product returns, pick-up, delivery hours, logistics complaints, replies, refunds, disputes,
violations, subject and qualifications, and any window of 30 days. Hence:

- delivered orders of two years stand in `metrics.d30.valid_orders`, so that far fewer sellers are unrated here than
  would be in any 30 days;
- late delivery stands in `late_shipment_rate`, a proxy: a parcel may be late although it was shipped in time;
- only that one indicator of the star system has a value. Logistics is the only dimension, the score is its score, and
  stars here are stars of punctuality. Product, service and after-sales are not tried by this file at all;
- the mean review becomes `average_review`, which no dimension reads: what judges is never fed to what it judges.

Late delivery alone ranks sellers against their mean review with a Spearman correlation of about -0.39. A score made of
it can only repeat that with the other sign, less what the curve's clamping, the rounding to 2 decimals and the half
stars throw away; this is what the printed lines show. It says that the direction and the order are right; it does not
say that the weights or thresholds are.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import fmean, median
from typing import Any, NamedTuple

from scipy.stats import spearmanr

from merchant_compliance import Engine
from merchant_compliance.engine.decision import Score
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import Evaluator, exact
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.validation import validate
from merchant_compliance.scorecards.scoring import compile_scorecard

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "olist_sellers.csv"
RULES = ROOT / "rules"
AS_OF = date(2021, 12, 31)
CARD = "experience-stars"
CUT = 0.10


class Seller(NamedTuple):
    """One row; `review` is None for the few sellers that nobody reviewed."""

    seller_id: str
    orders: int
    late: float
    review: float | None


def read_sellers(path: Path) -> list[Seller]:
    with path.open(encoding="utf-8", newline="") as file:
        return [_seller(row) for row in csv.DictReader(file)]


def _seller(row: dict[str, str]) -> Seller:
    review = row["average_review_score"]
    return Seller(
        row["seller_id"],
        int(row["delivered_orders"]),
        float(row["late_delivery_rate_pct"]) / 100,
        float(review) if review else None,
    )


def record_of(seller: Seller) -> dict[str, Any]:
    """The record: what is not in the data is missing, violations included."""
    metrics = {
        "valid_orders": seller.orders,
        "late_shipment_rate": seller.late,
        "average_review": seller.review,
    }
    return {"merchant_id": seller.seller_id, "role": "merchant", "stage": "operation", "metrics": {"d30": metrics}}


def _compile_value(text: str) -> Evaluator:
    return exact(check(text, Environment.of(), None))


def scores_without_minimum(engine: Engine, sellers: Sequence[Seller]) -> list[Score]:
    """The same scorecard, as if every seller had orders enough: all of them can be compared with their reviews."""
    edition = engine.rulebook.edition(AS_OF, "operation", None)
    card = next(card for card in edition.scorecards if card.scorecard == CARD)
    scoring = compile_scorecard(card.model_copy(update={"minimum": None}), _compile_value)
    facts = (facts_of(validate(record_of(seller))) for seller in sellers)
    return [Score(**scoring({"merchant": each, "as_of": AS_OF})) for each in facts]


def rho(xs: Sequence[float], ys: Sequence[float]) -> str:
    found = spearmanr(xs, ys)
    return f"{found.statistic:+.4f} (p = {found.pvalue:.1e}, n = {len(xs)}, {len(set(xs))} values)"


def print_correlations(title: str, sellers: Sequence[Seller], scores: Sequence[Score]) -> None:
    reviewed = [(s, score) for s, score in zip(sellers, scores, strict=True) if s.review is not None]
    reviews = [seller.review or 0.0 for seller, _ in reviewed]
    late = [seller.late for seller, _ in reviewed]
    logistics = [score.dimensions["logistics"] for _, score in reviewed]
    print(title)
    print(f"  late delivery, as it is    {rho(late, reviews)}")
    print(f"  logistics dimension        {rho(logistics, reviews)}")
    print(f"  half stars                 {rho([score.stars or 0.0 for _, score in reviewed], reviews)}")
    cost = abs(spearmanr(late, reviews).statistic) - spearmanr(logistics, reviews).statistic
    merged = len(set(late)) - len(set(logistics))
    print(f"  curve and rounding cost {cost:.4f}: they merge {merged} of {len(set(late))} different late rates")
    cut = spearmanr([-min(rate, CUT) for rate in late], reviews).statistic
    print(f"  a curve that ends at {CUT:.0%} (worse is clamped) would give {cut:+.4f}")
    print(f"  {sum(x == 0 for x in late)} of {len(late)} sellers are tied at no late delivery, in the data itself\n")


def print_stars(title: str, sellers: Sequence[Seller], scores: Sequence[Score]) -> None:
    """Stars against the mean review of the sellers that have them."""
    groups: dict[float, list[Seller]] = {}
    for seller, score in zip(sellers, scores, strict=True):
        if score.stars is not None and seller.review is not None:
            groups.setdefault(score.stars, []).append(seller)
    print(f"{title}\n  stars  sellers  mean review  median review  mean late rate")
    for stars, group in sorted(groups.items(), reverse=True):
        reviews = [seller.review or 0.0 for seller in group]
        late = fmean(seller.late for seller in group)
        print(f"  {stars:5.1f}  {len(group):7}  {fmean(reviews):11.2f}  {median(reviews):13.2f}  {late:14.1%}")
    print()


def main(arguments: Sequence[str]) -> int:
    path = Path(arguments[0]) if arguments else DATA
    if not path.exists():
        print(f"{path.name} is not here; give its path as the argument", file=sys.stderr)
        return 2
    sellers = read_sellers(path)
    engine = Engine.load(RULES)
    decisions = [engine.evaluate(record_of(seller), as_of=AS_OF) for seller in sellers]
    scores = [decision.scores[CARD] for decision in decisions]
    rated = [(seller, score) for seller, score in zip(sellers, scores, strict=True) if score.rated]
    print(f"{len(sellers)} sellers; {len(sellers) - len(rated)} unrated for too few orders, {len(rated)} rated")
    final = sum(decision.final for decision in decisions)
    print("outcomes:", dict(Counter(decision.outcome for decision in decisions)), f"of which {final} final")
    print(
        "fired:", dict(Counter(rule for decision in decisions for rule in decision.rules("fired")).most_common(8)), "\n"
    )
    everyone = scores_without_minimum(engine, sellers)
    print_correlations("Spearman correlation with the mean review, all sellers", sellers, everyone)
    print_correlations("the same, rated sellers only", *zip(*rated, strict=True))
    print_stars("Rated sellers", sellers, scores)
    print_stars("All sellers, without the minimum", sellers, everyone)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
