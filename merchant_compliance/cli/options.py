"""Options that several commands share, declared once so that they mean the same everywhere."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.speech import help_text


class Tongue(StrEnum):
    ZH = "zh"
    EN = "en"


def day(text: str | date) -> date:
    """A calendar date such as 2021-12-31, in this spelling only."""
    if isinstance(text, date):
        return text
    try:
        if len(text) == len("2021-12-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(
        help_text(f"`{text}` 不是 2021-12-31 这样的日期", f"`{text}` is not a date such as 2021-12-31")
    )


def country(text: str) -> str:
    """A region of the numbering plans, such as GB."""
    import phonenumbers

    code = text.strip().upper()
    if code in phonenumbers.SUPPORTED_REGIONS:
        return code
    raise typer.BadParameter(
        help_text(
            f"`{text}` 不是 CN、HK、GB 这样的国家或地区代码",
            f"`{text}` is not the code of a country or region, such as CN, HK or GB",
        )
    )


Lang = Annotated[
    Tongue | None,
    typer.Option(
        "--lang",
        help=help_text(
            "输出语言；默认取 MERCHANT_COMPLIANCE_LANG 或系统语言。",
            "Language of the output; by default from MERCHANT_COMPLIANCE_LANG or the locale.",
        ),
    ),
]
Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        help=help_text(
            "规则库文件夹；默认 ./rules，没有则用自带规则库。",
            "Folder of the rulebook; ./rules if there, else the shipped one.",
        ),
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=day,
        metavar="DATE",
        help=help_text(
            "判定日期，如 2021-12-31；默认今天。", "The date to judge at, such as 2021-12-31; default today."
        ),
    ),
]
Lists = Annotated[
    str | None,
    typer.Option(
        "--lists",
        metavar="FILE|none|db:[DATE]",
        help=help_text(
            "名单文件；none 表示没有任何名单；db: 用名单库现在所知，db:2021-12-31 用当日所知。省略则名单未知。",
            "The list file; `none` says that there are no lists; `db:` asks the store as known now, `db:2021-12-31` as "
            "known on that day. Omitted, memberships are unknown.",
        ),
    ),
]
History = Annotated[
    list[str] | None,
    typer.Option(
        "--history",
        metavar="FILE",
        help=help_text(
            "其他商家的数据：参与查找关联，但自身不被判定；可重复。",
            "Other merchants, who take part when links are found but are not judged themselves; may be repeated.",
        ),
    ),
]
Country = Annotated[
    str,
    typer.Option(
        "--country",
        metavar="CODE",
        parser=country,
        help=help_text(
            "不带国家代码的电话属于哪个国家或地区（如 GB、HK）；默认 CN。用于查找关联。",
            "Where phone numbers without country code ring, such as GB or HK, when links are found; default CN.",
        ),
    ),
]
Soft = Annotated[
    bool,
    typer.Option(
        "--soft",
        help=help_text(
            "同时查找名称、地址、电话相近的主体：置信度低于 1，只作人工核实。需要 soft-links 附加组件。",
            "Look-alikes too, by name, address and phone: with a confidence below 1, for a check by hand. Needs the "
            "extra soft-links.",
        ),
    ),
]
RejectedFile = Annotated[
    Path | None,
    typer.Option(
        "--rejected",
        metavar="FILE",
        help=help_text("未通过校验的行写入此文件（JSON 行）。", "Rejected rows go to this file, as JSON lines."),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=help_text("输出 JSON，供程序读取。", "Print JSON, for programs."))]
AllowUnknown = Annotated[
    bool,
    typer.Option("--allow-unknown", help=help_text("忽略未知字段。", "Ignore unknown fields.")),
]
Count = Annotated[
    int, typer.Option("--count", min=1, max=100_000_000, help=help_text("商家数。", "How many merchants."))
]
Seed = Annotated[
    int,
    typer.Option("--seed", help=help_text("随机种子；相同种子得到相同数据。", "The same seed gives the same data.")),
]
MadeFor = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=day,
        metavar="DATE",
        help=help_text("数据所处的日期；默认 2021-12-31。", "The day that the data are of; 2021-12-31 by default."),
    ),
]
