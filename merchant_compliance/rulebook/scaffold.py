"""`rules new`: a policy and its scenarios, written together, both valid and passing."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import NamedTuple

from merchant_compliance.errors import NOTHING, InputError
from merchant_compliance.rulebook.message import Message, Place
from merchant_compliance.text import Text

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
FOLDER = re.compile(r"[a-z0-9_][a-z0-9_-]*")
BAD_NAME = Message(
    "bad-name",
    Text("“{name}”不能用作制度名称。", "`{name}` cannot be the name of a policy."),
    NOTHING,
    Text(
        "请用小写英文字母、数字和连字符，前面可带目录，如 marketing/banned-words。",
        "Use lower-case letters, digits and hyphens, with a folder before it if you like: marketing/banned-words.",
    ),
)
EXISTS = Message(
    "file-exists",
    Text("文件已存在：{path}。", "The file {path} exists already."),
    Text("不会覆盖已有的文件。", "Nothing is overwritten."),
    Text("请换一个名称。", "Choose another name."),
)
POLICY = Template("""\
# What this policy is for, and where its figures come from.
policy: $name
title:
  zh: $name
  en: $title
stage: [onboarding, operation]
source:
  document: the document that this policy restates
parameters:
  minimum_capital:
    - {from: 2021-01-01, value: 10000.0, source: "where the figure is from"}
rules:
  - id: $id-001
    title: {zh: 注册资本足够, en: The registered capital suffices}
    applies: merchant.subject.kind == "enterprise"
    require: merchant.subject.registered_capital >= params.minimum_capital
    outcome: {onboarding: return, operation: notice}
    reason:
      zh: 注册资本 {merchant.subject.registered_capital} 元，低于要求的 {params.minimum_capital} 元。
      en: The registered capital of {merchant.subject.registered_capital} yuan is below {params.minimum_capital} yuan.
    remedy:
      zh: 请增加注册资本并更新工商登记后重新提交。
      en: Raise the registered capital, update the register, and submit again.
    citations: [the article or section that asks for it]
""")
SCENARIOS = Template("""\
policy: $name
scenarios:
  - name: An enterprise with too little capital is returned.
    as_of: 2021-10-01
    given:
      merchant: {merchant_id: m1, subject: {kind: enterprise, registered_capital: 5000}}
    expect: {outcome: return, fired: [$id-001], undetermined: []}
  - name: An enterprise with enough capital passes.
    as_of: 2021-10-01
    given:
      merchant: {merchant_id: m1, subject: {kind: enterprise, registered_capital: 20000}}
    expect: {fired: [], undetermined: []}
  - name: Without its capital the rule waits.
    as_of: 2021-10-01
    given:
      merchant: {merchant_id: m1, subject: {kind: enterprise}}
    expect: {fired: [], undetermined: [$id-001]}
""")


class Made(NamedTuple):
    policy: Path
    scenarios: Path


def new_policy(folder: Path, name: str, scenarios: Path | None = None) -> Made:
    """Writes `name.yaml` below the rulebook folder and at the same path below `scenarios` (beside it by default).

    Raises InputError for a bad name and for files that exist; then nothing is written.
    """
    *folders, stem = name.split("/")
    if not NAME.fullmatch(stem) or not all(FOLDER.fullmatch(part) for part in folders):
        raise InputError(BAD_NAME.at(Place(""), name=name))
    root = scenarios or folder.resolve().parent / "scenarios"
    made = Made(folder / f"{name}.yaml", root / f"{name}.yaml")
    for path in made:
        if path.exists():
            raise InputError(EXISTS.at(Place(""), path=path))
    words = {"name": stem, "id": _id(stem), "title": stem.replace("-", " ").capitalize()}
    for path, template in zip(made, (POLICY, SCENARIOS), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.substitute(words), encoding="utf-8")
    return made


def _id(stem: str) -> str:
    """The initials of a name of several words, else its first three letters: `banned-words` is BW."""
    words = stem.split("-")
    return ("".join(word[0] for word in words) if len(words) > 1 else stem[:3]).upper()
