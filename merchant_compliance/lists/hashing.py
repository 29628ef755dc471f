"""Keys of list entries as the store holds them: hashed under a secret for machines, masked for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from merchant_compliance.errors import Problem
from merchant_compliance.lists.complaints import EMPTY_KEY, OTHER_KEY
from merchant_compliance.lists.entry import HASHED, KeyKind
from merchant_compliance.lists.keys import KEYS, SPELLINGS
from merchant_compliance.merchant.masking import HASH_CHARACTERS, keyed_hash, masker

MARK_CHARACTERS = 8
HMAC_BLOCK, HMAC_PADS = 64, (0x36, 0x5C)
"""RFC 2104, 2, with SHA-256."""
SHAPE = re.compile(rf"{HASHED}([0-9a-f]{{{MARK_CHARACTERS}}}):([0-9a-f]{{{HASH_CHARACTERS}}})")
"""`hmac:MARK:HASH`, a hashed key in a list file. The mark tells secrets apart: under another one nobody would match."""
PATHS: dict[KeyKind, str] = {key.kind: ".".join(("merchant", *key.path)) for key in KEYS}
MASKS: dict[KeyKind, Callable[[str], str]] = {kind: masker(path) for kind, path in PATHS.items()}
OPEN_KIND: KeyKind = "merchant"
"""A merchant's id is the platform's own word for it: people see it as it is."""


class StoredKey(NamedTuple):
    hashed: str
    masked: str


class UnusableKey(Exception):
    """A key that cannot be stored, and why; the key itself is not repeated."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Hasher:
    """Hashes under one secret. `mark` says which one it was without giving it away."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.mark = keyed_hash("the mark of this key", secret)[:MARK_CHARACTERS]
        block = (secret if len(secret) <= HMAC_BLOCK else sha256(secret).digest()).ljust(HMAC_BLOCK, b"\0")
        self._inner, self._outer = (sha256(bytes(byte ^ pad for byte in block)) for pad in HMAC_PADS)

    def __reduce__(self) -> tuple[type[Hasher], tuple[bytes]]:
        """Other processes get the secret: what is begun of a hash cannot be handed over."""
        return Hasher, (self._secret,)

    def digest(self, kind: KeyKind, spelled: str) -> bytes:
        """The hash of a key in its one spelling, as bytes; the kind is hashed too, so that kinds do not compare.

        INVARIANT: it is that of `keyed_hash`, which takes twice as long because it begins with the secret every time.
        """
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(f"{kind}:{spelled}".encode("utf-8", "surrogatepass"))
        outer.update(inner.digest())
        return outer.digest()[: HASH_CHARACTERS // 2]

    def hashed(self, kind: KeyKind, spelled: str) -> str:
        """The hash of a key in its one spelling, as text."""
        return self.digest(kind, spelled).hex()

    def stored(self, kind: KeyKind, key: str) -> StoredKey:
        """Both forms of a key as a list file has it, hashed there already or not.

        Raises `UnusableKey`. INVARIANT: no key but a merchant's id leaves as it is.
        """
        if key.startswith(HASHED):
            return self._hashed_already(key)
        spelled = SPELLINGS[kind](key)
        if not spelled:
            raise UnusableKey(EMPTY_KEY)
        masked = spelled if kind == OPEN_KIND else MASKS[kind](spelled)
        return StoredKey(self.hashed(kind, spelled), masked)

    def _hashed_already(self, key: str) -> StoredKey:
        match = SHAPE.fullmatch(key)
        if match is None or match[1] != self.mark:
            raise UnusableKey(OTHER_KEY)
        return StoredKey(match[2], f"{HASHED}{match[2][:MARK_CHARACTERS]}…")

    def exported(self, hashed: str) -> str:
        """A hash as a key of a list file, which `stored` reads back."""
        return f"{HASHED}{self.mark}:{hashed}"
