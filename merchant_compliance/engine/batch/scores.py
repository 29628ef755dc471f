"""The scores of all editions as layers of columns, and what keeps a score from being known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from sqlglot import exp

from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.flat_sql import SCORES
from merchant_compliance.engine.scoring import DIMENSIONS, PREFIX
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import Node
from merchant_compliance.language.sql import SqlWriter
from merchant_compliance.language.sql_functions import negation, when
from merchant_compliance.language.sql_missing import Bits, MissingWriter, any_of, missable, none, word
from merchant_compliance.language.truth import Unknown
from merchant_compliance.scorecards.shape import Scorecard
from merchant_compliance.scorecards.sql import Layer, ScoreWriter, Values, pack

EDITION = "edition"
"""The column with the number of each merchant's edition."""


@cache
def checked(text: str) -> Node:
    return check(text, Environment.of(), result=None)


def _values(card: Scorecard, editions: Editions) -> Values:
    return {place.text: editions.settled(checked(place.text)) for place in card.places()}


@dataclass(frozen=True)
class Version:
    """One version of a card with its waivers, in the editions in which it counts."""

    card: Scorecard
    waived: frozenset[str]
    editions: frozenset[int]
    writer: ScoreWriter


@dataclass
class Scores:
    """All cards by name. `layers` come one over the other; the last has the column `scores`."""

    versions: dict[str, list[Version]]
    layers: list[Layer] = field(default_factory=list)
    dimensions: dict[str, list[str]] = field(default_factory=dict)

    @staticmethod
    def of(editions: Editions, writer: SqlWriter) -> Scores:
        scores = Scores(_versions(editions, writer))
        for name, versions in scores.versions.items():
            names = [dimension for version in versions for dimension in version.card.dimensions]
            scores.dimensions[name] = list(dict.fromkeys(names))
        scores.layers = scores._layers(len(editions.found))
        return scores

    def _layers(self, editions: int) -> list[Layer]:
        """Those of all versions side by side, and over them the scores; none without cards."""
        if not self.versions:
            return []
        versions = self._all()
        columns = [version.writer.write(self.dimensions[version.card.scorecard]) for version in versions]
        depth = max(len(each.layers) for each in columns)
        below: list[Layer] = [{n: e for each in columns for n, e in each.layers[at].items()} for at in range(depth)]
        structs = {id(version): each.score for version, each in zip(versions, columns, strict=True)}
        return [*below, {SCORES: pack({n: _chosen(found, structs, editions) for n, found in self.versions.items()})}]

    def _all(self) -> list[Version]:
        return [version for versions in self.versions.values() for version in versions]

    def read(self) -> frozenset[str]:
        """All facts that any card reads."""
        return frozenset().union(*(_paths(version.writer.values) for version in self._all()))

    def facts(self, path: str) -> frozenset[str]:
        """All facts that a missing score may hang on."""
        return frozenset().union(*(_paths(v.writer.values) for v in self.versions.get(_card(path), ())))

    def missing(self, path: str, bits: Mapping[str, int], writer: SqlWriter) -> Bits:
        """The facts that a missing score hangs on, of those that have a bit."""
        found = [
            (version.editions, _missing(version, _dimension(path), MissingWriter(writer, bits), bits))
            for version in self.versions.get(_card(path), ())
        ]
        cases = [(among(editions), bits) for editions, bits in found if bits is not None]
        return when(*cases, otherwise=none()) if cases else None


def _versions(editions: Editions, writer: SqlWriter) -> dict[str, list[Version]]:
    found: dict[tuple[int, frozenset[str]], set[int]] = {}
    cards: dict[int, Scorecard] = {}
    for number, (edition, _) in enumerate(editions.found):
        for card in edition.scorecards:
            prefix = f"{card.scorecard}."
            waived = frozenset(n.removeprefix(prefix) for n in edition.waived_indicators if n.startswith(prefix))
            cards[id(card)] = card
            found.setdefault((id(card), waived), set()).add(number)
    versions: dict[str, list[Version]] = {}
    for place, ((key, waived), numbers) in enumerate(found.items()):
        card = cards[key]
        writes = ScoreWriter(card, waived, _values(card, editions), writer, f"c{place}_")
        versions.setdefault(card.scorecard, []).append(Version(card, waived, frozenset(numbers), writes))
    return versions


def _chosen(versions: Sequence[Version], structs: Mapping[int, exp.Expression], whole: int) -> exp.Expression:
    if len(versions) == 1 and len(versions[0].editions) == whole:
        return structs[id(versions[0])]
    return when(*((among(version.editions), structs[id(version)]) for version in versions))


def among(editions: Iterable[int]) -> exp.Expression:
    """Whether the merchant falls under one of these editions."""
    return exp.In(this=exp.column(EDITION), expressions=[exp.Literal.number(number) for number in sorted(editions)])


def _card(path: str) -> str:
    return path.removeprefix(PREFIX).partition(".")[0]


def _dimension(path: str) -> str | None:
    rest = path.removeprefix(PREFIX).partition(".")[2]
    return rest.removeprefix(DIMENSIONS) if rest.startswith(DIMENSIONS) else None


def _missing(version: Version, dimension: str | None, missing: MissingWriter, bits: Mapping[str, int]) -> Bits:
    """As `CompiledScorecard.missing` says it."""
    card, writer = version.card, version.writer
    asked = [name for name in card.dimensions if dimension in (None, name)]
    values = writer.values
    indicators = any_of(
        [
            missing.write(values[card.dimensions[name].indicators[inner].value])
            for name in asked
            for inner in writer.counted[name]
        ]
    )
    known = [exp.Is(this=writer.column(f"m_{name}"), expression=exp.Null()) for name in asked]
    cases: list[tuple[exp.Expression, Bits]] = []
    if card.minimum:
        rated, value = writer.column("rated"), values[card.minimum.value]
        below = none() if dimension is None and card.minimum.otherwise != "unrated" else _of_nothing(value, bits)
        cases += [
            (exp.Is(this=rated, expression=exp.Null()), missing.write(value)),
            (negation(rated), below),
        ]
    cases += [(negation(each), none()) for each in known]
    written = [(condition, bits or none()) for condition, bits in cases]
    return when(*written, otherwise=indicators or none()) if written else indicators


def _of_nothing(value: Node, bits: Mapping[str, int]) -> exp.Expression:
    """The paths that the value reads of a merchant without facts."""
    found = exact(value)({})
    paths = found.paths if isinstance(found, Unknown) else frozenset[str]()
    return word(sum(1 << bits[path] for path in paths if path in bits))


def _paths(values: Values) -> frozenset[str]:
    return frozenset().union(*map(missable, values.values()))
