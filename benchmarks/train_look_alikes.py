"""Trains the model of look-alikes on made-up worlds and writes rules/linked_entities/look-alikes.json.

    python benchmarks/train_look_alikes.py [--out FILE] [--entities 2000]

Splink counts into which level of each comparison the pairs of one entity fall (m) and random pairs (u), in each
world; the model has their means. What a level of so many bits weighs follows from the bits
(`settings.probabilities_of`). Then the sum of weights is turned into a confidence, by a logistic regression on the
candidate pairs of other seeds of the same worlds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pyarrow as pa
from resolving.judging import judged_pairs, looks_of
from resolving.worlds import TRAINED_ON, World, world

from merchant_compliance.linking.soft.comparisons import COMPARED
from merchant_compliance.linking.soft.model import Model
from merchant_compliance.linking.soft.scoring import linker_of, quiet
from merchant_compliance.linking.soft.settings import levels_of, probabilities_of, settings_of
from merchant_compliance.linking.soft.table import Table

OUT = Path(__file__).resolve().parents[1] / "rules" / "linked_entities" / "look-alikes.json"
MATES = 1.0
"""Records of the same entity that a record is expected to have, before anything is compared."""
TRAINING, CALIBRATION = 101, 102
UNSEEN = {"email": 0.6, "account": 0.6, "identity": 0.95}
"""Comparisons that no world has: the share of matches that agree. An assumption."""
ROUNDS = 50


def counted(one: World) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """m and u of every level in one world, where Splink could see any."""
    with Table() as table, quiet():
        table.fill(looks_of(one))
        given = pa.table({"unique_id": range(table.count), "entity": [one.entity[name] for name in table.ids()]})
        table.connection.register("given", given)
        table.connection.execute("CREATE OR REPLACE TABLE looks AS SELECT * FROM looks JOIN given USING (unique_id)")
        linker = linker_of(table.connection, settings_of())
        linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1, min_count_per_level=None, num_chunks=1)
        linker.training.estimate_m_from_label_column("entity")
        return _parameters(linker.misc.save_model_to_json())


def _parameters(model: dict[str, Any]) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    m, u = {}, {}
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            key = (comparison["output_column_name"], level["label_for_charts"])
            if "m_probability" in level:
                m[key] = float(level["m_probability"])
            if "u_probability" in level:
                u[key] = float(level["u_probability"])
    return m, u


def averaged(found: Sequence[dict[tuple[str, str], float]], assumed: float) -> dict[tuple[str, str], float]:
    """The mean over the worlds; `assumed` says what becomes of a comparison that no world has: its agreement."""
    means: dict[tuple[str, str], float] = {}
    for compared in COMPARED:
        levels = [name for name, *_ in levels_of(compared)]
        if compared.name in UNSEEN:
            agree = UNSEEN[compared.name] if assumed else 0.0
            means |= {(compared.name, name): agree / (len(levels) - 1) for name in levels[:-1]}
            means[compared.name, "else"] = 1 - agree
            continue
        for name in levels:
            means[compared.name, name] = fmean(
                each.get((compared.name, name), 0.0) for each in found if _has(each, compared.name)
            )
    return means


def _has(each: dict[tuple[str, str], float], comparison: str) -> bool:
    """Whether a world has anything to compare here."""
    return any(name == comparison and value > 0 for (name, _), value in each.items())


def calibrated(weights: np.ndarray[Any, Any], same: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Slope and shift (in bits) of a logistic regression, by Newton's method."""
    design = np.column_stack([np.clip(weights, -40, 40) * np.log(2), np.full(len(weights), np.log(2))])
    beta = np.array([1.0, 0.0])
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-design @ beta))
        beta += np.linalg.solve((design * (p * (1 - p))[:, None]).T @ design + 1e-6 * np.eye(2), design.T @ (same - p))
    return float(beta[0]), float(beta[1])


def trained(entities: int) -> Model:
    found = [counted(world(name, entities, TRAINING)) for name in TRAINED_ON]
    m, u = averaged([m for m, _ in found], 1), averaged([u for _, u in found], 0)
    splink = settings_of(probabilities_of(m, u))
    raw = Model(MATES, 1.0, 0.0, splink)
    judged = [judged_pairs(world(name, entities, CALIBRATION), raw) for name in TRAINED_ON]
    slope, shift = calibrated(np.concatenate([w for w, _ in judged]), np.concatenate([s for _, s in judged]))
    return Model(MATES, round(slope, 4), round(shift, 4), splink)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--entities", type=int, default=2000)
    given = parser.parse_args()
    model = trained(given.entities)
    origin = "trained on made-up merchants: " + ", ".join(TRAINED_ON)
    data = {"origin": origin, "mates": model.mates, "slope": model.slope, "shift": model.shift, "splink": model.splink}
    given.out.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"slope {model.slope} shift {model.shift} -> {given.out.name}")


if __name__ == "__main__":
    main()
