"""A run of `evaluate`: every row is judged or set aside with its reason, and all files appear together at the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
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
from merchant_compliance.cli.resuming import Told, known_of, nothing_to_resume, tell_rejected
from merchant_compliance.cli.screen import passing
from merchant_compliance.cli.soft_linking import check_soft
from merchant_compliance.cli.speech import language
from merchant_compliance.cli.summing import print_summary
from merchant_compliance.engine.rows.aside import Aside, check_place
from merchant_compliance.engine.rows.known import sources_of
from merchant_compliance.engine.rows.layout import Layout
from merchant_compliance.engine.rows.output import JsonLines, Nowhere
from merchant_compliance.engine.rows.places import check_out
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.terms import Digests, terms_of
from merchant_compliance.engine.rows.working import Task, Work, judge
from merchant_compliance.engine.rows.writing import Run, write
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
    resume: bool = False
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
        with cross_check.judging(wanted.engine, engine) as judging:
            task = Task(judging, as_of, sources_of(index, links), wanted.full, wanted.allow_unknown)
            work = work_of(wanted.engine, task, wanted.inputs)
            if wanted.out in (None, PIPE):
                _stream(wanted, work, summary, aside)
            else:
                write(_job(wanted, work, engine, as_of, known_of(index, links)), str(wanted.out), summary, aside)
        if wanted.report:
            linked = interception_sections(summary, names, engine.rulebook, links)
            page = Report(summary, names, linked).html(language())
            aside.open(wanted.report).write_text(page, encoding="utf-8")
    tell_rejected(wanted.out, summary)
    _tell(wanted, summary, names, engine)
    return _code(wanted, summary, engine, limit)


def _check(wanted: Wanted) -> None:
    if wanted.soft:
        check_soft([*wanted.inputs, *wanted.history])
    check_engine(wanted.engine, wanted.full, wanted.inputs)
    if wanted.report:
        check_place(wanted.report)
    if wanted.out not in (None, PIPE):
        check_out(str(wanted.out), wanted.inputs)
    elif wanted.resume:
        raise nothing_to_resume()
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


def _stream(wanted: Wanted, work: Work, summary: Summary, aside: Aside) -> None:
    """Decisions on standard output, or nowhere; rejected rows are told."""
    sink = Nowhere(wanted.full) if wanted.out is None else JsonLines(sys.stdout.buffer, wanted.full, owned=False)
    with sink, Rejects(None, aside, None if wanted.out == PIPE else TOLD) as rejects:
        seen = passing(wanted.inputs)
        judge(work, wanted.inputs, summary, sink, rejects, passing=seen, ordered=wanted.keep_order)


def _job(wanted: Wanted, work: Work, engine: Engine, as_of: date, known: Callable[[], Digests]) -> Run:
    checked = wanted.engine == cross_check.DURABLE
    return Run(
        work,
        wanted.inputs,
        lambda ending: Layout.of(engine, as_of, ending, wanted.full),
        lambda: terms_of(engine, as_of, known(), wanted.full, wanted.allow_unknown, checked),
        wanted.keep_order,
        wanted.resume,
        Told(),
    )


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
