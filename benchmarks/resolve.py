"""How well merchants are told apart: pairwise precision, recall and F1 in made-up worlds and among real restaurants.

    python benchmarks/resolve.py [--entities 1500] [--seed 7] [--model FILE]
    python benchmarks/resolve.py --speed 100000                                    # time and memory instead

The worlds stand in `resolving/worlds.py`; the model was trained on four kinds of them, with other seeds.
"""

from __future__ import annotations

import argparse
import resource
import time
from itertools import pairwise
from pathlib import Path

from resolving.judging import judged, judged_pairs, looks_of
from resolving.worlds import LESS, PLANS, TRAINED_ON, fodors_zagats, world

from merchant_compliance.linking.soft.model import Model, model_of
from merchant_compliance.linking.soft.resolve import resolved

MODEL = Path(__file__).resolve().parents[1] / "rules" / "linked_entities" / "look-alikes.json"
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.0)


def qualities(model: Model, entities: int, seed: int) -> None:
    """A line a world, the real one first; and how often what was said to be likely was so."""
    print("| world | records | precision | recall | F1 | seconds |\n|---|--:|--:|--:|--:|--:|")
    real = fodors_zagats()
    if real is None:
        print("fodors.csv and zagats.csv are not beside the repository: real restaurants are left out")
    for one in [*([real] if real else []), *(world(name, entities, seed) for name in (*PLANS, *LESS))]:
        start = time.perf_counter()
        found = judged(one, model)
        name = one.name + (" *" if one.name in TRAINED_ON else "")
        seconds = time.perf_counter() - start
        print(
            f"| {name} | {len(one.records):,} | {found.precision:.3f} | {found.recall:.3f} | {found.f1:.3f} "
            f"| {seconds:.1f} |"
        )


def calibration(model: Model, entities: int, seed: int) -> None:
    """Of the candidate pairs of all worlds: said and true."""
    counts = {low: [0, 0, 0.0] for low in BINS[:-1]}
    for name in PLANS:
        weights, same = judged_pairs(world(name, entities, seed), model)
        for weight, is_same in zip(weights.tolist(), same.tolist(), strict=True):
            said = model.confidence(weight)
            bin_ = counts[max(low for low in BINS[:-1] if low <= said)]
            bin_[0] += 1
            bin_[1] += is_same
            bin_[2] += said
    print("\n| confidence | pairs | said | true |\n|---|--:|--:|--:|")
    for low, high in pairwise(BINS):
        count, true, said = counts[low]
        if count:
            print(f"| {low} to {high} | {count:,} | {said / count:.3f} | {true / count:.3f} |")


def speed(model: Model, entities: int, seed: int) -> None:
    one = world("guides-us", entities, seed)
    start = time.perf_counter()
    looks = looks_of(one)
    read = time.perf_counter()
    found = resolved(looks, model)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{len(found):,} records: normalised {read - start:.1f} s, resolved {done - read:.1f} s, peak {peak:.2f} GB")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--entities", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--speed", type=int, default=0)
    given = parser.parse_args()
    model = model_of(given.model.read_bytes())
    if given.speed:
        speed(model, given.speed, given.seed)
        return
    qualities(model, given.entities, given.seed)
    calibration(model, given.entities, given.seed)


if __name__ == "__main__":
    main()
