"""`lifecycle list`: the lifecycles of the rulebook with their states, events and transitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from merchant_compliance.cli.lifecycle.common import Only, chosen, load_lifecycles
from merchant_compliance.cli.options import Json, Lang, Rules
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr

if TYPE_CHECKING:
    from merchant_compliance.rulebook.lifecycle import Lifecycle


def register(app: typer.Typer) -> None:
    app.command(
        "list",
        help=help_text("列出流程；指定一个时列出其转移。", "List lifecycles; of one, its transitions."),
        epilog=examples("lifecycle list", "lifecycle list --lifecycle merchant", "lifecycle list --json"),
    )(list_lifecycles)


def list_lifecycles(rules: Rules = None, only: Only = None, json: Json = False, lang: Lang = None) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.rules.common import print_json

    speak(lang)
    _, lifecycles = load_lifecycles(rules)
    found = chosen(lifecycles, only)
    if json:
        print_json([_as_json(lifecycle) for lifecycle in found])
    elif only is None:
        _print_all(found)
    else:
        _print_one(found[0])


def _as_json(lifecycle: Lifecycle) -> dict[str, Any]:
    shape = lifecycle.shape
    return {
        "lifecycle": lifecycle.name,
        "title": shape.title.text._asdict(),
        "per": shape.per,
        "initial": lifecycle.initial,
        "states": {name: {**s.title.text._asdict(), "final": s.final} for name, s in shape.states.items()},
        "events": {
            name: {**e.title.text._asdict(), "fields": {f: s.model_dump() for f, s in e.fields.items()}}
            for name, e in shape.events.items()
        },
        "timers": {name: {**t.title.text._asdict(), "days": t.days} for name, t in shape.timers.items()},
        "transitions": [
            {"id": t.id, "from": t.sources, "event": t.on, "when": t.wording, "to": t.target, "place": str(t.place)}
            for t in lifecycle.transitions
        ],
    }


def _print_all(found: list[Lifecycle]) -> None:
    from merchant_compliance.cli.screen import console, grid

    heads = (
        tr("流程", "Lifecycle"),
        tr("名称", "Title"),
        tr("状态", "States"),
        tr("事件", "Events"),
        tr("定时器", "Timers"),
        tr("转移", "Transitions"),
    )
    rows = [
        (
            lifecycle.name,
            lifecycle.shape.title.text.say(language()),
            *(str(len(x)) for x in (lifecycle.shape.states, lifecycle.shape.events, lifecycle.shape.timers)),
            str(len(lifecycle.transitions)),
        )
        for lifecycle in found
    ]
    console().print(grid(heads, rows, (2, 3, 4, 5)))


def _print_one(lifecycle: Lifecycle) -> None:
    from merchant_compliance.cli.screen import console, grid
    from merchant_compliance.engine.lifecycle.wording import event_text, state_text

    shape = lifecycle.shape
    rows = [
        (
            t.id,
            ", ".join(state_text(shape, state).say(language()) for state in t.sources),
            event_text(shape, t.on).say(language()),
            t.wording,
            state_text(shape, t.target).say(language()) if t.target else "",
        )
        for t in lifecycle.transitions
    ]
    heads = (tr("转移", "Id"), tr("从", "From"), tr("事件", "Event"), tr("条件", "When"), tr("到", "To"))
    console().print(grid(heads, rows))
