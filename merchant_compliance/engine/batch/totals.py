"""The summary of a batch from its arrays: the same counts as `Summary.add` makes decision by decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.answers import pairs
from merchant_compliance.engine.batch.bits import Index
from merchant_compliance.engine.batch.deciding import NO_OUTCOME, Findings
from merchant_compliance.engine.batch.engine import Compiled, Done
from merchant_compliance.engine.batch.rows import decoded, grouped
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
        self._variants = compiled.plan.variants
        findings = done.decided.findings
        self._fired, self._open = findings.where(findings.fired), findings.where(~findings.fired)

    def outcomes(self) -> Counter[str]:
        return self._counted(self._done.table.column("outcome"))

    @staticmethod
    def _counted(column: pa.ChunkedArray) -> Counter[str]:
        return Counter({each["values"]: each["counts"] for each in pc.value_counts(column).to_pylist()})

    def targets(self) -> Counter[tuple[str, str]]:
        """Merchants by the kinds and outcomes that their targets have, each pair once a merchant."""
        targets, answers = self._done.decided.targets, self._compiled.answers
        some = targets.rank != NO_OUTCOME
        outcomes = len(answers.outcomes)
        kind = targets.kind[some] * outcomes + np.maximum(targets.rank[some], answers.default)
        _, found = pairs(targets.merchant[some], kind, len(answers.kinds) * outcomes)
        numbers, counts = np.unique(found, return_counts=True)
        named = [(answers.kinds[number // outcomes], answers.outcomes[number % outcomes]) for number in numbers]
        return Counter(dict(zip(named, counts.tolist(), strict=True)))

    def _merchants(self, findings: Findings) -> tuple[Index, Index]:
        """Pairs of merchant and rule, each once."""
        return pairs(findings.merchant, findings.rule, len(self._variants))

    def rules(self) -> dict[str, RuleTally]:
        found: dict[str, RuleTally] = {}
        ids = self._done.run.records.column("merchant_id")
        for rule, merchants in self._by_rule(self._fired):
            tally = self._tally(found, rule)
            tally.fired += len(merchants)
            tally.outcomes.update(self._outcomes(rule, merchants))
            tally.examples += ids.take(pa.array(merchants[:EXAMPLES])).to_pylist()
        for rule, merchants in self._by_rule(self._open):
            self._tally(found, rule).undetermined += len(merchants)
        return found

    def _tally(self, found: dict[str, RuleTally], index: int) -> RuleTally:
        rule = self._variants[index].rule
        return found.setdefault(rule.id, RuleTally(rule.policy))

    def _by_rule(self, findings: Findings) -> Iterator[tuple[int, Index]]:
        """The merchants of each rule, in the order of the records."""
        merchant, rule = self._merchants(findings)
        yield from grouped(rule, merchant)

    def _outcomes(self, rule: int, merchants: Index) -> Counter[str]:
        editions = self._done.run.records.column("edition").to_numpy()[merchants]
        ranks = self._compiled.decider.meanings.fires[rule, editions]
        numbers, counts = np.unique(ranks, return_counts=True)
        names = [self._compiled.answers.outcomes[number] for number in numbers]
        return Counter(dict(zip(names, counts.tolist(), strict=True)))

    def policies(self) -> dict[str, PolicyTally]:
        """Merchants with a fired rule of a policy, and with undetermined ones only."""
        names = list(dict.fromkeys(variant.rule.policy for variant in self._variants))
        number = {name: place for place, name in enumerate(names)}
        policy = np.array([number[variant.rule.policy] for variant in self._variants], np.int64)
        width = len(names)
        fired = np.unique(self._fired.merchant * width + policy[self._fired.rule]) if width else np.zeros(0, np.int64)
        opened = np.setdiff1d(self._open.merchant * width + policy[self._open.rule], fired) if width else fired
        found: dict[str, PolicyTally] = {}
        for keys, count in ((fired, "fired"), (opened, "open")):
            for place, merchants in zip(*np.unique(keys % max(width, 1), return_counts=True), strict=True):
                tally = found.setdefault(names[place], PolicyTally())
                setattr(tally, count, int(merchants))
        return found

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
