"""Organisations of a country as they really are: where, under which name and phone, and which others are like them.

What makes the task hard is made on purpose: chains with one name and many places, tenants of one building, houses with
several businesses under one phone, and common words in names.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from faker import Faker


def words(text: str, between: str | None = None) -> list[str]:
    """A list of words, easier to read and to add to."""
    return text.split(between)


KINDS = {
    "en": words("Cafe,Grill,Restaurant,Kitchen,Diner,Steakhouse,Bistro,Bakery,Bar & Grill,Trattoria,Deli,Pizza", ","),
    "care": words("Child Care Center,Day Care,Head Start,Learning Center,Elementary School,Academy,Preschool", ","),
    "zh": words("贸易有限公司 商贸有限公司 电子商务有限公司 食品有限公司 服饰有限公司 科技有限公司 商行 经营部 旗舰店"),
    "ja": words("商店 食堂 屋 株式会社 商事 サービス 工業 堂"),
}
FIRST = words(
    "Golden,Blue,Little,Royal,Old Town,Grand,Green,Silver,Red,Sunny,Happy,Lucky,Casa,La,El,Le,Chez,Uncle,Mama,New,"
    "Bright,Kids,Tiny,Saint Mary,First,Community,North Side,South Side,Trinity,Hope",
    ",",
)
SECOND = words(
    "Dragon,Lantern,Moon,Garden,Palace,Orchid,Harbor,Lion,Olive,Rose,Pepper,Oak,Star,River,Luna,Paloma,Tango,Basil,"
    "Tiger,Anchor,Steps,Horizons,Angels,Beginnings,Bay,Crown,Fig,Ginger,Salt,Maple",
    ",",
)
HAN = "星辰海鑫瑞华盛丰源达恒信宏远嘉禾优品云锦悦美康泰顺通博雅天成广聚隆兴百佳欣荣德润金玉满堂福运良友"
ROADS = words("人民 中山 解放 建设 科技 和平 新华 文化 长江 黄河 滨海 迎宾 学府 工业 创业 金融")
CITIES = words(
    "广东省深圳市南山区 广东省广州市天河区 浙江省杭州市余杭区 浙江省义乌市 "
    "江苏省苏州市吴中区 北京市朝阳区 上海市浦东新区 四川省成都市武侯区"
)


@dataclass(frozen=True)
class Entity:
    """One organisation. Texts are as it would write them itself."""

    name: str
    street: str
    house: str
    room: str
    city: str
    code: str
    phone: str
    person: str


class Maker:
    """Organisations of one locale of faker. `kind` is how they are called: `company`, `en`, `care`, `zh`, `ja`."""

    def __init__(self, locale: str, kind: str, rng: random.Random) -> None:
        self.fake = Faker(locale)
        self.fake.seed_instance(rng.getrandbits(32))
        self.locale, self.kind, self.rng = locale, kind, rng
        self.cities = [(self._city(), self._code()) for _ in range(12)]
        self.streets = [self._street() for _ in range(400)]

    def entities(self, count: int) -> list[Entity]:
        """About a sixth of them are made to be like others."""
        found: list[Entity] = []
        while len(found) < count:
            one = self.one()
            found.append(one)
            draw = self.rng.random()
            if draw < 0.05:
                found += self._chain(one)
            elif draw < 0.10:
                found += self._tenants(one)
            elif draw < 0.13:
                found.append(
                    replace(
                        self.one(),
                        street=one.street,
                        house=one.house,
                        room=one.room,
                        city=one.city,
                        code=one.code,
                        phone=one.phone,
                    )
                )
        return found[:count]

    def one(self) -> Entity:
        city, code = self.rng.choice(self.cities)
        room = str(self.rng.randint(101, 2909)) if self.rng.random() < 0.3 else ""
        phone, person = self.fake.phone_number(), self.fake.name()
        return Entity(self._name(), self.rng.choice(self.streets), self._house(), room, city, code, phone, person)

    def _chain(self, one: Entity) -> list[Entity]:
        shared = self.rng.random() < 0.1  # a call centre
        branches = [self.one() for _ in range(self.rng.randint(1, 9))]
        return [replace(each, name=one.name, phone=one.phone if shared else each.phone) for each in branches]

    def _tenants(self, one: Entity) -> list[Entity]:
        others = [self.one() for _ in range(self.rng.randint(1, 6))]
        return [replace(each, street=one.street, house=one.house, city=one.city, code=one.code) for each in others]

    def _name(self) -> str:
        pick = self.rng.choice
        if self.kind == "company":
            return str(self.fake.company())
        if self.kind == "zh":
            return (
                pick(("", "", "深圳市", "杭州", "广州"))
                + "".join(self.rng.sample(HAN, pick((2, 3))))
                + pick(KINDS["zh"])
            )
        if self.kind == "ja":
            return str(self.fake.last_name()) + pick(KINDS["ja"])
        forms = (
            lambda: f"{pick(FIRST)} {pick(SECOND)} {pick(KINDS[self.kind])}",
            lambda: f"{pick(FIRST)} {self.fake.word().title()} {pick(KINDS[self.kind])}",
            lambda: f"{self.fake.word().title()} {self.fake.word().title()}",
            lambda: f"{self.fake.last_name()}'s {pick(KINDS[self.kind])}",
            lambda: f"{self.fake.first_name()} {self.fake.last_name()} {pick(KINDS[self.kind])}",
        )
        return pick(forms)()

    def _street(self) -> str:
        if self.kind == "zh":
            return self.rng.choice(ROADS) + self.rng.choice(("", "东", "西", "南", "北")) + self.rng.choice("路街")
        if self.kind == "ja":
            return str(self.fake.town())
        return str(self.fake.street_name())

    def _house(self) -> str:
        if self.kind == "ja":
            return "-".join(str(self.rng.randint(1, 20)) for _ in range(3))
        return str(self.rng.randint(1, 9999 if self.locale == "en_US" else 220))

    def _city(self) -> str:
        if self.kind == "zh":
            return self.rng.choice(CITIES)
        return str(self.fake.city())

    def _code(self) -> str:
        return str(self.fake.postcode())
