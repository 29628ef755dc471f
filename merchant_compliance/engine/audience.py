"""One decision, three readers: the merchant, the reviewer, the auditor."""

from __future__ import annotations

import os
import secrets
import warnings
from functools import cache
from typing import Any, Literal

from merchant_compliance.engine.decision import Decision, Finding
from merchant_compliance.engine.lookup import ABSENT, reader
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.merchant.masking import keyed_hash

Audience = Literal["merchant", "reviewer", "auditor"]
KEY_VARIABLE = "MERCHANT_COMPLIANCE_HASH_KEY"
THIRD_PARTY = ("links", "lists")
"""Evidence that tells of others than the merchant, or of where the platform got its knowledge."""


def seen_by(decision: Decision, audience: Audience, key: bytes | None = None) -> Decision:
    """The decision as this reader may see it.

    A merchant sees neither a path of links nor a third party. An auditor sees keyed hashes of the personal facts
    in evidence besides the masked values: equal hashes are equal values, under one `key`.
    """
    if audience == "merchant":
        findings = [_own(finding) for finding in decision.findings]
        return decision.model_copy(update={"findings": findings, "links": [], "shadow": []})
    if audience == "auditor":
        hashed = hashes(decision, key or run_key())
        return AuditedDecision.model_validate({**dict(decision), "hashes": hashed})
    return decision


def _own(finding: Finding) -> Finding:
    return finding.model_copy(update={"evidence": {p: v for p, v in finding.evidence.items() if _is_own(p)}})


def _is_own(path: str) -> bool:
    return not path.startswith(THIRD_PARTY)


class AuditedDecision(Decision):
    """A decision with keyed hashes of the personal facts that findings show masked, by path."""

    hashes: dict[str, list[str]]


def hashes(decision: Decision, key: bytes) -> dict[str, list[str]]:
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
