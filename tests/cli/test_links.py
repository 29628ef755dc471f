"""`links find` and the links of `evaluate`: rows, files, history, hashes, and what stays unknown."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from cli_samples import Invoke, read_lines, write_lines

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


@pytest.fixture
def linked(book: Path) -> Path:
    (book / "linked.yaml").write_text(LINK_POLICY, encoding="utf-8")
    (book / "linking.yaml").write_text(LINKING, encoding="utf-8")
    return book


@pytest.fixture
def ring(here: Path) -> Path:
    return write_lines(here / "ring.jsonl", RING)


@pytest.fixture
def lists(here: Path) -> Path:
    return write_lines(here / "lists.jsonl", LISTED)


@pytest.fixture
def search(cli: Invoke, linked: Path, lists: Path) -> Invoke:
    options = ("--rules", linked, "--lists", lists, "--as-of", "2021-12-31")
    return lambda *more, **kwargs: cli("links", "find", *options, *more, **kwargs)


@pytest.fixture
def find(search: Invoke, ring: Path) -> Invoke:
    return lambda *more, **kwargs: search(ring, *more, **kwargs)


def test_every_link_is_a_row_with_its_path(find: Invoke) -> None:
    result = find("-o", "out.jsonl")
    assert result.exit_code == 0
    assert read_lines(Path("out.jsonl")) == EXPECTED
    assert "3 of 5 merchants are linked to listed ones, by 3 links" in result.stderr


def test_csv_and_parquet_hold_the_same_rows(find: Invoke) -> None:
    find("-o", "out.csv")
    find("-o", "out.parquet")
    with Path("out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    typed = [row | {"hops": int(row["hops"]), "via": json.loads(row["via"]), "confidence": 1.0} for row in rows]
    assert typed == pq.read_table("out.parquet").to_pylist() == EXPECTED


def test_phones_ring_in_the_country_that_is_named(search: Invoke, judge: Invoke, here: Path) -> None:
    typed = {"m1": "9123 4567", "m9": "+852 9123 4567"}
    pair = write_lines(here / "hk.jsonl", [{"merchant_id": m, "contact": {"phone": typed[m]}} for m in typed])
    for country, linked_to in (("hk", ["m9"]), ("CN", [])):
        search(pair, "-o", "out.jsonl", "--country", country)
        assert [row["listed_merchant_id"] for row in read_lines(Path("out.jsonl"))] == linked_to
        judge("evaluate", pair, "-o", "out.jsonl", "--country", country)
        assert fired("out.jsonl") == (["m1"] if linked_to else [])
        told = json.loads(judge("explain", pair, "m1", "--json", "--country", country).stdout)
        assert [link["merchant_id"] for link in told["links"]] == linked_to
    refused = search(pair, "-o", "out.jsonl", "--country", "Hongkong")
    assert (refused.exit_code, "HK" in refused.stderr) == (2, True)


def test_a_wrong_row_is_set_aside(find: Invoke) -> None:
    find("-o", "out.jsonl")
    rejected = read_lines(Path("out.rejected.jsonl"))
    assert [row["line"] for row in rejected] == [6]
    assert "13800138000" not in Path("out.rejected.jsonl").read_text(encoding="utf-8")


def test_the_same_merchants_as_parquet_give_the_same(search: Invoke) -> None:
    import pyarrow as pa

    from merchant_compliance.merchant.arrow import record_schema

    pq.write_table(pa.Table.from_pylist(RING[:5], schema=record_schema()), "ring.parquet")
    search("ring.parquet", "-o", "out.jsonl")
    assert read_lines(Path("out.jsonl")) == EXPECTED


def test_a_history_takes_part_without_rows(search: Invoke, ring: Path, here: Path) -> None:
    new = write_lines(here / "new.jsonl", [RING[0]])
    assert search(new, "-o", "out.jsonl").exit_code == 0
    assert read_lines(Path("out.jsonl")) == []
    assert search(new, "--history", ring, "-o", "out.jsonl").exit_code == 0
    assert read_lines(Path("out.jsonl")) == [row for row in EXPECTED if row["merchant_id"] == "m1"]


@pytest.mark.parametrize("more", [("--as-of", "2022-01-01"), ("--lists", "none")])
def test_without_valid_entries_nobody_is_linked(find: Invoke, more: tuple[str, str]) -> None:
    result = find("-o", "out.jsonl", *more)
    assert (result.exit_code, read_lines(Path("out.jsonl"))) == (0, [])
    assert "no entry of these lists is valid" in result.stderr


def test_hashes_instead_of_masks(find: Invoke) -> None:
    from merchant_compliance.lists.hashing import Hasher

    hasher = Hasher(KEY["MERCHANT_COMPLIANCE_HASH_KEY"].encode())
    hashed = hasher.exported(hasher.hashed("id_number", "11010519491231002X"))
    result = find("-o", "-", "--hash-identifiers", env=KEY)
    paths = [json.loads(line)["path"] for line in result.stdout.splitlines()]
    assert paths[2] == f"m7 —id_number {hashed}→ m9"
    assert "random" not in result.stderr
    assert "a random one for this run" in find("-o", "-", "--hash-identifiers").stderr


def test_in_production_there_is_no_random_key(find: Invoke) -> None:
    production = {"MERCHANT_COMPLIANCE_MODE": "production"}
    refused = find("-o", "out.jsonl", "--hash-identifiers", env=production)
    assert (refused.exit_code, Path("out.jsonl").exists()) == (2, False)
    assert "no default key" in refused.stderr
    weak = find("-o", "out.jsonl", "--hash-identifiers", env={**production, "MERCHANT_COMPLIANCE_HASH_KEY": "short"})
    assert weak.exit_code == 2
    assert find("-o", "out.jsonl", "--hash-identifiers", env={**production, **KEY}).exit_code == 0
    assert find("-o", "out.jsonl", env=production).exit_code == 0


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_hashed_and_a_plain_file_meet_under_the_same_key(search: Invoke, here: Path, ending: str) -> None:
    """Every kind that may be hashed: what is linked in the clear is linked where the history is hashed."""
    import pyarrow as pa

    from merchant_compliance.linking.intake import hashed_value
    from merchant_compliance.linking.normalise import canonical
    from merchant_compliance.lists.hashing import Hasher
    from merchant_compliance.merchant.arrow import record_schema

    hasher = Hasher(KEY["MERCHANT_COMPLIANCE_HASH_KEY"].encode())

    def hashed(kind: str, text: str) -> str:
        return hashed_value(kind, str(canonical(kind, text)), hasher)

    history = [
        {
            "merchant_id": row["merchant_id"],
            "contact": {kind: hashed(kind, text) for kind, text in row.get("contact", {}).items()},
            "subject": {kind: hashed(kind, text) for kind, text in row.get("subject", {}).items()},
        }
        for row in RING[1:3]
    ]
    new = [RING[0], RING[3]]
    files = {"new": new, "old": history}
    for name, rows in files.items():
        if ending == "parquet":
            pq.write_table(pa.Table.from_pylist(rows, schema=record_schema()), f"{name}.parquet")
        else:
            write_lines(here / f"{name}.jsonl", rows)
    found = search(f"new.{ending}", "--history", f"old.{ending}", "-o", "out.jsonl", env=KEY)
    assert found.exit_code == 0
    rows = [(row["merchant_id"], row["hops"], row["via"]) for row in read_lines(Path("out.jsonl"))]
    assert rows == [row[:3] for row in ROWS if row[0] != "m7"]
    text = Path("out.jsonl").read_text(encoding="utf-8")
    assert "hmac:" in text
    assert "13812345678" not in text
    alone = search(f"new.{ending}", "--history", f"old.{ending}", "-o", "out.jsonl")
    assert read_lines(Path("out.jsonl")) == []
    assert "without their key meet no plain identifier" in alone.stderr


def test_a_key_file_that_is_not_there_is_wrong_usage(find: Invoke) -> None:
    result = find("-o", "out.jsonl", "--hash-identifiers", env={"MERCHANT_COMPLIANCE_HASH_KEY_FILE": "nowhere"})
    assert (result.exit_code, Path("out.jsonl").exists()) == (2, False)


@pytest.mark.parametrize("out", ["out.txt", "ring.jsonl"])
def test_wrong_outputs_are_refused_before_anything_is_written(find: Invoke, ring: Path, out: str) -> None:
    before = ring.read_bytes()
    assert find("-o", out).exit_code == 2
    assert ring.read_bytes() == before


def test_unknown_fields_are_told_not_overlooked(search: Invoke, here: Path) -> None:
    slip = write_lines(here / "slip.jsonl", [{"merchant_id": "m1", "contcat": {"phone": "13812345678"}}])
    search(slip, "-o", "out.jsonl")
    assert "contact" in Path("out.rejected.jsonl").read_text(encoding="utf-8")


@pytest.fixture
def judge(cli: Invoke, linked: Path, lists: Path) -> Invoke:
    options = ("--rules", linked, "--lists", lists, "--as-of", "2021-12-31")
    return lambda *more, **kwargs: cli(*more, *options, **kwargs)


def fired(path: str) -> list[str]:
    return [row["merchant_id"] for row in read_lines(Path(path)) if "LNK-001" in row["fired"]]


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


def test_a_pipe_is_searched_too(search: Invoke, ring: Path) -> None:
    result = search("-", "-o", "-", input=ring.read_text(encoding="utf-8"))
    assert [json.loads(line) for line in result.stdout.splitlines()] == EXPECTED


def test_an_engine_that_there_is_not_or_that_lacks_java_is_refused(
    find: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    from merchant_compliance.linking.spark import session

    pytest.importorskip("pyspark")
    slip = find("-o", "out.jsonl", "--engine", "sprak")
    assert (slip.exit_code, "`spark`" in slip.stderr) == (2, True)
    monkeypatch.setattr(session, "_java", lambda: False)
    bare = find("-o", "out.jsonl", "--engine", "spark")
    assert (bare.exit_code, "JAVA_HOME" in bare.stderr, Path("out.jsonl").exists()) == (2, True, False)


def test_without_pyspark_the_extra_is_named(find: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyspark", None)
    bare = find("-o", "out.jsonl", "--engine", "spark")
    assert (bare.exit_code, "merchant-compliance[spark]" in bare.stderr) == (2, True)
