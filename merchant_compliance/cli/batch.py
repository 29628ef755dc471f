"""A run of `evaluate`: every row is judged or set aside with its reason, and all files appear together at the end."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer

from merchant_compliance.cli import cross_check
from merchant_compliance.cli.engines import check_engine, work_of
from merchant_compliance.cli.frame import Code
from merchant_compliance.cli.linked import check_columns, links_among
from merchant_compliance.cli.loading import index_in, load_engine
from merchant_compliance.cli.rejects import TOLD, Rejects
from merchant_compliance.cli.screen import passing
from merchant_compliance.cli.soft_linking import check_soft
from merchant_compliance.cli.speech import language
from merchant_compliance.cli.summing import print_summary
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.engine.rows.known import sources_of
from merchant_compliance.engine.rows.output import JsonLines, Nowhere, Sink, check_ending, open_sink
from merchant_compliance.engine.rows.run import metadata_of
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.working import Task, judge
from merchant_compliance.engine.single import Engine
from merchant_compliance.errors import wrong
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.report.interceptions import interception_sections
from merchant_compliance.report.names import Names, names_of
from merchant_compliance.report.page import Report
from merchant_compliance.text import Text

PIPE = "-"


@dataclass(frozen=True)
class Wanted:
    """What the user asked for; None where an option was not given."""

    inputs: tuple[str, ...]
    rules: Path | None = None
    as_of: date | None = None
    out: str | None = None
    lists: str | None = None
    history: tuple[str, ...] = ()
    country: str = "CN"
    soft: bool = False
    engine: str | None = None
    report: Path | None = None
    full: bool = False
    keep_order: bool = True
    fail_on: str | None = None
    strict: bool = False
    allow_unknown: bool = False
    json: bool = False


def run(wanted: Wanted) -> Code:
    """Judges all inputs. Whatever can be refused is refused before the first row is read."""
    _check(wanted)
    engine = load_engine(wanted.rules)
    limit = _limit(engine, wanted.fail_on)
    index, as_of = index_in(wanted.lists), wanted.as_of or date.today()
    links = links_among(
        engine.rulebook, index, as_of, wanted.inputs, wanted.history, wanted.allow_unknown, wanted.country, wanted.soft
    )
    names = names_of(engine.rulebook)
    summary = Summary.of(engine.rulebook, as_of)
    with Aside() as aside:
        with ExitStack() as stack:
            sink = stack.enter_context(_sink(wanted, engine, as_of, aside))
            judging = stack.enter_context(cross_check.judging(wanted.engine, engine))
            task = Task(judging, as_of, sources_of(index, links), wanted.full, wanted.allow_unknown)
            limit_told = None if wanted.out == PIPE else TOLD
            rejects = stack.enter_context(Rejects(_beside(wanted.out), aside, limit_told))
            judge(
                work_of(wanted.engine, task, wanted.inputs),
                wanted.inputs,
                summary,
                sink,
                rejects,
                passing=passing(wanted.inputs),
                ordered=wanted.keep_order,
            )
        if wanted.report:
            linked = interception_sections(summary, names, engine.rulebook, links)
            page = Report(summary, names, linked).html(language())
            aside.open(wanted.report).write_text(page, encoding="utf-8")
    _tell(wanted, summary, names, engine)
    return _code(wanted, summary, engine, limit)


def _check(wanted: Wanted) -> None:
    if wanted.soft:
        check_soft([*wanted.inputs, *wanted.history])
    check_engine(wanted.engine, wanted.full, wanted.inputs)
    if wanted.out not in (None, PIPE):
        out = Path(str(wanted.out))
        check_ending(out)
        for given in wanted.inputs:
            if given != PIPE and out.resolve() == Path(given).resolve():
                raise wrong(
                    "output-is-input",
                    Text(f"输出会覆盖输入 {given}", f"the output would overwrite the input {given}"),
                    mend=Text("换一个输出文件名", "choose another name for the output"),
                )
    for given in (*wanted.inputs, *wanted.history):
        check_columns(given, wanted.allow_unknown)


def _limit(engine: Engine, fail_on: str | None) -> int | None:
    """The rank from which on an outcome is a failure."""
    if fail_on is None:
        return None
    if fail_on not in engine.scale.rank:
        raise wrong(
            "unknown-outcome",
            Text(f"没有结果 {fail_on}", f"there is no outcome {fail_on}"),
            mend=Text(
                f"可用的结果：{'、'.join(engine.scale.order)}",
                f"known outcomes: {', '.join(engine.scale.order)}",
            ),
            nearest=nearest(fail_on, engine.scale.order),
        )
    return engine.scale.rank[fail_on]


def _beside(out: str | None) -> Path | None:
    """Where rejected rows go: OUT.rejected.jsonl, or nowhere but the messages if there is no OUT."""
    return None if out in (None, PIPE) else Path(str(out)).with_suffix(".rejected.jsonl")


def _sink(wanted: Wanted, engine: Engine, as_of: date, aside: Aside) -> Sink:
    if wanted.out is None:
        return Nowhere(wanted.full)
    if wanted.out == PIPE:
        return JsonLines(sys.stdout.buffer, wanted.full, owned=False)
    final = Path(wanted.out)
    scorecards = engine.rulebook.scorecard_names
    return open_sink(aside.open(final), final.suffix, wanted.full, scorecards, metadata_of(engine, as_of))


def _tell(wanted: Wanted, summary: Summary, names: Names, engine: Engine) -> None:
    """The summary, on standard error where the decisions themselves are on standard output."""
    err, compared = wanted.out == PIPE, wanted.engine == cross_check.DURABLE
    about = (engine.rulebook, wanted.as_of or date.today())
    if wanted.json:
        data = summary.as_json() | ({"cross_check": cross_check.as_json(*about)} if compared else {})
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2), err=err)
        return
    print_summary(summary, names, err=err)
    if compared:
        cross_check.tell(*about, err=err)


def _code(wanted: Wanted, summary: Summary, engine: Engine, limit: int | None) -> Code:
    if wanted.strict and summary.rejected:
        return Code.WRONG
    severe = limit is not None and any(engine.scale.rank[name] >= limit for name in summary.outcomes)
    return Code.FOUND if severe else Code.DONE
