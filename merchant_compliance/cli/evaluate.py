"""`evaluate`: records in, decisions and a summary out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.options import AllowUnknown, AsOf, Country, History, Json, Lang, Lists, Rules, Soft
from merchant_compliance.cli.speech import examples, help_text, speak

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help=help_text(
            "商家数据：.jsonl、.csv、.parquet 文件，'data/*.parquet' 这样的通配，或数据库中的表（duckdb:///文件?table=表名，"
            "sqlite:///…、postgresql://… 同理）；- 表示从管道读取 JSON 行。",
            "Merchants: .jsonl, .csv or .parquet files, a pattern such as 'data/*.parquet', or a table of a database "
            "(duckdb:///file?table=name, and so sqlite:///… and postgresql://…); - reads JSON lines from a pipe.",
        ),
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help=help_text(
            "判定结果：.jsonl、.csv、.parquet；以 / 结尾则为文件夹，每个输入各写一个 Parquet 文件；- 写到标准输出。"
            "省略则只给汇总。未通过校验的行写入 OUT.rejected.jsonl。",
            "Decisions: .jsonl, .csv or .parquet; with a slash at the end a folder, with a Parquet part for each "
            "input; - is standard output. Omitted, only the summary. Rejected rows go to OUT.rejected.jsonl.",
        ),
    ),
]
EngineName = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        help=help_text(
            "执行引擎：duckdb（大文件）、python、spark（集群）或 durable（再由 durable_rules 逐条对照，慢得多）；"
            "答案相同，省略则取最快的。",
            "What judges: duckdb (large files), python, spark (a cluster), or durable (durable_rules checks every "
            "verdict it can, much slower). The answers are the same; by default the fastest is taken.",
        ),
    ),
]
ReportFile = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help=help_text("另写一份 HTML 报告。", "Also write an HTML report.")),
]
Full = Annotated[
    bool,
    typer.Option(
        "--full",
        help=help_text(
            "输出完整判定（CSV、Parquet 中为 decision 列）。",
            "Whole decisions; in CSV and Parquet as a column `decision`.",
        ),
    ),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume",
        help=help_text(
            "继续上次中断的多文件运行：规则库、日期、名单、选项和输入都未变的部分不再判定。",
            "Go on with a run of several inputs that was cut short: parts are kept where rulebook, date, lists, "
            "options and input are the same.",
        ),
    ),
]
KeepOrder = Annotated[
    bool,
    typer.Option(
        "--keep-order/--any-order",
        help=help_text(
            "判定结果按输入的顺序写出；--any-order 则先判完的先写，不等较慢的部分。汇总不变。",
            "Decisions stand in the order of the input; --any-order writes them as they come, so that none waits for a "
            "slower one. The summary is the same.",
        ),
    ),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="OUTCOME",
        help=help_text(
            "任一商家的结果达到或重于此结果时，退出码为 1。",
            "Exit with 1 if any merchant's outcome is this or more severe.",
        ),
    ),
]
Strict = Annotated[
    bool,
    typer.Option("--strict", help=help_text("有行未通过校验时，退出码为 2。", "Exit with 2 if a row was rejected.")),
]


def register(app: typer.Typer) -> None:
    app.command(
        help=help_text("判定商家。", "Judge merchants."),
        epilog=examples(
            "evaluate merchants.jsonl",
            "evaluate merchants.parquet -o decisions.parquet --lists lists.csv --report report.html",
            "evaluate - -o - --as-of 2021-12-31 < merchants.jsonl > decisions.jsonl",
            "evaluate merchants.csv --fail-on reject --strict",
            "evaluate a.parquet b.parquet -o decisions/ --resume",
            "evaluate 'data/**/*.parquet' -o decisions.parquet",
            "evaluate 'postgresql://reader@db.example/shop?table=merchants' -o decisions.parquet",
        ),
    )(evaluate)


def evaluate(
    inputs: Inputs,
    rules: Rules = None,
    as_of: AsOf = None,
    out: Out = None,
    lists: Lists = None,
    history: History = None,
    country: Country = "CN",
    soft: Soft = False,
    engine: EngineName = None,
    report: ReportFile = None,
    full: Full = False,
    keep_order: KeepOrder = True,
    resume: Resume = False,
    fail_on: FailOn = None,
    strict: Strict = False,
    allow_unknown: AllowUnknown = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Judges every row of every input; the help text is in `register`."""
    from merchant_compliance.cli.batch import Wanted, run
    from merchant_compliance.merchant.inputs import expanded

    speak(lang)
    wanted = Wanted(
        inputs=tuple(expanded(inputs)),
        rules=rules,
        as_of=as_of,
        out=out,
        lists=lists,
        history=tuple(expanded(history or ())),
        country=country,
        soft=soft,
        engine=engine,
        report=report,
        full=full,
        keep_order=keep_order,
        resume=resume,
        fail_on=fail_on,
        strict=strict,
        allow_unknown=allow_unknown,
        json=json,
    )
    raise typer.Exit(run(wanted))
