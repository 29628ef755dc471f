"""The mix as a rulebook: a folder of YAML as rule authors write it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from batch_rules.comparisons import cel
from batch_rules.mix import MixedRule

A_POLICY = 25
"""Rules of one file."""
LIST = "merchant.qualifications"
TITLES = {
    "threshold": ("一项数值越过界限", "One number beyond its threshold"),
    "pair": ("两项数值越过界限", "Two numbers beyond their thresholds"),
    "either": ("两项数值之一越过界限", "One of two numbers beyond its threshold"),
    "words": ("两个条件同时成立", "Two conditions at once"),
    "absent": ("缺少应填的信息", "A fact is not there"),
    "exists": ("某类资质有问题", "A qualification of one kind has a fault"),
    "lacks": ("没有有效的某类资质", "No valid qualification of one kind"),
    "count": ("两份以上资质有问题", "Two or more qualifications have a fault"),
    "each_qualification": ("逐份检查资质", "Each qualification is checked"),
    "each_category": ("逐个检查类目", "Each category is checked"),
}


def write(rules: Sequence[MixedRule], folder: Path) -> Path:
    """The folder, with the rulebook in it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rulebook.yaml").write_text(f"rulebook: mix-of-{len(rules)}\nversion: '1'\n", "utf-8")
    for number, part in enumerate(_parts(rules), 1):
        policy = {
            "policy": f"mix-{number:02}",
            "title": {"zh": f"混合规则第 {number} 组", "en": f"Part {number} of the mix"},
            "rules": [as_yaml(rule) for rule in part],
        }
        text = yaml.safe_dump(policy, allow_unicode=True, sort_keys=False, width=200)
        (folder / f"mix-{number:02}.yaml").write_text(text, "utf-8")
    return folder


def _parts(rules: Sequence[MixedRule]) -> list[Sequence[MixedRule]]:
    return [rules[start : start + A_POLICY] for start in range(0, len(rules), A_POLICY)]


def as_yaml(rule: MixedRule) -> dict[str, Any]:
    zh, en = TITLES[rule.shape]
    same = len(set(rule.outcomes.values())) == 1 and len(rule.outcomes) == 3
    extra = {} if rule.if_undetermined == "pending" else {"if_undetermined": rule.if_undetermined}
    return {
        "id": rule.id,
        "title": {"zh": zh, "en": en},
        **_condition(rule),
        "outcome": next(iter(rule.outcomes.values())) if same else dict(rule.outcomes),
        **extra,
    }


def _condition(rule: MixedRule) -> dict[str, Any]:
    guard, parts = [each.cel() for each in rule.guard], cel(rule.parts)
    match rule.how:
        case "all":
            return {"when": {"all": [*guard, *(each.cel() for each in rule.parts)]}}
        case "any":
            return {"when": {"all": [*guard, {"any": [each.cel() for each in rule.parts]}]}}
        case "exists":
            return {"applies": cel(rule.guard), "when": f"{LIST}.exists(q, {parts})"}
        case "lacks":
            return {"applies": cel(rule.guard), "require": f"{LIST}.exists(q, {parts})"}
        case "count":
            return {"applies": cel(rule.guard), "require": f"{LIST}.filter(q, {parts}).size() < 2"}
        case "each_qualification":
            return {
                "for_each": f"{LIST} as q",
                "applies": rule.parts[0].cel(),
                "when": cel((*rule.guard, *rule.parts[1:])),
            }
    return {"for_each": "merchant.categories as category", "applies": parts, "when": cel(rule.guard)}
