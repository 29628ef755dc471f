"""The engine for one merchant: a rulebook in, decisions out. Immutable and thread-safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any

from merchant_compliance.engine.deciding import Draft, finish
from merchant_compliance.engine.decision import Decision, RulebookVersion
from merchant_compliance.engine.entries import Entry, Links, day_of, link_entries, list_entries
from merchant_compliance.engine.outcomes import Scale
from merchant_compliance.engine.program import Program
from merchant_compliance.engine.scoring import Scoring
from merchant_compliance.language.exact import Scope
from merchant_compliance.language.judging import Hit
from merchant_compliance.merchant.facts import Facts, facts_of
from merchant_compliance.merchant.identifiers import check_identifiers
from merchant_compliance.merchant.quick import facts_from
from merchant_compliance.merchant.record import Merchant, Stage
from merchant_compliance.rulebook.calendar import Edition
from merchant_compliance.rulebook.load import Rulebook, load, shipped_rules

if TYPE_CHECKING:
    from merchant_compliance.engine.rows.summary import Summary


NO_SHOP: Facts = {}
RECENT = 4096
"""Days, stages and regions whose programs are at hand; there are far fewer programs than that."""


class Engine:
    """Judges merchants under one rulebook. Programs are compiled once for each edition of it, when first needed."""

    def __init__(self, rulebook: Rulebook, links: Links | None = None) -> None:
        self.rulebook, self.index = rulebook, links
        self.scale = Scale(tuple(outcome.id for outcome in rulebook.outcomes), rulebook.default)
        self._version = RulebookVersion(name=rulebook.name, version=rulebook.version, sha256=rulebook.sha256)
        self._programs: dict[int, tuple[Program, Scoring]] = {}
        self._recent: dict[tuple[date, Stage, str | None], tuple[Program, Scoring]] = {}

    @classmethod
    def load(cls, path: str | Path | None = None, *, links: Links | None = None) -> Engine:
        """Check and compile the rulebook in a folder, or the shipped one. RulebookError holds all its errors.

        `links`, such as a `LinkIndex`, is asked for the links of every record that comes without any.
        """
        return cls(load(Path(path) if path is not None else shipped_rules()), links)

    def evaluate(
        self,
        record: Mapping[str, Any] | Merchant,
        as_of: date | None = None,
        lists: Sequence[Entry] | None = None,
        links: Sequence[Entry] | None = None,
        *,
        explained: bool = True,
    ) -> Decision:
        """The decision for one record at a date (today by default).

        `lists` and `links` are entries as conditions see them; None is unknown, an empty list is none. Where `links`
        is None and the engine was loaded with an index, the index is asked.
        Not `explained`, findings come without texts and evidence, which batches of which only outcomes are kept
        need not make. Raises RecordError for a record, and InputError for entries, with unknown fields and
        wrong types.
        """
        facts = facts_of(record) if isinstance(record, Merchant) else facts_from(record)
        day = day_of(as_of)
        program, scoring, scope = self._prepared(facts, day, lists, links, explained)
        lifts = self.rulebook.lifts_categories
        draft = Draft(program, scope, facts["stage"], self.scale, lifts, scoring.expand, explained)
        fired, undetermined = self._judged(program, scope)
        draft.add(sorted(fired), "fired")
        draft.add(sorted(undetermined), "undetermined")
        return finish(draft, self._version, day.isoformat())

    def evaluate_batch(
        self,
        source: str | Path | Sequence[str | Path],
        out: str | Path,
        as_of: date | None = None,
        *,
        lists: str | Path | None = None,
        full: bool = False,
        allow_unknown: bool = False,
        keep_order: bool = True,
        resume: bool = False,
    ) -> Summary:
        """Decisions for files of records, on all cores, in constant memory; the format follows the endings.

        `source` may be a pattern such as `data/*.parquet` or the address of a table of a database, too.
        `out` (.jsonl, .csv or .parquet) holds batch rows, or with `full` whole decisions, in the order of the input
        unless `keep_order` is false. Rows that are no valid record go to `OUT.rejected.jsonl` and are counted. A folder
        (its name ends with a slash, or it is there) gets a Parquet part for each input and a manifest. With `resume` a
        run of several files that was killed goes on: what it has judged of the same inputs, under the same rulebook,
        date, lists and options, is kept. `lists` is a list file, or `none`; without it memberships are unknown.
        Raises InputError for a file that cannot be read or written, in which case nothing is written.
        """
        from merchant_compliance.engine.rows.run import run
        from merchant_compliance.merchant.inputs import expanded

        sources = [source] if isinstance(source, (str, Path)) else source
        options = (full, allow_unknown, keep_order, resume)
        return run(self, expanded(map(str, sources)), str(out), day_of(as_of), lists, *options)

    def verdicts(self, scope: Scope, stage: Stage) -> tuple[list[str], list[str]]:
        """Only the ids of the live rules that fired and that are undetermined, for an enriched scope."""
        program, _ = self._program(scope["as_of"], stage, None)
        fired, undetermined = self._judged(program, scope)
        return program.live_ids(fired), program.live_ids(undetermined)

    def prepared(
        self, facts: Facts, day: date, lists: Sequence[Entry] | None, links: Sequence[Entry] | None
    ) -> tuple[Program, Scope]:
        """What judges a merchant at a date, and the scope that it judges, with scores: what conditions see."""
        program, _scoring, scope = self._prepared(facts, day, lists, links, explained=False)
        return program, scope

    def _prepared(
        self,
        facts: Facts,
        day: date,
        lists: Sequence[Entry] | None,
        links: Sequence[Entry] | None,
        explained: bool,
    ) -> tuple[Program, Scoring, Scope]:
        program, scoring = self._program(day, facts["stage"], facts.get("shop", NO_SHOP).get("region"))
        if links is None and self.index is not None:
            links = self.index.lookup(facts, as_of=day, explained=explained)
        scope = enriched(facts, day, lists, links)
        scope["scores"] = scoring(scope)
        return program, scoring, scope

    def hits(self, program: Program, scope: Scope) -> tuple[list[Hit], list[Hit]]:
        """What fired and what is undetermined, before rollouts; an engine may look twice."""
        return program.judge(scope)

    def _judged(self, program: Program, scope: Scope) -> tuple[list[Hit], list[Hit]]:
        fired, undetermined = self.hits(program, scope)
        if not program.has_rollouts:
            return fired, undetermined
        percent = percentile(scope["merchant"]["merchant_id"])
        return _rolled_out(program, fired, percent), _rolled_out(program, undetermined, percent)

    def _program(self, day: date, stage: Stage, region: str | None) -> tuple[Program, Scoring]:
        """What judges on a day, in a stage and a region; the last ones are at hand."""
        key = (day, stage, region)
        known = self._recent.get(key)
        if known is None:
            if len(self._recent) >= RECENT:
                self._recent.clear()
            known = self._recent[key] = self._compiled(self.rulebook.edition(day, stage, region))
        return known

    def _compiled(self, edition: Edition) -> tuple[Program, Scoring]:
        """INVARIANT: editions are cached by the rulebook, so that their identity is their key."""
        known = self._programs.get(id(edition))
        if known is None:
            known = (Program.of(edition), Scoring.of(edition))
            self._programs[id(edition)] = known
        return known


def enriched(facts: Facts, as_of: date, lists: Sequence[Entry] | None, links: Sequence[Entry] | None) -> Scope:
    """The scope of all conditions, but for scores: the record and what was computed of it before."""
    scope: Scope = {"merchant": facts, "as_of": as_of, "identifiers": check_identifiers(facts)}
    if lists is not None:
        scope["lists"] = list_entries(lists, as_of)
    if links is not None:
        scope["links"] = link_entries(links)
    return scope


def percentile(merchant_id: str) -> int:
    """0 to 99, the same for a merchant on every engine: the first 8 hex digits of the MD5 of its id, modulo 100."""
    return int(md5(merchant_id.encode(), usedforsecurity=False).hexdigest()[:8], 16) % 100


def _rolled_out(program: Program, hits: Iterable[Hit], percent: int) -> list[Hit]:
    return [hit for hit in hits if (share := program.rules[hit[0]].rule.rollout) is None or percent < share]
