"""Trains the model of look-alikes on made-up worlds and writes rules/linked_entities/look-alikes.json.

    python benchmarks/train_look_alikes.py [--out FILE] [--entities 1500]

Splink sorts the pairs of one entity and every eighth other pair into the levels of each comparison: their shares are m
and u of a world; the model has their means. What a level of so many bits weighs follows from the bits
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
from merchant_compliance.linking.soft.scoring import predicted
from merchant_compliance.linking.soft.settings import levels_of, probabilities_of, settings_of
from merchant_compliance.linking.soft.table import Table

OUT = Path(__file__).resolve().parents[1] / "rules" / "linked_entities" / "look-alikes.json"
MATES = 1.0
"""Records of the same entity that a record is expected to have, before anything is compared."""
TRAINING, CALIBRATION = 101, 102
UNSEEN = {"email": 0.6, "account": 0.6, "identity": 0.95}
"""Comparisons that no world has: the share of matches that agree. An assumption."""
ROUNDS = 50
Shares = dict[tuple[str, str], float]
"""By comparison and level."""
PAIRS = """CREATE OR REPLACE TABLE pairs AS
    SELECT l.unique_id AS join_key_l, r.unique_id AS join_key_r, '0' AS match_key
    FROM looks AS l JOIN looks AS r ON l.unique_id < r.unique_id JOIN truth AS a ON a.unique_id = l.unique_id
        JOIN truth AS b ON b.unique_id = r.unique_id WHERE {where}"""
MATCHES = "a.entity = b.entity"
OTHERS = "a.entity <> b.entity AND hash(l.unique_id, r.unique_id) % 8 = 0"
NUMBERED = {(c.name, name): (0.5, 0.5 / 2 ** (at + 1)) for c in COMPARED for at, (name, *_) in enumerate(levels_of(c))}
"""Probabilities under which the weight of a level is its number, from 1 on; of a missing field it is 0."""


def counted(one: World) -> tuple[Shares, Shares]:
    """m and u of every level in one world: of all pairs of an entity, and of every eighth other pair."""
    with Table() as table:
        table.fill(looks_of(one))
        given = pa.table({"unique_id": range(table.count), "entity": [one.entity[name] for name in table.ids()]})
        table.connection.register("truth", given)
        return _shares(table, MATCHES), _shares(table, OTHERS)


def _shares(table: Table, where: str) -> Shares:
    """Of the pairs of which a comparison says anything, those in each of its levels, as Splink sorts them."""
    table.connection.execute(PAIRS.format(where=where))
    model, found = Model(MATES, 1.0, 0.0, settings_of(NUMBERED)), {}
    with predicted(table, model, -1e9, parts=True) as predictions:
        for compared in COMPARED:
            names = [name for name, *_ in levels_of(compared)]
            number = f"CAST(round(mw_{compared.name}) AS INTEGER) AS number"
            query = f"SELECT {number}, count(*) FROM {predictions} WHERE number > 0 GROUP BY ALL"
            counts = dict(table.connection.sql(query).fetchall())
            if total := sum(counts.values()):
                found |= {(compared.name, name): counts.get(at, 0) / total for at, name in enumerate(names, start=1)}
    return found


def averaged(found: Sequence[Shares], assumed: float) -> Shares:
    """The mean over the worlds; `assumed` says what becomes of a comparison that no world has: its agreement."""
    means: Shares = {}
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


def _has(each: Shares, comparison: str) -> bool:
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
    parser.add_argument("--entities", type=int, default=1500)
    given = parser.parse_args()
    model = trained(given.entities)
    origin = "trained on made-up merchants: " + ", ".join(TRAINED_ON)
    data = {"origin": origin, "mates": model.mates, "slope": model.slope, "shift": model.shift, "splink": model.splink}
    given.out.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"slope {model.slope} shift {model.shift} -> {given.out.name}")


if __name__ == "__main__":
    main()
