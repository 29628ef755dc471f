"""What to say when the store or its key cannot be used. INVARIANT: neither a password nor a key is ever repeated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from merchant_compliance.errors import NOTHING, InputError, Problem
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from sqlalchemy import URL

UPGRADE = Text("运行 merchant-compliance db upgrade", "run merchant-compliance db upgrade")


def fail(code: str, what: Text, why: Text = NOTHING, mend: Text = NOTHING) -> InputError:
    return InputError(Problem(code, what, why, mend))


def shown(url: URL) -> str:
    """The URL as people may see it. What follows `?` may hold a password too."""
    return url.set(query={}).render_as_string(hide_password=True)


def no_url(variable: str) -> InputError:
    return fail(
        "bad-database-url",
        Text(f"{variable} 不是数据库 URL", f"{variable} is no database URL"),
        mend=Text(
            "写成 postgresql://用户:密码@主机/数据库 或 sqlite:///文件",
            "write postgresql://user:password@host/database or sqlite:///file",
        ),
    )


def in_memory(variable: str) -> InputError:
    return fail(
        "store-in-memory",
        Text(f"{variable} 指向内存中的 SQLite", f"{variable} names a SQLite store in memory"),
        Text("命令一结束，写入的内容就会丢失", "what is written there is lost when the command ends"),
        Text("写成 sqlite:///文件", "write sqlite:///file"),
    )


def no_driver(url: URL, error: Exception) -> InputError:
    extra = 'pip install "merchant-compliance[postgres]"'
    known = url.get_backend_name() == "postgresql"
    return fail(
        "no-database-driver",
        Text(f"没有 {url.drivername} 的驱动程序", f"there is no driver for {url.drivername}"),
        Text(f"系统报告：{error}", f"the system says: {error}"),
        Text(f"运行 {extra}", f"run {extra}")
        if known
        else Text("改正 URL，或安装驱动程序", "correct the URL, or install the driver"),
    )


def unusable(url: URL, error: Exception) -> InputError:
    """Only the first line of what the driver says: further ones repeat statements and their values."""
    said = next(iter(str(getattr(error, "orig", None) or error).strip().splitlines()), type(error).__name__)
    if url.password:
        said = said.replace(str(url.password), "***")
    return fail(
        "store-unusable",
        Text(f"无法使用名单库 {shown(url)}", f"the store {shown(url)} cannot be used"),
        Text(f"数据库报告：{said}", f"the database says: {said}"),
        Text(
            "检查 MERCHANT_COMPLIANCE_DATABASE_URL、服务和权限",
            "check MERCHANT_COMPLIANCE_DATABASE_URL, server and rights",
        ),
    )


def no_store(url: URL) -> InputError:
    return fail(
        "no-store",
        Text(f"还没有名单库 {shown(url)}", f"there is no store {shown(url)} yet"),
        Text("没有库不等于没有名单", "that there is no store does not say that nobody is listed"),
        Text(
            "先用 lists import 导入名单，或检查 MERCHANT_COMPLIANCE_DATABASE_URL",
            "import a list first with lists import, or check MERCHANT_COMPLIANCE_DATABASE_URL",
        ),
    )


def not_upgraded(url: URL, revision: str | None) -> InputError:
    now = revision or "-"
    return fail(
        "store-not-upgraded",
        Text(
            f"名单库 {shown(url)} 的结构版本为 {now}，不是当前版本",
            f"the store {shown(url)} is at revision {now}, not at the current one",
        ),
        mend=UPGRADE,
    )


def too_new(url: URL, revision: str) -> InputError:
    return fail(
        "store-too-new",
        Text(
            f"名单库 {shown(url)} 的结构版本 {revision} 不为本程序所知",
            f"the store {shown(url)} is at revision {revision}, which this program does not know",
        ),
        Text("它由更新的版本升级过", "a newer version has upgraded it"),
        Text("升级 merchant-compliance", "upgrade merchant-compliance"),
    )


def no_key(variable: str, file_variable: str, production: bool) -> InputError:
    why = (
        Text("生产模式下没有默认密钥", "in production there is no default key")
        if production
        else Text("库中只存标识的密钥哈希", "the store holds only keyed hashes of identifiers")
    )
    return fail(
        "no-hash-key",
        Text("没有哈希密钥", "there is no hash key"),
        why,
        Text(
            f"设置 {variable}，或用 {file_variable} 指定密钥文件",
            f"set {variable}, or name a file that holds it in {file_variable}",
        ),
    )


def two_keys(variable: str, file_variable: str) -> InputError:
    return fail(
        "two-hash-keys",
        Text(f"{variable} 和 {file_variable} 同时设置", f"both {variable} and {file_variable} are set"),
        Text("无法判断哪一个有效", "nobody can tell which of them is meant"),
        Text("只保留一个", "keep one of them"),
    )


def weak_key(least: int) -> InputError:
    return fail(
        "weak-hash-key",
        Text(f"哈希密钥短于 {least} 字节", f"the hash key is shorter than {least} bytes"),
        Text(
            "短密钥可以逐个试出，手机号也就能逐个试出", "a short key can be tried out, and then every phone number can"
        ),
        Text("用 openssl rand -hex 32 生成一个", "make one with openssl rand -hex 32"),
    )


def unreadable_key(path: Path, error: OSError | None) -> InputError:
    said = error.strerror if error else None
    return fail(
        "unreadable-hash-key",
        Text(f"无法读取密钥文件 {path}", f"the key file {path} cannot be read"),
        Text(f"系统报告：{said}", f"the system says: {said}") if said else Text("文件是空的", "it is empty"),
    )


def other_key() -> InputError:
    return fail(
        "other-hash-key",
        Text("名单库是用另一把哈希密钥写入的", "the store was written under another hash key"),
        Text("换了密钥，谁也匹配不上，名单会像是空的", "under this one nobody would match, as if nobody were listed"),
        Text(
            "使用写入时的密钥；要换密钥，须从原始文件重新导入到新库",
            "use the key it was written under; for a new key, import the original files into a new store",
        ),
    )
