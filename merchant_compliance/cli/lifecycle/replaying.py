"""`lifecycle replay`: the state of every merchant of an event file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from merchant_compliance.cli.lifecycle import checking
from merchant_compliance.cli.lifecycle.common import load_lifecycles
from merchant_compliance.cli.options import AsOf, Json, Lang, Rules
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr

if TYPE_CHECKING:
    from merchant_compliance.engine.lifecycle.delivery import Lifecycles
    from merchant_compliance.engine.lifecycle.rows import Totals

Source = Annotated[
    str,
    typer.Argument(
        metavar="EVENTS",
        help=help_text(
            "事件文件：.csv、.jsonl、.parquet；- 表示从管道读取 JSON 行；db: 表示事件库。",
            "The event file: .csv, .jsonl or .parquet; - reads JSON lines from a pipe; db: is the store.",
        ),
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help=help_text(
            "状态表：.parquet、.csv、.jsonl；省略则只给汇总。未通过校验的行写入 OUT.rejected.jsonl。",
            "States: .parquet, .csv or .jsonl; omitted, only the summary. Rejected rows go to OUT.rejected.jsonl.",
        ),
    ),
]
Strict = Annotated[
    bool,
    typer.Option("--strict", help=help_text("有行未通过校验时，退出码为 2。", "Exit with 2 if a row was rejected.")),
]


def register(app: typer.Typer) -> None:
    app.command(
        "replay",
        help=help_text("由事件计算每个商家在某日的状态。", "Compute from events where every merchant stands on a day."),
        epilog=examples(
            "lifecycle replay events.parquet -o states.parquet --as-of 2021-12-31",
            "lifecycle replay db: -o states.csv",
            "lifecycle replay events.csv -o states.csv --check 1000",
            "lifecycle replay - --json < events.jsonl",
        ),
    )(replay)


def replay(
    events: Source,
    out: Out = None,
    rules: Rules = None,
    as_of: AsOf = None,
    check: checking.Check = 0,
    strict: Strict = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.frame import Code
    from merchant_compliance.cli.rules.common import print_json
    from merchant_compliance.engine.lifecycle.rows import replay_file

    speak(lang)
    rulebook, lifecycles = load_lifecycles(rules)
    _refuse_overwriting(events, out)
    day = as_of or date.today()
    sample = checking.check(lifecycles, events, day, check)
    totals = replay_file(rulebook, events, out, day)
    if json:
        print_json(totals.as_json() | checking.as_json(sample))
    else:
        _print(totals, lifecycles)
        checking.tell(sample)
    if totals.rejected:
        _tell_rejected(totals.rejected, out)
    raise typer.Exit(Code.WRONG if strict and totals.rejected else Code.DONE)


def _refuse_overwriting(events: str, out: Path | None) -> None:
    from merchant_compliance.errors import wrong
    from merchant_compliance.text import Text

    if out is not None and Path(events).exists() and out.resolve() == Path(events).resolve():
        raise wrong(
            "output-is-input",
            Text(f"输出会覆盖输入 {events}", f"the output would overwrite the input {events}"),
            mend=Text("换一个输出文件名", "choose another name for the output"),
        )


def _tell_rejected(count: int, out: Path | None) -> None:
    where = out and out.with_suffix(".rejected.jsonl")
    zh = f"已写入 {where}" if where else "加 -o OUT 可将它们写入 OUT.rejected.jsonl"
    en = f"written to {where}" if where else "-o OUT keeps them in OUT.rejected.jsonl"
    typer.echo(tr(f"{count:,} 行未通过校验；{zh}", f"{count:,} rows rejected; {en}"), err=True)


def _print(totals: Totals, lifecycles: Lifecycles) -> None:
    from merchant_compliance.cli.screen import bar, console, grid, heading
    from merchant_compliance.engine.lifecycle.wording import state_text

    screen, said = console(), language()
    for name, machine in lifecycles.machines.items():
        shape = machine.lifecycle.shape
        counts = {state: totals.states[name, state] for state in shape.states if totals.states[name, state]}
        if counts:
            heading(screen, shape.title.text.say(said))
            most = max(counts.values())
            rows = [(state_text(shape, s).say(said), f"{n:,}", bar(n, most)) for s, n in counts.items()]
            screen.print(grid(("", "", ""), rows, (1,)))
    screen.print()
    screen.print(
        tr(
            f"{totals.merchants:,} 个商家，{totals.read:,} 个事件：{totals.moved:,} 个引起变化，"
            f"{totals.unmoved:,} 个无影响，{totals.duplicates:,} 个重复，{totals.later:,} 个晚于当日，"
            f"{totals.rejected:,} 个未通过校验；定时器触发 {totals.timers:,} 次",
            f"{totals.merchants:,} merchants, {totals.read:,} events: {totals.moved:,} had an effect, "
            f"{totals.unmoved:,} had none, {totals.duplicates:,} were duplicates, {totals.later:,} are later than the "
            f"day, {totals.rejected:,} rejected; timers made {totals.timers:,} moves",
        )
    )
