"""`links`: who is linked to whom on a list, by shared identifiers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.options import AllowUnknown, AsOf, Country, History, Lang, Rules, Soft
from merchant_compliance.cli.speech import examples, help_text, speak

app = typer.Typer(
    no_args_is_help=True,
    help=help_text(
        "关联主体：按共用的标识或相近的名称、地址查找。",
        "Linked entities: found by identifiers that they share, and by names and addresses that are alike.",
    ),
)
Input = Annotated[
    str,
    typer.Argument(
        metavar="MERCHANTS",
        help=help_text(
            "商家数据：文件、通配或数据库中的表（同 evaluate），或 - 表示管道。",
            "Merchants: a file, a pattern or a table of a database, as for evaluate; or - for a pipe.",
        ),
    ),
]
ListFile = Annotated[
    str,
    typer.Option(
        "--lists",
        metavar="FILE|none|db:[DATE]",
        help=help_text("名单文件，或名单库。", "The list file, or the store of lists."),
    ),
]
Out = Annotated[
    str,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help=help_text(
            "关联：.jsonl、.csv、.parquet；- 写到标准输出。", "Links: .jsonl, .csv or .parquet; - is standard output."
        ),
    ),
]
HashIdentifiers = Annotated[
    bool,
    typer.Option(
        "--hash-identifiers",
        help=help_text(
            "路径中写标识的带密钥哈希，而非掩码；密钥取自 MERCHANT_COMPLIANCE_HASH_KEY。",
            "Keyed hashes of identifiers in the path instead of masks; the key is in MERCHANT_COMPLIANCE_HASH_KEY.",
        ),
    ),
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="duckdb|spark",
        help=help_text(
            "在本进程内查找，或交给 Spark（多台机器）；结果相同。",
            "Search in this process, or on Spark, for more than one machine: the same links.",
        ),
    ),
]


ClustersOut = Annotated[
    str,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help=help_text(
            "每行一家商家：.jsonl、.csv、.parquet；- 写到标准输出。",
            "A row a merchant: .jsonl, .csv or .parquet; - is standard output.",
        ),
    ),
]
Previous = Annotated[
    Path | None,
    typer.Option(
        "--previous",
        metavar="FILE",
        help=help_text(
            "上一次的结果：合并或拆分的组沿用多数成员原来的编号。",
            "The result of an earlier run: clusters that merged or split keep the id that most members had.",
        ),
    ),
]


@app.callback()
def root() -> None:
    """A group of commands."""


@app.command(
    "find",
    help=help_text(
        "查找与名单上的商家共用标识的商家，写出每条关联及其路径。",
        "Find the merchants that share identifiers with listed ones, and write every link with its path.",
    ),
    epilog=examples(
        "links find merchants.parquet --lists lists.csv -o links.parquet",
        "links find new.jsonl --history all.parquet --lists db: -o links.csv",
        "links find merchants.jsonl --lists lists.csv -o - --hash-identifiers",
        "links find merchants.csv --lists lists.csv -o links.csv --soft",
    ),
)
def find(
    merchants: Input,
    lists: ListFile,
    out: Out,
    history: History = None,
    country: Country = "CN",
    rules: Rules = None,
    as_of: AsOf = None,
    hash_identifiers: HashIdentifiers = False,
    soft: Soft = False,
    engine: EngineName = "duckdb",
    allow_unknown: AllowUnknown = False,
    lang: Lang = None,
) -> None:
    """The help text is in the decorator."""
    from datetime import date

    from merchant_compliance.cli.link_finding import Wanted, run
    from merchant_compliance.merchant.inputs import expanded

    speak(lang)
    day = as_of or date.today()
    run(
        Wanted(
            tuple(expanded([merchants])),
            lists,
            out,
            tuple(expanded(history or ())),
            rules,
            day,
            hash_identifiers,
            allow_unknown,
            country,
            soft,
            engine,
        )
    )


@app.command(
    "resolve",
    help=help_text(
        "把同一主体的商家归为一组：按名称、地址、电话、代表人等比对，写出每家商家的 cluster_id。",
        "Find out which merchants are one entity, by names, addresses, phones and representatives; write the "
        "cluster_id of each.",
    ),
    epilog=examples(
        "links resolve merchants.csv -o clusters.csv",
        "links resolve restaurants.csv --country US -o clusters.parquet",
        "links resolve today.jsonl --previous yesterday.csv -o clusters.csv",
    ),
)
def resolve(
    merchants: Input,
    out: ClustersOut,
    country: Country = "CN",
    previous: Previous = None,
    rules: Rules = None,
    allow_unknown: AllowUnknown = False,
    lang: Lang = None,
) -> None:
    """The help text is in the decorator."""
    from merchant_compliance.cli.link_resolving import Wanted, run
    from merchant_compliance.merchant.inputs import expanded

    speak(lang)
    run(Wanted(tuple(expanded([merchants])), out, country, rules, previous, allow_unknown))
