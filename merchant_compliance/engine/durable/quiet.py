"""The only place that imports durable_rules; only a worker process comes here."""

from __future__ import annotations

from typing import Any

from durable.engine import Host, MessageNotHandledException

SID, ID = "1", "1"
"""INVARIANT: one session and one fact of it at a time: durable_rules crashes beyond 1,024 sessions."""


class QuietHost(Host):  # type: ignore[misc]
    """A host without the two threads that look for timers and actions: one thread, so that no fact is lost."""

    def _run(self) -> None:
        pass


class ActionError(Exception):
    """An action raised: durable_rules only notes it in the state."""


def asserted(host: QuietHost, ruleset: str, fact: dict[str, Any]) -> bool:
    """Assert a fact and let all actions run. False where no rule looks at it: it was not kept then.

    Raises ActionError where an action raised.
    """
    try:
        state = host.assert_fact(ruleset, fact)
    except MessageNotHandledException:
        return False
    if state and state.get("exception"):
        raise ActionError(state["exception"])
    return True


def matched(host: QuietHost, ruleset: str, fact: dict[str, Any]) -> None:
    """Assert a fact, let all actions run, retract it."""
    if asserted(host, ruleset, {**fact, "id": ID, "sid": SID}):
        host.retract_fact(ruleset, {"id": ID, "sid": SID})
