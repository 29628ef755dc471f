"""What the scorecard tests share: small cards, and dotted paths in place of the expression language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from merchant_compliance.language.truth import Unknown
from merchant_compliance.scorecards.scoring import CompiledScorecard, compile_scorecard
from merchant_compliance.scorecards.shape import Scorecard

RULES = Path(__file__).parents[2] / "rules" / "experience_stars"
SHIPPED = ("shop-stars-2020", "experience-stars-2021")
BOTH = {"zh": "甲", "en": "A"}


def dotted(text: str) -> Callable[[dict[str, Any]], Any]:
    """A path such as `m.orders` as a function of the scope: the value there, or Unknown with the path."""
    steps = text.split(".")
    missing = Unknown(frozenset((text,)))

    def follow(scope: dict[str, Any]) -> Any:
        value: Any = scope
        for step in steps:
            if step not in value:
                return missing
            value = value[step]
        return value

    return follow


def indicator(value: str, weight: float, **curve: Any) -> dict[str, Any]:
    return {"title": BOTH, "value": value, "weight": weight, "curve": curve or {"points": [[0, 0], [100, 100]]}}


def dimension(weight: float, **weights: float) -> dict[str, Any]:
    """Indicators whose value is their score: `m.<name>` on the straight line from (0, 0) to (100, 100)."""
    indicators = {name: indicator(f"m.{name}", share) for name, share in weights.items()}
    return {"title": BOTH, "weight": weight, "indicators": indicators}


def adjustment(name: str, points: float, cap: float) -> dict[str, Any]:
    return {"id": name, "title": BOTH, "count": f"m.{name}", "points": points, "cap": cap}


def card_data(**changes: Any) -> dict[str, Any]:
    """A card of two dimensions, a (0.6: a1 0.5, a2 0.3, a3 0.2) and b (0.4: b1 alone)."""
    return {
        "scorecard": "card",
        "version": "one",
        "title": BOTH,
        "dimensions": {"a": dimension(0.6, a1=0.5, a2=0.3, a3=0.2), "b": dimension(0.4, b1=1.0)},
        "stars": [{"from": 0, "stars": 1}, {"from": 60, "stars": 3}, {"from": 90, "stars": 5}],
    } | changes


def card(**changes: Any) -> Scorecard:
    return Scorecard.model_validate(card_data(**changes))


def compiled(**changes: Any) -> CompiledScorecard:
    return compile_scorecard(card(**changes), dotted)


def shipped(name: str) -> Scorecard:
    return Scorecard.model_validate(yaml.safe_load((RULES / f"{name}.yaml").read_text("utf-8")))
