"""The condition language: CEL with three-valued truth."""

from merchant_compliance.errors import ExpressionError
from merchant_compliance.language.expressions import evaluate_expression
from merchant_compliance.language.truth import UNKNOWN

__all__ = ["UNKNOWN", "ExpressionError", "evaluate_expression"]
