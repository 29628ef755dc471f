"""Declarative merchant compliance rules: one rulebook, one answer, every decision explained.

The public API; everything else is internal. Names load on first use, so that importing the package is instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from merchant_compliance.engine.decision import Decision
    from merchant_compliance.engine.single import Engine
    from merchant_compliance.errors import (
        ComplianceError,
        ExpressionError,
        InputError,
        Problem,
        RecordError,
        RulebookError,
    )
    from merchant_compliance.merchant.record import Merchant

__version__ = "0.1.0"
__all__ = [
    "ComplianceError",
    "Decision",
    "Engine",
    "ExpressionError",
    "InputError",
    "Merchant",
    "Problem",
    "RecordError",
    "RulebookError",
    "__version__",
]

_HOMES = {
    "Decision": "engine.decision",
    "Engine": "engine.single",
    "Merchant": "merchant.record",
    **dict.fromkeys(
        ("ComplianceError", "ExpressionError", "InputError", "Problem", "RecordError", "RulebookError"),
        "errors",
    ),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
