"""The parts of the report: what each one shows as a chart, as a table and in words."""

from __future__ import annotations

from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.report.charts import Bar, Horizontal
from merchant_compliance.report.distributions import province_section, star_sections
from merchant_compliance.report.names import PROVIDERS, Names, path_title, target_kind
from merchant_compliance.report.parts import MERCHANTS, ROWS, SHARE, Section, Table, counted, joined, share
from merchant_compliance.report.remedies import remedy_section
from merchant_compliance.text import Language, Text

PROVIDER_COLOURS = {"merchant": "#33658a", "platform": "#8a7b5c", "registry": "#6d5a86"}
FIRED, OPEN = "#a2423f", "#b9bec6"


def sections(summary: Summary, names: Names) -> list[Section]:
    """Whatever there is something to say about."""
    made = [
        outcome_section(summary, names),
        target_section(summary, names),
        policy_section(summary, names),
        rule_section(summary, names),
        remedy_section(summary, names),
        pending_section(summary),
        *star_sections(summary, names),
        province_section(summary, names),
    ]
    return [section for section in made if section.table.rows]


def outcome_section(summary: Summary, names: Names) -> Section:
    order = [name for name in names.in_order(summary.outcomes) if summary.outcomes[name]]
    whole = summary.merchants

    def chart(language: Language) -> Horizontal:
        bars = [_outcome_bar(name, summary.outcomes[name], whole, names, language) for name in order]
        return Horizontal(bars)

    return Section(
        "outcomes",
        Text("判定结果", "Outcomes"),
        Text(
            "每家商家取所触发规则中最严重的结果，由轻到重排列；类目、品牌或商品单独受限时不改变商家整体结果。",
            "Each merchant takes the most severe outcome that fired, listed from mild to severe; a restricted "
            "category, brand or product does not change the merchant's own outcome.",
        ),
        Table(
            (Text("结果", "Outcome"), MERCHANTS, SHARE),
            [(names.outcome(n), f"{summary.outcomes[n]:,}", share(summary.outcomes[n], whole)) for n in order],
            frozenset({1, 2}),
        ),
        chart,
    )


def _outcome_bar(name: str, value: int, whole: int, names: Names, language: Language) -> Bar:
    label = names.outcome(name).say(language)
    return Bar(label, [(label, value, names.colour(name))], counted(value, whole))


def target_section(summary: Summary, names: Names) -> Section:
    """What was decided on single categories, products and brands, which leaves the merchant's own outcome alone."""
    order = sorted(summary.targets, key=lambda pair: (pair[0], names.rank(pair[1])))

    def named(kind: str, outcome: str) -> Text:
        kinds, outcomes = target_kind(kind), names.outcome(outcome)
        return Text(f"{kinds.zh}：{outcomes.zh}", f"{kinds.en.capitalize()}: {outcomes.en}")

    def chart(language: Language) -> Horizontal:
        bars = []
        for kind, outcome in order:
            label, value = named(kind, outcome).say(language), summary.targets[kind, outcome]
            bars.append(Bar(label, [(label, value, names.colour(outcome))], counted(value, summary.merchants)))
        return Horizontal(bars)

    return Section(
        "targets",
        Text("单个类目、商品、品牌的结果", "Outcomes of single categories, products and brands"),
        Text(
            "商家可以整体通过，而其中某个类目、商品或品牌受限。按至少有一个此类对象的商家计数。",
            "A merchant may be approved as a whole while one of its categories, products or brands is not. Counted "
            "are merchants with at least one of them.",
        ),
        Table(
            (Text("对象与结果", "What, and its outcome"), MERCHANTS, SHARE),
            [
                (named(*pair), f"{summary.targets[pair]:,}", share(summary.targets[pair], summary.merchants))
                for pair in order
            ],
            frozenset({1, 2}),
        ),
        chart,
    )


def pending_section(summary: Summary) -> Section:
    top = summary.top_pending(ROWS)

    def chart(language: Language) -> Horizontal:
        bars = []
        for path, tally in top:
            provider = PROVIDERS[tally.provided_by].say(language)
            colour = PROVIDER_COLOURS[tally.provided_by]
            alone = Text(f"（只缺此项 {tally.alone:,}）", f" ({tally.alone:,} lack only this)")
            note = f"{tally.merchants:,}{alone.say(language) if tally.alone else ''}"
            bars.append(Bar(path_title(path).say(language), [(provider, tally.merchants, colour)], note))
        return Horizontal(bars, legend=True)

    rows = [(path_title(path), path, PROVIDERS[t.provided_by], f"{t.merchants:,}", f"{t.alone:,}") for path, t in top]
    return Section(
        "pending",
        Text("缺什么材料，卡住最多商家", "Which missing material blocks most merchants"),
        Text(
            "这些信息一旦补齐，结果可能变得更严重，因此结论暂不能确定。按提供方着色：商家补充、平台核查、向登记机关查询。"
            "只缺此项的商家，补齐这一项即可得出结论。",
            "Facts that could still make an outcome more severe, which is why it is not final yet. The colour tells "
            "who must provide them: the merchant, the platform, or a register. Whoever lacks only this is decided as "
            "soon as it is there.",
        ),
        Table(
            (
                Text("信息", "Fact"),
                Text("字段", "Field"),
                Text("提供方", "Provided by"),
                Text("等待的商家", "Merchants waiting"),
                Text("只缺此项", "Lacking only this"),
            ),
            rows,
            frozenset({3, 4}),
        ),
        chart,
    )


def rule_section(summary: Summary, names: Names) -> Section:
    rows = []
    for rule, tally in summary.top_rules(ROWS):
        outcomes = [names.outcome(name) for name in names.in_order(tally.outcomes)]
        rows.append(
            (
                rule,
                names.rule(rule),
                joined(outcomes),
                f"{tally.fired:,}",
                share(tally.fired, summary.merchants),
                f"{tally.undetermined:,}",
                ", ".join(tally.examples[:2]),
            )
        )
    return Section(
        "rules",
        Text("触发最多的规则", "Rules that fire most"),
        Text(
            f"前 {ROWS} 条。最后一列是示例商家，可用 explain 命令查看其完整判定依据。",
            f"The first {ROWS}. The last column names example merchants, whose full reasons the command explain gives.",
        ),
        Table(
            (
                Text("规则", "Rule"),
                Text("名称", "Title"),
                Text("结果", "Outcome"),
                Text("触发", "Fired"),
                SHARE,
                Text("无法判定", "Undetermined"),
                Text("示例", "Examples"),
            ),
            rows,
            frozenset({3, 4, 5}),
        ),
    )


def policy_section(summary: Summary, names: Names) -> Section:
    top = summary.top_policies()
    fired, opened = Text("有规则触发", "a rule fired"), Text("仅无法判定", "undetermined only")

    def chart(language: Language) -> Horizontal:
        bars = [
            Bar(
                names.policy(policy).say(language),
                [(fired.say(language), tally.fired, FIRED), (opened.say(language), tally.open, OPEN)],
                f"{tally.fired:,} + {tally.open:,}",
            )
            for policy, tally in top[:ROWS]
        ]
        return Horizontal(bars, legend=True, order=[fired.say(language), opened.say(language)])

    return Section(
        "policies",
        Text("各项制度的发现", "Findings by policy"),
        Text(
            "每项制度下至少有一条规则触发的商家，以及没有触发、但因信息缺失而无法判定的商家。"
            f"图中为前 {ROWS} 项，表格中为全部。",
            "Merchants with at least one fired rule of a policy, and merchants where nothing fired but a missing "
            f"fact left a rule undetermined. The chart has the first {ROWS}, the table all.",
        ),
        Table(
            (Text("制度", "Policy"), Text("有规则触发", "A rule fired"), Text("仅无法判定", "Undetermined only")),
            [(names.policy(policy), f"{t.fired:,}", f"{t.open:,}") for policy, t in top],
            frozenset({1, 2}),
        ),
        chart,
    )
