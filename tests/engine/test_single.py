"""What the engine decides, clause by clause of the contract."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from rulebooks import policy, rulebook

from merchant_compliance import InputError, RecordError

DAY = date(2021, 12, 31)
M = {"merchant_id": "m1"}
KIND = 'merchant.subject.kind == "natural_person"'


def by_category(outcome: str, name: str = "C1") -> str:
    return f"""
        id: {name}
        for_each: merchant.categories as category
        applies: category in ["pesticide", "seed"]
        require: merchant.subject.kind == "enterprise"
        outcome: {outcome}
    """


def test_a_fired_rule_gives_its_outcome_reason_and_evidence(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy(f"id: A\nwhen: {KIND}\noutcome: return"))
    decision = engine.evaluate({**M, "subject": {"kind": "natural_person"}}, as_of=DAY)
    assert (decision.outcome, decision.final, decision.as_of) == ("return", True, "2021-12-31")
    (finding,) = decision.findings
    assert (finding.rule, finding.policy, finding.verdict, finding.outcome) == ("A", "test", "fired", "return")
    assert finding.evidence == {"merchant.subject.kind": "natural_person"}
    assert (finding.reason["zh"], finding.remedy["en"], finding.citations) == ("原因", "Remedy", ["test"])
    assert finding.target is None
    assert decision.rulebook.name == "test"
    assert len(decision.rulebook.sha256) == 64


def test_a_missing_fact_leaves_the_rule_undetermined_and_pending(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy(f"id: A\nwhen: {KIND}\noutcome: return"))
    decision = engine.evaluate(M, as_of=DAY)
    assert (decision.outcome, decision.final) == ("approve", False)
    (pending,) = decision.pending
    assert (pending.path, pending.provided_by) == ("merchant.subject.kind", "merchant")
    assert (pending.action, pending.rules) == ("request_information", ["A"])
    assert decision.findings[0].missing == ["merchant.subject.kind"]
    assert decision.batch_row()["undetermined"] == ["A"]


def test_what_could_not_worsen_the_outcome_is_not_pending(tmp_path: Path) -> None:
    engine = rulebook(
        tmp_path,
        policy(f"id: A\nwhen: {KIND}\noutcome: notice", "id: B\nwhen: merchant.followers > 5\noutcome: return"),
    )
    decision = engine.evaluate({**M, "followers": 6}, as_of=DAY)
    assert (decision.outcome, decision.final, decision.pending) == ("return", True, [])
    assert decision.batch_row()["undetermined"] == ["A"]


@pytest.mark.parametrize(
    ("mode", "outcome", "undetermined", "final"),
    [
        ("pending", "approve", ["A"], False),
        ("manual_review", "manual_review", ["A"], False),
        ("ignore", "approve", [], True),
    ],
)
def test_if_undetermined(tmp_path: Path, mode: str, outcome: str, undetermined: list[str], final: bool) -> None:
    engine = rulebook(tmp_path, policy(f"id: A\nwhen: {KIND}\noutcome: reject\nif_undetermined: {mode}"))
    decision = engine.evaluate(M, as_of=DAY)
    assert (decision.outcome, decision.final) == (outcome, final)
    assert decision.batch_row()["undetermined"] == undetermined
    assert decision.batch_row()["fired"] == []


def test_targets_carry_their_own_outcome(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy(by_category("reject")))
    record = {**M, "subject": {"kind": "natural_person"}, "categories": ["tea", "pesticide"]}
    decision = engine.evaluate(record, as_of=DAY)
    assert decision.outcome == "approve"
    (target,) = decision.targets
    assert (target.kind, target.id, target.outcome, target.rules) == ("category", "pesticide", "reject", ["C1"])


def test_the_merchant_is_lifted_when_every_category_is_rejected(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy(by_category("reject")))
    record = {**M, "subject": {"kind": "natural_person"}, "categories": ["seed", "pesticide"]}
    assert engine.evaluate(record, as_of=DAY).outcome == "reject"
    assert engine.evaluate({**record, "categories": []}, as_of=DAY).outcome == "approve"


def test_a_pending_target_is_measured_against_its_own_and_the_merchants_outcome(tmp_path: Path) -> None:
    engine = rulebook(
        tmp_path, policy(by_category("reject"), "id: B\nwhen: merchant.followers > 5\noutcome: intercept")
    )
    open_record = {**M, "categories": ["pesticide"], "followers": 1}
    assert [p.path for p in engine.evaluate(open_record, as_of=DAY).pending] == ["merchant.subject.kind"]
    assert engine.evaluate({**open_record, "followers": 9}, as_of=DAY).final


def test_a_missing_list_is_undetermined_an_empty_one_is_not(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy(by_category("reject")))
    assert [p.path for p in engine.evaluate(M, as_of=DAY).pending] == ["merchant.categories"]
    assert engine.evaluate({**M, "categories": []}, as_of=DAY).final


def test_an_unknown_guard_with_a_fulfilled_requirement_is_clear(tmp_path: Path) -> None:
    rule = 'id: A\napplies: merchant.role == "creator"\nrequire: merchant.followers > 5\noutcome: return'
    engine = rulebook(tmp_path, policy(rule))
    assert engine.evaluate({**M, "followers": 9}, as_of=DAY).findings == []
    assert engine.evaluate({**M, "followers": 1}, as_of=DAY).findings[0].verdict == "undetermined"


def test_products_are_named_by_their_id_else_by_their_position(tmp_path: Path) -> None:
    rule = 'id: A\nfor_each: merchant.products as product\nwhen: product.risk_level == "high"\noutcome: restrict'
    engine = rulebook(tmp_path, policy(rule))
    products = [{"product_id": "p9", "risk_level": "high"}, {"risk_level": "high"}, {"risk_level": "low"}]
    decision = engine.evaluate({**M, "products": products}, as_of=DAY)
    assert [target.id for target in decision.targets] == ["p9", "1"]


def test_only_the_stages_of_the_outcome_map_are_judged(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy(f"id: A\nwhen: {KIND}\noutcome: {{operation: suspend}}"))
    natural = {**M, "subject": {"kind": "natural_person"}}
    assert engine.evaluate(natural, as_of=DAY).outcome == "approve"
    assert engine.evaluate({**natural, "stage": "operation"}, as_of=DAY).outcome == "suspend"


def test_effective_dates_end_before_until(tmp_path: Path) -> None:
    interval = "effective: {from: 2021-01-01, until: 2022-01-01}"
    rule = f"id: A\nwhen: 'true'\noutcome: notice\npublished_on: 2020-01-01\n{interval}"
    engine = rulebook(tmp_path, policy(rule))
    days = (date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1))
    assert [engine.evaluate(M, as_of=day).outcome for day in days] == ["approve", "notice", "notice", "approve"]


def test_a_parameter_has_the_value_of_its_day_and_is_missing_before_the_first(tmp_path: Path) -> None:
    head = """
        parameters:
          limit:
            - {from: 2021-01-01, value: 5, source: s}
            - {from: 2022-01-01, value: 9, source: s}
    """
    rule = "id: A\nwhen: merchant.followers > params.limit\noutcome: notice"
    engine = rulebook(tmp_path, policy(rule, head=head))
    record = {**M, "followers": 7}
    outcomes = [engine.evaluate(record, as_of=date(year, 6, 1)) for year in (2020, 2021, 2022)]
    assert [decision.outcome for decision in outcomes] == ["approve", "notice", "approve"]
    assert [p.path for p in outcomes[0].pending] == ["params.limit"]


def test_drafts_are_not_judged_and_shadows_do_not_count(tmp_path: Path) -> None:
    engine = rulebook(
        tmp_path,
        policy(
            "id: A\nwhen: 'true'\noutcome: reject\nstatus: draft",
            "id: B\nwhen: 'true'\noutcome: reject\nstatus: shadow",
        ),
    )
    decision = engine.evaluate(M, as_of=DAY)
    assert (decision.outcome, decision.findings, [f.rule for f in decision.shadow]) == ("approve", [], ["B"])
    assert "shadow" not in decision.model_dump()


def test_a_rollout_reaches_its_share_of_merchants(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy("id: A\nwhen: 'true'\noutcome: notice\nrollout: 25"))
    outcomes = [engine.evaluate({"merchant_id": f"m{n}"}, as_of=DAY).outcome for n in range(1000)]
    assert 200 < outcomes.count("notice") < 300
    assert outcomes == [engine.evaluate({"merchant_id": f"m{n}"}, as_of=DAY).outcome for n in range(1000)]


def test_lists_are_unknown_unless_given(tmp_path: Path) -> None:
    rule = 'id: A\nwhen: lists.exists(l, l.list == "community-ban" && l.category == "")\noutcome: intercept'
    engine = rulebook(tmp_path, policy(rule))
    entry = {"list": "community-ban"}
    assert [p.path for p in engine.evaluate(M, as_of=DAY).pending] == ["lists"]
    assert engine.evaluate(M, as_of=DAY, lists=[]).final
    assert engine.evaluate(M, as_of=DAY, lists=[entry]).outcome == "intercept"
    ended = [{**entry, "until": DAY}]
    assert engine.evaluate(M, as_of=DAY, lists=ended).outcome == "approve"


def test_texts_are_filled_and_personal_data_is_masked(tmp_path: Path) -> None:
    rule = """
        id: A
        when: merchant.contact.phone.startsWith("138") && merchant.followers > 5
        outcome: notice
    """
    text = policy(rule).replace(
        "zh: 原因, en: Reason", 'zh: "{merchant.contact.phone} 有 {merchant.followers}", en: "{merchant.shop.name}"'
    )
    record = {**M, "contact": {"phone": "13812345678"}, "followers": 5000000}
    decision = rulebook(tmp_path, text).evaluate(record, as_of=DAY)
    (finding,) = decision.findings
    assert finding.reason == {"zh": "138****5678 有 5,000,000", "en": "(missing)"}
    assert finding.evidence == {"merchant.contact.phone": "138****5678", "merchant.followers": 5000000}
    assert "13812345678" not in decision.model_dump_json()


def test_a_merchant_sees_no_link_and_an_auditor_sees_hashes(tmp_path: Path) -> None:
    rules = (
        'id: A\nwhen: links.exists(k, k.list == "onboarding-blacklist")\noutcome: intercept',
        'id: B\nwhen: merchant.contact.phone.startsWith("138")\noutcome: notice',
    )
    link = {"list": "onboarding-blacklist", "merchant_id": "m9", "hops": 1, "via": ["phone"], "confidence": 1.0}
    engine = rulebook(tmp_path, policy(*rules))
    decision = engine.evaluate({**M, "contact": {"phone": "13812345678"}}, as_of=DAY, links=[link])
    assert decision.for_audience("reviewer").links == [link]
    own = decision.for_audience("merchant")
    assert (own.links, own.outcome, [f.rule for f in own.findings]) == ([], "intercept", ["A", "B"])
    assert "m9" not in own.model_dump_json()
    assert own.findings[0].evidence == {}
    audited = decision.for_audience("auditor", key=b"k").model_dump()
    again = decision.for_audience("auditor", key=b"other").model_dump()
    assert audited["hashes"].keys() == {"merchant.contact.phone"}
    assert audited["hashes"] != again["hashes"]


def test_division_by_zero_is_undetermined_with_its_reason(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy("id: A\nwhen: 100 / merchant.followers > 5\noutcome: notice"))
    decision = engine.evaluate({**M, "followers": 0}, as_of=DAY)
    assert decision.findings[0].verdict == "undetermined"
    assert decision.findings[0].evidence["undefined"] == ["division by zero"]
    assert decision.findings[0].missing == ["merchant.followers"]


def test_an_overlay_waives_a_rule_in_its_region_and_time(tmp_path: Path) -> None:
    overlay = """
        overlay: flood
        title: {zh: 水灾, en: Flood}
        regions: ["41"]
        effective: {from: 2021-07-20, until: 2021-09-01}
        source: {document: test}
        waives: {rules: [A]}
    """
    engine = rulebook(tmp_path, policy("id: A\nwhen: 'true'\noutcome: notice"), overlay=overlay)
    here, there = {**M, "shop": {"region": "410100"}}, {**M, "shop": {"region": "110000"}}
    assert engine.evaluate(here, as_of=date(2021, 8, 1)).outcome == "approve"
    assert engine.evaluate(there, as_of=date(2021, 8, 1)).outcome == "notice"
    assert engine.evaluate(here, as_of=date(2021, 9, 1)).outcome == "notice"


def test_documents_say_which_step_fails(tmp_path: Path) -> None:
    text = """
        policy: docs
        title: {zh: 资质, en: Documents}
        documents:
          - id: MD3
            title: {zh: 许可证, en: Licence}
            for_category: medical-device-3
            kind: licence
            holder: subject
            expires: required
            remaining_days: 30
            outcome: {onboarding: return, operation: suspend}
            citations: [test]
    """
    engine = rulebook(tmp_path, text)
    good = {"kind": "licence", "holder": "甲（北京）公司", "expires_on": "2023-01-01", "verified": True}
    cases: list[tuple[list[dict[str, Any]], list[str], list[str]]] = [
        ([good], [], []),
        ([], ["MD3-absent"], []),
        ([{**good, "expires_on": "2021-12-31"}], ["MD3-expiring"], []),
        ([{**good, "expires_on": "2021-12-30"}], ["MD3-expired"], []),
        ([{**good, "holder": "乙公司", "holder_uscc": "x"}], ["MD3-holder"], []),
        ([{**good, "verified": False}], ["MD3-unverified"], []),
        ([{**good, "verified": False}, good], [], []),
        ([{**good, "expires_on": None}], [], ["MD3-expired", "MD3-expiring"]),
        ([{**good, "status": "revoked"}], ["MD3-expired"], []),
    ]
    subject = {"name": "甲(北京)公司", "uscc": "91110000MA01ABCD12"}
    for documents, fired, undetermined in cases:
        record = {**M, "categories": ["medical-device-3"], "subject": subject, "qualifications": documents}
        row = engine.evaluate(record, as_of=DAY).batch_row()
        assert (row["fired"], row["undetermined"]) == (fired, undetermined), documents


def test_bad_records_are_refused_with_every_problem(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy("id: A\nwhen: 'true'\noutcome: notice"))
    with pytest.raises(RecordError) as caught:
        engine.evaluate({**M, "shop": {"tipe": "flagship", "opened_on": "2021-02-30"}})
    assert len(caught.value.problems) == 2
    assert any(problem.nearest == "type" for problem in caught.value.problems)


def test_eight_threads_give_the_answers_of_one(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy(by_category("reject"), f"id: A\nwhen: {KIND}\noutcome: return"))
    kinds = ("enterprise", "natural_person", None)
    records: list[dict[str, Any]] = [
        {"merchant_id": f"m{n}", "subject": {"kind": kinds[n % 3]}, "categories": ["tea", "seed"][: n % 4]}
        for n in range(400)
    ]
    alone = [engine.evaluate(record, as_of=DAY) for record in records]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda record: engine.evaluate(record, as_of=DAY), records))
    assert together == alone
    assert {decision.outcome for decision in alone} >= {"approve", "return"}


def test_what_the_engine_makes_unvalidated_is_valid(tmp_path: Path) -> None:
    rules = (by_category("reject"), "id: B\nwhen: merchant.followers > 5\noutcome: notice")
    shadow = "id: S\nwhen: 'true'\noutcome: reject\nstatus: shadow"
    engine = rulebook(tmp_path, policy(*rules, shadow))
    record = {**M, "categories": ["seed"], "contact": {"phone": "13812345678"}}
    for given in (record, {**record, "subject": {"kind": "natural_person"}}):
        decision = engine.evaluate(given, as_of=DAY, links=[])
        again = type(decision).model_validate(decision.model_dump())
        assert again.model_dump() == decision.model_dump()
        assert again.model_dump_json() == decision.model_dump_json()


def test_a_decision_need_not_be_explained(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy(by_category("reject"), f"id: A\nwhen: {KIND}\noutcome: return"))
    record = {**M, "subject": {"kind": "natural_person"}, "categories": ["seed", "tea"]}
    explained, bare = engine.evaluate(record, as_of=DAY), engine.evaluate(record, as_of=DAY, explained=False)
    assert bare.batch_row() == explained.batch_row()
    assert [finding.reason for finding in bare.findings] == [{}, {}]


def test_dates_of_list_entries_may_be_text(tmp_path: Path) -> None:
    engine = rulebook(tmp_path, policy('id: A\nwhen: lists.exists(l, l.list == "x")\noutcome: notice'))
    entry = {"list": "x", "key_kind": "uscc", "key": "y", "since": "2021-01-01", "until": "2022-01-01"}
    assert engine.evaluate(M, as_of=DAY, lists=[entry]).outcome == "notice"
    assert engine.evaluate(M, as_of=date(2022, 1, 1), lists=[entry]).outcome == "approve"
    with pytest.raises(InputError, match="not a date"):
        engine.evaluate(M, as_of=DAY, lists=[{**entry, "until": "soon"}])


BAD_ENTRIES: list[tuple[dict[str, Any], str]] = [
    ({"lists": [{"lst": "x"}]}, "`lst`"),
    ({"lists": "none"}, "must be a list"),
    ({"lists": [5]}, "must be a list"),
    ({"links": [{"list": "x", "via": "phone"}]}, "`via`"),
    ({"links": [{"hop": 1}]}, "`hop`"),
    ({"as_of": "2021-12-31"}, "datetime.date"),
    ({"as_of": datetime(2021, 12, 31)}, "datetime.date"),
]


@pytest.mark.parametrize(("given", "told"), BAD_ENTRIES)
def test_what_is_handed_in_beside_the_record_is_checked(tmp_path: Path, given: dict[str, Any], told: str) -> None:
    engine = rulebook(tmp_path, policy("id: A\nwhen: 'true'\noutcome: notice"))
    with pytest.raises(InputError, match=told):
        engine.evaluate(M, **given)
