"""From hits to decisions, all merchants of a batch at once: outcomes of merchants and targets, and what is open.

The algebra is that of `engine.deciding`, over arrays: a finding is one place in them, an outcome its rank on the scale.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.bits import Flags, Index
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.pairs import Pairs, pairs_of
from merchant_compliance.engine.batch.plan import Plan
from merchant_compliance.engine.batch.rows import Batch, Listed, decoded
from merchant_compliance.engine.batch.running import Hits
from merchant_compliance.engine.batch.tables import Table
from merchant_compliance.engine.deciding import CATEGORY
from merchant_compliance.engine.lookup import ID_FIELDS
from merchant_compliance.engine.outcomes import LIFTED_FROM, Scale
from merchant_compliance.engine.single import percentile
from merchant_compliance.merchant.facts import FACTS

Ranks = npt.NDArray[np.int16]
NO_OUTCOME, NO_TARGET = -1, -1


class Findings(NamedTuple):
    """Every finding on one place: the merchant, the rule, the row of the rule's table (-1 for the merchant itself),
    whether it fired, and the rank of what the rule does when it fires."""

    merchant: Index
    rule: Index
    row: Index
    fired: Flags
    fires: Ranks

    def where(self, flags: Flags) -> Findings:
        merchant, rule, row, fired, fires = self
        return Findings(merchant[flags], rule[flags], row[flags], fired[flags], fires[flags])

    def pairs(self) -> Pairs:
        """Merchants and rules with any finding."""
        return pairs_of(self.merchant, self.rule)


class Targets(NamedTuple):
    """Targets on which something counts, each once: merchant, kind (by number), id and rank, in this order."""

    merchant: Index
    kind: Index
    id: pa.Array
    rank: Ranks


@dataclass(frozen=True)
class Decided:
    """`outcome` by merchant; `open` are the findings that could make an outcome more severe."""

    outcome: Ranks
    fired: Pairs
    undetermined: Pairs
    targets: Targets
    open: Findings


@dataclass(frozen=True)
class Meanings:
    """What rules mean by edition, as arrays over rules and editions: -1 where a rule is not judged."""

    fires: Ranks
    counts_open: Ranks
    ignored: Flags
    rollout: npt.NDArray[np.int64]
    kind: Index
    kinds: tuple[str, ...]

    @staticmethod
    def of(plan: Plan, editions: Editions, scale: Scale) -> Meanings:
        variants, found = plan.variants, editions.found
        fires = np.full((len(variants), len(found)), NO_OUTCOME, np.int16)
        kinds = tuple(dict.fromkeys(variant.span[1] for variant in variants))
        for index, variant in enumerate(variants):
            for number in variant.editions:
                fires[index, number] = scale.rank[variant.rule.outcomes[found[number][1]]]
        opens = [scale.rank.get(variant.rule.if_undetermined, NO_OUTCOME) for variant in variants]
        shares = [100 if variant.rule.rollout is None else variant.rule.rollout for variant in variants]
        return Meanings(
            fires,
            np.array(opens, np.int16),
            np.array([variant.rule.if_undetermined == "ignore" for variant in variants], np.bool_),
            np.array(shares),
            np.array([kinds.index(variant.span[1]) for variant in variants], np.int64),
            kinds,
        )


class Decider:
    """Decides batches under one plan."""

    def __init__(self, plan: Plan, editions: Editions, scale: Scale, lifts: bool) -> None:
        self._plan, self._scale, self._lifts = plan, scale, lifts
        self.meanings = Meanings.of(plan, editions, scale)
        self._tables = {path: table for path, (table, _) in plan.spans.items()}
        self._default = scale.rank[scale.default]
        order = list(self._tables)
        paths = [order.index(variant.span[0]) if variant.span[0] else -1 for variant in plan.variants]
        self._path = np.array(paths, np.int64)

    def __call__(self, batch: Batch, hits: Iterable[tuple[Table, Hits]]) -> Decided:
        findings = self._findings(batch, hits)
        counted = self._counted(findings)
        elements = self._elements(batch, findings, counted)
        own = np.full(batch.records.num_rows, self._default, np.int16)
        mine = (findings.row == NO_TARGET) & (counted != NO_OUTCOME)
        np.maximum.at(own, findings.merchant[mine], counted[mine])
        outcome = self._lifted(batch, own, elements) if self._lifts else own
        reached = np.maximum(outcome[findings.merchant], self._reached(findings, elements))
        opened = findings.where(~findings.fired & (findings.fires > reached))
        fired, undetermined = (findings.where(flags).pairs() for flags in (findings.fired, ~findings.fired))
        return Decided(outcome, fired, undetermined, elements.targets, opened)

    def _findings(self, batch: Batch, hits: Iterable[tuple[Table, Hits]]) -> Findings:
        parts = [self._of_hits(batch, table, *hit) for table, hit in hits]
        parts += [part for path in self._tables for part in self._of_missing_list(batch, path)]
        empty = np.zeros(0, np.int64)
        merchant, rule, row, fired = (
            np.concatenate(arrays) for arrays in zip((empty, empty, empty, empty.astype(np.bool_)), *parts, strict=True)
        )
        fires = self.meanings.fires[rule, _editions(batch)[merchant]]
        judged = (fires != NO_OUTCOME) & (fired | ~self.meanings.ignored[rule])
        found = Findings(merchant, rule, row, fired, fires).where(judged)
        return self._rolled_out(batch, found)

    @staticmethod
    def _of_hits(
        batch: Batch, table: Table, rule: int, true: Index, unknown: Index
    ) -> tuple[Index, Index, Index, Flags]:
        rows = np.concatenate((true, unknown))
        merchants = rows if table.parent is None else batch.rows(table).above[rows]
        fired = np.arange(len(rows)) < len(true)
        place = np.full(len(rows), NO_TARGET) if table.parent is None else rows
        return merchants, np.full(len(rows), rule), place, fired

    def _of_missing_list(self, batch: Batch, path: str) -> list[tuple[Index, Index, Index, Flags]]:
        """Every rule over a list is undetermined where the list is missing."""
        table, rules = self._plan.spans[path]
        listed = batch.rows(table).listed
        assert listed is not None
        merchants = np.flatnonzero(listed.missing)
        if not len(merchants):
            return []
        size = len(merchants) * len(rules)
        every = np.repeat(merchants, len(rules)), np.tile(np.array(rules), len(merchants))
        return [(*every, np.full(size, NO_TARGET), np.zeros(size, np.bool_))]

    def _rolled_out(self, batch: Batch, findings: Findings) -> Findings:
        share = self.meanings.rollout[findings.rule]
        partly = np.flatnonzero(share < 100)
        if not len(partly):
            return findings
        ids = batch.records.column("merchant_id").take(pa.array(findings.merchant[partly])).to_pylist()
        kept = np.ones(len(share), np.bool_)
        kept[partly] = np.array([percentile(merchant) for merchant in ids]) < share[partly]
        return findings.where(kept)

    def _counted(self, findings: Findings) -> Ranks:
        """The outcome that each finding counts as; an undetermined one mostly as none."""
        counted: Ranks = np.where(findings.fired, findings.fires, self.meanings.counts_open[findings.rule])
        return counted

    def _elements(self, batch: Batch, findings: Findings, counted: Ranks) -> Elements:
        """The rank of every target, and where each finding's target is."""
        on = np.flatnonzero(findings.row != NO_TARGET)
        kinds = self.meanings.kind[findings.rule[on]]
        ids = self._ids(batch, findings.row[on], findings.rule[on])
        codes = pc.dictionary_encode(ids)
        width = len(codes.dictionary) or 1
        code = codes.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        key = (findings.merchant[on] * len(self.meanings.kinds) + kinds) * width + code
        unique, first, place = np.unique(key, return_index=True, return_inverse=True)
        rank = np.full(len(unique), NO_OUTCOME, np.int16)
        np.maximum.at(rank, place, counted[on])
        where = np.full(len(findings.row), NO_TARGET)
        where[on] = place
        targets = Targets(findings.merchant[on][first], kinds[first], ids.take(pa.array(first)), rank)
        return Elements(where, rank, targets)

    def _ids(self, batch: Batch, rows: Index, rules: Index) -> pa.Array:
        """The names of elements: themselves, or the first field that names them, else their place from 0."""
        paths = self._path[rules]
        places, names = [np.zeros(0, np.int64)], [pa.array([], pa.string())]
        for number, table in enumerate(self._tables.values()):
            places.append(np.flatnonzero(paths == number))
            names.append(element_ids(batch, table, rows[places[-1]]))
        return pa.concat_arrays(names).take(pa.array(np.argsort(np.concatenate(places))))

    def _reached(self, findings: Findings, elements: Elements) -> Ranks:
        """What each finding's target has come to already."""
        reached = np.full(len(findings.row), self._default, np.int16)
        on = elements.where != NO_TARGET
        reached[on] = np.maximum(elements.rank[elements.where[on]], self._default)
        return reached

    def _lifted(self, batch: Batch, own: Ranks, elements: Elements) -> Ranks:
        """The merchant's outcome where all of its categories are refused: the mildest of theirs, at least."""
        floor = self._scale.rank.get(LIFTED_FROM)
        column = batch.records.schema.get_field_index("categories")
        if floor is None or CATEGORY not in self.meanings.kinds or column < 0:
            return own
        targets = elements.targets
        kind = self.meanings.kinds.index(CATEGORY)
        refused = np.flatnonzero((targets.kind == kind) & (targets.rank >= floor))
        return _mildest(batch.records.column("categories"), targets, refused, own) if len(refused) else own


def _mildest(categories: pa.Array, targets: Targets, refused: Index, own: Ranks) -> Ranks:
    """The outcome of merchants, at least the mildest of their categories where all of these are `refused` targets."""
    listed = Listed.of(categories)
    merchant = np.repeat(np.arange(len(own)), listed.lengths)
    known = pc.unique(targets.id.take(pa.array(refused)))
    codes = pc.fill_null(pc.index_in(decoded(listed.values), known), -1).to_numpy(zero_copy_only=False)
    ids = pc.index_in(targets.id.take(pa.array(refused)), known).to_numpy(zero_copy_only=False)
    keys = targets.merchant[refused] * len(known) + ids
    order = np.argsort(keys)
    asked = merchant * len(known) + codes
    place = np.minimum(np.searchsorted(keys, asked, sorter=order), len(keys) - 1)
    found = (codes >= 0) & (keys[order[place]] == asked)
    all_refused = np.bincount(merchant[found], minlength=len(own)) == listed.lengths
    mildest = np.full(len(own), np.iinfo(np.int16).max, np.int16)
    np.minimum.at(mildest, merchant[found], targets.rank[refused][order[place[found]]])
    lifted = all_refused & (listed.lengths > 0)
    return np.where(lifted, np.maximum(own, mildest), own)


class Elements(NamedTuple):
    """`where` is the target of each finding, -1 for the merchant itself; `rank` is what each target has come to."""

    where: Index
    rank: Ranks
    targets: Targets


def _editions(batch: Batch) -> Index:
    numbers: Index = batch.records.column("edition").to_numpy(zero_copy_only=False)
    return numbers


def element_ids(batch: Batch, table: Table, rows: Index) -> pa.Array:
    """The names of the elements in these rows of a table over a list of the record."""
    fact = FACTS[table.path]
    if fact.part is None:
        return decoded(batch.column(table, (table, ""), rows))
    named = [name for name in ID_FIELDS if name in fact.part.model_fields]
    listed = batch.rows(table).listed
    assert listed is not None
    place = rows - listed.starts[batch.rows(table).above[rows]]
    fields = [decoded(batch.column(table, (table, name), rows)) for name in named]
    return pc.coalesce(*fields, pa.array(place).cast(pa.string()))
