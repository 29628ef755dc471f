"""The secret under which identifiers are hashed, as the environment gives it: one key, and a strong one in production.

Apart from `hash_key`, so that whoever only hashes need not load a database library.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from merchant_compliance.store import failures

KEY_VARIABLE = "MERCHANT_COMPLIANCE_HASH_KEY"
FILE_VARIABLE = "MERCHANT_COMPLIANCE_HASH_KEY_FILE"
MODE_VARIABLE = "MERCHANT_COMPLIANCE_MODE"
PRODUCTION = "production"
LEAST = 16
"""Bytes that a key has at least in production."""


def in_production(environment: Mapping[str, str] = os.environ) -> bool:
    return environment.get(MODE_VARIABLE, "").strip().lower() == PRODUCTION


def given_secret(environment: Mapping[str, str] = os.environ, production: bool | None = None) -> bytes | None:
    """The key of the environment, or of the file that it names; None where it does neither.

    Raises `InputError` where it gives two, one that cannot be read, or in production one that is too short.
    """
    given, named = environment.get(KEY_VARIABLE, ""), environment.get(FILE_VARIABLE, "")
    if given and named:
        raise failures.two_keys(KEY_VARIABLE, FILE_VARIABLE)
    if not given and not named:
        return None
    secret = given.encode("utf-8", "surrogateescape") if given else secret_in(Path(named))
    strict = in_production(environment) if production is None else production
    if strict and len(secret) < LEAST:
        raise failures.weak_key(LEAST)
    return secret


def secret_or_refusal(environment: Mapping[str, str] = os.environ) -> bytes | None:
    """The same, but None only outside production: there nothing stands in for a key."""
    secret = given_secret(environment)
    if secret is None and in_production(environment):
        raise failures.no_key(KEY_VARIABLE, FILE_VARIABLE, production=True)
    return secret


def secret_in(path: Path) -> bytes:
    """The content without white space at its ends: editors add a line end."""
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise failures.unreadable_key(path, error) from None
    if not secret:
        raise failures.unreadable_key(path, None)
    return secret
