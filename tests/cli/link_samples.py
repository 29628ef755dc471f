"""Merchants in a ring around a listed one, what links find among them, and a rulebook that asks for links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli_samples import read_lines

ADDRESS = "北京市朝阳区建国路88号3号楼1201室"
RING: list[dict[str, Any]] = [
    {"merchant_id": "m1", "contact": {"phone": "138 1234 5678"}, "metrics": {"d30": {"gmv": 1.5}}},
    {"merchant_id": "m7", "contact": {"phone": "+8613812345678"}, "subject": {"id_number": "11010519491231002X"}},
    {"merchant_id": "m9", "subject": {"id_number": "110105491231002"}, "contact": {"address": ADDRESS}},
    {"merchant_id": "far", "contact": {"address": ADDRESS, "phone": "13800138000"}},
    {"merchant_id": "lone", "contact": {"phone": "13800138000"}},
    {"merchant_id": "broken", "contact": {"phone": 1}},
]
LISTED = [{"list": "onboarding-blacklist", "key_kind": "merchant", "key": "m9", "until": "2022-01-01"}]
ROWS = [
    ("far", 1, ["address"], "far —address 北京朝阳建国***→ m9"),
    ("m1", 2, ["id_number", "phone"], "m1 —phone 138****5678→ m7 —id_number 110***********002X→ m9"),
    ("m7", 1, ["id_number"], "m7 —id_number 110***********002X→ m9"),
]
EXPECTED = [
    {
        "merchant_id": merchant_id,
        "list": "onboarding-blacklist",
        "listed_merchant_id": "m9",
        "hops": hops,
        "via": via,
        "confidence": 1.0,
        "path": path,
    }
    for merchant_id, hops, via, path in ROWS
]
KEY = {"MERCHANT_COMPLIANCE_HASH_KEY": "a key of enough characters"}
LINK_POLICY = """
policy: linked
title: {zh: 关联, en: Linked}
rules:
  - id: LNK-001
    title: {zh: 关联主体, en: Linked to a listed merchant}
    when: links.exists(k, k.list == "onboarding-blacklist" && k.hops <= 2)
    outcome: intercept
    reason: {zh: 关联, en: Linked}
    remedy: {zh: 申诉, en: Appeal}
    citations: [test]
"""
LINKING = """
linking: paths
title: {zh: 路径, en: Paths}
paths:
  - {list: onboarding-blacklist, roles: [merchant], kinds: [id_number, phone, address], hops: 2, max_holders: 100}
"""


def fired(path: str) -> list[str]:
    return [row["merchant_id"] for row in read_lines(Path(path)) if "LNK-001" in row["fired"]]
