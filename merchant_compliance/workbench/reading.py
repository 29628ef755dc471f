"""Scenario files and fixtures: a folder in, scenarios out, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from merchant_compliance.errors import NOTHING, InputError, Problem
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.message import Message, Place
from merchant_compliance.rulebook.source import read
from merchant_compliance.rulebook.spot import Source, Step
from merchant_compliance.rulebook.validate import shaped
from merchant_compliance.text import Text
from merchant_compliance.workbench.courses import FIRST_KEY, CourseFileShape, CourseScenario, scenarios_of
from merchant_compliance.workbench.merging import merged
from merchant_compliance.workbench.scenario import (
    BaseShape,
    GivenShape,
    Scenario,
    ScenarioFileShape,
    ScenarioShape,
)

FileShape = TypeVar("FileShape", ScenarioFileShape, CourseFileShape)
FIXTURES = "fixtures"
ENDINGS = (".yaml", ".yml")
NAMELESS = {"merchant_id": "scenario"}
"""A record that gives itself no id gets this one."""

NO_FOLDER = Message(
    "no-scenarios",
    Text("找不到场景目录或文件 {path}。", "There is no scenario folder or file {path}."),
    NOTHING,
    Text("请写出存放场景的目录，如 scenarios。", "Name the folder that holds the scenarios, such as scenarios."),
)
NO_FIXTURE = Message(
    "unknown-fixture",
    Text("没有名为 {name} 的样例。", "There is no fixture {name}."),
    Text("样例是 {folder} 下的文件。", "Fixtures are the files below {folder}."),
    Text("请改名，或新建 {folder}/{name}.yaml。", "Use another name, or create {folder}/{name}.yaml."),
)
SAME_NAME = Message(
    "same-name",
    Text("场景“{name}”在第 {line} 行已经有了。", "The scenario `{name}` stands at line {line} already."),
    Text("结果按名称区分场景。", "Results tell scenarios apart by their names."),
    Text("请改名，或删除其中一个。", "Rename one of them, or delete it."),
)


def read_scenarios(path: str | Path) -> list[Scenario]:
    """All scenarios of a file, or of a folder and the folders below it, in the order of files and lines.

    Raises InputError with every problem of every file.
    """
    reader = _Reader(Path(path))
    scenarios = [scenario for file in reader.files() for scenario in reader.scenarios(file)]
    if reader.problems:
        raise InputError(reader.problems)
    return scenarios


def read_course_scenarios(path: str | Path) -> list[CourseScenario]:
    """The same for the scenarios of lifecycles, which stand in files of their own."""
    reader = _Reader(Path(path))
    scenarios = [scenario for file in reader.files() for scenario in reader.courses(file)]
    if reader.problems:
        raise InputError(reader.problems)
    return scenarios


class _Reader:
    """Reads files once each, and collects problems instead of stopping at the first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = _root_of(path)
        self.problems: list[Problem] = []
        self._fixtures: dict[str, Mapping[str, Any] | None] = {}

    def files(self) -> list[Path]:
        if not self.path.exists():
            self.problems.append(NO_FOLDER.at(Place(""), path=str(self.path)))
            return []
        if self.path.is_file():
            return [self.path]
        return [file for file in _yaml_below(self.path) if self.root / FIXTURES not in file.parents]

    def scenarios(self, file: Path) -> Iterator[Scenario]:
        source = self._source(file)
        if source is None or FIRST_KEY in source.data:
            return
        shape = self._shape(ScenarioFileShape, source)
        for index, one in enumerate(shape.scenarios if shape else ()):
            assert shape is not None
            yield self._scenario(source, shape, index, one)

    def courses(self, file: Path) -> Iterator[CourseScenario]:
        source = self._source(file)
        if source is None or FIRST_KEY not in source.data:
            return
        shape = self._shape(CourseFileShape, source)
        if shape:
            yield from scenarios_of(shape, source)

    def _shape(self, kind: type[FileShape], source: Source) -> FileShape | None:
        """The file in its shape, with names that stand once; None where anything is wrong with it."""
        shape, problems = shaped(kind, source)
        self.problems += problems
        if shape is None or problems:
            return None
        seen: dict[str, int] = {}
        for index, one in enumerate(shape.scenarios):
            place = source.place(("scenarios", index, "name"))
            if one.name in seen:
                self.problems.append(SAME_NAME.at(place, name=one.name, line=seen[one.name]))
            seen.setdefault(one.name, place.line)
        return shape

    def _scenario(self, source: Source, shape: ScenarioFileShape, index: int, one: ScenarioShape) -> Scenario:
        data = source.data
        raw = data["scenarios"][index]
        base, base_data, way = _base(shape, one, data, raw, index)
        fixture = self._fixture(base.fixture, source, way) if base.fixture else {}
        given = merged(fixture, base_data.get("given") or {}, raw.get("given") or {})
        known = GivenShape.model_validate(given).model_dump(exclude_none=True)
        return Scenario(
            policy=shape.policy,
            name=one.name,
            as_of=one.as_of or base.as_of or (shape.base.as_of if shape.base else None),
            record=NAMELESS | known.get("merchant", {}),
            lists=known.get("lists"),
            links=known.get("links"),
            expect=one.expect,
            source=source,
            path=("scenarios", index),
        )

    def _fixture(self, name: str, source: Source, way: tuple[Step, ...]) -> Mapping[str, Any]:
        folder = self.root / FIXTURES
        file = next((f for ending in ENDINGS if (f := folder / f"{name}{ending}").is_file()), None)
        if file is None:
            known = [f.relative_to(folder).with_suffix("").as_posix() for f in _yaml_below(folder)]
            place = source.place((*way, "fixture"))
            self.problems.append(NO_FIXTURE.at(place, nearest(name, known), name=name, folder=folder.name))
            return {}
        if name not in self._fixtures:
            self._fixtures[name] = self._read_fixture(file)
        return self._fixtures[name] or {}

    def _read_fixture(self, file: Path) -> Mapping[str, Any] | None:
        source = self._source(file)
        if source is None:
            return None
        if "merchant_id" in source.data:  # a bare record, as it stands in a file of merchants
            return {"merchant": source.data}
        _, problems = shaped(GivenShape, source)
        self.problems += problems
        return None if problems else source.data

    def _source(self, file: Path) -> Source | None:
        source, problems = read(_shown(file), file.read_bytes(), strict=False)
        self.problems += problems
        return None if problems else source


def _base(
    shape: ScenarioFileShape, one: ScenarioShape, data: Any, raw: Any, index: int
) -> tuple[BaseShape, Mapping[str, Any], tuple[Step, ...]]:
    """The scenario's own base, else the file's: its shape, its data, and where it stands."""
    if one.base:
        return one.base, raw["base"], ("scenarios", index, "base")
    return shape.base or BaseShape(), data.get("base") or {}, ("base",)


def _yaml_below(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in ENDINGS and file.is_file())


def _root_of(path: Path) -> Path:
    """The nearest folder at or above `path` that has fixtures, else the folder itself."""
    start = path if path.is_dir() else path.parent
    return next((folder for folder in (start, *start.resolve().parents) if (folder / FIXTURES).is_dir()), start)


def _shown(file: Path) -> str:
    """The file as messages name it: from here, if it lies below."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()
