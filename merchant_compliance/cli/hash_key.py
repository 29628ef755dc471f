"""The key under which identifiers are hashed in this run: of the environment, of a file, or random."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import typer

from merchant_compliance.cli.speech import tr
from merchant_compliance.errors import wrong
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.store.hash_key import FILE_VARIABLE, KEY_VARIABLE
from merchant_compliance.text import Text


def hasher_of(environment: Mapping[str, str] = os.environ) -> Hasher | None:
    """What hashes under the key that the environment gives or whose file it names; None where it does neither."""
    given, named = environment.get(KEY_VARIABLE, ""), environment.get(FILE_VARIABLE, "")
    if given:
        return Hasher(given.encode("utf-8", "surrogateescape"))
    if not named:
        return None
    try:
        secret = Path(named).read_bytes().strip()
    except OSError as error:
        raise _unreadable(named, str(error.strerror)) from None
    if not secret:
        raise _unreadable(named, "empty")
    return Hasher(secret)


def _unreadable(file: str, why: str) -> Exception:
    return wrong(
        "no-hash-key",
        Text(f"无法读取密钥文件 {file}", f"the key file {file} cannot be read"),
        why=Text(why, why),
        mend=Text(f"检查 {FILE_VARIABLE}，或设置 {KEY_VARIABLE}", f"correct {FILE_VARIABLE}, or set {KEY_VARIABLE}"),
    )


def random_hasher() -> Hasher:
    """For this run alone; says so, since nobody can compare its hashes with those of another run."""
    typer.echo(
        tr(
            f"没有哈希密钥（{KEY_VARIABLE}）：本次使用随机密钥，其哈希与其他运行不可比",
            f"no hash key ({KEY_VARIABLE}): a random one for this run, whose hashes cannot be compared with another's",
        ),
        err=True,
    )
    return Hasher(secrets.token_bytes(32))
