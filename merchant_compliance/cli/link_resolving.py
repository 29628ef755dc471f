"""A run of `links resolve`: merchants in, one row a merchant out that names its entity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import typer

from merchant_compliance.cli.cluster_rows import PIPE, read_clusters, write_clusters
from merchant_compliance.cli.folders import rules_folder
from merchant_compliance.cli.linked import check_columns
from merchant_compliance.cli.rejects import TOLD, Rejects
from merchant_compliance.cli.screen import progress
from merchant_compliance.cli.soft_linking import shipped_model
from merchant_compliance.cli.speech import tr
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.engine.rows.output import check_ending
from merchant_compliance.errors import wrong
from merchant_compliance.linking.records import identified
from merchant_compliance.linking.soft.likeness import READ, Likeness, likeness_of
from merchant_compliance.linking.soft.model import Model, model_of
from merchant_compliance.linking.soft.resolve import resolved
from merchant_compliance.linking.soft.scoring import check_installed
from merchant_compliance.merchant.readers import length_of
from merchant_compliance.rulebook.files import model_in
from merchant_compliance.text import Text


@dataclass(frozen=True)
class Wanted:
    """What the user asked for."""

    merchants: tuple[str, ...]
    out: str
    country: str
    rules: Path | None = None
    previous: Path | None = None
    allow_unknown: bool = False


def run(wanted: Wanted) -> None:
    """Resolves and writes. The output appears only when everything went well."""
    check_installed()
    _check(wanted)
    model = model_for(rules_folder(wanted.rules))
    previous = read_clusters(wanted.previous) if wanted.previous else {}
    final = None if wanted.out == PIPE else Path(wanted.out)
    rejected = None if final is None else final.with_suffix(".rejected.jsonl")
    with Aside() as aside, ExitStack() as stack:
        rejects = stack.enter_context(Rejects(rejected, aside, None if rejected is None else TOLD))
        found = resolved(looks_in(wanted.merchants, wanted.country, wanted.allow_unknown, rejects), model, previous)
        write_clusters(found, aside.open(final) if final else None, final.suffix if final else ".jsonl")
    _tell(found)


def model_for(folder: Path) -> Model:
    """The kept model of a rulebook, else the shipped one. Nothing else of the rulebook is read."""
    file = model_in(folder)
    return model_of(file.content, file.shown) if file else shipped_model()


def looks_in(
    files: Sequence[str], country: str, allow_unknown: bool, rejects: Rejects | None = None
) -> Iterator[Likeness]:
    """What the merchants of the files are compared by; rows that cannot be read are told to `rejects`."""
    for file in files:
        rows = identified(file, allow_unknown, READ)
        for one in progress(rows, tr(f"读取 {file}", f"reading {file}"), length_of(file), lambda one: one.position):
            if one.facts is not None:
                yield likeness_of(one.facts, country)
            elif one.row and rejects:
                rejects.write(one.row)


def _check(wanted: Wanted) -> None:
    for given in wanted.merchants:
        check_columns(given, wanted.allow_unknown)
    if wanted.out == PIPE:
        return
    check_ending(Path(wanted.out))
    for given in wanted.merchants:
        if given != PIPE and Path(wanted.out).resolve() == Path(given).resolve():
            raise wrong(
                "output-is-input",
                Text(f"输出会覆盖输入 {given}", f"the output would overwrite the input {given}"),
                mend=Text("换一个输出文件名", "choose another name for the output"),
            )


def _tell(found: dict[str, str]) -> None:
    sizes = Counter(found.values())
    several = sum(size > 1 for size in sizes.values())
    typer.echo(
        tr(
            f"{len(found):,} 家商家归为 {len(sizes):,} 个主体，其中 {several:,} 个主体有多家",
            f"{len(found):,} merchants are {len(sizes):,} entities, of which {several:,} have several",
        ),
        err=True,
    )
