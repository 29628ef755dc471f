"""The HTML report: one self-contained page in both languages, without network access and without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.report.headline import figures, lead
from merchant_compliance.report.names import Names
from merchant_compliance.report.parts import Section
from merchant_compliance.report.sections import sections
from merchant_compliance.report.templates import template
from merchant_compliance.text import Language, Text

TITLE = Text("商家合规报告", "Merchant compliance report")


@dataclass(frozen=True)
class Report:
    """What the page is made of; `extra` sections, such as the demo's ground truth, come last."""

    summary: Summary
    names: Names
    extra: Sequence[Section] = ()

    def html(self, language: Language = "en") -> str:
        """The page, opened in `language`; the reader may switch, so both languages are in it."""
        return template("page.html.j2").render(
            title=TITLE,
            language=language,
            rulebook=self.summary.rulebook,
            summary=self.summary,
            figures=figures(self.summary, self.names),
            lead=lead(self.summary, self.names),
            sections=[*sections(self.summary, self.names), *self.extra],
        )
