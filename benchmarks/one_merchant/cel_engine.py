"""The forty rules on Google's C++ CEL through cel-expr-python: one compiled expression a rule, one activation a record.

A record is a dict of values that are there (dates as `Timestamp`), so that a missing field is an error inside CEL,
which `&&`, `||` and `exists` absorb as CEL defines; a rule whose result is that error is undetermined.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from cel_expr_python import cel
from google.protobuf.timestamp_pb2 import Timestamp

from one_merchant.records import AS_OF, Facts
from one_merchant.rules import Verdicts, conditions

MISSING = "Key not found in map"


class Cel:
    name = "cel-expr-python"

    def __init__(self) -> None:
        variables = {"merchant": cel.Type.DYN, "as_of": cel.Type.TIMESTAMP}
        self._env = cel.NewEnv(variables=variables)
        self._rules = [(rule, self._env.compile(standard(text))) for rule, text in conditions().items()]
        self._as_of = timestamp(AS_OF)

    def prepare(self, record: Facts) -> Any:
        return converted(record)

    def verdicts(self, record: Any) -> Verdicts:
        activation = self._env.Activation({"merchant": record, "as_of": self._as_of})
        fired, undetermined = [], []
        for rule, expression in self._rules:
            value = expression.eval(activation).plain_value()
            if value is True:
                fired.append(rule)
            elif value is not False:
                _expect_missing(rule, value)
                undetermined.append(rule)
        return fired, undetermined


def standard(condition: str) -> str:
    """Our two additions in standard CEL: `days(n)`, and `has` of a path of which any part may be missing."""
    condition = re.sub(r"days\((\d+)\)", lambda found: f'duration("{int(found[1]) * 24}h")', condition)
    return re.sub(r"has\(([\w.]+)\)", lambda found: f"({_present(found[1])})", condition)


def _present(path: str) -> str:
    steps = path.split(".")
    return " && ".join(f"has({'.'.join(steps[:end])})" for end in range(2, len(steps) + 1))


def converted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: converted(item) for name, item in value.items()}
    if isinstance(value, list):
        return [converted(item) for item in value]
    return timestamp(value) if isinstance(value, date) else value


def timestamp(day: date) -> Timestamp:
    return Timestamp(seconds=(day - date(1970, 1, 1)).days * 86400)


def _expect_missing(rule: str, error: object) -> None:
    if MISSING not in str(error):
        raise ValueError(f"{rule}: CEL failed with {error}")
