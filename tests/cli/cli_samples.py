"""A small policy, merchants under it, and JSON lines to and fro."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Invoke = Callable[..., Any]
POLICY = """
policy: basics
title: {zh: 基本要求, en: Basics}
rules:
  - id: BAS-001
    title: {zh: 主体须为企业, en: The subject is an enterprise}
    require: merchant.subject.kind == "enterprise"
    outcome: return
    reason: {zh: "主体类型为 {merchant.subject.kind}", en: "The subject is a {merchant.subject.kind}"}
    remedy: {zh: 更换主体, en: Change the subject}
    citations: [test]
  - id: BAS-002
    title: {zh: 不得在黑名单上, en: Not on a blacklist}
    when: lists.exists(l, l.list == "onboarding-blacklist")
    outcome: intercept
    reason: {zh: 已列入黑名单, en: Listed}
    remedy: {zh: 联系平台, en: Contact the platform}
    citations: [test]
  - id: BAS-003
    title: {zh: 农药须为企业经营, en: Only enterprises sell pesticide}
    for_each: merchant.categories as category
    applies: category == "pesticide"
    require: merchant.subject.kind == "enterprise"
    outcome: reject
    reason: {zh: "类目 {category} 只接受企业", en: "Category {category} takes enterprises only"}
    remedy: {zh: 更换主体, en: Change the subject}
    citations: [test]
"""
MERCHANTS: list[dict[str, Any]] = [
    {"merchant_id": "good", "subject": {"kind": "enterprise"}, "categories": ["food"], "shop": {"region": "440106"}},
    {"merchant_id": "person", "subject": {"kind": "natural_person"}, "categories": ["food", "pesticide"]},
    {"merchant_id": "unknown", "categories": []},
    {"merchant_id": "wrong", "subject": {"kind": "company"}},
    {"merchant_id": "mistyped", "subjct": {}},
]


def write_lines(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def read_lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
