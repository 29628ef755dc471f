"""The forty rules, written once as CEL in `benchmarks/single_rules`: 28 on single facts, 12 on lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent.parent / "single_rules"
Verdicts = tuple[Collection[str], Collection[str]]
"""Ids of the rules that fired, and of those that are undetermined."""


def conditions() -> dict[str, str]:
    """The text of every rule's condition, by its id, in the order of the files."""
    return {rule["id"]: rule["when"] for path in _policies() for rule in _policy(path)["rules"]}


def write_subset(folder: Path, ids: Collection[str]) -> Path:
    """A rulebook with only these rules, for contestants that cannot express all forty."""
    (folder / "rulebook.yaml").write_text((FOLDER / "rulebook.yaml").read_text("utf-8"), "utf-8")
    for path in _policies():
        policy = dict(_policy(path))
        policy["rules"] = [rule for rule in policy["rules"] if rule["id"] in ids]
        if policy["rules"]:
            (folder / path.name).write_text(yaml.safe_dump(policy, allow_unicode=True), "utf-8")
    return folder


def _policies() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.yaml") if path.name != "rulebook.yaml")


def _policy(path: Path) -> Mapping[str, list[dict[str, str]]]:
    policy: Mapping[str, list[dict[str, str]]] = yaml.safe_load(path.read_text("utf-8"))
    return policy
