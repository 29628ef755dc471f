"""The manifest of a folder of parts: written last, so that a folder that has one is complete."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from merchant_compliance.engine.rows.part import PartFolder, Share, write_json
from merchant_compliance.engine.rows.summary import Summary

NAME = "_manifest.json"
COUNTS = ("read", "merchants", "rejected", "final", "outcomes")


def withdraw(folder: Path) -> None:
    """Before the first part is written: what is there is no longer what an earlier manifest says."""
    (folder / NAME).unlink(missing_ok=True)


def write_manifest(folder: PartFolder, shares: Sequence[Share], summaries: Sequence[Summary], total: Summary) -> None:
    """Under which rulebook and date, of what, into which parts; all in the order of the rows."""
    about: dict[str, Any] = {"rulebook": dict(total.rulebook), "as_of": total.as_of, "terms": folder.terms}
    inputs = {share.file: {"file": share.file, "fingerprint": _file_of(share)} for share in shares}
    parts = [_part(folder, *each) for each in zip(shares, summaries, strict=True)]
    write_json(folder.path / NAME, about | _counts(total) | {"inputs": list(inputs.values()), "parts": parts})


def _file_of(share: Share) -> dict[str, Any] | None:
    """The fingerprint of the file alone, without which rows of it are in the part."""
    return share.of and {name: value for name, value in share.of.items() if name != "groups"}


def _part(folder: PartFolder, share: Share, summary: Summary) -> dict[str, Any]:
    rejected = folder.rejected(share).name if summary.rejected else None
    return {"part": share.name, "rejected_rows": rejected, "input": share.file, **_counts(summary)}


def _counts(summary: Summary) -> dict[str, Any]:
    data = summary.as_json()
    return {name: data[name] for name in COUNTS}
