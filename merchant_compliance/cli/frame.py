"""What every command shares: exit codes, and errors told in the user's language instead of as tracebacks."""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from typing import Any

import typer
from typer.core import TyperGroup

from merchant_compliance.cli.speech import from_environment, language, speak
from merchant_compliance.errors import ComplianceError, Problem
from merchant_compliance.merchant.databases.address import hidden
from merchant_compliance.text import Text


class Code(IntEnum):
    """Exit codes. FOUND: a failing scenario, a broken rule, `--fail-on`. The last two are the shell's own habits."""

    DONE = 0
    FOUND = 1
    WRONG = 2
    INTERRUPTED = 130
    BROKEN_PIPE = 141


class Commands(TyperGroup):
    """The root of all commands. Errors meant for users end here; any other error is a fault and shows its traceback."""

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **kwargs: Any) -> Any:
        """Each run speaks the language of its own environment until `--lang` says otherwise.

        INVARIANT: no command is given the password of a database, so that none can repeat it.
        """
        speak(from_environment(os.environ))
        return super().make_context(info_name, [_hidden(arg) for arg in args], *more, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except ComplianceError as error:
            typer.echo(error.say(language()), err=True)
            raise typer.Exit(Code.WRONG) from None
        except BrokenPipeError:
            _hush()
            raise typer.Exit(Code.BROKEN_PIPE) from None
        except OSError as error:
            typer.echo(_system_says(error).say(language()), err=True)
            raise typer.Exit(Code.WRONG) from None
        except KeyboardInterrupt:
            raise typer.Exit(Code.INTERRUPTED) from None
        return result


def _hidden(argument: str) -> str:
    """An address without its password, alone or as the value of an option."""
    option, mark, value = argument.partition("=") if argument.startswith("--") else ("", "", argument)
    return option + mark + hidden(value)


def _system_says(error: OSError) -> Problem:
    """A full disk, a folder that may not be written to: not the program's fault, so no traceback."""
    place = error.filename or ""
    return Problem("system", Text(f"系统报告：{place} {error.strerror}", f"the system says: {place} {error.strerror}"))


def _hush() -> None:
    """Nobody reads our output any more: what is still buffered must not raise once more at exit."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
