"""`load`: a folder of YAML files → a `Rulebook`, or all that is wrong with it in one run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from merchant_compliance.errors import NOTHING, InputError, Problem, RulebookError, errors_of
from merchant_compliance.linking.soft.model import Model, model_of
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook import references
from merchant_compliance.rulebook.build import Built, build
from merchant_compliance.rulebook.cards import card_problems
from merchant_compliance.rulebook.files import HEADER, File, content_hash, gather, model_in, shipped_rules
from merchant_compliance.rulebook.header import HeaderShape
from merchant_compliance.rulebook.lifecycle import Lifecycle, LifecycleShape
from merchant_compliance.rulebook.lifecycle.build import build as build_lifecycle
from merchant_compliance.rulebook.linking import Linking
from merchant_compliance.rulebook.lint import warnings_of
from merchant_compliance.rulebook.message import Message, Place, by_place, listing
from merchant_compliance.rulebook.overlay import Overlay
from merchant_compliance.rulebook.policy import PolicyShape
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.rulebook.source import read
from merchant_compliance.rulebook.spot import Source
from merchant_compliance.rulebook.validate import STAND_IN, shaped
from merchant_compliance.scorecards.shape import Scorecard
from merchant_compliance.text import Text

__all__ = ["Rulebook", "inspect", "load", "shipped_rules"]

KINDS: dict[str, type[BaseModel]] = {
    "policy": PolicyShape,
    "scorecard": Scorecard,
    "overlay": Overlay,
    "linking": Linking,
    "lifecycle": LifecycleShape,
}
"""What a file is, by its first key."""
UNKNOWN_KIND = Message(
    "unknown-kind",
    Text("第一个键 {key} 说不出这是什么文件。", "The first key, {key}, does not say what this file is."),
    NOTHING,
    Text("第一个键应为：{known}", "The first key is one of: {known}"),
)
NOT_FIRST = Message(
    "unknown-kind",
    Text("{key} 应是文件的第一个键。", "{key} must be the first key of the file."),
    Text("文件的种类由第一个键决定。", "The first key says what a file is."),
    Text("请把 {key} 移到最前面。", "Move {key} to the top."),
)
HEADER_ELSEWHERE = Message(
    "header-elsewhere",
    Text(
        "规则库的名称和量表只能写在根目录的 rulebook.yaml 里。",
        "Name and scale of a rulebook stand in rulebook.yaml at its root.",
    ),
    NOTHING,
    Text("请移走这个文件，或把第一个键改为 policy。", "Move the file, or make `policy` its first key."),
)
NO_HEADER = Message(
    "no-header",
    Text(
        "没有 rulebook.yaml；名称取自目录，其余用默认值。",
        "There is no rulebook.yaml: the folder gives the name, all else is the default.",
    ),
    NOTHING,
    Text(
        "请新建 rulebook.yaml，写上 rulebook: 名称 和 version: 版本。",
        "Add rulebook.yaml with `rulebook: name` and `version: …`.",
    ),
    "warning",
)


@dataclass
class _Reading:
    """What has been read so far, with the source of everything for the places of later problems."""

    problems: list[Problem] = field(default_factory=list)
    shapes: list[tuple[BaseModel, Source]] = field(default_factory=list)
    unreadable: bool = False

    def of(self, kind: type[BaseModel]) -> list[tuple[BaseModel, Source]]:
        return [(shape, source) for shape, source in self.shapes if isinstance(shape, kind)]


def load(path: Path | str, today: date | None = None) -> Rulebook:
    """The rulebook in a folder. Raises RulebookError with all errors of all files, InputError without a folder.

    `today` is the day against which notice periods are checked; warnings are kept in `rulebook.warnings`.
    """
    rulebook, problems = inspect(path, today)
    if rulebook is None:
        raise RulebookError(errors_of(problems))
    return rulebook


def inspect(path: Path | str, today: date | None = None) -> tuple[Rulebook | None, list[Problem]]:
    """The rulebook, if it has no errors, and all errors and warnings, by place."""
    folder = Path(path)
    files, model = gather(folder), model_in(folder)
    header, reading = _header(folder, files)
    context: dict[str, object] = {"outcomes": header.scale}
    for file in files:
        if file.name != HEADER:
            _read(file, reading, context)
    cards = [(card, source) for card, source in reading.shapes if isinstance(card, Scorecard)]
    reading.problems += card_problems(cards)
    built = _built(reading, header)
    lifecycles = _lifecycles(reading)
    reading.problems += references.duplicates(built, reading.shapes)
    reading.problems += references.overlay_names(built, reading.shapes, reading.unreadable)
    rules = [rule for each in built for rule in each.rules]
    reading.problems += warnings_of(rules, today or date.today())
    look_alikes = _look_alikes(model, reading)
    problems = sorted(dict.fromkeys(reading.problems), key=by_place)
    if errors_of(problems):
        return None, problems
    hashed = [*files, *([model] if model else [])]
    rulebook = _rulebook(folder, hashed, header, (built, lifecycles), reading, problems)
    return replace(rulebook, look_alikes=look_alikes), problems


def _look_alikes(file: File | None, reading: _Reading) -> Model | None:
    """The kept model of look-alikes, if the rulebook has one that can be used."""
    if file is None:
        return None
    try:
        return model_of(file.content, file.shown)
    except InputError as error:
        reading.problems += error.problems
        return None


def _rulebook(
    folder: Path,
    files: Iterable[File],
    header: HeaderShape,
    parts: tuple[Iterable[Built], Iterable[Lifecycle]],
    reading: _Reading,
    warnings: Iterable[Problem],
) -> Rulebook:
    shapes = [shape for shape, _ in reading.shapes]
    return Rulebook(
        folder=folder,
        name=header.rulebook,
        version=header.version,
        sha256=content_hash(files),
        outcomes=header.outcomes,
        default=header.default,
        lift=header.lift,
        policies=tuple(parts[0]),
        scorecards=tuple(shape for shape in shapes if isinstance(shape, Scorecard)),
        overlays=tuple(shape for shape in shapes if isinstance(shape, Overlay)),
        linking=tuple(shape for shape in shapes if isinstance(shape, Linking)),
        lifecycles=tuple(parts[1]),
        warnings=tuple(warnings),
    )


def _header(folder: Path, files: list[File]) -> tuple[HeaderShape, _Reading]:
    """The header; where it is missing or wrong, its defaults, so that the other files are checked all the same."""
    reading = _Reading()
    default = HeaderShape.model_construct(rulebook=folder.resolve().name or "rulebook")
    file = next((file for file in files if file.name == HEADER), None)
    if file is None:
        reading.problems.append(NO_HEADER.at(Place(str(folder / HEADER))))
        return default, reading
    source, problems = read(file.shown, file.content)
    reading.problems += problems
    if source is None:
        return default, reading
    _version_as_written(source)
    header, problems = shaped(HeaderShape, source)
    reading.problems += problems
    return header or default, reading


def _version_as_written(source: Source) -> None:
    """`version: 1.10` is text: as a number it would be 1.1."""
    spot = source.root.children.get("version")
    if spot is not None and spot.style == "plain":
        spot.value = source.data["version"] = spot.text


def _read(file: File, reading: _Reading, context: dict[str, object]) -> None:
    source, problems = read(file.shown, file.content)
    reading.problems += problems
    if source is None:
        reading.unreadable = True
        return
    kind = _kind(source, reading)
    if kind is None:
        return
    shape, problems = shaped(kind, source, context)
    reading.problems += problems
    if shape is None or _has_stand_ins(shape):
        reading.unreadable = True
    if shape is not None:
        reading.shapes.append((shape, source))


def _has_stand_ins(shape: BaseModel) -> bool:
    """Whether a rule, table or document was replaced as a whole, so that its id is not known."""
    if not isinstance(shape, PolicyShape):
        return False
    ids = [item.id for items in (shape.rules, shape.decision_tables, shape.documents) for item in items]
    return STAND_IN in ids or any(STAND_IN in t.rows for t in shape.decision_tables)


def _kind(source: Source, reading: _Reading) -> type[BaseModel] | None:
    first = next(iter(source.data), "")
    if first in KINDS:
        return KINDS[first]
    reading.unreadable = True
    place = source.place_of_key((first,))
    later = next((key for key in source.data if key in KINDS), None)
    if later:
        reading.problems.append(NOT_FIRST.at(source.place_of_key((later,)), key=later))
        return KINDS[later]
    if first == "rulebook":
        reading.problems.append(HEADER_ELSEWHERE.at(place))
    else:
        reading.problems.append(UNKNOWN_KIND.at(place, nearest(first, KINDS), key=first, known=listing(KINDS)))
    return None


def _built(reading: _Reading, header: HeaderShape) -> list[Built]:
    cards = {card.scorecard for card, _ in reading.shapes if isinstance(card, Scorecard)}
    found: list[Built] = []
    for shape, source in reading.shapes:
        if isinstance(shape, PolicyShape):
            built, problems = build(shape, source, header.scale, cards)
            found.append(built)
            reading.problems += problems
    return found


def _lifecycles(reading: _Reading) -> list[Lifecycle]:
    found: list[Lifecycle] = []
    for shape, source in reading.shapes:
        if isinstance(shape, LifecycleShape):
            lifecycle, problems = build_lifecycle(shape, source)
            found.append(lifecycle)
            reading.problems += problems
    return found
