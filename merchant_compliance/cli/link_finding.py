"""A run of `links find`: merchants and lists in, one row a link out."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from merchant_compliance.cli.folders import rules_folder
from merchant_compliance.cli.hash_key import hasher_of, random_hasher
from merchant_compliance.cli.link_rows import LinkSink, open_links
from merchant_compliance.cli.linked import check_columns, fill
from merchant_compliance.cli.loading import index_in
from merchant_compliance.cli.rejects import TOLD, Rejects
from merchant_compliance.cli.soft_linking import check_soft, soft_links
from merchant_compliance.cli.speech import tr
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.engine.rows.output import check_ending
from merchant_compliance.errors import wrong
from merchant_compliance.linking.finder import Finder
from merchant_compliance.linking.intake import hashed_value
from merchant_compliance.linking.listing import Memberships
from merchant_compliance.linking.normalise import MAINLAND
from merchant_compliance.linking.path import Show, masked, path_shown
from merchant_compliance.linking.shape import Link
from merchant_compliance.linking.spark.session import missing
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.load import load
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from merchant_compliance.linking.spark.finder import SparkFinder

PIPE = "-"
ENGINES = ("duckdb", "spark")
SPARK = "spark"


@dataclass(frozen=True)
class Wanted:
    """What the user asked for."""

    merchants: tuple[str, ...]
    lists: str
    out: str
    history: tuple[str, ...]
    rules: Path | None
    as_of: date
    hashed: bool
    allow_unknown: bool
    country: str = MAINLAND
    soft: bool = False
    engine: str = "duckdb"


def run(wanted: Wanted) -> None:
    """Finds and writes. The output appears only when everything went well."""
    _check(wanted)
    rulebook = load(rules_folder(wanted.rules))
    index = index_in(wanted.lists)
    assert index is not None  # `--lists` is required
    hasher = hasher_of() or (random_hasher() if wanted.hashed else None)
    rejected = None if wanted.out == PIPE else Path(wanted.out).with_suffix(".rejected.jsonl")
    with Aside() as aside, ExitStack() as stack:
        sink = stack.enter_context(_sink(wanted, aside))
        rejects = stack.enter_context(Rejects(rejected, aside, None if rejected is None else TOLD))
        finder = _finder(wanted, rulebook, index, hasher)
        stack.push(finder.__exit__)
        fill(finder, wanted.merchants, wanted.history, wanted.allow_unknown, rejects.write)
        links = _with_soft(wanted, rulebook, index, finder.links()) if wanted.soft else finder.links()
        linked, count = _write(links, sink, _shown(hasher if wanted.hashed else None))
    _tell(finder, linked, count, hasher)


def _with_soft(wanted: Wanted, rulebook: Rulebook, index: Memberships, links: Iterable[Link]) -> list[Link]:
    """Exact links and soft ones, by merchant, list and hops."""
    exact = list(links)
    inputs, as_of = wanted.merchants, wanted.as_of
    soft = soft_links(rulebook, index, as_of, inputs, wanted.history, exact, wanted.allow_unknown, wanted.country)
    return sorted(exact + soft, key=lambda link: (link.merchant_id, link.list, link.hops, link.listed))


def _finder(wanted: Wanted, rulebook: Rulebook, index: Memberships, hasher: Hasher | None) -> Finder | SparkFinder:
    kind: type[Finder] | type[SparkFinder] = Finder
    if wanted.engine == SPARK:
        from merchant_compliance.linking.spark.finder import SparkFinder

        kind = SparkFinder
    return kind(rulebook.link_paths(), index, wanted.as_of, wanted.country, hasher)


def _check(wanted: Wanted) -> None:
    if wanted.soft:
        check_soft([*wanted.merchants, *wanted.history])
    if wanted.engine not in ENGINES:
        raise wrong(
            "unknown-engine",
            Text(f"没有执行引擎 {wanted.engine}", f"there is no engine {wanted.engine}"),
            mend=Text("使用 --engine duckdb 或 --engine spark", "use --engine duckdb or --engine spark"),
            nearest=nearest(wanted.engine, ENGINES),
        )
    if wanted.engine == SPARK and (problem := missing()):
        raise problem
    for given in (*wanted.merchants, *wanted.history):
        check_columns(given, wanted.allow_unknown)
    if wanted.out == PIPE:
        return
    check_ending(Path(wanted.out))
    for given in (*wanted.merchants, *wanted.history):
        if given != PIPE and Path(wanted.out).resolve() == Path(given).resolve():
            raise wrong(
                "output-is-input",
                Text(f"输出会覆盖输入 {given}", f"the output would overwrite the input {given}"),
                mend=Text("换一个输出文件名", "choose another name for the output"),
            )


def _sink(wanted: Wanted, aside: Aside) -> LinkSink:
    if wanted.out == PIPE:
        return open_links(sys.stdout.buffer, ".jsonl")
    final = Path(wanted.out)
    return open_links(aside.open(final).open("wb"), final.suffix)


def _shown(hasher: Hasher | None) -> Show:
    """How an identifier stands in a path: hashed, or masked. What is hashed already is cut short instead."""
    if hasher:
        return lambda kind, value: hashed_value(kind, value, hasher)
    return masked


def _write(links: Iterable[Link], sink: LinkSink, show: Show) -> tuple[int, int]:
    """How many merchants are linked, and by how many links."""
    merchants, count = set(), 0
    for link in links:
        sink.write(link, path_shown(link, show).told())
        merchants.add(link.merchant_id)
        count += 1
    return len(merchants), count


def _tell(finder: Finder | SparkFinder, linked: int, links: int, hasher: Hasher | None) -> None:
    if not finder:
        typer.echo(tr("名单上没有当日有效的条目", "no entry of these lists is valid on that day"), err=True)
        return
    typer.echo(
        tr(
            f"{finder.count:,} 家商家中 {linked:,} 家与名单上的商家关联，共 {links:,} 条关联",
            f"{linked:,} of {finder.count:,} merchants are linked to listed ones, by {links:,} links",
        ),
        err=True,
    )
    if finder.hashed_kinds and not hasher:
        kinds = ", ".join(finder.hashed_kinds)
        typer.echo(
            tr(
                f"{kinds} 中有哈希值，没有密钥就无法与明文比对",
                f"some of {kinds} are hashes, which without their key meet no plain identifier",
            ),
            err=True,
        )
