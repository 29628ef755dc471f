"""A rulebook of one rule, which also asks whether somebody is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from merchant_compliance import Engine

RULES = """
policy: p
title: {zh: 测试, en: Test}
rules:
  - id: A
    title: {zh: 规则, en: Rule}
    when: merchant.subject.kind == "natural_person" || lists.exists(l, l.list == "x")
    outcome: return
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text("rulebook: test\nversion: '1'\n", encoding="utf-8")
    (folder / "p.yaml").write_text(RULES, encoding="utf-8")
    return folder


@pytest.fixture
def engine(book: Path) -> Engine:
    return Engine.load(book)
