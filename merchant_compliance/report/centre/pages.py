"""The rule centre: a rulebook as pages to read and to search, one a policy, in both languages, without network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from merchant_compliance.errors import NOTHING
from merchant_compliance.report.centre import said
from merchant_compliance.report.centre.lifecycles import lifecycles
from merchant_compliance.report.centre.lists import all_parameters, documents, linking, overlays
from merchant_compliance.report.centre.policies import policy_sections
from merchant_compliance.report.centre.scorecards import scorecards
from merchant_compliance.report.names import Names, names_of
from merchant_compliance.report.parts import Code, Figure, Link, Section, Table, joined
from merchant_compliance.report.templates import template
from merchant_compliance.rulebook.build import Built
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Language, Text

INDEX = "index.html"
TITLE = Text("规则中心", "Rule centre")
SEARCH = Text("查找", "Search")
OVERVIEWS: dict[str, tuple[Text, Callable[[Rulebook, Names], list[Section]]]] = {
    "parameters.html": (Text("参数", "Parameters"), all_parameters),
    "documents.html": (Text("资质", "Documents"), documents),
    "scorecards.html": (Text("评分卡", "Scorecards"), scorecards),
    "lifecycles.html": (Text("流程", "Lifecycles"), lifecycles),
    "overlays.html": (Text("叠加", "Overlays"), overlays),
    "linking.html": (Text("关联路径", "Linking"), linking),
}
FOLDERS = {
    "onboarding": Text("招商入驻", "Onboarding"),
    "high_risk": Text("高风险", "High risk"),
    "linked_entities": Text("关联主体", "Linked entities"),
    "marketing": Text("营销", "Marketing"),
    "operation": Text("经营", "Operation"),
    "experience_stars": Text("体验星级", "Experience stars"),
    "creators": Text("达人", "Creators"),
    "suppliers": Text("供应商", "Suppliers"),
    "agencies": Text("代理与服务商", "Agencies and service providers"),
    "exit": Text("退出", "Exit"),
    "overlays": Text("叠加", "Overlays"),
}
"""What the folders of the shipped rulebook are called; another one stands for itself."""


@dataclass(frozen=True)
class Page:
    """One page: its file, what stands at its head, and its sections. `all_rules` are shown while one searches."""

    file: str
    title: Text
    notes: Sequence[Text] = ()
    sections: Sequence[Section] = ()
    figures: Sequence[Figure] = ()
    all_rules: Section | None = None


@dataclass(frozen=True)
class Centre:
    """All pages of a rulebook. The same rulebook gives the same bytes."""

    rulebook: Rulebook
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", names_of(self.rulebook))

    def pages(self) -> Iterator[Page]:
        yield self._index()
        for file, (title, sections) in OVERVIEWS.items():
            filled = [section for section in sections(self.rulebook, self.names) if section.filled]
            if filled:
                yield Page(file, title, sections=filled)
        for built in self.rulebook.policies:
            yield self._policy(built)

    def html(self, language: Language) -> Iterator[tuple[str, str]]:
        """Every page as its file name and its text, opened in `language`."""
        book = {"name": self.rulebook.name, "version": self.rulebook.version, "sha256": self.rulebook.sha256}
        made = list(self.pages())
        menu = [(page.file, page.title) for page in made if page.file == INDEX or page.file in OVERVIEWS]
        for page in made:
            text = template("centre.html.j2").render(
                title=page.title, language=language, rulebook=book, page=page, menu=menu, search=SEARCH
            )
            yield page.file, text

    def _policy(self, built: Built) -> Page:
        shape = built.shape
        stages = said.stages(shape.stage)
        notes = [
            Text(f"{shape.policy} · 适用阶段：{stages.zh}", f"{shape.policy} · judged in: {stages.en}"),
            *(Text(f"出处：{text.zh}", f"Source: {text.en}") for text in said.sourced(shape.source)),
        ]
        return Page(_file(built), shape.title.text, notes, policy_sections(built, self.names))

    def _index(self) -> Page:
        book = self.rulebook
        scale = joined([outcome.text for outcome in book.outcomes])
        notes = [Text(f"结果由轻到重：{scale.zh}", f"Outcomes from mild to severe: {scale.en}")]
        sections = [self._folder(name, found) for name, found in self._by_folder().items()]
        return Page(INDEX, TITLE, notes, sections, self._figures(), self._all_rules())

    def _by_folder(self) -> dict[str, list[Built]]:
        found: dict[str, list[Built]] = {}
        for built in self.rulebook.policies:
            inside = Path(built.source.place().file).resolve().parent
            name = inside.name if inside != self.rulebook.folder.resolve() else ""
            found.setdefault(name, []).append(built)
        return dict(sorted(found.items(), key=lambda pair: _order(pair[0])))

    def _folder(self, name: str, found: Sequence[Built]) -> Section:
        rows = [
            (
                Link(_file(built), built.shape.title.text),
                Code(built.shape.policy),
                said.stages(built.shape.stage),
                f"{len(built.rules):,}",
            )
            for built in found
        ]
        heads = (Text("制度", "Policy"), Text("编号", "Id"), Text("阶段", "Stages"), Text("规则数", "Rules"))
        title = FOLDERS.get(name, Text(name or "其他", name or "Other"))
        return Section(f"folder-{name}", title, table=Table(heads, rows, frozenset({3})))

    def _figures(self) -> list[Figure]:
        policies = self.rulebook.policies
        parameters = [built.parameters for built in policies] + [one.parameters for one in self.rulebook.lifecycles]
        counts = {
            Text("项制度", "policies"): len(policies),
            Text("条规则", "rules"): len(self.rulebook.rules),
            Text("种资质要求", "required documents"): sum(len(built.shape.documents) for built in policies),
            Text("个参数", "parameters"): sum(map(len, parameters)),
        }
        return [Figure(f"{count:,}", label) for label, count in counts.items()]

    def _all_rules(self) -> Section:
        rows = [
            (
                Link(f"{_file(built)}#{rule.id}", Text(f"{rule.id} {rule.title.zh}", f"{rule.id} {rule.title.en}")),
                said.outcome_by_stage(said.of_rule(rule), self.names),
                Link(_file(built), built.shape.title.text),
            )
            for built in self.rulebook.policies
            for rule in built.rules
        ]
        heads = (Text("规则", "Rule"), Text("结果", "Outcome"), Text("制度", "Policy"))
        return Section("all-rules", Text("规则", "Rules"), NOTHING, Table(heads, rows))


def _file(built: Built) -> str:
    return f"policy-{built.shape.policy}.html"


def _order(folder: str) -> tuple[int, str]:
    """The shipped folders in the order of a merchant's life, others after them."""
    known = list(FOLDERS)
    return (known.index(folder) if folder in known else len(known), folder)
