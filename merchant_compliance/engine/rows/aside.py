"""Files that appear only when everything went well: written aside under a temporary name, renamed at the end."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from types import TracebackType

from merchant_compliance.errors import wrong
from merchant_compliance.text import Text

ASIDE = re.compile(r"\.(.+)\.\d+-[0-9a-f]{8}\.part")


class Aside:
    """INVARIANT: after an error none of the files has changed, and nothing temporary is left behind."""

    def __init__(self) -> None:
        self._files: dict[Path, Path] = {}
        self._spent: list[Path] = []

    def open(self, final: Path) -> Path:
        """The temporary path to write instead of `final`, in the same folder so that the renaming is atomic.

        Its name is no other's, on whatever machine: a task that Spark runs twice may be on two.
        """
        check_place(final)
        temporary = final.with_name(f".{final.name}.{os.getpid()}-{token_hex(4)}.part")  # as `ASIDE` has it
        try:
            temporary.open("xb").close()
        except OSError as error:
            raise _cannot(final, Text(str(error.strerror), str(error.strerror))) from None
        self._files[final] = temporary
        return temporary

    def drop(self, final: Path) -> None:
        """`final` will not be written after all, and what an earlier run left under its name is out of date."""
        self._files.pop(final).unlink(missing_ok=True)
        final.unlink(missing_ok=True)

    def remove_at_end(self, folder: Path) -> None:
        """A folder that nobody needs once all files are in their place; after an error it stays."""
        self._spent.append(folder)

    def __enter__(self) -> Aside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for final, temporary in self._files.items():
            if kind is None:
                temporary.replace(final)
            else:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
        for folder in self._spent if kind is None else ():
            shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path, names: Collection[str]) -> None:
    """Removes what writers that were killed left aside for these files. Nobody else may be writing them."""
    for path in list(folder.iterdir()):
        if (found := ASIDE.fullmatch(path.name)) and found[1] in names:
            path.unlink(missing_ok=True)


def check_place(final: Path) -> None:
    """Raises InputError where no file of this name can be."""
    if final.is_dir():
        raise _cannot(final, Text("这是一个文件夹", "it is a folder"))
    if not final.parent.is_dir():
        raise _cannot(final, Text(f"没有文件夹 {final.parent}", f"there is no folder {final.parent}"))


def _cannot(path: Path, why: Text) -> Exception:
    return wrong("unwritable-output", Text(f"无法写入 {path}", f"cannot write {path}"), why=why)
