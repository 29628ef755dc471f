"""Whether durable_rules is there. Asked without importing it: its C code stays out of this process."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from merchant_compliance.errors import InputError, wrong
from merchant_compliance.text import Text

NEEDED = ("durable", "durable_rules_engine")
TOO_NEW = (3, 13)


def missing(said: str = "") -> InputError | None:
    """The error that says what is missing and what still works; None where durable_rules can be used.

    `said` is what a worker answered that could not import it.
    """
    if not said and all(find_spec(name) for name in NEEDED):
        return None
    running = "{}.{}".format(*sys.version_info)
    too_new = sys.version_info >= TOO_NEW
    detail = f": {said}" if said else ""
    return wrong(
        "durable-missing",
        Text(
            f"没有安装 durable_rules（Python {running}）{detail}",
            f"durable_rules is not installed (Python {running}){detail}",
        ),
        why=Text("它的 C 代码在 Python 3.13 及以上不能编译运行", "its C code does not work on Python 3.13 and later")
        if too_new
        else Text("durable_rules 含 C 代码，需要编译器", "it is C code and needs a compiler to install"),
        mend=Text(
            "用 Python 3.11 或 3.12 并安装 durable_rules；没有它，其余引擎、全部规则和生命周期的表格解释器照常工作，"
            "只少一次对照",
            "use Python 3.11 or 3.12 with durable_rules installed; without it all rules, the other engines and the "
            "plain interpreter of lifecycles work as ever, and only the cross-check is missing",
        ),
    )
