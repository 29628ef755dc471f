"""`rules list`: the rules of a rulebook, narrowed down."""

from __future__ import annotations

from typing import Annotated

import typer

from merchant_compliance.cli.options import Json, Lang, day
from merchant_compliance.cli.rules.common import Folder, entry_json, print_entries, print_json, rulebook_in
from merchant_compliance.cli.speech import examples, help_text, speak, tr

Policy = Annotated[str | None, typer.Option("--policy", help=help_text("只列此制度。", "Only of this policy."))]
Stage = Annotated[
    str | None, typer.Option("--stage", help=help_text("只列此阶段判定的。", "Only judged in this stage."))
]
Status = Annotated[
    str | None, typer.Option("--status", help=help_text("live、shadow 或 draft。", "live, shadow or draft."))
]
Outcome = Annotated[
    str | None, typer.Option("--outcome", help=help_text("只列有此结果的。", "Only with this outcome."))
]
InForce = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help=help_text("只列当日生效的。", "Only in force on this date.")),
]


def register(app: typer.Typer) -> None:
    app.command(
        "list",
        help=help_text("列出规则。", "List rules."),
        epilog=examples(
            "rules list", "rules list --policy high-risk-categories --as-of 2021-12-31", "rules list --json"
        ),
    )(list_rules)


def list_rules(
    folder: Folder = None,
    policy: Policy = None,
    stage: Stage = None,
    status: Status = None,
    outcome: Outcome = None,
    as_of: InForce = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The help text is in `register`."""
    from merchant_compliance.rulebook.catalogue import entries

    speak(lang)
    date = None if as_of is None else day(as_of)
    rulebook = rulebook_in(folder)
    known = {
        "policy": [built.shape.policy for built in rulebook.policies],
        "stage": ["onboarding", "operation", "exit"],
        "status": ["live", "shadow", "draft"],
        "outcome": [outcome.id for outcome in rulebook.outcomes],
    }
    narrowed = {"policy": policy, "stage": stage, "status": status, "outcome": outcome}
    for option, word in narrowed.items():
        _refuse_unknown(option, word, known[option])
    found = entries(rulebook, as_of=date, **narrowed)
    if json:
        print_json([entry_json(entry) for entry in found])
    else:
        print_entries(rulebook, found)
        typer.echo(tr(f"共 {len(found)} 条", f"{len(found)} rules"))


def _refuse_unknown(option: str, word: str | None, known: list[str]) -> None:
    """A mistyped word would list nothing and look like an answer."""
    from merchant_compliance.errors import wrong
    from merchant_compliance.merchant.nearest import nearest
    from merchant_compliance.text import Text

    if word is not None and word not in known:
        listed = ", ".join(known)
        raise wrong(
            f"unknown-{option}",
            Text(f"--{option} 没有 {word}", f"--{option}: there is no {word}"),
            mend=Text(f"可用：{listed}", f"known: {listed}"),
            nearest=nearest(word, known),
        )
