"""Without durable_rules everything imports and judges; what needs it says what is missing and what still works."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

WITHOUT = """
import sys
sys.modules["durable"] = sys.modules["durable_rules_engine"] = None  # what a failed installation looks like
"""


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", WITHOUT + dedent(code)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_durable_rules_a_merchant_is_judged_and_the_cross_check_says_what_is_missing() -> None:
    said = run(
        """
        from merchant_compliance import Engine
        from merchant_compliance.engine.durable.checking import CheckedEngine
        from merchant_compliance.errors import InputError

        engine = Engine.load()
        print(engine.evaluate({"merchant_id": "m1"}).merchant_id)
        try:
            CheckedEngine(engine).evaluate({"merchant_id": "m1"})
        except InputError as error:
            print(error.say("en"))
            print(error.say("zh"))
        """
    )
    assert said.startswith("m1\n")
    assert "error: durable_rules is not installed" in said
    assert "the plain interpreter of lifecycles work as ever" in said
    assert "没有安装 durable_rules" in said


def test_the_callers_side_never_imports_durable_rules() -> None:
    said = run(
        """
        import merchant_compliance.engine.durable.checking
        import merchant_compliance.engine.durable.courses
        import merchant_compliance.language.durable
        from merchant_compliance.rulebook.load import load, shipped_rules
        from merchant_compliance.engine.durable.checking import eligibility
        from merchant_compliance.merchant.synthetic import AS_OF

        eligible, ineligible = eligibility(load(shipped_rules()), AS_OF)
        print(len(eligible) > len(ineligible) > 0)
        """
    )
    assert said == "True\n"
