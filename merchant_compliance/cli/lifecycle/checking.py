"""`lifecycle replay --check`: some merchants on durable_rules as well, before anything is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from merchant_compliance.cli.speech import help_text, tr

if TYPE_CHECKING:
    from merchant_compliance.engine.durable.sampling import Sample
    from merchant_compliance.engine.lifecycle.delivery import Lifecycles

Check = Annotated[
    int,
    typer.Option(
        "--check",
        metavar="N",
        min=0,
        help=help_text(
            "先由 durable_rules 重算 N 个商家并比较；有差异则报错，不写文件。",
            "First have durable_rules compute N merchants as well; a difference is an error, and nothing is written.",
        ),
    ),
]
PIPE = "-"


def check(lifecycles: Lifecycles, events: str, as_of: date, merchants: int) -> Sample | None:
    """Raises InputError for a difference, without durable_rules, and for a pipe, which can be read only once."""
    if not merchants:
        return None
    from merchant_compliance.engine.durable.availability import missing
    from merchant_compliance.engine.durable.sampling import check_file
    from merchant_compliance.errors import InputError, wrong
    from merchant_compliance.text import Text

    if events == PIPE:
        raise wrong(
            "check-of-pipe",
            Text("--check 不能用于管道", "--check cannot be used with a pipe"),
            why=Text("对照要把事件再读一遍", "the events are read twice"),
            mend=Text("先存为文件", "save them to a file first"),
        )
    if error := missing():
        raise error
    sample = check_file(lifecycles, events, as_of, merchants)
    if sample.differences:
        raise InputError(difference.problem() for difference in sample.differences)
    return sample


def as_json(sample: Sample | None) -> dict[str, Any]:
    if sample is None:
        return {}
    return {"cross_check": {"engine": "durable_rules", "merchants": sample.merchants, "courses": sample.courses}}


def tell(sample: Sample | None) -> None:
    if sample is not None:
        typer.echo(
            tr(
                f"与 durable_rules 对照：{sample.merchants:,} 个商家、{sample.courses:,} 个流程，没有差异",
                f"Compared with durable_rules: no difference on {sample.merchants:,} merchants, "
                f"{sample.courses:,} courses",
            )
        )
