"""Which language the command line speaks: `--lang`, else MERCHANT_COMPLIANCE_LANG, else the locale, else English."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from itertools import pairwise

from merchant_compliance.text import Language, Text

LOCALES = ("MERCHANT_COMPLIANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def from_environment(environment: Mapping[str, str]) -> Language:
    """The first variable that is set decides; `zh_CN.UTF-8` is Chinese, anything that is not zh* English."""
    chosen = next((environment[name] for name in LOCALES if environment.get(name)), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def asked_for(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of the help, which is written before the arguments are parsed."""
    spaced = (value for name, value in pairwise(arguments) if name == "--lang")
    joined = (argument.partition("=")[2] for argument in arguments if argument.startswith("--lang="))
    chosen = next(iter((*spaced, *joined)), None)
    return from_environment(environment if chosen is None else {"LANG": chosen})


_HELP: Language = asked_for(sys.argv[1:], os.environ)
_spoken: ContextVar[Language] = ContextVar("spoken", default=_HELP)


def language() -> Language:
    """The language of this run."""
    return _spoken.get()


def speak(chosen: str | None) -> None:
    """From here on this run speaks `chosen`; None, an option that was not given, changes nothing."""
    if chosen:
        _spoken.set(from_environment({"LANG": chosen}))


def tr(zh: str, en: str) -> str:
    """A text in the language of this run."""
    return Text(zh, en).say(language())


def help_text(zh: str, en: str) -> str:
    """A text of `--help`, in the language asked for when the program started.

    A space behind Chinese punctuation lets the help page break its lines there; without it, it cuts them off.
    """
    return Text(re.sub(r"([，。；：、）])(?=[^\s，。；：、）])", r"\1 ", zh), en).say(_HELP)


def examples(*lines: str) -> str:
    """The end of a help page: commands to copy. A blank line keeps each on a line of its own."""
    return "\n\n".join((help_text("示例：", "Examples:"), *(f"  $ merchant-compliance {line}" for line in lines)))
