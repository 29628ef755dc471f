"""The key under which identifiers are hashed in this run: of the environment, of a file, or random."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping

import typer

from merchant_compliance.cli.speech import tr
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.store.secret import KEY_VARIABLE, given_secret, secret_or_refusal


def hasher_of(environment: Mapping[str, str] = os.environ) -> Hasher | None:
    """What hashes under the key that the environment gives or whose file it names; None where it does neither."""
    secret = given_secret(environment)
    return None if secret is None else Hasher(secret)


def random_hasher() -> Hasher:
    """For this run alone; says so, since nobody can compare its hashes with those of another run. Not in production."""
    secret_or_refusal()
    typer.echo(
        tr(
            f"没有哈希密钥（{KEY_VARIABLE}）：本次使用随机密钥，其哈希与其他运行不可比",
            f"no hash key ({KEY_VARIABLE}): a random one for this run, whose hashes cannot be compared with another's",
        ),
        err=True,
    )
    return Hasher(secrets.token_bytes(32))
