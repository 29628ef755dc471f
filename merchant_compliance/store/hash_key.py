"""The secret under which identifiers are hashed: from the environment or a file, never a default in production."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

from merchant_compliance.store import failures
from merchant_compliance.store.engine import is_sqlite, sqlite_file
from merchant_compliance.store.secret import FILE_VARIABLE, KEY_VARIABLE, given_secret, in_production, secret_in


@dataclass(frozen=True)
class HashKey:
    """`made` is the file that was just made for it, of which people should be told."""

    secret: bytes = field(repr=False)
    made: Path | None = None


def is_production(url: URL, environment: Mapping[str, str] = os.environ) -> bool:
    """A server, or an environment that says so. A SQLite file otherwise is somebody trying things out."""
    return not is_sqlite(url) or in_production(environment)


def key_file_of(url: URL) -> Path | None:
    """Beside the SQLite file of a store."""
    file = sqlite_file(url)
    return file.with_name(f"{file.name}.key") if file else None


def hash_key(url: URL, environment: Mapping[str, str] = os.environ, *, make: bool = False) -> HashKey:
    """The key of a store.

    With `make`, and not in production, a random one is written beside a SQLite file; that is only for a store that
    is under no key yet. Raises `InputError` where there is no key, two, or one that is too short.
    """
    production = is_production(url, environment)
    given = given_secret(environment, production)
    if given is not None:
        return HashKey(given)
    beside = key_file_of(url)
    if beside is None or production:
        raise failures.no_key(KEY_VARIABLE, FILE_VARIABLE, production)
    if beside.exists():
        return HashKey(secret_in(beside))
    if not make:
        raise failures.no_key(KEY_VARIABLE, FILE_VARIABLE, production)
    return _made(beside)


def _made(path: Path) -> HashKey:
    secret = secrets.token_hex(32).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secret + b"\n")
    except FileExistsError:
        return HashKey(secret_in(path))
    except OSError as error:
        raise failures.unreadable_key(path, error) from None
    return HashKey(secret, path)
