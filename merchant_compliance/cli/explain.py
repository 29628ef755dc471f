"""`explain`: one merchant's decision as a story."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.options import AllowUnknown, AsOf, Country, History, Json, Lang, Lists, Rules, Soft
from merchant_compliance.cli.speech import examples, help_text, language, speak


class Reader(StrEnum):
    MERCHANT = "merchant"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


Input = Annotated[
    str,
    typer.Argument(
        metavar="INPUT",
        help=help_text(
            "商家数据：文件、通配或数据库中的表（同 evaluate），或 - 表示管道。",
            "Merchants: a file, a pattern or a table of a database, as for evaluate; or - for a pipe.",
        ),
    ),
]
MerchantId = Annotated[
    str, typer.Argument(metavar="MERCHANT_ID", help=help_text("要解释的商家。", "The merchant to explain."))
]
ForWhom = Annotated[
    Reader,
    typer.Option(
        "--audience",
        help=help_text(
            "给谁看：商家见理由、办法和近 30 天违规记录，不见关联路径；审计另见哈希。",
            "Who reads it: a merchant sees reasons, remedies and what stands against it in the last 30 days, "
            "but no links; an auditor sees hashes too.",
        ),
    ),
]

HtmlFile = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="FILE",
        help=help_text(
            "另写一份 HTML 页面，关联路径画成图。", "Also write an HTML page, with paths of links as pictures."
        ),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        help=help_text(
            "解释一家商家的判定：结果、原因、办法、依据、缺什么、评分。",
            "Explain one merchant's decision: outcome, reasons, remedies, evidence, what is missing, scores.",
        ),
        epilog=examples(
            "explain merchants.jsonl m1",
            "explain merchants.parquet m1 --as-of 2021-12-31 --lists lists.csv",
            "explain merchants.jsonl m1 --audience merchant --lang zh",
            "explain merchants.jsonl m1 --lists lists.csv --html m1.html",
        ),
    )(explain)


def explain(
    input: Input,
    merchant_id: MerchantId,
    rules: Rules = None,
    as_of: AsOf = None,
    lists: Lists = None,
    history: History = None,
    country: Country = "CN",
    soft: Soft = False,
    audience: ForWhom = Reader.REVIEWER,
    html: HtmlFile = None,
    allow_unknown: AllowUnknown = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Finds the merchant in the file and tells its decision; the help text is in `register`."""
    from merchant_compliance.cli.finding import find
    from merchant_compliance.cli.linked import links_of
    from merchant_compliance.cli.loading import index_in, load_engine
    from merchant_compliance.cli.soft_linking import check_soft
    from merchant_compliance.cli.story import as_json, tell
    from merchant_compliance.engine.rows.aside import Aside
    from merchant_compliance.engine.rows.known import sources_of
    from merchant_compliance.engine.standing import for_merchant
    from merchant_compliance.merchant.inputs import expanded
    from merchant_compliance.report.decision_page import DecisionPage
    from merchant_compliance.report.names import names_of

    speak(lang)
    inputs, others = expanded([input]), expanded(history or ())
    if soft:
        check_soft([*inputs, *others])
    engine, index, day = load_engine(rules), index_in(lists), as_of or date.today()
    merchant = find(inputs, merchant_id, allow_unknown)
    links, spared = links_of(merchant_id, engine.rulebook, index, day, inputs, others, allow_unknown, country, soft)
    known = sources_of(index, links).of(merchant, day)
    whole = engine.evaluate(merchant, day, *known)
    decision = whole.for_audience(audience.value)
    if audience is Reader.MERCHANT:
        decision, spared = for_merchant(whole, known.lists), []
    names = names_of(engine.rulebook)
    if html:
        with Aside() as aside:
            aside.open(html).write_text(DecisionPage(decision, names, spared).html(language()), encoding="utf-8")
    if json:
        typer.echo(as_json(decision, spared))
    else:
        tell(decision, names, spared)
