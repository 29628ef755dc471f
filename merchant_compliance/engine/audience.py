"""One decision, three readers: the merchant, the reviewer, the auditor."""

from __future__ import annotations

import os
import secrets
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from merchant_compliance.engine.lookup import ABSENT, reader
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.merchant.masking import keyed_hash

if TYPE_CHECKING:
    from merchant_compliance.engine.decision import Decision, Finding

Audience = Literal["merchant", "reviewer", "auditor"]
KEY_VARIABLE = "MERCHANT_COMPLIANCE_HASH_KEY"
THIRD_PARTY = ("links", "lists")
"""Evidence that tells of others than the merchant, or of where the platform got its knowledge."""


def own_view(decision: Decision) -> Decision:
    """What a merchant sees of its decision: neither a path of links nor a third party."""
    findings = [_own(finding) for finding in decision.findings]
    return decision.model_copy(update={"findings": findings, "links": [], "shadow": []})


def _own(finding: Finding) -> Finding:
    own = {path: value for path, value in finding.evidence.items() if not path.startswith(THIRD_PARTY)}
    return finding.model_copy(update={"evidence": own})


def hashes(decision: Decision, key: bytes) -> dict[str, list[str]]:
    """Keyed hashes of the personal facts that findings show masked: equal hashes are equal values, under one key."""
    paths = sorted({path for finding in decision.findings for path in finding.evidence if _is_personal(path)})
    return {path: [keyed_hash(str(value), key) for value in _values(decision, path)] for path in paths}


def _is_personal(path: str) -> bool:
    return path in FACTS and FACTS[path].personal


def _values(decision: Decision, path: str) -> list[Any]:
    found = reader(path)({"merchant": decision.facts()})
    return [] if found is ABSENT else found if isinstance(found, list) else [found]


@cache
def run_key() -> bytes:
    """The key from the environment, or one for this run, in which case hashes of two runs do not compare."""
    given = os.environ.get(KEY_VARIABLE, "")
    if not given:
        warnings.warn(f"{KEY_VARIABLE} is not set: hashes of this run compare with no other run's", stacklevel=2)
    return given.encode() or secrets.token_bytes(32)
