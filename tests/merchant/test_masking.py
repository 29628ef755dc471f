"""Personal facts are masked, everything else is shown as it is."""

from __future__ import annotations

import hmac
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.merchant.masking import bare_path, keyed_hash, mask, shown

MASKED = [
    ("merchant.contact.phone", "13800000000", "138****0000"),
    ("merchant.contact.phone", "62782266", "******66"),
    ("merchant.contact.phone", 13800000000, "138****0000"),
    ("merchant.subject.id_number", "110101199003071234", "110***********1234"),
    ("merchant.subject.id_number", "E12345678", "E*******8"),
    ("merchant.subject.name", "张三", "张*"),
    ("merchant.subject.name", "张小三", "张*三"),
    ("merchant.subject.name", "张", "*"),
    ("merchant.subject.name", "北京快手科技有限公司", "北***司"),
    ("merchant.subject.legal_representative", "欧阳小三", "欧**三"),
    ("merchant.qualifications.holder", "张小三", "张*三"),
    ("merchant.qualifications[3].holder", "张小三", "张*三"),
    ("merchant.contact.email", "alice@example.com", "a***@example.com"),
    ("merchant.contact.email", "alice", "a***e"),
    ("merchant.contact.address", "北京市海淀区上地西路6号", "北京市海淀区***"),
    ("merchant.contact.address", "上地西路6号", "上地***"),
    ("merchant.contact.bank_account", "6222021234561234", "****1234"),
    ("merchant.contact.bank_account", "1234", "***4"),
    ("merchant.subject.birth_date", date(1990, 3, 7), "19**-**-**"),
    ("merchant.subject.birth_date", "1990-03-07", "19**-**-**"),
    ("merchant.account.uids", ["u12345", "u9"], "u***5, **"),
    ("merchant.contact.device_ids", "", ""),
]


@pytest.mark.parametrize(("path", "value", "masked"), MASKED)
def test_a_personal_fact_is_masked_by_its_kind(path: str, value: object, masked: str) -> None:
    assert mask(path, value) == masked
    assert shown(path, value) == masked


@pytest.mark.parametrize(
    ("path", "value"),
    [("merchant.followers", 5), ("merchant.shop.name", "好店"), ("merchant.products[2].price", 9.9)],
)
def test_what_is_not_personal_is_shown_as_it_is(path: str, value: object) -> None:
    assert shown(path, value) == value


def test_paths_lose_their_indexes() -> None:
    assert bare_path("merchant.products[12].texts[0].text") == "merchant.products.texts.text"


@given(
    st.sampled_from([path for path, fact in FACTS.items() if fact.personal]),
    st.text(alphabet="0123456789abcXYZ", min_size=2, max_size=40),
)
def test_no_mask_gives_its_value_away(path: str, value: str) -> None:
    masked = mask(path, value)
    assert masked != value
    assert "*" in masked


def test_a_keyed_hash_joins_equal_values_and_depends_on_the_key() -> None:
    first = keyed_hash("13800000000", b"key")
    assert first == keyed_hash("13800000000", b"key")
    assert first == hmac.new(b"key", b"13800000000", "sha256").hexdigest()[:32]
    assert first != keyed_hash("13800000000", b"other key")
    assert first != keyed_hash("13800000001", b"key")
    with pytest.raises(ValueError, match="without a key"):
        keyed_hash("13800000000", b"")
