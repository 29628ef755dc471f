"""Hashed keys: HMAC-SHA-256 whatever the secret, the same in every process."""

from __future__ import annotations

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.keys import SPELLINGS
from merchant_compliance.merchant.masking import keyed_hash


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=150), st.sampled_from(sorted(SPELLINGS)), st.text(max_size=120))
def test_a_key_has_the_hash_that_the_library_gives_it(secret: bytes, kind: str, text: str) -> None:
    wanted = keyed_hash(f"{kind}:{text}", secret)
    for hasher in (Hasher(secret), pickle.loads(pickle.dumps(Hasher(secret)))):
        for _ in range(2):
            assert hasher.hashed(kind, text) == wanted == hasher.digest(kind, text).hex()


def test_half_a_character_is_hashed_too() -> None:
    assert Hasher(b"secret").hashed("uid", "\ud83d") == keyed_hash("uid:\ud83d", b"secret")
