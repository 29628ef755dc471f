"""Soft links for a run: its files are read once more for what look-alikes are compared by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from merchant_compliance.cli.screen import progress
from merchant_compliance.cli.speech import tr
from merchant_compliance.errors import wrong
from merchant_compliance.linking.listing import Memberships
from merchant_compliance.linking.normalise import MAINLAND
from merchant_compliance.linking.records import READ as IDENTIFYING
from merchant_compliance.linking.records import identified
from merchant_compliance.linking.shape import Link
from merchant_compliance.linking.soft.finder import SoftFinder
from merchant_compliance.linking.soft.likeness import READ as LIKENESS
from merchant_compliance.linking.soft.model import Model, model_of
from merchant_compliance.linking.soft.scoring import check_installed
from merchant_compliance.merchant.files import STANDARD_INPUT
from merchant_compliance.merchant.readers import length_of
from merchant_compliance.rulebook.files import model_in, shipped_rules
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Text


def check_soft(inputs: Sequence[str]) -> None:
    """Raises `InputError` where look-alikes cannot be found: without Splink, or in a pipe, which is read only once."""
    check_installed()
    if STANDARD_INPUT in inputs:
        raise wrong(
            "soft-from-pipe",
            Text("--soft 需要把商家读两遍，标准输入只能读一遍", "--soft reads the merchants twice, a pipe only once"),
            mend=Text("请先写成文件", "save them to a file first"),
        )


def shipped_model() -> Model:
    """The model of the shipped rulebook, for rulebooks that have none."""
    file = model_in(shipped_rules())
    assert file is not None  # the shipped rulebook has one
    return model_of(file.content, file.shown)


def soft_links(
    rulebook: Rulebook,
    index: Memberships,
    as_of: date,
    inputs: Sequence[str],
    history: Sequence[str],
    exact: Collection[Link],
    allow_unknown: bool = False,
    country: str = MAINLAND,
) -> list[Link]:
    """Look-alikes of listed merchants among those of the inputs; none where `exact` has a link already."""
    model = rulebook.look_alikes or shipped_model()
    finder = SoftFinder(rulebook.soft_paths(), index, as_of, model, country)
    for files, wanted in ((inputs, True), (history, False)):
        for file in files if finder else ():
            title = tr(f"查找相似主体 {file}", f"finding look-alikes {file}")
            rows = identified(file, allow_unknown, IDENTIFYING | LIKENESS)
            for one in progress(rows, title, length_of(file), lambda one: one.position):
                if one.facts is not None:
                    finder.add(one.facts, wanted)
    return finder.links(exact)
