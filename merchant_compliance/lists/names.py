"""What the shipped lists are called; another list stands for itself."""

from __future__ import annotations

from merchant_compliance.text import Text

NAMES = {
    "community-ban": Text("社区封禁名单", "the community ban list"),
    "governance-ban": Text("电商治理封禁名单", "the governance ban list"),
    "onboarding-blacklist": Text("入驻黑名单", "the onboarding blacklist"),
    "category-invitations": Text("定向邀约名单", "the list of category invitations"),
    "category-admissions": Text("定向准入名单", "the list of category admissions"),
    "protected-brands": Text("重点保护品牌名单", "the list of protected brands"),
    "supplier-freeze": Text("供应商冻结名单", "the list of frozen suppliers"),
    "dishonest-suppliers": Text("失信供应商名单", "the list of dishonest suppliers"),
    "security-incident-suppliers": Text("信息安全事故供应商名单", "the list of suppliers with security incidents"),
    "shared-identifier-exemptions": Text("共用标识豁免名单", "the list of exempt shared identifiers"),
}


def list_name(name: str) -> Text:
    return NAMES.get(name, Text(name, name))
