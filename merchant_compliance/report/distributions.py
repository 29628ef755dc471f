"""How merchants spread: over stars and over regions."""

from __future__ import annotations

from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.report.charts import Bar, Columns, Horizontal
from merchant_compliance.report.names import Names
from merchant_compliance.report.parts import MERCHANTS, ROWS, Cell, Section, Table, counted, share
from merchant_compliance.report.provinces import province
from merchant_compliance.text import Language, Text


def star_sections(summary: Summary, names: Names) -> list[Section]:
    return [_star_section(summary, names, card) for card in sorted(summary.stars)]


def _star_section(summary: Summary, names: Names, card: str) -> Section:
    tally = summary.stars[card]
    halves = sorted(tally.halves)
    rated = sum(tally.halves.values())
    steps = [halves[0] + n / 2 for n in range(int((halves[-1] - halves[0]) * 2) + 1)] if halves else []

    def chart(_language: Language) -> Columns:
        values = [tally.halves.get(half, 0) for half in steps]
        bars = [
            Bar(f"{half:.1f}", [("★", value, "#c79a3f")], f"{value:,}")
            for half, value in zip(steps, values, strict=True)
        ]
        return Columns(bars)

    rows: list[tuple[Cell, str]] = [(f"{half:.1f} ★", f"{tally.halves.get(half, 0):,}") for half in steps]
    rows += [
        (Text("未评级（订单太少）", "Not rated (too few orders)"), f"{tally.unrated:,}"),
        (Text("无数据", "No data"), f"{tally.unknown:,}"),
    ]
    title = names.scorecard(card)
    return Section(
        f"stars-{card}",
        Text(f"星级分布：{title.zh}", f"Stars: {title.en}"),
        Text(
            f"{rated:,} 家有星级，{tally.unrated:,} 家订单太少不评级，{tally.unknown:,} 家没有数据。"
            "每根柱包含半星区间。",
            f"{rated:,} merchants have stars, {tally.unrated:,} have too few orders to be rated, {tally.unknown:,} "
            "have no data. Each column holds half a star.",
        ),
        Table((Text("星级", "Stars"), MERCHANTS), rows, frozenset({1})),
        chart if halves else None,
    )


def province_section(summary: Summary, names: Names) -> Section:
    ranked = sorted(summary.provinces.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    order = names.in_order({name for _, counts in ranked for name in counts})
    mildest = next(iter(names.outcomes), "approve")

    def chart(language: Language) -> Horizontal:
        bars = [
            Bar(
                province(code).say(language),
                [(names.outcome(n).say(language), counts[n], names.colour(n)) for n in order],
                f"{counts.total():,} ({share(counts[mildest], counts.total())})",
            )
            for code, counts in ranked[:ROWS]
        ]
        return Horizontal(bars, legend=True, order=[names.outcome(n).say(language) for n in order])

    return Section(
        "regions",
        Text("地区", "Regions"),
        _province_note(summary, names.outcome(mildest)),
        Table(
            (Text("地区", "Region"), MERCHANTS, *(names.outcome(n) for n in order)),
            [(province(code), f"{c.total():,}", *(f"{c[n]:,}" for n in order)) for code, c in ranked],
            frozenset(range(1, len(order) + 2)),
        ),
        chart,
    )


def _province_note(summary: Summary, mildest: Text) -> Text:
    nowhere = summary.merchants - sum(counts.total() for counts in summary.provinces.values())
    left_out = counted(nowhere, summary.merchants)
    return Text(
        f"按店铺所在地区（GB/T 2260 前两位），商家最多的 {ROWS} 个地区；括号内为结果是“{mildest.zh}”的占比。"
        f"未填地区的商家不在其中：{left_out}。",
        f"By the region of the shop (first two digits of GB/T 2260), the {ROWS} with most merchants; in brackets the "
        f"share whose outcome is “{mildest.en}”. Merchants without a region are left out: {left_out}.",
    )
