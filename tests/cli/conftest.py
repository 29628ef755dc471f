"""A small rulebook, a file of merchants under it, and the command line as a function."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_samples import MERCHANTS, POLICY, Invoke, write_lines
from link_samples import LINK_POLICY, LINKING, LISTED, RING
from typer.testing import CliRunner


@pytest.fixture
def cli() -> Invoke:
    """`cli("evaluate", path, input="…")`: exit_code, stdout, stderr. Errors that are faults are raised."""
    from merchant_compliance.cli.main import app

    def invoke(*arguments: object, **more: Any) -> Any:
        environment = {"MERCHANT_COMPLIANCE_LANG": "en", **more.pop("env", {})}
        result = CliRunner().invoke(app, [str(a) for a in arguments], env=environment, **more)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, so that ./rules is not found by accident."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def book(here: Path) -> Path:
    """The folder of a small rulebook."""
    folder = here / "book"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text("rulebook: small\nversion: '1'\n", encoding="utf-8")
    (folder / "basics.yaml").write_text(POLICY, encoding="utf-8")
    return folder


@pytest.fixture
def merchants(here: Path) -> Path:
    """Three valid rows and two rejected ones."""
    return write_lines(here / "merchants.jsonl", MERCHANTS)


@pytest.fixture
def linked(book: Path) -> Path:
    (book / "linked.yaml").write_text(LINK_POLICY, encoding="utf-8")
    (book / "linking.yaml").write_text(LINKING, encoding="utf-8")
    return book


@pytest.fixture
def ring(here: Path) -> Path:
    return write_lines(here / "ring.jsonl", RING)


@pytest.fixture
def lists(here: Path) -> Path:
    return write_lines(here / "lists.jsonl", LISTED)


@pytest.fixture
def judge(cli: Invoke, linked: Path, lists: Path) -> Invoke:
    options = ("--rules", linked, "--lists", lists, "--as-of", "2021-12-31")
    return lambda *more, **kwargs: cli(*more, *options, **kwargs)
