"""`lifecycle show`: where a merchant stands, and how it came there, step by step."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from merchant_compliance.cli.lifecycle.common import Only, chosen, load_lifecycles, read_events
from merchant_compliance.cli.options import AsOf, Json, Lang, Rules
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr

if TYPE_CHECKING:
    from merchant_compliance.engine.lifecycle.course import Course
    from merchant_compliance.engine.lifecycle.delivery import Lifecycles, Which
    from merchant_compliance.engine.lifecycle.event import Event

MerchantId = Annotated[str, typer.Argument(metavar="MERCHANT_ID", help=help_text("商家编号。", "The merchant."))]
Events = Annotated[
    str | None,
    typer.Option(
        "--events",
        metavar="FILE",
        help=help_text("取此文件中的事件；默认取事件库。", "Events of this file; by default those of the store."),
    ),
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="NAME",
        help=help_text(
            "table：内置解释器；durable：再由 durable_rules 重算并比较。",
            "table, our interpreter; or durable, which has durable_rules compute it as well and compares.",
        ),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "show",
        help=help_text("查看一个商家的时间线和当前状态。", "Show the timeline of a merchant, and where it stands."),
        epilog=examples(
            "lifecycle show m1 --events events.csv --as-of 2021-12-31",
            "lifecycle show m1 --lifecycle merchant",
            "lifecycle show m1 --engine durable --json",
        ),
    )(show)


def show(
    merchant_id: MerchantId,
    events: Events = None,
    rules: Rules = None,
    as_of: AsOf = None,
    only: Only = None,
    engine: EngineName = "table",
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.lifecycle.story import as_json, print_story
    from merchant_compliance.cli.rules.common import print_json
    from merchant_compliance.engine.lifecycle.event import in_order

    speak(lang)
    rulebook, lifecycles = load_lifecycles(rules)
    names = {lifecycle.name for lifecycle in chosen(lifecycles, only)}
    _known_engine(engine)
    day = as_of or date.today()
    found = _in_file(events, merchant_id, lifecycles) if events else _in_store(merchant_id, lifecycles)
    ordered = in_order(found)
    _tell_conflicts(ordered.conflicts)
    courses = {w: c for w, c in lifecycles.courses(ordered.events, day).items() if w.lifecycle in names}
    checked = engine == "durable" and _checked(lifecycles, ordered.events, day, names)
    if json:
        print_json(as_json(merchant_id, day, courses, lifecycles))
    else:
        print_story(merchant_id, day, courses if only else _of_interest(courses), lifecycles, rulebook)
    if checked:
        typer.echo(tr("durable_rules 得出相同的过程。", "durable_rules came to the same course."), err=True)


def _of_interest(courses: dict[Which, Course]) -> dict[Which, Course]:
    """Those in which something followed; if it did in none, all."""
    return {w: c for w, c in courses.items() if any(step.transition for step in c.steps)} or courses


def _known_engine(engine: str) -> None:
    from merchant_compliance.errors import wrong
    from merchant_compliance.merchant.nearest import nearest
    from merchant_compliance.text import Text

    if engine not in ("table", "durable"):
        raise wrong(
            "unknown-engine",
            Text(f"没有执行引擎 {engine}", f"there is no engine {engine}"),
            mend=Text("可用：table、durable", "known: table, durable"),
            nearest=nearest(engine, ("table", "durable")),
        )


def _in_file(file: str, merchant_id: str, lifecycles: Lifecycles) -> list[Event]:
    """The merchant's events of a file. Its rows that cannot be used are told."""
    found = []
    for row in read_events(file, lifecycles.intake, lambda record: str(record.get("merchant_id")) == merchant_id):
        if row.event:
            found.append(row.event)
        for problem in row.problems:
            typer.echo(problem.at(file, row.line).say(language()), err=True)
    if not found:
        raise _no_events(merchant_id, file)
    return found


def _in_store(merchant_id: str, lifecycles: Lifecycles) -> list[Event]:
    from merchant_compliance.engine.lifecycle.event import Event
    from merchant_compliance.engine.lifecycle.log import records_of
    from merchant_compliance.lists.opening import to_read

    found = []
    with to_read() as opened:
        for record in records_of(opened.connection, merchant_id):
            event = lifecycles.intake.event(record)
            if isinstance(event, Event):
                found.append(event)
            else:
                for problem in event:
                    typer.echo(f"{record['event_id']}: {problem.say(language())}", err=True)
    if not found:
        raise _no_events(merchant_id, tr("事件库", "the store"))
    return found


def _no_events(merchant_id: str, where: str) -> Exception:
    from merchant_compliance.errors import wrong
    from merchant_compliance.text import Text

    return wrong(
        "no-events",
        Text(
            f"{where} 中没有商家 {merchant_id} 的事件", f"there are no events of the merchant {merchant_id} in {where}"
        ),
        mend=Text("检查编号；或用 --events 指定事件文件", "check the id, or name an event file by --events"),
    )


def _tell_conflicts(conflicts: list[Event]) -> None:
    from merchant_compliance.engine.lifecycle.complaints import conflict

    for event in conflicts:
        typer.echo(conflict(event).say(language()), err=True)


def _checked(lifecycles: Lifecycles, events: list[Event], as_of: date, names: set[str]) -> bool:
    """Raises `InputError` without durable_rules, and where it comes to another course, which would be our fault."""
    from merchant_compliance.engine.durable.courses import DurableCourses, check_courses
    from merchant_compliance.errors import wrong
    from merchant_compliance.text import Text

    by_machine: dict[str, dict[str, list[Event]]] = {}
    for event in events:
        for machine, which in lifecycles.hearing(event):
            if machine.name in names:
                by_machine.setdefault(machine.name, {}).setdefault(which.key, []).append(event)
    for name, log in by_machine.items():
        with DurableCourses(lifecycles.machines[name]) as durable:
            if check_courses(durable, log, as_of):
                raise wrong(
                    "engines-differ",
                    Text(
                        f"durable_rules 对流程 {name} 得出另一过程", f"durable_rules comes to another course of {name}"
                    ),
                    mend=Text("请报告此问题；以内置解释器为准", "report it, please; our interpreter is what counts"),
                )
    return True
