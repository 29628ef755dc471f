"""The head of the report: four numbers, and what they come to in a sentence or two."""

from __future__ import annotations

from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.errors import NOTHING
from merchant_compliance.report.names import PROVIDERS, Names, path_title
from merchant_compliance.report.parts import Figure, share
from merchant_compliance.text import Text


def figures(summary: Summary, names: Names) -> list[Figure]:
    """The four numbers at the head of the page."""
    mildest = next(iter(names.outcomes), "approve")
    approved, whole = summary.outcomes[mildest], summary.merchants
    waiting = whole - summary.final
    return [
        Figure(f"{whole:,}", Text("家商家已判定", "merchants judged")),
        Figure(share(approved, whole), names.outcome(mildest), Text(f"{approved:,} 家", f"{approved:,} merchants")),
        Figure(
            share(waiting, whole),
            Text("结论未定，尚缺信息", "not final: a fact is missing"),
            Text(f"{waiting:,} 家", f"{waiting:,} merchants"),
        ),
        Figure(
            f"{summary.rejected:,}",
            Text("行数据未通过校验", "rows rejected"),
            Text(f"共读取 {summary.read:,} 行", f"of {summary.read:,} rows read"),
        ),
    ]


def lead(summary: Summary, names: Names) -> list[Text]:
    """The page in a few sentences: the most frequent rule, and the fact that most merchants wait for."""
    said, whole = [], summary.merchants
    if top := summary.top_rules(1):
        rule, tally = top[0]
        title = names.rule(rule)
        said.append(
            Text(
                f"触发最多的规则是 {rule}「{title.zh}」：{tally.fired:,} 家商家（{share(tally.fired, whole)}）。",
                f"The rule that fires most is {rule} ({title.en}): {tally.fired:,} merchants "
                f"({share(tally.fired, whole)}).",
            )
        )
    if waiting := summary.top_pending(1):
        path, pending = waiting[0]
        title, provider = path_title(path), PROVIDERS[pending.provided_by]
        alone = Text(f"，其中 {pending.alone:,} 家只缺这一项", f", {pending.alone:,} of whom lack nothing else")
        more = alone if pending.alone else NOTHING
        said.append(
            Text(
                f"最常缺少的信息是「{title.zh}」（由{provider.zh}提供）：{pending.merchants:,} 家商家"
                f"（{share(pending.merchants, whole)}）{more.zh}。",
                f"The fact most often missing is “{title.en}” (from the {provider.en}): "
                f"{pending.merchants:,} merchants ({share(pending.merchants, whole)}){more.en}.",
            )
        )
    return said
