"""One small lifecycle, and ways to break it."""

from __future__ import annotations

from pathlib import Path

from merchant_compliance.engine.lifecycle import Machine
from merchant_compliance.rulebook.load import load
from merchant_compliance.rulebook.rulebook import Rulebook

TEA = """\
lifecycle: tea
title: {zh: 茶商, en: Tea sellers}
initial: applied
parameters:
  supply_days: [{from: 2021-01-01, value: 10, source: s}, {from: 2022-01-01, value: 20, source: s}]
  window_days: [{value: 30, source: s}]
  freeze_days: [{value: 7, source: s}]
  many: [{value: 2, source: s}]
states:
  applied: {title: {zh: 已申请, en: Applied}}
  requested: {title: {zh: 待补, en: Requested}}
  operating: {title: {zh: 经营, en: Operating}}
  suspended: {title: {zh: 停业, en: Suspended}}
  exited: {title: {zh: 退出, en: Exited}, final: true}
events:
  decision_made:
    title: {zh: 判定, en: Decision}
    fields: {outcome: {type: text, one_of: [approve, return]}}
  violation:
    title: {zh: 违规, en: Violation}
    fields: {violation_id: text, kind: text, points: {type: whole, optional: true}}
  appeal: {title: {zh: 申诉, en: Appeal}, fields: {violation_id: text}}
  left: {title: {zh: 离开, en: Left}}
timers:
  supply: {title: {zh: 补交, en: Supply}, days: supply_days}
  cure: {title: {zh: 整改, en: Cure}, days: freeze_days}
history:
  fakes:
    event: violation
    where: event.kind == "fake"
    days: window_days
    unless: {event: appeal, same: violation_id}
  points: {event: violation, since: quarter, sum: points}
measures:
  delist: {zh: 下架, en: Take down}
transitions:
  - id: T-1
    from: applied
    event: decision_made
    when: event.outcome == "approve"
    to: operating
    do: {outcome: approve, notify: {zh: "好", en: "approved on {as_of}"}}
  - id: T-2
    from: applied
    event: decision_made
    to: requested
    do: {outcome: return, start: supply, notify: {zh: "请补", en: "by {timers.supply}"}}
  - id: T-3
    from: requested
    event: supply
    to: exited
  - id: T-4
    from: operating
    event: violation
    when: history.fakes >= params.many
    to: suspended
    do:
      outcome: suspend
      start: cure
      freeze: {days: freeze_days}
      measures: [{measure: delist}]
      lists: [{list: tea-ban, reason: fakes, days: freeze_days}]
      notify: {zh: "{history.fakes} 次", en: "{history.fakes} fakes, last {event.violation_id}"}
  - id: T-5
    from: operating
    event: violation
    when: history.points > 9
    to: suspended
    do: {start: cure}
  - id: T-6
    from: suspended
    event: cure
    to: operating
    do: {outcome: approve, release: true, unlist: tea-ban}
  - id: T-7
    from: suspended
    event: appeal
    when: history.fakes == 0
    to: operating
    do: {release: true, cancel: cure}
  - id: T-8
    from: [operating, suspended]
    event: left
    to: exited
"""


def tea(*changes: tuple[str, str]) -> str:
    """The lifecycle with these texts replaced, each of which must be there."""
    text = TEA
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def rulebook_of(folder: Path, **files: str) -> Rulebook:
    """A rulebook of these files, by name."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load(folder)


def machine_of(folder: Path, text: str = TEA) -> Machine:
    """The lifecycle, loaded as a rulebook of this one file."""
    (lifecycle,) = rulebook_of(folder, tea=text).lifecycles
    return Machine(lifecycle)
