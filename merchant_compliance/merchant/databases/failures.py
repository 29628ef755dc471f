"""What to say when a table of a database cannot be read. INVARIANT: a password is never repeated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from merchant_compliance.errors import NOTHING, InputError, Problem
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from merchant_compliance.merchant.databases.address import Address

EXAMPLES = "duckdb:///file.duckdb?table=merchants, sqlite:///file.db?table=merchants, postgresql://user:password@host/db?table=merchants"
LISTED = 20
"""Names of tables that an error lists."""
SPELLING = Text("不是可以识别的地址", "it does not have the shape of an address")
AT_SIGN = Text(
    "密码中的 @ 须写成 %40，否则不知道密码到哪里为止",
    "an @ in a password is written %40: nobody can tell where it ends",
)
NO_FILE = Text("没有写明数据库文件", "it names no file of a database")
HEADS = {"sqlite": (0, b"SQLite format 3\x00"), "duckdb": (8, b"DUCK")}
"""Where in a file its kind is written."""


def fail(code: str, shown: str, what: Text, why: Text = NOTHING, mend: Text = NOTHING, **more: Any) -> InputError:
    return InputError(Problem(code, what, why, mend, file=shown, **more))


def unknown_scheme(scheme: str, known: Sequence[str]) -> InputError:
    listed = ", ".join(known)
    return InputError(
        Problem(
            "unknown-database",
            Text(f"不能读取 {scheme}:// 的数据", f"data at {scheme}:// cannot be read"),
            Text(f"可以读取文件，以及这些数据库：{listed}", f"files can be read, and these databases: {listed}"),
            Text(f"例如 {EXAMPLES}", f"write for example {EXAMPLES}"),
            nearest(scheme, known),
        )
    )


def no_address(shown: str, why: Text) -> InputError:
    what = Text("这不是数据库中一张表的地址", "this is no address of a table of a database")
    return fail("bad-address", shown, what, why, Text(f"例如 {EXAMPLES}", f"write for example {EXAMPLES}"))


def unknown_parameter(shown: str, name: str, known: str) -> InputError:
    return fail(
        "unknown-parameter",
        shown,
        Text(f"地址中有未知的参数 {name}", f"unknown parameter {name} in the address"),
        mend=Text(f"文件数据库只有一个参数：?{known}=表名", f"a database in a file takes one: ?{known}=name"),
        nearest=nearest(name, [known]),
    )


def two_files(shown: str, files: Iterable[Path]) -> InputError:
    listed = ", ".join(map(str, files))
    return fail(
        "two-files",
        shown,
        Text(f"这个地址可以指两个文件：{listed}", f"this address may mean two files: {listed}"),
        mend=Text(
            "从根目录写起用四个斜杠，从当前文件夹写起用两个",
            "write four slashes before a path from the root, two before one from the current folder",
        ),
    )


def check_file(address: Address) -> None:
    """Raises `InputError` for a file that is missing, a folder, or a database of the other kind."""
    file = address.file
    if not file.is_file():
        raise _no_file(address)
    try:
        with file.open("rb") as stream:
            start = stream.read(32)
    except OSError as error:
        raise unreadable(address, error) from None
    for kind, (place, head) in HEADS.items():
        if kind != address.kind and start[place:].startswith(head):
            raise fail(
                "other-database",
                address.shown,
                Text(
                    f"这不是 {address.kind} 数据库，而是 {kind} 数据库",
                    f"this is no {address.kind} database but a {kind} one",
                ),
                mend=Text(f"把地址的开头写成 {kind}://", f"begin the address with {kind}://"),
            )


def _no_file(address: Address) -> InputError:
    file = address.file
    folder = file.is_dir()
    why = (
        Text("这是文件夹，不是文件", "it is a folder, not a file")
        if folder
        else Text("文件不存在；读取不会新建文件", "there is no such file, and reading makes none")
    )
    beside = file.parent.iterdir() if not folder and file.parent.is_dir() else iter(())
    return fail(
        "no-database",
        address.shown,
        Text(f"没有数据库文件 {file}", f"there is no database {file}"),
        why,
        Text(
            "检查路径：四个斜杠从根目录写起，两个从当前文件夹写起",
            "check the path: four slashes begin at the root, two in the current folder",
        ),
        nearest=nearest(file.name, [other.name for other in beside if other.is_file()]),
    )


def no_driver(address: Address) -> InputError:
    extra = 'pip install "merchant-compliance[postgres]"'
    return fail(
        "no-database-driver",
        address.shown,
        Text("没有 PostgreSQL 的驱动程序", "the driver for PostgreSQL is missing"),
        mend=Text(f"运行 {extra}", f"run {extra}"),
    )


def no_tables(address: Address) -> InputError:
    what = Text("数据库中没有表", "there is no table in the database")
    return fail("no-table", address.shown, what, mend=Text("检查数据库和权限", "check the database and your rights"))


def which_table(address: Address, names: Sequence[str]) -> InputError:
    return fail(
        "which-table",
        address.shown,
        Text(
            f"数据库中有 {len(names)} 张表，没有写明是哪一张",
            f"the database has {len(names)} tables, and none is named",
        ),
        _listed(names),
        Text("在地址末尾写 ?table=表名", "write ?table=name at the end of the address"),
    )


def unknown_table(address: Address, names: Sequence[str]) -> InputError:
    table = address.table
    return fail(
        "unknown-table",
        address.shown,
        Text(f"数据库中没有表 {table}", f"there is no table {table} in the database"),
        _listed(names),
        Text("改正 ?table= 之后的表名", "correct the name behind ?table="),
        nearest=nearest(table, names),
    )


def _listed(names: Sequence[str]) -> Text:
    zh, en = "、".join(names[:LISTED]), ", ".join(names[:LISTED])
    more = len(names) - LISTED
    return (
        Text(f"有：{zh}", f"there are {en}")
        if more <= 0
        else Text(f"有：{zh}，另有 {more} 张", f"there are {en} and {more} more")
    )


def no_connection(address: Address, error: BaseException) -> InputError:
    said = _said(address, error)
    return fail(
        "no-connection",
        address.shown,
        Text("无法连接数据库", "there is no connection to the database"),
        Text(f"数据库报告：{said}", f"the database says: {said}"),
        Text(
            "检查地址、端口、用户和密码；密码也可放在 PGPASSWORD 或 ~/.pgpass 中",
            "check address, port, user and password; the password may also stand in PGPASSWORD or ~/.pgpass",
        ),
    )


def unreadable(address: Address, error: BaseException, rows: int = 0) -> InputError:
    """What is said of a table that could be read only up to some row, or not at all."""
    said = _said(address, error)
    code, what, mend = next((told for words, told in CAUSES if any(word in said for word in words)), UNREADABLE)
    after = Text(f"读到第 {rows} 行之后：", f"after row {rows}: ") if rows else NOTHING
    why = Text(f"{after.zh}数据库报告：{said}", f"{after.en}the database says: {said}")
    return fail(code, address.shown, what, why, mend, line=rows)


def _said(address: Address, error: BaseException) -> str:
    """Only the first line of what the driver says: further ones repeat statements and values."""
    said = next(iter(str(getattr(error, "orig", None) or error).strip().splitlines()), type(error).__name__)
    for secret in address.secrets:
        said = said.replace(secret, "***")
    return said


CAUSES = (
    (
        ("database is locked", "Could not set lock", "Conflicting lock", "different configuration", "is being used by"),
        (
            "locked-database",
            Text("数据库正被其他程序写入", "another program is writing into the database"),
            Text("等它写完，或关闭它", "wait until it is done, or close it"),
        ),
    ),
    (
        ("Out of Memory",),
        (
            "out-of-memory",
            Text("计算视图需要的内存超出限额", "to compute the view takes more memory than there is for it"),
            Text("先把视图存成表", "store the view as a table first"),
        ),
    ),
)
"""What SQLite and DuckDB say, what that means, and how to mend it."""
UNREADABLE = (
    "unreadable-database",
    Text("无法读取数据库", "the database cannot be read"),
    Text("检查地址、文件和权限", "check the address, the file and your rights"),
)
