"""Lifecycles: states, events, counts, timers and transitions as data; `Lifecycle` is one file, checked."""

from merchant_compliance.rulebook.lifecycle.checked import Counter, Lifecycle, Transition, Unless
from merchant_compliance.rulebook.lifecycle.shape import LifecycleShape

__all__ = ["Counter", "Lifecycle", "LifecycleShape", "Transition", "Unless"]
