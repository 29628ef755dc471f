"""`rules show`: one rule, or all rules of a document, table or policy, with everything there is to know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from merchant_compliance.cli.options import Json, Lang
from merchant_compliance.cli.rules.common import MERCHANT, Folder, entry_json, outcome_words, print_json, rulebook_in
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr

if TYPE_CHECKING:
    from merchant_compliance.rulebook.catalogue import Card
    from merchant_compliance.rulebook.rulebook import Rulebook

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help=help_text(
            "规则编号，或资质、决策表、制度的编号。", "The id of a rule, document, decision table or policy."
        ),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "show",
        help=help_text("查看一条规则的全部内容。", "Show everything about a rule."),
        epilog=examples("rules show HRC-001", "rules show high-risk-categories", "rules show HRC-001 rules --json"),
    )(show)


def show(name: Name, folder: Folder = None, json: Json = False, lang: Lang = None) -> None:
    """The help text is in `register`."""
    from merchant_compliance.rulebook import catalogue

    speak(lang)
    rulebook = rulebook_in(folder)
    cards = catalogue.show(rulebook, name)
    if json:
        print_json([_data(card) for card in cards])
        return
    for card in cards:
        _print(rulebook, card)


def _print(rulebook: Rulebook, card: Card) -> None:
    from merchant_compliance.cli.screen import console, grid

    screen = console()
    screen.print(f"{card.entry.id}  {card.entry.title.say(language())}", style="bold")
    screen.print(grid(("", ""), [(f"  {label}", text) for label, text in _lines(rulebook, card) if text]))
    screen.print()


def _lines(rulebook: Rulebook, card: Card) -> list[tuple[str, str]]:
    """Label by label; what is empty is left out by the caller."""
    entry = card.entry
    outcomes = (f"{stage}: {outcome_words(rulebook, [word])}" for stage, word in entry.outcomes.items())
    span = f"{entry.starts or '…'} – {entry.ends or '…'}" if entry.starts or entry.ends else ""
    values = (
        f"{name} = {_plain(value)}  ({day or '…'})" for name, dated in card.parameters.items() for day, value in dated
    )
    return [
        (tr("制度", "policy"), entry.policy),
        (tr("出自", "made by"), entry.document),
        (tr("状态", "status"), "" if entry.status == "live" else entry.status),
        (tr("对象", "for each"), "" if entry.target == MERCHANT else entry.target),
        *((keyword, text.strip()) for keyword, text in card.conditions.items()),
        (tr("结果", "outcome"), "\n".join(outcomes)),
        (tr("无法判定时", "if undetermined"), card.if_undetermined),
        (tr("有效期", "in force"), span),
        (tr("放量", "rollout"), "" if card.rollout is None else f"{card.rollout} %"),
        (tr("公示", "published"), str(card.published_on or "")),
        (tr("原因", "reason"), card.reason.say(language())),
        (tr("办法", "remedy"), card.remedy.say(language())),
        (tr("读取", "reads"), "\n".join(card.reads)),
        (tr("参数", "parameters"), "\n".join(values)),
        (tr("出处", "citations"), "\n".join(card.citations)),
        (tr("位置", "place"), str(entry.place)),
    ]


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _data(card: Card) -> dict[str, Any]:
    return {
        **entry_json(card.entry),
        "conditions": dict(card.conditions),
        "if_undetermined": card.if_undetermined,
        "rollout": card.rollout,
        "published_on": card.published_on,
        "reason": card.reason._asdict(),
        "remedy": card.remedy._asdict(),
        "citations": card.citations,
        "reads": card.reads,
        "parameters": {
            name: [{"from": day, "value": value} for day, value in dated] for name, dated in card.parameters.items()
        },
    }
