"""The worlds: each a country, a kind of organisation and the files that name them, with the truth of who is who."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from resolving.entities import Maker
from resolving.slips import Source, digits_only, local, written

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@dataclass(frozen=True)
class World:
    """Records in an order that says nothing, and the entity of each merchant id."""

    name: str
    country: str
    records: list[dict[str, Any]]
    entity: dict[str, str]


@dataclass(frozen=True)
class Plan:
    """How a world is made. `copies` are the possible numbers of records of an entity, each as likely."""

    locale: str
    kind: str
    country: str
    copies: tuple[int, ...]
    sources: tuple[Source, ...] = field(default=(Source(), Source(phone=digits_only)))


MESSY = (
    Source(missing_phone=0.3, missing_code=0.4, no_city=1, phone=local, upper=0.3, drop_word=0.2, add_word=0.15),
    Source(missing_phone=0.4, missing_code=0.2, no_city=1, phone=local, lower=1, slip=0.15, missing_address=0.05),
    Source(missing_phone=0.1, missing_code=0.6, no_city=1, phone=local, new_name=0.03, drop_word=0.2),
)
SHOPS = (Source(person=0.5, new_phone=0.15, moved=0.08), Source(person=0.5, slip=0.15, add_word=0, new_name=0.05))
RINGS = (Source(person=0.7, new_phone=0.35, moved=0.25, new_name=0.25, add_word=0),) * 2
PLANS = {
    "guides-us": Plan("en_US", "en", "US", (1, 1, 1, 2)),
    "companies-de": Plan("de_DE", "company", "DE", (1, 1, 2, 3)),
    "companies-gb": Plan("en_GB", "company", "GB", (1, 1, 2)),
    "shops-cn": Plan("zh_CN", "zh", "CN", (1, 1, 1, 2), SHOPS),
    "care-us": Plan("en_US", "care", "US", (1, 2, 3, 5, 8), MESSY),
    "companies-br": Plan("pt_BR", "company", "BR", (1, 1, 2, 4)),
    "companies-fr": Plan("fr_FR", "company", "FR", (1, 1, 2)),
    "shops-jp": Plan("ja_JP", "ja", "JP", (1, 1, 2)),
    "rings-cn": Plan("zh_CN", "zh", "CN", (1, 1, 1, 1, 2, 4), RINGS),
}
TRAINED_ON = ("guides-us", "companies-de", "companies-gb", "shops-cn")
"""The model has seen worlds like these, with other seeds; it has seen none of the others."""
NO_PHONES, NO_ADDRESSES = "guides-us, no phones", "guides-us, no addresses"
LESS = {NO_PHONES: "phone", NO_ADDRESSES: "address"}


def world(name: str, count: int, seed: int) -> World:
    """`count` is the number of entities."""
    if name in LESS:
        return _without(world(name.split(",")[0], count, seed), name)
    plan, rng = PLANS[name], random.Random(f"{name} {seed}")
    maker = Maker(plan.locale, plan.kind, rng)
    entities = maker.entities(count)
    records: list[tuple[str, dict[str, Any]]] = []
    for number, one in enumerate(entities):
        for copy in range(rng.choice(plan.copies)):
            source = plan.sources[(copy + number) % len(plan.sources)]
            records.append((f"e{number}", written(one, maker.one(), source, rng)))
    rng.shuffle(records)
    found = [({"merchant_id": f"m{at:06}", **record}, entity) for at, (entity, record) in enumerate(records)]
    return World(name, plan.country, [r for r, _ in found], {r["merchant_id"]: entity for r, entity in found})


def _without(full: World, name: str) -> World:
    """The same records, in which a column is missing."""
    field_ = LESS[name]
    records = [
        {**record, "contact": {k: v for k, v in record.get("contact", {}).items() if k != field_}}
        for record in full.records
    ]
    return World(name, full.country, records, full.entity)


def fodors_zagats(folder: Path = SHARED) -> World | None:
    """Real restaurants of two guides; None where the files are not at hand."""
    if not (folder / "fodors.csv").exists():
        return None
    records, entity = [], {}
    for guide in ("fodors", "zagats"):
        for row in _rows(folder / f"{guide}.csv"):
            merchant_id = f"{guide}-{row['id']}"
            contact = {"address": f"{row['addr']}, {row['city']}", "phone": row["phone"]}
            records.append({"merchant_id": merchant_id, "shop": {"name": row["name"]}, "contact": contact})
            entity[merchant_id] = merchant_id
    for row in _rows(folder / "matches_fodors_zagats.csv"):
        entity[f"zagats-{row['zagats_id']}"] = f"fodors-{row['fodors_id']}"
    return World("fodors-zagats (real)", "US", records, entity)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
