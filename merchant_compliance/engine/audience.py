"""One decision, three readers: the merchant, the reviewer, the auditor."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

from merchant_compliance.engine.lookup import ABSENT, reader
from merchant_compliance.merchant.facts import FACTS, Facts
from merchant_compliance.merchant.masking import keyed_hash
from merchant_compliance.store.secret import KEY_VARIABLE, secret_or_refusal

Audience = Literal["merchant", "reviewer", "auditor"]
THIRD_PARTY = (
    "links",
    "lists",
    "merchant.violations.source",
    "merchant.violations.related_shop",
    "merchant.complaints.brand",
)
"""Evidence that tells of others than the merchant, or of where the platform got its knowledge."""


def own_evidence(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """What a merchant sees of the evidence against it: neither a path of links nor a third party."""
    return {path: value for path, value in evidence.items() if not path.startswith(THIRD_PARTY)}


def hashes(paths: Iterable[str], facts: Facts, key: bytes) -> dict[str, list[str]]:
    """Keyed hashes of the personal facts among these paths: equal hashes are equal values, under one key."""
    personal = sorted({path for path in paths if _is_personal(path)})
    return {path: [keyed_hash(str(value), key) for value in _values(facts, path)] for path in personal}


def _is_personal(path: str) -> bool:
    return path in FACTS and FACTS[path].personal


def _values(facts: Facts, path: str) -> list[Any]:
    found = reader(path)({"merchant": facts})
    return [] if found is ABSENT else found if isinstance(found, list) else [found]


@cache
def run_key() -> bytes:
    """The key of the environment, or one for this run, in which case hashes of two runs do not compare.

    In production there is none for a run: InputError.
    """
    given = secret_or_refusal()
    if given is None:
        warnings.warn(f"{KEY_VARIABLE} is not set: hashes of this run compare with no other run's", stacklevel=2)
    return given or secrets.token_bytes(32)
