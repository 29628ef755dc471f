"""What was planted in made-up merchants against what the rules found, kind by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from merchant_compliance.report.parts import Section, Table, share
from merchant_compliance.text import Text


class Kind(NamedTuple):
    """One kind of violation, and the rules that look for it: ids of the shipped rulebook, `*` for any letters."""

    title: Text
    rules: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "expired-licence": Kind(Text("资质已过期", "Expired licence"), ("*-expired", "FDQ-*", "SED-*")),
    "missing-qualification": Kind(Text("缺少资质", "Missing qualification"), ("*-absent", "FDQ-*", "SED-*")),
    "holder-mismatch": Kind(Text("资质持有人不是本主体", "Licence of another company"), ("*-holder", "FDQ-*", "SED-*")),
    "bad-id-check-digit": Kind(Text("身份证号校验位错误", "Wrong check digit in an ID number"), ("IDN-002",)),
    "bad-credit-code": Kind(Text("统一社会信用代码错误", "Wrong unified social credit code"), ("SUB-002",)),
    "revoked-subject": Kind(Text("主体已吊销、注销或责令关闭", "Subject revoked, cancelled or closed"), ("SUB-003",)),
    "abnormal-listing": Kind(Text("列入经营异常名录", "Listed for abnormal operation"), ("SUB-005",)),
    "expired-id-document": Kind(Text("身份证件已过期", "Expired identity document"), ("IDN-003",)),
    "uninvited-category": Kind(
        Text("未受邀经营定向准入类目", "Category by invitation only, not invited"), ("HRC-001",)
    ),
    "natural-person-high-risk": Kind(
        Text("自然人经营高风险类目", "Natural person in a high-risk category"), ("HRC-*",)
    ),
    "underage-owner": Kind(Text("经营者未成年", "Owner under age"), ("IDN-006",)),
    "low-capital": Kind(Text("注册资本不足", "Too little registered capital"), ("CAP-*",)),
    "rejected-trademark": Kind(Text("商标被驳回或无效", "Trademark rejected or invalid"), ("BRA-001",)),
    "low-stars": Kind(Text("购物体验星级过低", "Low experience stars"), ("STR-*",)),
    "unreviewed-high-exposure": Kind(Text("高曝光商家未经审核", "High exposure without review"), ("HEX-*",)),
    "serious-violations": Kind(Text("严重违规", "Serious violations"), ("SEV-*",)),
    "forbidden-claim": Kind(Text("违禁宣传用语", "Forbidden claim in advertising"), ("ADW-*",)),
    "returning": Kind(Text("被封禁者换名重来", "Banned merchant under another name"), ("ITI-*", "ITC-*")),
}
"""By name in the ground truth. Who is banned and leaving is no kind: there is nothing left to prevent."""


@dataclass
class Truth:
    """Counts merchants: planted and caught a kind, and clean ones on whom any rule fired all the same.

    `known` are the ids of all rules of the rulebook in use.
    """

    known: Sequence[str]
    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    alarms: int = 0

    def __post_init__(self) -> None:
        self._looking = {
            name: frozenset(rule for rule in self.known if any(fnmatchcase(rule, pattern) for pattern in kind.rules))
            for name, kind in KINDS.items()
        }

    def add(self, planted: Iterable[str], fired: Sequence[str]) -> None:
        """Counts one merchant with what was planted in it and the ids of the rules that fired."""
        names = list(planted)
        if not names:
            self.clean += 1
            self.alarms += bool(fired)
        for name in names:
            self.planted[name] += 1
            self.caught[name] += not self._looking.get(name, frozenset()).isdisjoint(fired)

    def rows(self) -> list[tuple[str, int, int | None]]:
        """Kind, merchants and how many were caught; None where no rule of the rulebook looks for it."""
        return [
            (name, self.planted[name], self.caught[name] if self._looking[name] else None)
            for name in KINDS
            if self.planted[name]
        ]

    def as_json(self) -> dict[str, Any]:
        kinds = [{"kind": name, "planted": planted, "caught": caught} for name, planted, caught in self.rows()]
        return {"kinds": kinds, "clean": self.clean, "false_alarms": self.alarms}

    def section(self) -> Section:
        """The comparison as a part of the report."""
        rows = [
            (
                KINDS[name].title,
                f"{planted:,}",
                "–" if caught is None else f"{caught:,}",
                "–" if caught is None else share(caught, planted),
            )
            for name, planted, caught in self.rows()
        ]
        heads = (
            Text("植入的问题", "What was planted"),
            Text("商家", "Merchants"),
            Text("查出", "Caught"),
            Text("查出率", "Share"),
        )
        return Section("truth", TITLE, self.note(), Table(heads, rows, frozenset({1, 2, 3})))

    def note(self) -> Text:
        return Text(
            f"商家为虚构，其中一部分植入了已知问题；查出是指专查该问题的规则触发。未植入问题的 {self.clean:,} 家中，"
            f"有规则触发的 {self.alarms:,} 家。关联主体由生成器给出；正在退出的商家不再拦截。",
            "The merchants are made up, and something known is wrong with some of them; caught means that a rule which "
            f"looks for it fired. Of {self.clean:,} merchants with nothing planted, a rule fired on {self.alarms:,}. "
            "Links are given by the generator; whoever is leaving is not intercepted.",
        )


TITLE = Text("与真值比较", "Against the ground truth")
