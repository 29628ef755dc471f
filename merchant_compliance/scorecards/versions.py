"""The versions of one scorecard: each day has at most one, and their dates adjoin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from merchant_compliance.errors import Problem
from merchant_compliance.scorecards.shape import Scorecard
from merchant_compliance.text import Text


def in_order(versions: Iterable[Scorecard]) -> list[Scorecard]:
    """By their first day, an open beginning first."""
    return sorted(versions, key=lambda card: card.effective.from_ or date.min)


def version_at(versions: Iterable[Scorecard], as_of: date) -> Scorecard | None:
    """The version in force on a day; None before the first and after the last."""
    return next((card for card in versions if card.effective.covers(as_of)), None)


def version_problems(versions: Sequence[Scorecard]) -> list[tuple[Scorecard, Problem]]:
    """What is wrong between the versions of one scorecard, each with the later of two versions."""
    ordered = in_order(versions)
    dates = [(card, _between(before, card)) for before, card in pairwise(ordered)]
    names = [card.version for card in ordered]
    twice = [(card, _twice(card)) for index, card in enumerate(ordered) if card.version in names[:index]]
    return [(card, problem) for card, problem in dates if problem] + twice


def _between(before: Scorecard, after: Scorecard) -> Problem | None:
    until, start = before.effective.until, after.effective.from_
    if until is not None and until == start:
        return None
    zh = (
        f"评分卡 `{after.scorecard}` 的版本“{before.version}”与“{after.version}”生效日期不相接："
        f"前者至 {until or '不限'}，后者自 {start or '不限'}。"
    )
    en = (
        f"Versions `{before.version}` and `{after.version}` of scorecard `{after.scorecard}` do not adjoin: "
        f"the first ends {until or 'never'}, the second begins {start or 'at any time'}."
    )
    return Problem(
        code="scorecard_versions",
        what=Text(zh, en),
        why=Text(
            "每一天只能适用一个版本，且更替时不能有空档。",
            "A day has exactly one version, also while one follows another.",
        ),
        mend=Text(
            "使前一版本的 `effective.until` 等于后一版本的 `effective.from`。",
            "Let `effective.until` of the first equal `effective.from` of the second.",
        ),
    )


def _twice(card: Scorecard) -> Problem:
    return Problem(
        code="scorecard_version_twice",
        what=Text(
            f"评分卡 `{card.scorecard}` 有两个版本同名“{card.version}”。",
            f"Scorecard `{card.scorecard}` has two versions named `{card.version}`.",
        ),
        mend=Text("为其中一个版本改名。", "Rename one of them."),
    )
