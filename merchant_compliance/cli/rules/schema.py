"""`rules schema`: the JSON Schema of the record, or of a policy file, for editors and for whoever delivers data."""

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


def register(app: typer.Typer) -> None:
    app.command(
        "schema",
        help=help_text(
            "输出 JSON Schema：商家记录（含中文名、单位、提供方、是否个人信息）或规则文件。",
            "Print the JSON Schema of the record (with titles, units, providers, personal data) or of policy files.",
        ),
        epilog=examples("rules schema > merchant.schema.json", "rules schema --policy > policy.schema.json"),
    )(schema)


def schema(policy: Policy = False) -> None:
    """The help text is in `register`."""
    import json

    from pydantic import BaseModel

    from merchant_compliance.merchant.record import Merchant
    from merchant_compliance.rulebook.policy import PolicyShape

    model: type[BaseModel] = PolicyShape if policy else Merchant
    typer.echo(json.dumps({"$schema": DRAFT, **model.model_json_schema()}, ensure_ascii=False, indent=2))
