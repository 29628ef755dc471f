"""Addresses of tables: `duckdb:///file?table=t`, `sqlite:///file?table=t`, `postgresql://user:password@host/db?table=t`.

INVARIANT: no message ever repeats a password. Whatever is given to a command goes through `hidden` first; from there
on everybody sees and passes on the address without its password, and only `address_of` knows the whole of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode

from merchant_compliance.merchant.databases import failures

if TYPE_CHECKING:
    from sqlalchemy import URL

DUCKDB, SQLITE, POSTGRESQL = "duckdb", "sqlite", "postgresql"
SCHEMES = {"duckdb": DUCKDB, "sqlite": SQLITE, "postgresql": POSTGRESQL, "postgres": POSTGRESQL}
DRIVER = "postgresql+psycopg"
"""The driver that the `postgres` extra installs."""
TABLE = "table"
PLAIN = frozenset((TABLE, "host", "hostaddr", "port", "dbname", "user", "sslmode", "connect_timeout"))
"""Parameters behind `?` that may be shown; any other may hold a secret."""
STARS = "***"
ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)
LOGIN = re.compile(r"(?:([^:/?@]*)(:[^@]*)?@)?(.*)", re.DOTALL)
"""User, password and the rest, as SQLAlchemy divides them."""
DRIVE = re.compile(r"/[A-Za-z]:")
_given: dict[str, str] = {}
"""Addresses with their passwords, by what is shown of them."""


@dataclass(frozen=True)
class Address:
    """Where a table is. `url` is PostgreSQL's alone, `file` that of the others; without `table` there is just one."""

    kind: str
    shown: str
    table: str | None
    file: Path = Path()
    url: URL | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not stand in a message, in the spellings in which a driver may repeat it."""
        given = LOGIN.fullmatch(_rest(_given.get(self.shown, self.shown)))
        password = (given[2] or "")[1:] if given else ""
        others = [value for name, value in parse_qsl(self._query) if name not in PLAIN]
        return tuple(sorted({password, unquote(password), *others} - {"", STARS}, key=len, reverse=True))

    @property
    def _query(self) -> str:
        return _given.get(self.shown, self.shown).partition("?")[2]


def is_address(source: object) -> bool:
    """Whether this is meant as an address and not as the name of a file."""
    return ADDRESS.fullmatch(str(source)) is not None


def hidden(text: str) -> str:
    """The text, an address without its password, which `address_of` remembers."""
    found = ADDRESS.fullmatch(text)
    if not found or SCHEMES.get(_scheme(text)) in (DUCKDB, SQLITE):
        return text
    shown = f"{found[1]}://{_without_secrets(found[2])}"
    if shown != text:
        _given[shown] = text
    return shown


def _scheme(text: str) -> str:
    return text.partition("://")[0].partition("+")[0].lower()


def _rest(text: str) -> str:
    return text.partition("://")[2]


def _without_secrets(rest: str) -> str:
    user, password, place = LOGIN.fullmatch(rest).groups()  # type: ignore[union-attr]  # it matches any text
    place, mark, query = place.partition("?")
    others = [piece for piece in query.split("&") if not piece.startswith(f"{TABLE}=")]
    if "@" in place or any("@" in piece for piece in others):
        return f"{STARS}@{rest.rpartition('@')[2].partition('?')[0]}"  # a password with an @: nobody knows its end
    given = parse_qsl(query, keep_blank_values=True)
    parameters = [(name, value if name in PLAIN else STARS) for name, value in given]
    login = "" if user is None else f"{user}{':' + STARS if password else ''}@"
    return login + place + mark + (query if parameters == given else urlencode(parameters, safe="*./"))


def address_of(source: str | Path) -> Address:
    """The parts of an address. Raises `InputError`, which repeats no password, for what is none."""
    shown = hidden(str(source))
    text = _given.get(shown, shown)
    kind = SCHEMES.get(_scheme(text))
    if kind is None:
        raise failures.unknown_scheme(_scheme(text), list(SCHEMES))
    return _on_server(text, shown) if kind == POSTGRESQL else _in_file(kind, _rest(text), shown)


def _on_server(text: str, shown: str) -> Address:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    if shown.partition("://")[2].startswith(f"{STARS}@"):
        raise failures.no_address(shown, failures.AT_SIGN)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise failures.no_address(shown, failures.SPELLING) from None
    table = url.query.get(TABLE)
    name = table if isinstance(table, str) or table is None else table[-1]
    url = url.difference_update_query([TABLE]).set(drivername=DRIVER)
    return Address(POSTGRESQL, shown, name or None, url=url)


def _in_file(kind: str, rest: str, shown: str) -> Address:
    path, _, query = rest.rpartition("?") if "?" in rest else (rest, "", "")
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := [name for name in parameters or dict.fromkeys(filter(None, [query])) if name != TABLE]:
        raise failures.unknown_parameter(shown, unknown[0], TABLE)
    if not path.strip("/") or path.strip("/") == ":memory:":
        raise failures.no_address(shown, failures.NO_FILE)
    return Address(kind, shown, parameters.get(TABLE) or None, file=_file(path, shown))


def _file(path: str, shown: str) -> Path:
    """The file that is meant: `//file` and `///file` may be meant from the current folder or from the root.

    INVARIANT: never a guess; where both are there, `InputError` asks which.
    """
    spellings = dict.fromkeys((path, unquote(path)))
    places = [Path(place).expanduser() for spelling in spellings for place in _places(spelling)]
    there = list({place.resolve(): place for place in places if place.exists()}.values())
    if len(there) > 1:
        raise failures.two_files(shown, there)
    likely = (place for place in places if place.parent.is_dir() and place.parent != Path(place.anchor))
    return there[0] if there else next(likely, places[-1])


def _places(path: str) -> list[str]:
    """From the root and from the current folder; four slashes are the root alone, two the folder alone."""
    if DRIVE.match(path):
        return [path[1:]]
    if path.startswith("//"):
        return [f"/{path.lstrip('/')}"]
    return [path, path[1:]] if path.startswith("/") else [path]
