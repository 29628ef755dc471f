"""The page on the subset of CEL names everything that is refused, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

from merchant_compliance.language.refusals import LEFT_OUT

PAGE = Path(__file__).parents[2] / "docs" / "language-subset.md"


def test_the_page_lists_every_refusal() -> None:
    listed = set(re.findall(r"^\| `refused-([a-z]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == LEFT_OUT.keys()
