"""`rules schema`: the JSON Schema of the record, a policy file or a lifecycle, for editors and who delivers data."""

from __future__ import annotations

from typing import Annotated

import typer

from merchant_compliance.cli.speech import examples, help_text

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Policy = Annotated[
    bool,
    typer.Option(
        "--policy",
        help=help_text("规则文件的模式，而不是商家记录的。", "The schema of policy files instead of the record's."),
    ),
]
Lifecycle = Annotated[
    bool,
    typer.Option(
        "--lifecycle",
        help=help_text("生命周期文件的模式。", "The schema of lifecycle files instead of the record's."),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "schema",
        help=help_text(
            "输出 JSON Schema：商家记录（含中文名、单位、提供方、是否个人信息）、规则文件或生命周期文件。",
            "Print the JSON Schema of the record (with titles, units, providers, personal data), of policy files or of "
            "lifecycle files.",
        ),
        epilog=examples(
            "rules schema > merchant.schema.json",
            "rules schema --policy > policy.schema.json",
            "rules schema --lifecycle",
        ),
    )(schema)


def schema(policy: Policy = False, lifecycle: Lifecycle = False) -> None:
    """The help text is in `register`."""
    import json

    from pydantic import BaseModel

    from merchant_compliance.merchant.record import Merchant
    from merchant_compliance.rulebook.lifecycle import LifecycleShape
    from merchant_compliance.rulebook.policy import PolicyShape

    model: type[BaseModel] = PolicyShape if policy else LifecycleShape if lifecycle else Merchant
    typer.echo(json.dumps({"$schema": DRAFT, **model.model_json_schema()}, ensure_ascii=False, indent=2))
