"""Bilingual text: whatever a merchant or an analyst reads stands here in Chinese and in English."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One text in both languages; neither is the original of the other."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def fill(self, **values: object) -> Text:
        """Both texts with their `{names}` replaced; every name must be given."""
        return Text(self.zh.format(**values), self.en.format(**values))
