"""Many merchants' lifecycles from an event file, on all cores."""

from merchant_compliance.engine.lifecycle.rows.run import replay_file
from merchant_compliance.engine.lifecycle.rows.totals import Totals

__all__ = ["Totals", "replay_file"]
