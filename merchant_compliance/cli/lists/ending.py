"""`lists end`: entries that hold no longer. They stay in the store."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from merchant_compliance.cli.lists.common import By, who
from merchant_compliance.cli.options import Json, Lang, day
from merchant_compliance.cli.speech import examples, help_text, speak, tr

Ids = Annotated[
    list[int],
    typer.Argument(
        metavar="ID...", help=help_text("条目编号，见 lists show。", "Ids of entries, as lists show has them.")
    ),
]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help=help_text("结束原因（必填）。", "Why; it must be given."))
]
On = Annotated[
    date | None,
    typer.Option(
        "--on",
        parser=day,
        metavar="DATE",
        help=help_text("自此日不再有效；默认今天。", "No longer valid from this day on; today by default."),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "end",
        help=help_text(
            "结束条目。条目保留在库中，此前所知不变。",
            "End entries. They stay in the store, and what was known before stays too.",
        ),
        epilog=examples("lists end 17 --reason 'appeal upheld'", "lists end 17 18 --reason expired --on 2021-12-31"),
    )(end)


def end(ids: Ids, reason: Reason, on: On = None, by: By = None, json: Json = False, lang: Lang = None) -> None:
    """The help text is in `register`. No key is needed: nobody is looked for."""
    from merchant_compliance.cli.rules.common import print_json
    from merchant_compliance.lists.keeping import Act, end_entries
    from merchant_compliance.lists.opening import own_engine
    from merchant_compliance.store.schema import reading, writing

    speak(lang)
    last = on or date.today()
    with own_engine() as engine:
        with reading(engine):
            pass  # where there is no store there is nothing to end, and none is made
        with writing(engine) as connection:
            end_entries(connection, ids, reason, Act(who(by)), last)
    if json:
        print_json({"ended": sorted(set(ids)), "on": last.isoformat()})
    else:
        listed = ", ".join(str(one) for one in sorted(set(ids)))
        typer.echo(tr(f"已结束条目 {listed}，自 {last} 起不再有效", f"ended: {listed}; no longer valid from {last} on"))
