"""The batch engine: the rulebook as one DuckDB query, over streams of Arrow batches."""
