"""Decision tables: each row becomes a rule `<table>-<row>`; what rows share stands on the table."""

from __future__ import annotations

from collections.abc import Iterator

from merchant_compliance.language.expression import Node, both
from merchant_compliance.rulebook import build_messages as say
from merchant_compliance.rulebook.builder import Builder, Judgement, guard_wording, texts_of
from merchant_compliance.rulebook.conditions import Path
from merchant_compliance.rulebook.policy import Bilingual, Common, RowShape, TableShape
from merchant_compliance.rulebook.rule import ForEach, Rule
from merchant_compliance.rulebook.validate import STAND_IN
from merchant_compliance.text import Text

SHARED = tuple(name for name in Common.model_fields if name != "applies")
"""What a row takes from its table where it has none of its own. Guards are put together instead."""


def table_rules(builder: Builder) -> Iterator[Rule]:
    for index, table in enumerate(builder.shape.decision_tables):
        path: Path = ("decision_tables", index)
        builder.check_texts(table, path, builder.for_each(table.for_each, path))
        for key in table.rows:
            if key == STAND_IN:
                continue
            rule = _row_rule(builder, table, path, key)
            if rule:
                yield rule


def _row_rule(builder: Builder, table: TableShape, path: Path, key: str) -> Rule | None:
    row, row_path = table.rows[key], (*path, "rows", key)
    for_each = builder.for_each(row.for_each, row_path) or builder.for_each(table.for_each, path)
    whole = merged(table, row)
    builder.check_texts(row, row_path, for_each)
    for name in ("title", "outcome"):
        if getattr(whole, name) is None:
            place = builder.source.place_of_key(row_path)
            builder.problems.append(say.NO_OUTCOME.at(place, table=table.id, row=key, key=name))
    judged = _judged(builder, table, path, key, for_each)
    guards = [
        builder.condition(table.applies, (*path, "applies"), for_each),
        builder.condition(row.applies, (*row_path, "applies"), for_each),
    ]
    if judged is None or whole.outcome is None:
        return None
    given = [guard for guard in guards if guard is not None]
    applies: Node | None = both(*given) if given else None
    wording = guard_wording(table.applies, row.applies) | judged[1]
    texts = texts_of(whole)._replace(title=row.title.text if row.title else _row_title(table.title, key))
    judgement = Judgement(for_each, applies, judged[0], wording)
    return builder.rule(f"{table.id}-{key}", whole, row_path, judgement, texts=texts, document=table.id)


def merged(table: TableShape, row: RowShape) -> Common:
    """The row with what it leaves out taken from the table."""
    return row.model_copy(update={name: getattr(table, name) for name in SHARED if getattr(row, name) is None})


def _judged(
    builder: Builder, table: TableShape, path: Path, key: str, for_each: ForEach | None
) -> tuple[Node, dict[str, str]] | None:
    """The condition of the row, or the one that the table has for all rows."""
    row, row_path = table.rows[key], (*path, "rows", key)
    place = builder.source.place_of_key(row_path)
    on_table, on_row = (sum(x is not None for x in (shape.when, shape.require)) for shape in (table, row))
    of_row = builder.judged(row, row_path, for_each)
    if on_table and on_row:
        builder.problems.append(say.CONDITION_TWICE.at(place, table=table.id, row=key))
    elif max(on_table, on_row) > 1:
        builder.problems.append(say.TWO_CONDITIONS.at(place, id=f"{table.id}-{key}"))
    elif not on_table and not on_row:
        builder.problems.append(say.NO_CONDITION.at(place, id=f"{table.id}-{key}"))
    return builder.judged(table, path, for_each) if on_table else of_row


def _row_title(title: Bilingual | None, key: str) -> Text:
    text = title.text if title else Text("", "")
    return Text(f"{text.zh}（{key}）" if text.zh else "", f"{text.en} ({key})" if text.en else "")
