"""The HTML report: one self-contained page in both languages, without network access and without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.report.headline import figures, lead
from merchant_compliance.report.names import Names
from merchant_compliance.report.parts import Section
from merchant_compliance.report.sections import sections
from merchant_compliance.text import Language, Text

if TYPE_CHECKING:
    from jinja2 import Template

HERE = Path(__file__).parent
TITLE = Text("商家合规报告", "Merchant compliance report")


@dataclass(frozen=True)
class Report:
    """What the page is made of; `extra` sections, such as the demo's ground truth, come last."""

    summary: Summary
    names: Names
    extra: Sequence[Section] = ()

    def html(self, language: Language = "en") -> str:
        """The page, opened in `language`; the reader may switch, so both languages are in it."""
        return _template().render(
            title=TITLE,
            language=language,
            summary=self.summary,
            figures=figures(self.summary, self.names),
            lead=lead(self.summary, self.names),
            sections=[*sections(self.summary, self.names), *self.extra],
        )


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
