"""A fence around durable_rules: a worker process that may crash, and a cross-check of eligible rules."""
