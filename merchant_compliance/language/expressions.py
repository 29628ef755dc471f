"""`evaluate_expression`: plain CEL over plain values, for those who want to try the language itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cel_expr_python import cel

from merchant_compliance.errors import ExpressionError, Problem
from merchant_compliance.language.check import Environment, build
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import Node, free_variables
from merchant_compliance.language.refusals import Refused
from merchant_compliance.language.truth import UNKNOWN, Unknown
from merchant_compliance.language.values import known_values, type_of
from merchant_compliance.text import Text


def evaluate_expression(text: str, values: Mapping[str, Any] | None = None, target: str = "python") -> Any:
    """The value of a CEL expression, or UNKNOWN where a missing name or an undefined operation decides it.

    Names without a value are missing, as is NaN. Raises ExpressionError where the expression or a value is refused,
    and where `target` cannot compute it.
    """
    run = TARGETS.get(target)
    if run is None:
        raise ExpressionError(_no_target(target))
    known = known_values(values or {})
    types = {name: type_of(value) for name, value in known.items()}
    named = free_variables(build(text, Environment(loose=types), unchecked=True))
    missing = {name: cel.Type.DYN for name in named if name not in types and name.isidentifier()}
    return run(build(text, Environment(loose=types | missing)), known)


def _python(node: Node, values: Mapping[str, Any]) -> Any:
    value = exact(node)(dict(values))
    return UNKNOWN if isinstance(value, Unknown) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _no_target(target: str) -> Problem:
    known = ", ".join(TARGETS)
    return Problem(
        "unknown-target",
        Text(f"没有目标 `{target}`", f"there is no target `{target}`"),
        mend=Text(f"可用的目标：{known}", f"known targets: {known}"),
    )


def _sql(node: Node, values: Mapping[str, Any]) -> Any:
    from merchant_compliance.language.sql_run import run

    try:
        return run(node, values)
    except Refused as refused:
        raise ExpressionError(refused.problem) from None


TARGETS: dict[str, Callable[[Node, Mapping[str, Any]], Any]] = {"python": _python, "sql": _sql}
