"""Tables of words: what names of organisations and addresses are made of in many languages, and how it is shortened."""

from __future__ import annotations


def words(text: str, between: str | None = None) -> list[str]:
    """A list of words, easier to read and to add to."""
    return text.split(between)


LEGAL = frozenset(
    words(
        "inc incorporated llc llp lp ltd limited plc corp corporation co company companies pty pte sdn bhd "
        "gmbh mbh ag kg kgaa ohg gbr ug ev eg se "
        "sa sas sarl sasu eurl snc sci srl spa sapa sl slu sau cv bv nv bvba vof "
        "ltda eireli mei epp me cia oy oyj ab aps as asa a/s kk gk doo sro spol zoo ooo oao zao pao tov "
        "kft zrt bt nyrt sti jsc ojsc cjsc fze fzco wll"
    )
)
"""Legal forms: left out of names, unless nothing else is left."""
FILLERS = frozenset(
    words("the of and or at in on for by an a und der die das et le la les l de des du do da dos das y el los e o")
)
"""Left out of names: what two names share by these they share by chance."""
CHINESE_FORMS = (
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "分公司",
    "总公司",
    "公司",
    "個人獨資企業",
    "个人独资企业",
    "个体工商户",
    "株式会社",
    "有限会社",
    "合同会社",
    "주식회사",
    "유한회사",
)
NAME_WORDS = {
    "assn": "association",
    "assoc": "association",
    "assocs": "associates",
    "bros": "brothers",
    "centre": "center",
    "ctr": "center",
    "cntr": "center",
    "dept": "department",
    "dev": "development",
    "ent": "enterprises",
    "fdn": "foundation",
    "govt": "government",
    "grp": "group",
    "hosp": "hospital",
    "inst": "institute",
    "intl": "international",
    "intnl": "international",
    "mfg": "manufacturing",
    "mgmt": "management",
    "mgt": "management",
    "natl": "national",
    "org": "organization",
    "organisation": "organization",
    "rest": "restaurant",
    "ristorante": "restaurant",
    "restaurante": "restaurant",
    "sch": "school",
    "soc": "society",
    "svc": "service",
    "svcs": "services",
    "tech": "technology",
    "theatre": "theater",
    "univ": "university",
    "caffe": "cafe",
    "delicatessen": "deli",
    "mt": "mount",
    "ste": "saint",
    "st": "saint",
    "ft": "fort",
}
"""A shorter or another spelling → the word that stands for it, on both sides of a comparison."""
STREETS = {
    "street": "st",
    "str": "st",
    "strasse": "st",
    "avenue": "ave",
    "av": "ave",
    "aven": "ave",
    "avenida": "ave",
    "avda": "ave",
    "boulevard": "blvd",
    "blv": "blvd",
    "boul": "blvd",
    "bd": "blvd",
    "bvd": "blvd",
    "road": "rd",
    "drive": "dr",
    "drv": "dr",
    "lane": "ln",
    "court": "ct",
    "crt": "ct",
    "place": "pl",
    "plaza": "plz",
    "praca": "pca",
    "square": "sq",
    "terrace": "ter",
    "terr": "ter",
    "highway": "hwy",
    "hiway": "hwy",
    "parkway": "pkwy",
    "pky": "pkwy",
    "pkway": "pkwy",
    "expressway": "expy",
    "freeway": "fwy",
    "turnpike": "tpke",
    "circle": "cir",
    "crescent": "cres",
    "close": "cl",
    "gardens": "gdns",
    "mount": "mt",
    "saint": "st",
    "sankt": "st",
    "fort": "ft",
    "center": "ctr",
    "centre": "ctr",
    "building": "bldg",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
    "rua": "r",
    "calle": "c",
    "carrer": "c",
    "estrada": "estr",
    "rodovia": "rod",
    "travessa": "tv",
    "platz": "pl",
    "chaussee": "ch",
    "allee": "al",
    "route": "rt",
    "rte": "rt",
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fourth": "4th",
    "fifth": "5th",
    "sixth": "6th",
    "seventh": "7th",
    "eighth": "8th",
    "ninth": "9th",
    "tenth": "10th",
    "eleventh": "11th",
    "twelfth": "12th",
}
STREET_ENDINGS = (("strasse", "str"), ("straße", "str"))
"""As parts of one word: Hauptstrasse is Hauptstr."""
UNITS = frozenset(
    words(
        "apt apartment ste suite unit rm room fl floor flat bldg building ph dept appt apto apartamento sala "
        "bloco piso lojas loja stock etage og wohnung hinterhaus"
    )
)
"""What stands before the number of a part of a building: that number is not the number of the house."""
NUMBER_SIGNS = frozenset(words("no nr nº num numero number n°"))
NOBODY = frozenset(
    words(
        "na nil null none nan unknown undefined test testing testshop xxx todo tbd tba anonymous noname name "
        "merchant shop store 测试 测试店铺 测试商家 暂无 未知 不详 无 没有 店铺 小店 商家 个人 保密 同上"
    )
)
"""Names that somebody typed who had to fill a field."""
