"""A folder is a rulebook, or all that is wrong with it in one run; its content hash is its version."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rulebook_samples import TODAY, indented, item, loaded, policy, problems, write

from merchant_compliance.errors import InputError, RulebookError
from merchant_compliance.rulebook.load import inspect, load, shipped_rules

GOOD = "id: A-001\nwhen: merchant.shop.cross_border\noutcome: reject"


def test_all_errors_of_all_files_come_in_one_run_by_place(tmp_path: Path) -> None:
    files = {
        "a": policy(GOOD.replace("cross_border", "crossborder")),
        "b": 'policy: b\ntitle: {zh: 一, en: B}\nrules:\n  - id: B\n    when: "x" in y\n',
        "c": "polcy: c\n",
        "d": policy("id: D\nwen: x\nwhen: merchant.shop.cross_border\noutcome: rejct", name="d"),
        "deep__e": "policy: e\n  bad: 1\n",
        "f": "title: {zh: 一, en: F}\npolicy: f\n",
        "g": "rulebook: g\n",
        "o": "overlay: o\ntitle: {zh: 一, en: O}\neffective: {from: 2021-02-30}\n",
    }
    with pytest.raises(RulebookError) as refused:
        load(write(tmp_path, **files), TODAY)
    found = [(Path(p.file).relative_to(tmp_path).as_posix(), p.line, p.code) for p in refused.value.problems]
    assert found == [
        ("a.yaml", 5, "unknown-field"),
        ("b.yaml", 4, "missing-key"),
        ("b.yaml", 4, "missing-key"),
        ("b.yaml", 5, "quote-then-text"),
        ("b.yaml", 5, "unknown-name"),
        ("c.yaml", 1, "unknown-kind"),
        ("d.yaml", 5, "unknown-key"),
        ("d.yaml", 7, "unknown-outcome"),
        ("deep/e.yaml", 2, "indentation"),
        ("f.yaml", 2, "unknown-kind"),
        ("g.yaml", 1, "header-elsewhere"),
        ("o.yaml", 3, "no-such-day"),
    ]
    assert str(refused.value).count("error:") == len(found)
    assert "错误" in refused.value.say("zh")


def test_a_file_is_what_its_first_key_says(tmp_path: Path) -> None:
    found = problems(tmp_path, a="polici: x\ntitle: {zh: 一, en: One}\n")
    assert [(p.code, p.nearest) for p in found] == [("unknown-kind", "policy")]


TWICE = [
    (policy(GOOD, GOOD), None, ("a.yaml", 11, "a.yaml:4:9")),
    (policy(GOOD), policy(GOOD, name="other"), ("b.yaml", 4, "a.yaml:4:9")),
    (policy(), policy(), ("b.yaml", 1, "a.yaml:1:9")),
    (
        policy(GOOD),
        policy(name="other", tables="id: A\noutcome: reject\nrows: {'001': {when: merchant.shop.cross_border}}"),
        ("b.yaml", 6, "a.yaml:4:9"),
    ),
    (policy(documents="id: D\nkind: k\noutcome: return"), policy(GOOD.replace("A-001", "D-absent"), name="b"), None),
    (policy(documents="id: D\nkind: k\noutcome: return"), policy(GOOD.replace("A-001", "D"), name="b"), None),
]


@pytest.mark.parametrize(("first", "second", "expected"), TWICE)
def test_an_id_that_stands_twice_is_named_with_both_places(
    tmp_path: Path, first: str, second: str | None, expected: tuple[str, int, str] | None
) -> None:
    found = problems(tmp_path, a=first, **({"b": second} if second else {}))
    assert [p.code for p in found] == ["id-twice"]
    if expected:
        file, line, place = expected
        assert (Path(found[0].file).name, found[0].line) == (file, line)
        assert place in found[0].what.en
        assert place in found[0].what.zh


@pytest.mark.parametrize("path", ["missing", "empty", "file.yaml"])
def test_what_is_no_rulebook_folder_is_wrong_input(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty" / ".hidden").mkdir(parents=True)
    (tmp_path / "empty" / ".hidden" / "x.yaml").write_text("policy: x")
    (tmp_path / "empty" / "README.md").write_text("nothing")
    (tmp_path / "file.yaml").write_text("policy: x")
    with pytest.raises(InputError, match=path):
        load(tmp_path / path)


def test_other_files_beside_the_policies_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, a=policy(GOOD))
    before = load(tmp_path, TODAY)
    (tmp_path / "README.md").write_text("# not a policy")
    (tmp_path / ".draft.yaml").write_text("neither: this")
    assert load(tmp_path, TODAY).sha256 == before.sha256


def test_the_hash_is_of_names_and_bytes_and_nothing_else(tmp_path: Path) -> None:
    one = loaded(tmp_path / "one", a=policy(GOOD), sub__b=policy(name="b"))
    two = loaded(tmp_path / "two", sub__b=policy(name="b"), a=policy(GOOD))
    assert one.sha256 == two.sha256
    assert len(one.sha256) == 64
    renamed = loaded(tmp_path / "three", a=policy(GOOD), sub__c=policy(name="b"))
    commented = loaded(tmp_path / "four", a=policy(GOOD) + "# x\n", sub__b=policy(name="b"))
    assert len({one.sha256, renamed.sha256, commented.sha256}) == 3


def test_the_hash_stays_as_it_was(tmp_path: Path) -> None:
    # INVARIANT: decisions name rulebooks by this hash. It changes only with the files.
    book = loaded(tmp_path, rulebook="rulebook: x\n", a="policy: a\ntitle: {zh: 一, en: A}\n")
    assert book.sha256 == "c9746f6134f86b9bc34f7abfa75c7ff9642002113fe48be4af663602ad2af0e5"


def test_rules_come_in_the_order_of_files_and_within_them(tmp_path: Path) -> None:
    book = loaded(
        tmp_path,
        b=policy(GOOD.replace("A-001", "Z"), GOOD.replace("A-001", "Y"), name="b"),
        a__z=policy(GOOD.replace("A-001", "X"), name="a"),
    )
    assert [rule.id for rule in book.rules] == ["X", "Z", "Y"]
    assert book.by_id["Y"] is book.rules[2]


def test_warnings_do_not_keep_a_rulebook_from_loading(tmp_path: Path) -> None:
    text = policy() + "rules:\n  - " + indented(GOOD + "\ntitle: {zh: 一, en: One}", 4).lstrip() + "\n"
    book = loaded(tmp_path, a=text)
    assert [p.code for p in book.warnings] == ["incomplete-rule"]
    again, found = inspect(tmp_path, TODAY)
    assert again is not None
    assert list(book.warnings) == found


def test_four_hundred_rules_load(tmp_path: Path) -> None:
    rule = """\
id: R-{n}
for_each: merchant.categories as category
applies: category in ["pesticide", "seed-{n}"]
require:
  all:
    - merchant.subject.kind == "enterprise"
    - lists.exists(l, l.list == "category-invitations" && l.category == category && l.reason != "{n}")
outcome: {{onboarding: reject, operation: clear_out}}
effective: {{from: 2021-01-01, until: 2022-01-01}}
"""
    files = {f"p{f}": policy(*(rule.format(n=n) for n in range(f * 20, f * 20 + 20)), name=f"p{f}") for f in range(20)}
    write(tmp_path, **files)
    assert len(load(tmp_path, TODAY).rules) == 400


def test_the_shipped_rulebook_loads_without_a_warning() -> None:
    book = load(shipped_rules(), date.today())
    assert [str(problem) for problem in book.warnings] == []
    assert len(book.rules) >= 30


def test_an_item_is_written_as_an_author_would() -> None:
    assert item("id: A").startswith("  - id: A\n    title: ")
