"""Linked entities: which rules fired because of a link, and the paths of some merchants as pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from merchant_compliance.engine.rows.summary import RuleTally, Summary
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import paths_of
from merchant_compliance.linking.path import ShownPath, path_of
from merchant_compliance.report.names import Names
from merchant_compliance.report.parts import MERCHANTS, SHARE, Picture, Section, Table, joined, share
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Text

Entry = Mapping[str, Any]
Links = Callable[[str], Sequence[Entry] | None]
"""The links of a merchant by its id, as a decision has them; None is unknown."""
A_RULE, SHOWN = 2, 6
"""Pictures drawn for one rule, and for all."""


def interception_sections(summary: Summary, names: Names, rulebook: Rulebook, links: Links) -> list[Section]:
    """One section, or none where no rule fired that looks at links."""
    found = [
        (rulebook.by_id[rule], tally)
        for rule, tally in summary.top_rules()
        if rule in rulebook.by_id and reads_links(rulebook.by_id[rule])
    ]
    return [_section(summary, names, rulebook, links, found)] if found else []


def reads_links(rule: Rule) -> bool:
    return any(path.partition(".")[0] == "links" for path in paths_of(rule.violation))


def _section(
    summary: Summary, names: Names, rulebook: Rulebook, links: Links, found: Sequence[tuple[Rule, RuleTally]]
) -> Section:
    day = date.fromisoformat(summary.as_of)
    rows = [
        (
            rule.id,
            rule.title,
            joined([names.outcome(name) for name in names.in_order(tally.outcomes)]),
            f"{tally.fired:,}",
            share(tally.fired, summary.merchants),
        )
        for rule, tally in found
    ]
    heads = (Text("规则", "Rule"), Text("名称", "Title"), Text("结果", "Outcome"), MERCHANTS, SHARE)
    return Section(
        "linked",
        Text("关联主体", "Linked entities"),
        Text(
            "与名单上的主体共用证件、执照、电话等标识而触发规则的商家，以及其中几家的关联路径。标识已脱敏；"
            "共用者众多时注明，这对商家有利。",
            "Merchants on whom a rule fired because they share an identity document, a licence, a phone or the like "
            "with somebody on a list, and the paths of some of them. Identifiers are masked; where many share one, "
            "which speaks for the merchant, this is said.",
        ),
        Table(heads, rows, frozenset({3, 4})),
        pictures=list(islice(_pictures(rulebook, links, day, found), SHOWN)),
    )


def _pictures(
    rulebook: Rulebook, links: Links, day: date, found: Sequence[tuple[Rule, RuleTally]]
) -> Iterator[Picture]:
    """The rules in turn: first one merchant of each, then another; one path a merchant, long ones first."""
    drawn: set[str] = set()
    for _ in range(A_RULE):
        for rule, tally in found:
            left = {merchant: _path(rule, rulebook, links(merchant) or (), day) for merchant in tally.examples}
            paths = {merchant: path for merchant, path in left.items() if path and merchant not in drawn}
            if paths:
                merchant = max(paths, key=lambda name: len(paths[name].steps))
                drawn.add(merchant)
                said = f"{merchant} · {rule.id} "
                yield Picture(Text(said + rule.title.zh, said + rule.title.en), paths[merchant])


def _path(rule: Rule, rulebook: Rulebook, links: Sequence[Entry], day: date) -> ShownPath | None:
    """The path of the link by which the rule fired, the shortest one if there are several."""
    ranked = sorted(links, key=lambda link: (not _fires(rule, rulebook, link, day), link.get("hops", 0)))
    return next(filter(None, map(path_of, ranked)), None)


def _fires(rule: Rule, rulebook: Rulebook, link: Entry, day: date) -> bool:
    """Whether the rule would fire by this link alone; not so where it looks at more than links and lists."""
    parameters = next(built.parameters for built in rulebook.policies if built.shape.policy == rule.policy)
    values = {name: value for name, parameter in parameters.items() if (value := parameter.at(day)) is not None}
    return exact(rule.judged)({"links": [link], "lists": [], "params": values}) is True
