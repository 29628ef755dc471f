"""Where alembic starts: over the connection that it is given, else over the store of the environment."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from merchant_compliance.store.engine import database_url, open_engine, transaction
from merchant_compliance.store.tables import METADATA


def run(connection: Connection) -> None:
    """INVARIANT: it all happens in the transaction of the connection, so that a failing step leaves nothing behind."""
    context.configure(connection=connection, target_metadata=METADATA, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with transaction(open_engine(database_url()), writes=True) as own:
        run(own)
