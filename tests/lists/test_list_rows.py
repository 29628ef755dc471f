"""What was checked before is taken quickly: with the same answer as the first time, right or wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.rows import Preparer
from merchant_compliance.merchant.files import Raw
from merchant_compliance.store.bulk import NewEntry

KEY = Hasher(b"a key for tests only")
POOLS: dict[str, tuple[Any, ...]] = {
    "list": ("a", "", 1, None, "x" * 201),
    "key_kind": ("phone", "merchant", "fone", None, True),
    "key": ("13800138000", " ", "", "1\0", "\ud800", "a\nb", "hmac:1", 1, None, ["1"], "x" * 1001),
    "category": ("", "tea", None, 0, False, {}, "a\0"),
    "brand": ("", "b", "\ud800"),
    "region": ("", None),
    "since": ("2021-01-01", date(2021, 1, 1), "", None, "2021-02-30", 0, []),
    "until": ("2021-01-01", "2021-06-01", None, "x"),
    "reason": ("", "why", None, 0, False, [], "a\0b", "两行\n", "y" * 1001),
    "source": ("", "s", None),
    "sauce": ("s",),
}
ROWS = st.lists(st.fixed_dictionaries({}, optional={n: st.sampled_from(pool) for n, pool in POOLS.items()}), max_size=6)
RIGHT = {"list": "a", "key_kind": "phone", "key": "1"}


def told(found: Any) -> Any:
    return found if isinstance(found, NewEntry) else [problem.code for problem in found]


@given(ROWS)
def test_a_row_gets_the_same_answer_however_often_its_like_was_seen(rows: list[dict[str, Any]]) -> None:
    rows = [RIGHT | row for row in rows]
    used = Preparer(KEY, 1, "file")
    for _ in range(2):
        for row in rows:
            assert told(used.row(Raw(1, row))) == told(Preparer(KEY, 1, "file").row(Raw(1, row))), row


def prepared(**said: Any) -> NewEntry:
    found = Preparer(KEY, 1).row(Raw(1, RIGHT | said))
    assert isinstance(found, NewEntry)
    return found


def identity(entry: NewEntry) -> tuple[str, str]:
    return entry.key_hash, entry.open_print


def test_entries_are_identical_only_if_all_they_say_is() -> None:
    others: list[dict[str, Any]] = [
        {}, {"list": "b"}, {"key": "2"}, {"key_kind": "uid"}, {"category": "x"}, {"brand": "x"}, {"region": "x"},
        {"reason": "x"}, {"source": "x"}, {"since": "2021-01-01"}, {"until": "2021-01-01"},
        {"category": "ab", "brand": "c"},
        {"category": "a", "brand": "bc"}, {"reason": ",2021-01-01"}, {"since": "2021-01-01", "until": "2021-02-01"},
    ]  # fmt: skip
    assert len({identity(prepared(**said)) for said in others}) == len(others)
    same = [prepared(key=" 1 "), prepared(since=""), prepared(since=None, category=None), prepared(key="１")]
    assert {identity(one) for one in same} == {identity(prepared())}
    assert identity(prepared(since=date(2021, 1, 1))) == identity(prepared(since="2021-01-01"))


def test_a_preparer_forgets_before_it_grows(monkeypatch: Any) -> None:
    monkeypatch.setattr("merchant_compliance.lists.rows.KEPT", 3)
    preparer = Preparer(KEY, 1)
    found = [preparer.row(Raw(n, RIGHT | {"category": str(n)})) for n in range(20)]
    assert [one.category for one in found if isinstance(one, NewEntry)] == [str(n) for n in range(20)]
    assert len(preparer._wordings) <= 3
