"""The same seed gives the same merchants, whatever order a process happens to keep its sets in."""

import os
import subprocess
import sys

PROGRAM = """
from hashlib import sha256
from merchant_compliance.merchant.synthetic import make_merchants
print(sha256(repr([tuple(made) for made in make_merchants(1500, seed=3)]).encode()).hexdigest())
"""


def test_processes_agree_on_the_merchants_of_a_seed() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(digests) == 1
