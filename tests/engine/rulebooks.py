"""Small rulebooks for the engine's tests, written as a rule author would."""

from pathlib import Path
from textwrap import dedent

from merchant_compliance import Engine

WORDS = """
    title: {zh: 规则, en: Rule}
    reason: {zh: 原因, en: Reason}
    remedy: {zh: 补救, en: Remedy}
    citations: [test]
"""


def rulebook(folder: Path, *policies: str, **others: str) -> Engine:
    """An engine over a rulebook of these policies; `others` are further files by name."""
    (folder / "rulebook.yaml").write_text("rulebook: test\nversion: '1'\n", encoding="utf-8")
    for number, policy in enumerate(policies):
        (folder / f"policy-{number}.yaml").write_text(dedent(policy), encoding="utf-8")
    for name, text in others.items():
        (folder / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    return Engine.load(folder)


def policy(*rules: str, head: str = "") -> str:
    """A policy of rules, each given as its own lines: `id: A`, `when: …`; texts and citations are added."""
    filled = [dedent(rule).strip() + "\n" + dedent(WORDS).strip() for rule in rules]
    items = "\n".join("  - " + rule.replace("\n", "\n    ") for rule in filled)
    return f"policy: test\ntitle: {{zh: 测试, en: Test}}\n{dedent(head)}rules:\n{items}\n"
