"""Tables of databases as inputs: DuckDB, SQLite and PostgreSQL, read row after row in constant memory."""
