"""A rulebook of three rules, and a maker of scenario folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from merchant_compliance.engine.single import Engine

RULEBOOK = {
    "rulebook.yaml": "rulebook: small\nversion: '1'\n",
    "fish.yaml": """
        policy: fish
        title: {zh: 鱼, en: Fish}
        rules:
          - id: FSH-001
            title: {zh: 鱼须受邀, en: Fish is sold by invitation}
            for_each: merchant.categories as category
            applies: category == "fish"
            require: lists.exists(l, l.list == "category-invitations" && l.category == category)
            outcome: reject
            reason: {zh: 未受邀, en: not invited}
          - id: FSH-002
            title: {zh: 名声, en: Fame}
            applies: merchant.role == "creator"
            when: merchant.followers > 100
            outcome: notice
            reason: {zh: 太出名, en: too famous}
    """,
    "phone.yaml": """
        policy: phone
        title: {zh: 电话, en: Phone}
        rules:
          - id: PHN-001
            title: {zh: 电话有效, en: The phone is valid}
            when: identifiers.exists(i, i.kind == "phone" && !i.valid)
            outcome: return
            reason: {zh: 电话无效, en: no valid phone}
    """,
}

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def small_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("rules")
    for name, text in RULEBOOK.items():
        (folder / name).write_text(dedent(text), encoding="utf-8")
    return Engine.load(folder)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files below a scenario folder and gives the folder."""

    def written(**files: str) -> Path:
        for name, text in files.items():
            file = tmp_path / f"{name.replace('__', '/')}.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text), encoding="utf-8")
        return tmp_path

    return written
