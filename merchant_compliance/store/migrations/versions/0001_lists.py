"""Entries of lists, how they were recorded, and the guards that keep them from being changed or deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
ENDING = ("open_print", "ended_at", "ended_on", "ended_by", "ended_reason")
DELETED = "list entries are ended, never deleted"
CHANGED = "a list entry changes only when it is ended, and only once"


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "store_key",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("mark"),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_key")),
    )
    op.create_table(
        "list_recordings",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        *(_text(name) for name in ("recorded_by", "file", "file_sha256")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("read", "added", "known", "rejected")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_recordings")),
    )
    _entries()
    for statement in GUARDS.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def _entries() -> None:
    op.create_table(
        "list_entries",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("recording_id", NUMBER, nullable=False),
        *(_text(name) for name in ("list", "key_kind", "key_hash", "key_masked", "category", "brand", "region")),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        *(_text(name) for name in ("reason", "source")),
        _text("open_print", nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        *(_text(name, nullable=True) for name in ("ended_by", "ended_reason")),
        sa.CheckConstraint("since IS NULL OR until IS NULL OR since < until", name=op.f("ck_list_entries_ends")),
        sa.ForeignKeyConstraint(["recording_id"], ["list_recordings.id"], name=op.f("fk_list_entries_recording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_entries")),
        sa.UniqueConstraint("key_hash", "open_print", name=op.f("uq_list_entries_key_hash")),
    )


FIXED = "recording_id, list, key_kind, key_hash, key_masked, category, brand, region, since, until, reason, source"
GUARDS = {
    "sqlite": (
        f"CREATE TRIGGER list_entries_stay BEFORE DELETE ON list_entries BEGIN SELECT RAISE(ABORT, '{DELETED}'); END",
        f"CREATE TRIGGER list_recordings_stay BEFORE DELETE ON list_recordings "
        f"BEGIN SELECT RAISE(ABORT, '{DELETED}'); END",
        f"CREATE TRIGGER list_entries_fixed BEFORE UPDATE OF id, {FIXED} ON list_entries "
        f"BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END",
        f"CREATE TRIGGER list_entries_end_once BEFORE UPDATE ON list_entries WHEN OLD.ended_at IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END",
    ),
    "postgresql": (
        f"CREATE FUNCTION list_entries_stay() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{DELETED}'; END $$",
        f"CREATE FUNCTION list_entries_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{CHANGED}'; END $$",
        "CREATE TRIGGER list_entries_stay BEFORE DELETE OR TRUNCATE ON list_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION list_entries_stay()",
        "CREATE TRIGGER list_recordings_stay BEFORE DELETE OR TRUNCATE ON list_recordings "
        "FOR EACH STATEMENT EXECUTE FUNCTION list_entries_stay()",
        f"CREATE TRIGGER list_entries_fixed BEFORE UPDATE OF id, {FIXED} ON list_entries "
        f"FOR EACH ROW EXECUTE FUNCTION list_entries_fixed()",
        "CREATE TRIGGER list_entries_end_once BEFORE UPDATE ON list_entries "
        "FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION list_entries_fixed()",
    ),
}
"""Where a database is not named here, only the program keeps what the guards keep."""


def downgrade() -> None:
    """There is none: it would delete entries. Restore a backup instead."""
    raise NotImplementedError("entries are never deleted: restore a backup")
