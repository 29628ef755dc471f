"""Which rulebook and which scenarios a command works on when none is named."""

from __future__ import annotations

from pathlib import Path

RULES = Path("rules")
SCENARIOS = Path("scenarios")


def rules_folder(given: Path | None) -> Path:
    """The folder that was named, else ./rules if there, else the shipped rulebook."""
    from merchant_compliance.rulebook.load import shipped_rules

    return given if given is not None else RULES if RULES.is_dir() else shipped_rules()


def scenarios_folder(given: Path | None, rules: Path | None) -> Path:
    """The folder that was named, else the one beside the named rulebook, ./scenarios, or the shipped scenarios."""
    if given is not None:
        return given
    beside = rules.resolve().parent / SCENARIOS if rules is not None else SCENARIOS
    return beside if beside.is_dir() else rules_folder(None).resolve().parent / SCENARIOS
