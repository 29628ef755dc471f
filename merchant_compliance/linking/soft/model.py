"""The kept model: settings of Splink as JSON, with what turns its match weight into a confidence.

INVARIANT: the model is read, never changed by the data that it is used on. Its content is part of the rulebook's
hash, so that two runs under one rulebook agree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp2, isfinite, log2
from typing import Any

from merchant_compliance.errors import NOTHING, InputError, Problem
from merchant_compliance.text import Text

MODEL_FILE = "look-alikes.json"
HIGHEST = 0.99
"""No look-alike is certain: a confidence of 1 belongs to exact identifiers."""
DIGITS = 4
NUMBERS = ("mates", "slope", "shift")


@dataclass(frozen=True, eq=False)
class Model:
    """`mates` is how many others of a file are expected to be the same as one merchant, before anything is compared.

    `slope` and `shift` make a confidence out of a match weight (bits): comparisons are not independent, so that the
    weights of Splink, added up, promise too much.
    """

    mates: float
    slope: float
    shift: float
    splink: Mapping[str, Any]

    def settings(self, size: int) -> dict[str, Any]:
        """For Splink, in a file of about 2^size merchants: the prior of two of them being one."""
        return {**self.splink, "probability_two_random_records_match": min(0.5, self.mates / 2**size)}

    def confidence(self, weight: float) -> float:
        """Between 0 and `HIGHEST`, rounded, so that another order of additions gives the same."""
        logit = min(60.0, max(-60.0, self.slope * weight + self.shift))
        return round(min(HIGHEST, 1 / (1 + exp2(-logit))), DIGITS)

    def weight(self, confidence: float) -> float:
        """The match weight that gives this confidence."""
        return (log2(confidence / (1 - confidence)) - self.shift) / self.slope


def model_of(content: str | bytes, file: str = MODEL_FILE) -> Model:
    """Raises `InputError` for text that is no model."""
    try:
        data = json.loads(content)
        mates, slope, shift = (float(data[name]) for name in NUMBERS)
        comparisons = data["splink"]["comparisons"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(_bad(str(error), file)) from None
    if not comparisons or not isfinite(mates + slope + shift) or mates <= 0 or slope <= 0:
        raise InputError(_bad("mates, slope, comparisons", file))
    return Model(mates, slope, shift, data["splink"])


def _bad(detail: str, file: str) -> Problem:
    return Problem(
        "bad-model",
        Text(f"相似模型无法使用：{detail}", f"this model of look-alikes cannot be used: {detail}"),
        NOTHING,
        Text(
            "请从自带规则库复制 look-alikes.json，或用 benchmarks/train_look_alikes.py 重新训练",
            "copy look-alikes.json from the shipped rulebook, or train anew with benchmarks/train_look_alikes.py",
        ),
        file=file,
    )
