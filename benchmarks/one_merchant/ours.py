"""The forty rules on merchant_compliance: verdicts only, and the full decision with its findings and texts."""

from __future__ import annotations

from pathlib import Path

from merchant_compliance.engine.decision import Decision
from merchant_compliance.engine.single import Engine
from one_merchant.records import AS_OF, Facts
from one_merchant.rules import Verdicts


class Ours:
    """A record is the plain dict that `facts_of` gives for a validated one; `decide` validates it again."""

    def __init__(self, folder: Path) -> None:
        self.engine = Engine.load(folder)

    def verdicts(self, record: Facts) -> Verdicts:
        return self.engine.verdicts({"merchant": record, "as_of": AS_OF}, record["stage"])

    def decide(self, record: Facts) -> Decision:
        return self.engine.evaluate(record, AS_OF)
