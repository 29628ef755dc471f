"""The mix of rules and the file of merchants that `benchmarks/batch_mix.py` measures batches with."""
