"""Links in `evaluate`, its report and `explain`: found before anything is judged, told without third parties."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli_samples import Invoke, read_lines, write_lines
from link_samples import ADDRESS, LISTED, RING, fired


def undetermined(rows: list[dict[str, Any]]) -> list[str]:
    return [row["merchant_id"] for row in rows if "LNK-001" in row["undetermined"]]


def test_evaluate_finds_links_before_it_judges(judge: Invoke, ring: Path) -> None:
    assert judge("evaluate", ring, "-o", "out.jsonl").exit_code == 0
    assert fired("out.jsonl") == ["m1", "m7", "far"]
    assert undetermined(read_lines(Path("out.jsonl"))) == []


def test_the_report_draws_the_paths_masked(judge: Invoke, ring: Path) -> None:
    assert judge("evaluate", ring, "--report", "report.html").exit_code == 0
    page = Path("report.html").read_text(encoding="utf-8")
    told = re.findall(r'<section id="linked".*?</section>', page, re.S)
    boxes = re.findall(r'<li class="who[^"]*"><b>(.*?)</b>', "".join(told))
    assert boxes[:3] == ["m1", "m7", "m9"]
    assert "138****5678" in told[0]
    assert "13812345678" not in page


def test_evaluate_takes_a_history_into_account(judge: Invoke, ring: Path, here: Path) -> None:
    new = write_lines(here / "new.jsonl", RING[:1])
    judge("evaluate", new, "--history", ring, "-o", "out.jsonl")
    assert fired("out.jsonl") == ["m1"]


def test_links_of_a_pipe_stay_unknown_and_that_is_said(judge: Invoke) -> None:
    result = judge("evaluate", "-", "-o", "-", input=json.dumps(RING[0]) + "\n")
    assert undetermined([json.loads(line) for line in result.stdout.splitlines()]) == ["m1"]
    assert "links stay unknown" in result.stderr


def test_explain_tells_the_link(judge: Invoke, ring: Path) -> None:
    told = json.loads(judge("explain", ring, "m1", "--json").stdout)
    assert told["links"] == [
        {
            "list": "onboarding-blacklist",
            "merchant_id": "m9",
            "hops": 2,
            "via": ["id_number", "phone"],
            "confidence": 1.0,
            "path": "m1 —phone 138****5678→ m7 —id_number 110***********002X→ m9",
            "steps": [
                {
                    "merchant_id": "m1",
                    "shared": [{"kind": "phone", "shown": "138****5678", "holders": 2}],
                    "to": "m7",
                },
                {
                    "merchant_id": "m7",
                    "shared": [{"kind": "id_number", "shown": "110***********002X", "holders": 2}],
                    "to": "m9",
                },
            ],
        }
    ]


STORY = {
    "zh": [
        "m1 —电话 138****5678→ m7 —证件号码 110***********002X→ m9，在入驻黑名单上",
        "有利于该商家的情况",
        "地址 北京朝阳建国***：151 家共用，可能是代办注册地址、园区或写字楼；共用者太多，不据此认定关联",
    ],
    "en": [
        "m1 —phone 138****5678→ m7 —ID number 110***********002X→ m9, on the onboarding blacklist",
        "What speaks for the merchant",
        "address 北京朝阳建国***: shared by 151 merchants, perhaps a registered agent's or an office building's; "
        "too many to link anybody",
    ],
}


@pytest.fixture
def crowd(here: Path) -> Path:
    """The ring at an address of 150, where m1 now is too."""
    others = [{"merchant_id": f"t{n}", "contact": {"address": ADDRESS}} for n in range(149)]
    m1 = {**RING[0], "contact": {**RING[0]["contact"], "address": ADDRESS}}
    return write_lines(here / "crowd.jsonl", [m1, *RING[1:3], *others])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_tells_the_path_in_words_and_what_speaks_for_the_merchant(
    judge: Invoke, crowd: Path, lang: str
) -> None:
    story = "".join(judge("explain", crowd, "m1", "--lang", lang, "--audience", "reviewer").stdout.split("\n"))
    missing = [text for text in STORY[lang] if text not in story]
    assert (missing, "13812345678" in story, "建国路" in story) == ([], False, False)


def test_the_view_of_the_merchant_names_neither_path_nor_third_party(judge: Invoke, crowd: Path) -> None:
    for more in ((), ("--json",)):
        story = judge("explain", crowd, "m1", "--audience", "merchant", *more).stdout
        assert "Intercept" in story or "intercept" in story
        told = [word for word in ("m7", "m9", "138****", "—phone", "onboarding-blacklist", "151") if word in story]
        assert told == []


def test_explain_draws_the_path_for_a_reviewer_and_not_for_the_merchant(judge: Invoke, crowd: Path) -> None:
    pages = {}
    for who in ("reviewer", "merchant"):
        assert judge("explain", crowd, "m1", "--audience", who, "--html", f"{who}.html").exit_code == 0
        pages[who] = Path(f"{who}.html").read_text(encoding="utf-8")
    assert re.findall(r'<li class="who[^"]*"><b>(.*?)</b>', pages["reviewer"]) == ["m1", "m7", "m9"]
    assert "151" in pages["reviewer"]
    told = [word for word in ("m7", "m9", "138****", "151", '<li class="who') if word in pages["merchant"]]
    assert told == []


def test_an_exempt_identifier_speaks_for_the_merchant(cli: Invoke, linked: Path, here: Path) -> None:
    pair = [{"merchant_id": name, "contact": {"phone": "13912340000"}} for name in ("m1", "m9")]
    exempt = {"list": "shared-identifier-exemptions", "key_kind": "phone", "key": "139 1234 0000"}
    files = (write_lines(here / "pair.jsonl", pair), write_lines(here / "exempt.jsonl", [*LISTED, exempt]))
    story = cli(
        "explain", files[0], "m1", "--lists", files[1], "--rules", linked, "--as-of", "2021-12-31", "--json"
    ).stdout
    told = json.loads(story)
    assert told["links"] == []
    assert told["spared"] == [
        {
            "kind": "phone",
            "shown": "139****0000",
            "holders": 2,
            "lists": ["onboarding-blacklist"],
            "why": "exempt",
        }
    ]


def test_many_rows_over_many_processes_are_linked_too(judge: Invoke, here: Path) -> None:
    others = [{"merchant_id": f"o{n}", "contact": {"phone": f"139{n:08d}"}} for n in range(1, 1000)]
    many = write_lines(here / "many.jsonl", [*RING[:2], *others, RING[2]])
    assert judge("evaluate", many, "-o", "out.jsonl").exit_code == 0
    assert fired("out.jsonl") == ["m1", "m7"]
