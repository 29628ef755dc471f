"""`db upgrade`: the tables of the store brought up to date."""

from __future__ import annotations

import typer

from merchant_compliance.cli.options import Json, Lang
from merchant_compliance.cli.speech import examples, help_text, speak, tr

app = typer.Typer(
    no_args_is_help=True,
    help=help_text("数据库：升级结构。", "The database: upgrade its tables."),
)


@app.callback()
def root() -> None:
    """A group, though there is one command yet."""


@app.command(
    help=help_text(
        "建立或升级数据库结构；位置取自 MERCHANT_COMPLIANCE_DATABASE_URL，默认为用户数据文件夹中的 SQLite 文件。",
        "Make or upgrade the tables. MERCHANT_COMPLIANCE_DATABASE_URL says where; by default a SQLite file in your "
        "data folder.",
    ),
    epilog=examples("db upgrade", "db upgrade --json"),
)
def upgrade(json: Json = False, lang: Lang = None) -> None:
    """A second call changes nothing."""
    from merchant_compliance.cli.rules.common import print_json
    from merchant_compliance.lists.opening import own_engine
    from merchant_compliance.store import schema
    from merchant_compliance.store.failures import shown

    speak(lang)
    with own_engine() as engine:
        done = schema.upgrade(engine)
        place = shown(engine.url)
    if json:
        print_json({"database": place, **done._asdict()})
    elif done.before == done.after:
        typer.echo(tr(f"{place} 已是最新（{done.after}）", f"{place} is up to date ({done.after})"))
    else:
        typer.echo(tr(f"{place} 已升级到 {done.after}", f"{place} upgraded to {done.after}"))
