"""A path as people may see it: merchants, and between them masked identifiers with the number of their holders.

It is what `explain` tells in words, what a report draws, and what a decision carries in its links. Nothing of it can be
turned back into an identifier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from merchant_compliance.errors import NOTHING
from merchant_compliance.linking.shape import ALIKE, Hop, Link, Shared
from merchant_compliance.lists.entry import HASHED
from merchant_compliance.lists.names import list_name
from merchant_compliance.merchant.masking import mask
from merchant_compliance.text import Language, Text

KIND_NAMES = {
    "uid": Text("账号 UID", "account UID"),
    "id_number": Text("证件号码", "ID number"),
    "uscc": Text("营业执照", "business licence"),
    "phone": Text("电话", "phone"),
    "bank_account": Text("银行账户", "bank account"),
    "device": Text("设备", "device"),
    "address": Text("地址", "address"),
    "email": Text("邮箱", "e-mail"),
    "name": Text("名称", "name"),
    "representative": Text("法定代表人", "legal representative"),
}
CROWD = 10
"""Holders from which on it is worth saying that an identifier is shared by many; an assumption of this project."""
PERHAPS = {
    "phone": Text("可能是代办机构或总机电话", "perhaps an agent's or a switchboard's"),
    "bank_account": Text("可能是代收账户", "perhaps that of a collecting agent"),
    "device": Text("可能是公用设备", "perhaps a shared computer"),
    "address": Text("可能是代办注册地址、园区或写字楼", "perhaps a registered agent's or an office building's"),
}
SHOWN_OF_HASH = 8
"""Hexadecimal digits of a hash that a masked path shows."""
Show = Callable[[str, str], str]
"""How an identifier of a kind stands in a path."""


class Shown(NamedTuple):
    """An identifier as people may see it, and how many merchants hold it (0: not counted)."""

    kind: str
    text: str
    holders: int = 0

    @property
    def name(self) -> Text:
        """What its kind is called; an unusual kind stands for itself."""
        return KIND_NAMES.get(self.kind, Text(self.kind, self.kind))

    @property
    def crowd(self) -> Text:
        """Where many hold it, how many and who they may be: that speaks for the merchant. Else nothing."""
        if self.holders < CROWD or self.kind not in PERHAPS:
            return NOTHING
        perhaps = PERHAPS[self.kind]
        return Text(f"{self.holders:,} 家共用，{perhaps.zh}", f"shared by {self.holders:,} merchants, {perhaps.en}")

    def said(self, language: Language) -> str:
        """`phone 138****0000`, and who else may hold it."""
        crowd = self.crowd.say(language)
        note = Text(f"（{crowd}）", f" ({crowd})").say(language) if crowd else ""
        return f"{self.name.say(language)} {self.text}{note}"


class Step(NamedTuple):
    """From a merchant to the next one, which is nearer to the listed one, by all that both hold."""

    merchant_id: str
    shared: tuple[Shown, ...]
    to: str


@dataclass(frozen=True)
class ShownPath:
    """INVARIANT: each step begins where the one before ends; the last one leads to the listed merchant."""

    list: str
    steps: tuple[Step, ...]
    since: date | None = None

    def told(self) -> str:
        """`m1 —phone 138****0000→ m7 —id_number 110***********1234→ m9`, the same in every language."""
        return self._joined(lambda shown: f"{shown.kind} {shown.text}", ", ")

    def said(self, language: Language) -> str:
        """The same in words: `m1 —phone 138****0000→ m9, on the onboarding blacklist since 2021-03-01`."""
        way = self._joined(lambda shown: shown.said(language), Text("、", ", ").say(language))
        name = list_name(self.list)
        since = Text(f"自 {self.since} 起", f" since {self.since}") if self.since else Text("", "")
        return way + Text(f"，{since.zh}在{name.zh}上", f", on {name.en}{since.en}").say(language)

    def data(self) -> dict[str, Any]:
        """What a link of a decision carries besides what conditions see; `path_of` reads it back."""
        steps = [
            {
                "merchant_id": step.merchant_id,
                "shared": [{"kind": one.kind, "shown": one.text, "holders": one.holders} for one in step.shared],
                "to": step.to,
            }
            for step in self.steps
        ]
        since = {"listed_since": self.since.isoformat()} if self.since else {}
        return {"path": self.told(), "steps": steps, **since}

    def _joined(self, word: Callable[[Shown], str], between: str) -> str:
        told = self.steps[0].merchant_id if self.steps else ""
        for step in self.steps:
            told += f" —{between.join(map(word, step.shared))}→ {step.to}"
        return told


def masked(kind: str, value: str) -> str:
    """An identifier masked; what is hashed already is cut short instead."""
    return f"{HASHED}{value.rpartition(':')[2][:SHOWN_OF_HASH]}…" if value.startswith(HASHED) else mask(kind, value)


def path_shown(link: Link, show: Show = masked) -> ShownPath:
    return ShownPath(link.list, steps_of(link.merchant_id, link.path, show), link.since)


def steps_of(merchant_id: str, hops: tuple[Hop, ...], show: Show = masked) -> tuple[Step, ...]:
    steps = []
    for hop in hops:
        shared = tuple(
            Shown(one.kind, one.value if one.value == ALIKE else show(one.kind, one.value), one.holders)
            for one in hop.shared
        )
        steps.append(Step(merchant_id, shared, hop.to))
        merchant_id = hop.to
    return tuple(steps)


def _text(one: Shared, show: Show) -> str:
    return one.value if one.value == ALIKE else show(one.kind, one.value)


def entry_with_path(link: Link, show: Show = masked) -> dict[str, Any]:
    """The link as conditions see it, and its path for people."""
    return link.entry() | path_shown(link, show).data()


def path_of(entry: Mapping[str, Any]) -> ShownPath | None:
    """The path that a link of a decision carries; None where it carries none, as a link handed in may."""
    if not entry.get("steps"):
        return None
    steps = tuple(
        Step(
            step["merchant_id"],
            tuple(Shown(one["kind"], one["shown"], one.get("holders", 0)) for one in step["shared"]),
            step["to"],
        )
        for step in entry["steps"]
    )
    since = entry.get("listed_since")
    return ShownPath(str(entry.get("list", "")), steps, date.fromisoformat(since) if since else None)
