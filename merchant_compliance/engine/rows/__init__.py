"""Many rows: read, judged on all cores, written, with a summary."""
