"""The log of lifecycle events, and the guards that keep it from being changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
FIXED = "lifecycle events are only added, never changed or deleted"


def upgrade() -> None:
    texts = ("recorded_by", "source", "merchant_id", "event_id", "event")
    op.create_table(
        "lifecycle_events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifecycle_events")),
        sa.UniqueConstraint("merchant_id", "event_id", name=op.f("uq_lifecycle_events_merchant_id")),
    )
    for statement in GUARDS.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


GUARDS = {
    "sqlite": tuple(
        f"CREATE TRIGGER lifecycle_events_no_{what.lower()} BEFORE {what} ON lifecycle_events "
        f"BEGIN SELECT RAISE(ABORT, '{FIXED}'); END"
        for what in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        f"CREATE FUNCTION lifecycle_events_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{FIXED}'; END $$",
        "CREATE TRIGGER lifecycle_events_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON lifecycle_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION lifecycle_events_fixed()",
    ),
}
"""Where a database is not named here, only the program keeps what the guards keep."""


def downgrade() -> None:
    """There is none: it would delete events. Restore a backup instead."""
    raise NotImplementedError("events are never deleted: restore a backup")
