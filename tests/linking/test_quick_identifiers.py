"""Quick canonical forms are canonical forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.linking.normalise import canonical
from merchant_compliance.linking.quick import PLAIN, quickly


@pytest.mark.parametrize("kind", PLAIN)
@given(data=st.data())
def test_what_looks_canonical_is(kind: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(PLAIN[kind], fullmatch=True))
    form = quickly(kind, text)
    assert canonical(kind, text) == form == (text[8:17] if kind == "uscc" else text)


@pytest.mark.parametrize(("kind", "text"), [("phone", "13800138000"), ("phone", "13888888888"), ("uid", "0")])
def test_placeholders_stay_placeholders(kind: str, text: str) -> None:
    assert quickly(kind, text) is None
