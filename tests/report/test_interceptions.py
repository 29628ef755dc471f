"""Linked entities in the report: the rules that fired by a link, and the path that made each fire."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from report_samples import shipped

from merchant_compliance.engine.rows.summary import RuleTally, Summary
from merchant_compliance.report.interceptions import interception_sections, reads_links
from merchant_compliance.report.names import names_of
from merchant_compliance.report.page import Report
from merchant_compliance.text import Text

PHONE, ID_NUMBER = ("phone", "138****0000", 4_812), ("id_number", "110***********1234", 2)


def link(list_name: str, *shared: tuple[str, str, int], merchant: str = "m1", hops: int = 1) -> dict[str, Any]:
    """A link as a decision has it, with its path; every hop shares the same."""
    names = [merchant, *(f"{merchant}-{hop}" for hop in range(1, hops + 1))]
    shown = [{"kind": kind, "shown": text, "holders": holders} for kind, text, holders in shared]
    steps = [{"merchant_id": names[hop], "shared": shown, "to": names[hop + 1]} for hop in range(hops)]
    via = sorted(kind for kind, _, _ in shared)
    known = {"list": list_name, "merchant_id": names[-1], "hops": hops, "via": via, "confidence": 1.0}
    return known | {"path": "", "steps": steps, "listed_since": "2021-03-01"}


def summary(**examples: list[str]) -> Summary:
    """Rules by their id with `_` for `-`, and the merchants on whom each fired."""
    rules = {
        name.replace("_", "-"): RuleTally("interception", len(found), 0, Counter({"intercept": len(found)}), found)
        for name, found in examples.items()
    }
    return Summary(as_of="2021-12-31", merchants=50, rules=rules)


def section(made: Summary, links: dict[str, list[dict[str, Any]]]) -> Any:
    (only,) = interception_sections(made, names_of(shipped()), shipped(), links.get)
    return only


def test_rules_that_look_at_links_are_known_by_their_conditions() -> None:
    found = {rule.id for rule in shipped().rules if reads_links(rule)}
    assert {"ITI-community-ban", "ITC-governance-ban", "ITS-001"} <= found
    assert "ITD-community-ban" not in found


@pytest.mark.parametrize(("rule", "kind"), [("ITI_community_ban", "id_number"), ("ITC_community_ban", "phone")])
def test_the_path_drawn_is_the_one_by_which_the_rule_fired(rule: str, kind: str) -> None:
    links = [
        link("governance-ban", ID_NUMBER, PHONE),
        link("community-ban", PHONE),
        link("community-ban", ID_NUMBER, hops=2),
    ]
    (picture,) = section(summary(**{rule: ["m1"]}), {"m1": links}).pictures
    assert picture.path.list == "community-ban"
    assert [one.kind for one in picture.path.steps[0].shared] == [kind]


def test_rules_take_turns_and_no_merchant_is_drawn_twice() -> None:
    made = summary(ITI_community_ban=["a", "b", "c"], ITI_governance_ban=["b", "d"])
    lists = {"a": "community-ban", "b": "community-ban", "c": "community-ban", "d": "governance-ban"}
    found = {name: [link(of, ID_NUMBER, merchant=name, hops=2 if name == "c" else 1)] for name, of in lists.items()}
    pictures = section(made, found).pictures
    assert [picture.path.steps[0].merchant_id for picture in pictures] == ["c", "b", "a", "d"]
    assert pictures[0].caption.en.startswith("c · ITI-community-ban The same person")


def test_merchants_without_a_path_are_counted_but_not_drawn() -> None:
    bare = {name: value for name, value in link("community-ban", ID_NUMBER).items() if name not in ("steps", "path")}
    made = section(summary(ITI_community_ban=["m1", "m2"]), {"m1": [bare]})
    assert made.pictures == []
    assert made.table.rows[0][3:] == ("2", "4.0%")


def test_without_such_rules_there_is_no_section() -> None:
    made = summary(ITD_community_ban=["m1"], not_in_this_rulebook=["m2"])
    assert interception_sections(made, names_of(shipped()), shipped(), lambda _: None) == []


def test_the_page_shows_boxes_arrows_masks_and_what_speaks_for_the_merchant() -> None:
    links = {"m1": [link("onboarding-blacklist", PHONE, ("address", "Road ***", 4_812), hops=2)]}
    made = summary(ITC_onboarding_blacklist=["m1"])
    page = Report(made, names_of(shipped()), [section(made, links)]).html("en")
    assert page.count('<li class="who') == 3
    assert page.count('<li class="by">') == 2
    assert "138****0000" in page
    assert "shared by 4,812 merchants, perhaps a registered agent" in page
    assert "4,812 家共用，可能是代办注册地址" in page
    assert "on the onboarding blacklist since 2021-03-01" in page
    assert section(made, links).pictures[0].end == Text(
        "自 2021-03-01 起在入驻黑名单上", "on the onboarding blacklist since 2021-03-01"
    )
