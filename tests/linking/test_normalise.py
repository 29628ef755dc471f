"""One thing has one canonical form however it is typed, two things have two, and placeholders have none."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merchant_compliance.linking.address import ADDRESS, WHOLE
from merchant_compliance.linking.intake import Intake
from merchant_compliance.linking.normalise import RECIPES, canonical, canonical_query, evidence
from merchant_compliance.linking.steps import cooked

SAME = [
    ("uid", ["2100000001", " 2100000001", "２１００００００01", "2100\u200b000001"]),
    ("uid", ["abc-9", "ABC-9"]),
    ("id_number", ["11010519491231002X", "11010519491231002x", "110105 19491231 002Ｘ", "110105491231002"]),
    ("id_number", ["H12345678", "h12345678", "H1234567801", "H(12345678)"]),
    ("uscc", ["91110000600037341L", "９１１１００００600037341l", "91 1100 0060 0037 341L", "60003734-1", "600037341"]),
    ("uscc", ["440301103448669", "4403 0110 3448 669"]),
    (
        "phone",
        [
            "13812345678",
            "+86 138 1234 5678",
            "0086-138-1234-5678",
            "8613812345678",
            "１３８１２３４５６７８",
            "一三八12345678",
        ],
    ),
    ("phone", ["01062782266", "010-6278 2266", "+86 10 6278 2266", "+86-010-62782266", "（010）62782266"]),
    ("phone", ["+85291234567", "00852 9123 4567"]),
    ("bank_account", ["6222021234567894", "6222 0212 3456 7894", "6222-0212-3456-7894"]),
    ("device", ["02:1A:3F:00:9B:7C", "021a3f009b7c", "02-1a-3f-00-9b-7c"]),
    ("email", ["jane.doe+shop@gmail.com", "JaneDoe@googlemail.com", "j.a.n.e.doe@GMAIL.com"]),
    ("email", ["jane.doe+1@corp.cn", "Jane.Doe@corp.cn"]),
    (
        "address",
        [
            "北京市朝阳区建国路88号3号楼2单元1201室",
            "北京朝阳建国路88号3号楼2单元1201",
            "北京市北京市朝阳区建国路８８號三號樓二單元１２０１房",
            "北京市 朝阳区 建国路88号 3-2-1201",
            "中国北京市朝阳区建国路88号3座2门1201号房间",
            "中国北京市市辖区朝阳区建国路88号3幢2门1201室",
        ],
    ),
    (
        "address",
        [
            "广东省深圳市南山区科技园十二栋一百零三室",
            "深圳市南山区科技园12幢103",
            "深圳南山科技园12号楼103室",
            "廣東深圳市南山區科技園12座103室",
            "广东省深圳市南山区科技园12-103",
        ],
    ),
    ("address", ["吉林省吉林市昌邑区解放大路1号", "吉林市昌邑区解放大路1号", "吉林市昌邑区解放大路一号"]),
    ("address", ["上海市浦东新区八一路10号2楼", "上海浦东新八一路十号二层"]),
    ("address", ["青岛市市南区香港中路1号", "山东省青岛市市南区香港中路1号"]),
]
DIFFERENT = [
    ("uid", ["2100000001", "2100000002", "02100000001"]),
    ("id_number", ["110105194912310021", "11010519491231002X", "H12345678", "M12345678"]),
    ("uscc", ["91110000600037341L", "440301103448669", "91110000717650000X"]),
    ("phone", ["13812345678", "13812345679", "+85213812345", "01062782266", "02162782266"]),
    ("email", ["jane.doe@corp.cn", "janedoe@corp.cn", "jane.doe@gmail.com"]),
    (
        "address",
        [
            "北京市朝阳区建国路88号3栋1201",
            "北京市朝阳区建国路88号3层1201",
            "北京市朝阳区建国路883栋1201",
            "北京市朝阳区建国路88号31201",
            "北京市朝阳区建国路88号",
            "北京市朝阳区建国路8号8号",
            "上海市朝阳区建国路88号",
            "北京市海淀区建国路88号",
            "海南省朝阳区建国路88号",
        ],
    ),
    ("address", ["上海市新市路1号101", "上海市新路1号101"]),
]
NOBODY = [
    ("uid", ["", " ", "0", "000", "null", "N/A", "无", "test1"]),
    (
        "id_number",
        ["1234", "111111111111111111", "123456789012345678", "110105199913310021", "1101051949123100212", "ABCDEF"],
    ),
    ("uscc", ["0" * 18, "123456789", "91110000", "X" * 18]),
    (
        "phone",
        [
            "00000000000",
            "13800138000",
            "+8613800138000",
            "1234567890",
            "12345678901",
            "18888888888",
            "110",
            "6278",
            "x",
        ],
    ),
    ("bank_account", ["0" * 16, "1234567890123456", "1234567", "6222 abcd 1234"]),
    (
        "device",
        [
            "",
            "00:00:00:00:00:00",
            "02:00:00:00:00:00",
            "ffffffffffff",
            "00000000-0000-0000-0000-000000000000",
            "9774d56d682e549c",
        ],
    ),
    ("email", ["test@qq.com", "test12@corp.cn", "a@example.com", "a@b", "@b.cn", "plain"]),
    ("address", ["北京市", "北京市朝阳区建国路", "建国路88号", "88号", "测试地址88号88号88号", "同上12345678"]),
]


@pytest.mark.parametrize(("kind", "texts"), SAME, ids=lambda value: value if isinstance(value, str) else value[0])
def test_spellings_of_one_thing_are_one(kind: str, texts: list[str]) -> None:
    assert {text: canonical(kind, text) for text in texts} == dict.fromkeys(texts, canonical(kind, texts[0]))
    assert canonical(kind, texts[0])


@pytest.mark.parametrize(("kind", "texts"), DIFFERENT, ids=lambda value: value if isinstance(value, str) else value[0])
def test_different_things_stay_different(kind: str, texts: list[str]) -> None:
    found = [canonical(kind, text) for text in texts]
    assert None not in found
    assert len(set(found)) == len(texts), found


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in NOBODY for text in texts])
def test_placeholders_and_wrong_shapes_name_nobody(kind: str, text: str) -> None:
    assert canonical(kind, text) is None


def test_a_registration_number_is_not_derived_from_a_credit_code() -> None:
    assert canonical("uscc", "91440300103448669X") != canonical("uscc", "440301103448669")


@pytest.mark.parametrize(
    ("country", "text", "wanted"),
    [
        ("GB", "020 7946 0018", "+442079460018"),
        ("GB", "+44 20 7946 0018", "+442079460018"),
        ("US", "(212) 555-0123", "+12125550123"),
        ("HK", "9123 4567", "+85291234567"),
        ("GB", "+86 138 1234 5678", "13812345678"),
        ("GB", "12", None),
        ("US", "123-456-7890", None),
        ("US", "(222) 222-2222", None),
        ("US", "011 44 20 7946 0018", "+442079460018"),
        ("SG", "6123 4567", "+6561234567"),
    ],
)
def test_phones_ring_in_the_country_that_is_named(country: str, text: str, wanted: str | None) -> None:
    assert canonical("phone", text, country) == wanted


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("phone", "6278 2266", "62782266"),
        ("phone", "+86 138-1234-5678", "13812345678"),
        ("phone", "8888 8888", None),
        ("id_number", "1101051949123100 2", "11010519491231002"),
        ("uscc", "91440300ma5", "91440300MA5"),
        ("bank_account", "6222", "6222"),
        ("bank_account", "12345678", None),
        ("device", "0000", None),
        ("address", "深圳", None),
        ("phone", "hmac:123", None),
        ("phone", "9" * 501, None),
    ],
)
def test_what_names_nobody_may_still_be_soft_evidence(kind: str, text: str, wanted: str | None) -> None:
    assert evidence(kind, text) == wanted


def test_a_keyed_hash_stays_and_a_broken_one_names_nobody() -> None:
    whole = "hmac:01234567:" + "0a" * 16
    assert canonical("phone", whole) == whole
    assert canonical("phone", "hmac:123") is None


SEEDS = [text for table in (SAME, DIFFERENT, NOBODY) for _, texts in table for text in texts]
LETTERS = (
    "0123456789Xx-+.@ \u3000０９ａＺ①〇一十百两贰號号楼樓栋幢座层室房门單单元路街市省区县旗#()（）—_,，"
    "\u200b\ufeffßİ㈱ⅷ𝟙\n\t'\"\\"
)
WORDS = (
    "hmac: 北京 北京市 广东省 深圳 吉林 自治区 内蒙古 市辖区 GMAIL.COM @gmail.com +86 0086 13812345678 "
    "110105491231002 11010519491231002 91110000600037341L 2100000001 00 _"
)
PIECES = [*LETTERS, *WORDS.split()]
ASSEMBLED = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
SPLICED = st.tuples(st.sampled_from(SEEDS), st.integers(0, 30), ASSEMBLED).map(
    lambda t: t[0][: t[1]] + t[2] + t[0][t[1] :]
)
TEXTS = st.one_of(st.sampled_from(SEEDS), ASSEMBLED, SPLICED, st.text(max_size=30))


def in_duckdb(kind: str, texts: list[str]) -> list[str | None]:
    with duckdb.connect() as connection:
        rows = pa.table({"row": range(len(texts)), "value": texts})
        connection.register("typed", rows)
        found = connection.execute(f"SELECT value FROM ({canonical_query(kind, 'FROM typed')}) ORDER BY row").fetchall()
    return [value for (value,) in found]


@pytest.mark.parametrize("kind", RECIPES)
@settings(max_examples=40, deadline=None)
@given(texts=st.lists(TEXTS, min_size=50, max_size=120))
def test_the_columns_of_duckdb_say_what_python_says(kind: str, texts: list[str]) -> None:
    assert in_duckdb(kind, texts) == [canonical(kind, text) for text in texts]


@pytest.mark.parametrize("kind", RECIPES)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_a_canonical_form_is_its_own(kind: str, text: str) -> None:
    once = canonical(kind, text)
    if once is not None and kind != "address":
        assert canonical(kind, once) == once


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(TEXTS, min_size=50, max_size=120), country=st.sampled_from(("GB", "HK", "US")))
def test_phones_abroad_are_the_same_in_duckdb(texts: list[str], country: str) -> None:
    with Intake(country=country) as intake:
        intake.add_identifiers("phone", pa.table({"row": pa.array(range(len(texts)), pa.int32()), "value": texts}))
        found = dict(intake.connection.execute("SELECT row, value FROM identifiers").fetchall())
    forms = (canonical("phone", text, country) for text in texts)
    assert found == {row: form for row, form in enumerate(forms) if form}


@settings(max_examples=2000, deadline=None)
@given(
    text=st.one_of(
        TEXTS, st.lists(st.sampled_from([*"单元栋楼房间号室市区县旗北京上海广东省路8A"]), max_size=14).map("".join)
    )
)
def test_the_short_way_of_an_address_leads_where_the_whole_one_does(text: str) -> None:
    assert cooked(ADDRESS, text) == cooked(WHOLE, text)
