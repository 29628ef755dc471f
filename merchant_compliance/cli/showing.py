"""The demo's run: merchants with known faults in, decisions, a report and the comparison with the truth out."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import typer

from merchant_compliance.cli.linked import links_among
from merchant_compliance.cli.loading import load_engine
from merchant_compliance.cli.making import make
from merchant_compliance.cli.rejects import Rejects
from merchant_compliance.cli.screen import console, grid, passing
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.cli.summing import print_summary, title
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.engine.rows.known import sources_of
from merchant_compliance.engine.rows.output import JsonLines
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.working import Task, judge
from merchant_compliance.lists.reading import read_list_file
from merchant_compliance.merchant.synthetic import Written
from merchant_compliance.report.interceptions import interception_sections
from merchant_compliance.report.names import names_of
from merchant_compliance.report.page import Report
from merchant_compliance.report.parts import share
from merchant_compliance.report.truth import TITLE, Truth

MERCHANTS, DECISIONS, REPORT = Path("demo-merchants.jsonl"), Path("decisions.jsonl"), Path("report.html")


def show(count: int, seed: int, as_of: date, rules: Path | None, as_json: bool) -> None:
    """Makes, judges, compares, writes and tells."""
    engine = load_engine(rules)
    files = make(MERCHANTS, count, seed, as_of)
    told = _told(files.truth)
    truth = Truth([rule.id for rule in engine.rulebook.rules])
    summary = Summary.of(engine.rulebook, as_of)
    names = names_of(engine.rulebook)

    index, inputs = read_list_file(files.lists), [str(files.merchants)]
    links = links_among(engine.rulebook, index, as_of, inputs)
    task = Task(engine, as_of, sources_of(index, links))

    def watch(row: dict[str, Any]) -> None:
        truth.add(told[row["merchant_id"]]["planted"], row["fired"])

    with Aside() as aside:
        with ExitStack() as stack:
            sink = stack.enter_context(JsonLines(aside.open(DECISIONS).open("wb"), full=False))
            rejects = stack.enter_context(Rejects(None, aside))
            judge(task, inputs, summary, sink, rejects, watch, passing(inputs))
        linked = interception_sections(summary, names, engine.rulebook, links)
        page = Report(summary, names, [*linked, truth.section()]).html(language())
        aside.open(REPORT).write_text(page, encoding="utf-8")
    if as_json:
        written = [str(path) for path in (REPORT, DECISIONS, files.merchants, files.truth, files.lists)]
        data = {**summary.as_json(), "truth": truth.as_json(), "files": written}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    print_summary(summary, names)
    _print_truth(truth)
    _print_next(as_of, files, told)


def _told(path: Path) -> dict[str, dict[str, Any]]:
    """The ground truth by merchant."""
    with path.open(encoding="utf-8") as lines:
        return {told["merchant_id"]: told for told in map(json.loads, lines)}


def _print_truth(truth: Truth) -> None:
    """By family, and kind by kind only where something was missed; the report has every kind."""
    screen = console()
    title(screen, TITLE.say(language()))
    rows = [
        (family.title.say(language()), str(family.kinds), *_caught(family.planted, family.caught))
        for family in truth.families()
    ]
    missed = [(name.say(language()), "", *_caught(planted, caught)) for name, planted, caught in truth.missed()]
    heads = (
        tr("植入的问题", "Planted"),
        tr("种类", "Kinds"),
        tr("商家", "Merchants"),
        tr("查出", "Caught"),
        "",
    )
    screen.print(grid(heads, [*rows, *missed], (1, 2, 3, 4)))
    screen.print(truth.note().say(language()), style="dim")


def _caught(planted: int, caught: int) -> tuple[str, str, str]:
    return f"{planted:,}", f"{caught:,}", share(caught, planted)


def _print_next(as_of: date, files: Written, told: dict[str, dict[str, Any]]) -> None:
    """Where the results are, and a command to go on with."""
    faulty = next((name for name, truth in told.items() if truth["planted"]), next(iter(told)))
    typer.echo()
    typer.echo(tr(f"已写入 {REPORT}、{DECISIONS}", f"written: {REPORT}, {DECISIONS}"))
    typer.echo(
        tr("接下来：", "next: ")
        + f"merchant-compliance explain {files.merchants} {faulty} --lists {files.lists} --as-of {as_of}"
    )
