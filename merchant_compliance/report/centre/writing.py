"""The pages of the rule centre as files of one folder, which appear together."""

from __future__ import annotations

from pathlib import Path

from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.errors import wrong
from merchant_compliance.report.centre.pages import INDEX, Centre
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Language, Text


def write_centre(rulebook: Rulebook, folder: Path, language: Language) -> list[Path]:
    """The files written, the index first.

    Pages of policies that the rulebook no longer has go; whatever else is in the folder stays.
    INVARIANT: of a folder that is no rule centre, nothing is taken away.
    """
    made = dict(Centre(rulebook).html(language))
    old = set(folder.glob("policy-*.html")) if (folder / INDEX).is_file() else set()
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        why = Text(str(error.strerror), str(error.strerror))
        raise wrong("unwritable-output", Text(f"无法建立 {folder}", f"cannot make {folder}"), why=why) from None
    with Aside() as aside:
        for name, text in made.items():
            aside.open(folder / name).write_text(text, encoding="utf-8")
    written = [folder / name for name in made]
    for page in old - set(written):
        page.unlink()
    return written
