"""Lifecycles run: one merchant's events in, its state and all that followed out. The event log is the truth."""

from merchant_compliance.engine.lifecycle.actions import Action
from merchant_compliance.engine.lifecycle.course import Course, Step, replay, step
from merchant_compliance.engine.lifecycle.event import Event, in_order
from merchant_compliance.engine.lifecycle.standing import Standing
from merchant_compliance.engine.lifecycle.table import Machine

__all__ = ["Action", "Course", "Event", "Machine", "Standing", "Step", "in_order", "replay", "step"]
