"""Lifecycles are listed, shown, replayed and drawn where durable_rules cannot be imported, as on Python 3.13."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lifecycle_samples import TEA

PROGRAM = """\
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("durable", "durable_rules_engine"):
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
from typer.testing import CliRunner
from merchant_compliance.cli.main import app

for line in (
    "list",
    "show m1 --events events.jsonl --as-of 2021-03-05",
    "replay events.jsonl -o states.jsonl --as-of 2021-03-05",
    "draw -o charts",
):
    result = CliRunner().invoke(app, ["lifecycle", *line.split()])
    assert result.exit_code == 0, (line, result.output)
assert not {"durable", "durable_rules_engine"} & set(sys.modules)
"""
EVENT = (
    '{"event_id": "1", "merchant_id": "m1", "event": "decision_made", "occurred_on": "2021-03-01", '
    '"data": {"outcome": "return"}}\n'
)


def test_no_lifecycle_command_imports_durable_rules(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "tea.yaml").write_text(TEA, encoding="utf-8")
    (tmp_path / "events.jsonl").write_text(EVENT, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"state":"requested"' in (tmp_path / "states.jsonl").read_text()
