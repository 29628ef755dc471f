"""What a rulebook asks of records at all: which facts have to be read, and what has to be known beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from merchant_compliance.engine.batch.enriching import LISTED_BY
from merchant_compliance.engine.batch.scores import checked
from merchant_compliance.engine.batch.tables import MERCHANT
from merchant_compliance.engine.lookup import ID_FIELDS
from merchant_compliance.engine.rows.known import Sources, of_nobody
from merchant_compliance.language.decode import element_path
from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Call, Has, Macro, Node, Select, Variable
from merchant_compliance.merchant.facts import FACTS, parts_of
from merchant_compliance.merchant.identifier_columns import CHECKED
from merchant_compliance.merchant.needed_columns import Needed
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.rulebook.rulebook import Rulebook

ALWAYS = ("merchant_id", "stage", "shop.region")
"""What rows, editions and the counts by province hang on."""
LIFTING = "categories"


class Asked(NamedTuple):
    """`facts` of the record, and `names` of what is known beside it: identifiers, lists, links, scores."""

    facts: Needed
    names: frozenset[str]


def asked_of(rulebook: Rulebook, as_of: date, sources: Sources) -> Asked:
    """All that batches ask of records on a day, whatever their stage and region, and whatever overlays adjust."""
    reads = Reads()
    rules = [rule for rule in rulebook.rules if rule.status == "live" and rule.effective.covers(as_of)]
    for rule in rules:
        reads.read(rule.violation)
    for card in rulebook.scorecards:
        if card.effective.covers(as_of):
            for place in card.places():
                reads.read(checked(place.text))
    for path in {rule.for_each.path for rule in rules if rule.for_each}:
        reads.take(_named(path))
    reads.take((*ALWAYS, LIFTING) if rulebook.lifts_categories else ALWAYS)
    if "identifiers" in reads.names:
        reads.take(map(".".join, CHECKED))
    if "lists" in reads.names and sources.lists not in (None, of_nobody):
        reads.take(map(".".join, LISTED_BY))
    return reads.asked()


def _named(path: str) -> Iterator[str]:
    """A list that rules run over, and what its elements are called by."""
    bare, part = path.removeprefix(f"{MERCHANT}."), FACTS[path].part
    yield bare
    for name in ID_FIELDS:
        if part is not None and name in part.model_fields:
            yield f"{bare}.{name}"


class Reads:
    """What conditions read, collected from their trees."""

    def __init__(self) -> None:
        self.names = set[str]()
        self._values, self._lists = set[str](), set[str]()

    def asked(self) -> Asked:
        return Asked(Needed(frozenset(self._values), frozenset(self._lists)), frozenset(self.names))

    def take(self, paths: Iterable[str]) -> None:
        for path in paths:
            self._fact(f"{MERCHANT}.{path}", whole=False)

    def read(self, node: Node, whole: bool = True) -> None:
        """Of a list of parts that is not wanted as a `whole` only the length is, beside fields that are named."""
        if isinstance(node, (Select, Has, Variable)) and node.path:
            self._path(node, node.path, whole)
        elif isinstance(node, Macro):
            self._macro(node, whole)
        else:
            counted = isinstance(node, Call) and node.function == "size"
            for child in node.children():
                self.read(child, not counted)

    def _macro(self, node: Macro, whole: bool) -> None:
        """Fields of elements have the path of the list, if that is known."""
        self.read(node.range, element_path(node.range) is None or (whole and node.kind == "filter"))
        for part in (node.body, node.where):
            if part is not None:
                self.read(part)

    def _path(self, node: Node, path: str, whole: bool) -> None:
        if path.partition(".")[0] != MERCHANT:
            self.names.add(path.partition(".")[0])
        else:
            fact = FACTS.get(path)
            is_list = fact is not None and fact.many
            self._fact(path, not is_list if isinstance(node, Has) else whole)
        if isinstance(node, (Select, Has)) and chain_of(node) is None:
            self.read(node.operand)

    def _fact(self, path: str, whole: bool) -> None:
        """A part is there where any of its facts is."""
        fact = FACTS.get(path)
        if fact is not None and fact.part is None:
            self._values.add(path)
            return
        if fact is not None and fact.many:
            self._lists.add(path)
        if whole:
            for name in parts_of(fact.part if fact and fact.part else Merchant, path):
                self._fact(f"{path}.{name}", whole)
