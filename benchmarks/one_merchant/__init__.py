"""The parts of `benchmarks/single.py`: forty rules over one merchant, by several engines."""
