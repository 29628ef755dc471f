"""The summary of a batch from its arrays: the same counts as `Summary.add` makes decision by decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.bits import Flags, Index
from merchant_compliance.engine.batch.deciding import NO_OUTCOME
from merchant_compliance.engine.batch.engine import Compiled, Done
from merchant_compliance.engine.batch.rows import decoded
from merchant_compliance.engine.deciding import provider_of
from merchant_compliance.engine.rows.summary import (
    EXAMPLES,
    PendingTally,
    PolicyTally,
    RuleTally,
    StarTally,
    Summary,
)


def summary_of(done: Done, compiled: Compiled) -> Summary:
    """Counts without the version and the time, to be merged into those of a run."""
    totals = _Totals(done, compiled)
    summary = Summary(merchants=done.table.num_rows, final=int(pc.sum(done.table.column("final")).as_py() or 0))
    summary.outcomes = totals.outcomes()
    summary.targets = totals.targets()
    summary.rules = totals.rules()
    summary.policies = totals.policies()
    summary.pending = totals.pending()
    summary.stars = dict(totals.stars())
    summary.provinces = totals.provinces()
    return summary


class _Totals:
    def __init__(self, done: Done, compiled: Compiled) -> None:
        self._done, self._compiled = done, compiled
        self._rules = [variant.rule for variant in compiled.plan.variants]
        self._meanings, self._scale = compiled.decider.meanings, compiled.scale
        self._fired, self._open = done.decided.fired, done.decided.undetermined

    def outcomes(self) -> Counter[str]:
        return self._counted(self._done.table.column("outcome"))

    @staticmethod
    def _counted(column: pa.ChunkedArray) -> Counter[str]:
        return Counter({each["values"]: each["counts"] for each in pc.value_counts(column).to_pylist()})

    def targets(self) -> Counter[tuple[str, str]]:
        """Merchants by the kinds and outcomes that their targets have, each pair once a merchant."""
        targets, names, kinds = self._done.decided.targets, self._scale.order, self._meanings.kinds
        some = targets.rank != NO_OUTCOME
        rank = np.maximum(targets.rank[some], self._scale.rank[self._scale.default])
        flags = self._flags(targets.merchant[some], targets.kind[some] * len(names) + rank, len(kinds) * len(names))
        named = [(kind, name) for kind in kinds for name in names]
        return Counter({pair: count for pair, count in zip(named, flags.sum(axis=0).tolist(), strict=True) if count})

    def _flags(self, merchant: Index, column: Index, width: int) -> Flags:
        """Which merchants have which of some columns: a row a merchant."""
        flags = np.zeros((self._done.table.num_rows, width), np.bool_)
        flags[merchant, column] = True
        return flags

    def rules(self) -> dict[str, RuleTally]:
        found: dict[str, RuleTally] = {}
        names, size = self._scale.order, len(self._rules)
        fired, opened = (np.bincount(pairs.rule, minlength=size) for pairs in (self._fired, self._open))
        editions = self._done.run.records.column("edition").to_numpy()[self._fired.merchant]
        ranks = self._meanings.fires[self._fired.rule, editions]
        outcomes = np.bincount(self._fired.rule * len(names) + ranks, minlength=size * len(names)).reshape(
            size, len(names)
        )
        for rule in np.flatnonzero(fired + opened).tolist():
            tally = found.setdefault(self._rules[rule].id, RuleTally(self._rules[rule].policy))
            tally.fired += int(fired[rule])
            tally.undetermined += int(opened[rule])
            tally.outcomes.update({name: n for name, n in zip(names, outcomes[rule].tolist(), strict=True) if n})
        for rule, merchant_id in self._examples(fired):
            found[self._rules[rule].id].examples.append(merchant_id)
        return found

    def _examples(self, fired: Index) -> Iterator[tuple[int, str]]:
        """The first merchants of each rule."""
        rule = self._fired.rule
        place = np.arange(len(rule)) - (np.cumsum(fired) - fired)[rule]
        first = np.flatnonzero(place < EXAMPLES)
        ids = self._done.run.records.column("merchant_id").take(pa.array(self._fired.merchant[first]))
        return zip(rule[first].tolist(), ids.to_pylist(), strict=True)

    def policies(self) -> dict[str, PolicyTally]:
        """Merchants with a fired rule of a policy, and with undetermined ones only."""
        names = list(dict.fromkeys(rule.policy for rule in self._rules))
        number = {name: place for place, name in enumerate(names)}
        policy = np.array([number[rule.policy] for rule in self._rules], np.int64)
        fired, opened = (
            self._flags(each.merchant, policy[each.rule], len(names)) for each in (self._fired, self._open)
        )
        counts = zip(names, fired.sum(axis=0).tolist(), (opened & ~fired).sum(axis=0).tolist(), strict=True)
        return {name: PolicyTally(some, undecided) for name, some, undecided in counts if some or undecided}

    def pending(self) -> dict[str, PendingTally]:
        merchant, path = self._done.missing
        names = self._compiled.pending.names
        alone = np.bincount(merchant, minlength=self._done.table.num_rows)[merchant] == 1
        found: dict[str, PendingTally] = {}
        for place in np.unique(path).tolist():
            mine = path == place
            found[names[place]] = PendingTally(provider_of(names[place]), int(mine.sum()), int((mine & alone).sum()))
        return found

    def stars(self) -> Iterator[tuple[str, StarTally]]:
        """Cards by the half stars of their merchants; a card that an edition has not got counts for nobody there."""
        scores = self._done.run.scores
        for field in scores.type if scores is not None else ():
            card = pc.struct_field(scores, field.name)
            there = pc.is_valid(card)
            stars, rated = (pc.struct_field(card, name) for name in ("stars", "rated"))
            halves = pc.divide(pc.floor(pc.multiply(stars, 2.0)), 2.0)
            counts = {e["values"]: e["counts"] for e in pc.value_counts(halves).to_pylist() if e["values"] is not None}
            starless = pc.and_(there, pc.is_null(stars))
            unrated = pc.and_(starless, pc.equal(pc.fill_null(rated, True), False))
            total, without = (int(pc.sum(flags).as_py() or 0) for flags in (starless, unrated))
            if int(pc.sum(there).as_py() or 0):
                yield field.name, StarTally(Counter(counts), without, total - without)

    def provinces(self) -> dict[str, Counter[str]]:
        regions = decoded(pc.struct_field(self._done.run.records.column("shop"), "region"))
        province = pc.utf8_slice_codeunits(regions, 0, 2)
        table = pa.table({"p": province, "o": self._done.table.column("outcome").combine_chunks()})
        found: dict[str, Counter[str]] = {}
        for each in table.group_by(["p", "o"]).aggregate([([], "count_all")]).to_pylist():
            if each["p"]:
                found.setdefault(each["p"], Counter())[each["o"]] = each["count_all"]
        return found
