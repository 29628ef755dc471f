"""Whose hashes an auditor sees: those under the key of the environment, and in production under no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from merchant_compliance.engine.audience import hashes, own_evidence, run_key
from merchant_compliance.errors import InputError
from merchant_compliance.store.secret import FILE_VARIABLE, KEY_VARIABLE, MODE_VARIABLE


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (KEY_VARIABLE, FILE_VARIABLE, MODE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    run_key.cache_clear()
    yield
    run_key.cache_clear()


def test_without_a_key_one_is_made_for_the_run_with_a_warning() -> None:
    with pytest.warns(UserWarning, match="compare with no other run"):
        assert len(run_key()) == 32


def test_the_key_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a key of enough characters\n", encoding="utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "key"))
    assert run_key() == b"a key of enough characters"


def test_in_production_no_key_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODE_VARIABLE, "production")
    with pytest.raises(InputError):
        run_key()


def test_hashes_are_of_personal_facts_only() -> None:
    facts = {"contact": {"phone": "13812345678"}, "role": "merchant"}
    assert list(hashes(["merchant.contact.phone", "merchant.role"], facts, b"key")) == ["merchant.contact.phone"]


def test_own_evidence_tells_of_nobody_else() -> None:
    evidence = {
        "links": 1,
        "lists": 2,
        "merchant.violations.source": 3,
        "merchant.role": 4,
        "merchant.complaints.brand": 5,
    }
    assert own_evidence(evidence) == {"merchant.role": 4}
