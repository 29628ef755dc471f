"""What is wrong with some made-up merchants: a table of names and shares, and how each is put into a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from merchant_compliance.merchant.synthetic import faults_conduct as conduct
from merchant_compliance.merchant.synthetic import faults_goods as goods
from merchant_compliance.merchant.synthetic import faults_subject as subject
from merchant_compliance.merchant.synthetic.parts import Draft
from merchant_compliance.merchant.synthetic.tables import ALLOWED_STORES
from merchant_compliance.merchant.synthetic.trades import ADMITTED, INVITED, TRADES, trades

PEOPLE, LICENSED, COMPANIES = ("personal",), ALLOWED_STORES["licensed"], ALLOWED_STORES["company"]
ONE_BRAND = ("single_brand", "flagship", "official_flagship")
BRANDS = ("multi_brand", *ONE_BRAND)

INVITED_TRADES = tuple(trade.key for trade in TRADES if trade.list == INVITED)
ADMITTED_TRADES = tuple(trade.key for trade in TRADES if trade.list == ADMITTED)
PAPERED = tuple(t.key for t in TRADES if any(d.role == "subject" and d.years for d in t.documents))
"""Trades with a paper that the subject holds and that ends."""
VERIFIED = trades("food-seller publication medical-device-3 pesticide vet-drug-otc drug-otc")
"""Those of them whose paper is verified with the register."""
SCOPED = trades("food-seller tea publication medical-device-2 pesticide seed-grain vet-drug-otc pet-food")
FREE = trades("apparel home-textile children-clothing fresh-fruit-veg")
"""Trades without papers, and without a person's review."""
EATEN_OR_WORN = trades("apparel home-textile farm-produce food-seller tea cosmetic-ordinary toy watch")
REPORTED = trades("food-seller farm-produce tea fresh-fruit-veg cosmetic-ordinary toy")
REVIEWED = trades("medical-device-2 cosmetic-special jewellery-gold-jade liquor-baijiu drug-otc")
RETURNED = trades("apparel home-textile watch toy power-bank publication")
CLASSED = trades("apparel home-textile fresh-fruit-veg watch food-seller tea cosmetic-ordinary toy publication")
JEWELLERY, SEEDLINGS = ("jewellery-gold-jade",), ("seedling-fruit",)
CERTIFIED = ("purchase-goods", "purchase-furniture", "purchase-gifts", "purchase-building-work")
VISITED = ("purchase-furniture", "purchase-catering")
RARE, FREQUENT = 0.0035, 0.01


class Planted(NamedTuple):
    """`share` of all merchants; empty `stores`, `trades` or `stage` leave the choice free."""

    name: str
    share: float
    how: Callable[[Draft], None]
    stores: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    stage: str = ""
    role: str = "merchant"


PLANTED: tuple[Planted, ...] = (
    # admission: capital, deposit, age, kind of subject (招商)
    Planted("low-capital", RARE, subject.subject(registered_capital=30_000.0), BRANDS),
    Planted("missing-deposit", RARE, subject.owe_deposit, stage="operation"),
    Planted("young-company", RARE, subject.found_lately, COMPANIES, SEEDLINGS, "onboarding"),
    Planted("unfitting-store-type", RARE, subject.subject(kind="enterprise"), ("sole_proprietor",), FREE),
    Planted("low-deposit-of-trade", RARE, subject.pay_usual_deposit, COMPANIES, JEWELLERY, "operation"),
    Planted("owing-returner", RARE, conduct.owe_from_before, stage="onboarding"),
    # the subject (主體資質)
    Planted("bad-id-check-digit", RARE, subject.bad_id),
    Planted("bad-credit-code", RARE, subject.bad_code, LICENSED),
    Planted("revoked-subject", RARE, subject.revoke, LICENSED),
    Planted("dormant-subject", RARE, subject.subject(status="dormant"), LICENSED),
    Planted("abnormal-listing", RARE, subject.subject(listings=["abnormal_operation"]), LICENSED),
    Planted("serious-illegal-listing", RARE, subject.subject(listings=["serious_illegal"]), LICENSED),
    Planted("expired-business-licence", RARE, subject.expire_licence, LICENSED),
    Planted("expired-id-document", RARE, subject.expire_document),
    Planted("underage-owner", RARE, subject.grow_young, PEOPLE, FREE),
    # papers of the trade (行業資質)
    Planted("expired-licence", FREQUENT, subject.expire_paper, COMPANIES, PAPERED),
    Planted("missing-qualification", FREQUENT, subject.drop_paper, COMPANIES, PAPERED),
    Planted("holder-mismatch", RARE, subject.lend_paper, COMPANIES, PAPERED),
    Planted("unverified-licence", RARE, subject.doubt_paper, BRANDS, VERIFIED),
    Planted("expiring-licence", RARE, subject.near_end_of_paper, BRANDS, VERIFIED),
    Planted("outside-business-scope", RARE, subject.subject(business_scope=["日用百货销售"]), COMPANIES, SCOPED),
    # those of brands: 品牌
    Planted("rejected-trademark", RARE, subject.reject_mark, ONE_BRAND),
    Planted("expired-trademark", RARE, subject.expire_mark, ONE_BRAND),
    Planted("expired-authorisation", RARE, subject.expire_authorisation, ONE_BRAND),
    Planted("trademark-class-mismatch", FREQUENT, subject.mistake_class, BRANDS, CLASSED),
    # papers of products (商品資質)
    Planted("unproven-import-claim", RARE, goods.claim_import, trades=FREE, stage="operation"),
    Planted("missing-report", RARE, goods.without_inspection("report"), LICENSED, REPORTED, "operation"),
    Planted("failed-report", RARE, goods.fail_inspection("report"), LICENSED, REPORTED, "operation"),
    Planted("outdated-report", RARE, goods.age_report, LICENSED, REPORTED, "operation"),
    # high risk: industries, merchants, products (高風險行業、商家、產品)
    Planted("uninvited-category", FREQUENT, subject.uninvite, COMPANIES, INVITED_TRADES),
    Planted("unadmitted-category", RARE, subject.uninvite, COMPANIES, ADMITTED_TRADES),
    Planted("natural-person-high-risk", RARE, subject.uninvite, PEOPLE, INVITED_TRADES),
    Planted("unreviewed-high-exposure", RARE, conduct.unreviewed),
    Planted("no-human-review", RARE, goods.skip_person, COMPANIES, REVIEWED, "operation"),
    Planted("misplaced-product", RARE, goods.misplace, (), FREE, "operation"),
    Planted("never-sold-category", RARE, subject.sell_banned, LICENSED, RETURNED),
    # interception (商家攔截); who comes back by way of others is made in rings
    Planted("listed-subject", RARE, subject.list_as_banned),
    # those of leaving: 商家退出
    Planted("open-orders", RARE, conduct.leave_orders, stage="exit"),
    Planted("early-exit", RARE, conduct.leave_early, stage="exit"),
    Planted("exit-with-goods-on-sale", RARE, conduct.leave_goods_on_sale, stage="exit"),
    # those of marketing: 負責任營銷
    Planted("forbidden-claim", FREQUENT, goods.claim_in_title, stage="operation"),
    Planted("forbidden-claim-description", RARE, goods.claim_in_description, stage="operation"),
    Planted("forbidden-claim-image", RARE, goods.claim_in("image"), trades=FREE, stage="operation"),
    Planted("forbidden-claim-live", RARE, goods.claim_in("live"), trades=FREE, stage="operation"),
    Planted("medical-claim", RARE, goods.claim_cure, LICENSED, EATEN_OR_WORN, "operation"),
    Planted("hype-in-live-stream", RARE, goods.hype, trades=FREE, stage="operation"),
    Planted("false-promotion", RARE, conduct.promote_falsely, stage="operation"),
    Planted("unreviewed-campaign-goods", RARE, goods.join_unreviewed, trades=FREE, stage="operation"),
    Planted("failed-sampling", RARE, goods.fail_inspection("sampling"), trades=FREE, stage="operation"),
    # trust purchase (信任購) and authentic jewellery (真寶倉)
    Planted("missing-guarantee", RARE, goods.promise_nothing, LICENSED, RETURNED, "operation"),
    Planted("broken-guarantee", RARE, conduct.once("guarantee_breach", "general"), stage="operation"),
    Planted("no-warehouse-inspection", RARE, goods.without_inspection("warehouse"), COMPANIES, JEWELLERY, "operation"),
    Planted("unmarked-authenticity", RARE, goods.claim_authentic, COMPANIES, JEWELLERY, "operation"),
    # intellectual property (知識產權)
    Planted("open-ip-complaint", RARE, conduct.complained_of("ip", "open"), LICENSED),
    Planted("upheld-ip-complaint", RARE, conduct.complained_of("ip", "upheld", 4), LICENSED),
    Planted("counterfeit", RARE, conduct.once("counterfeit", "serious", 12), LICENSED, stage="operation"),
    # conduct and service
    Planted("prohibited-goods", RARE, conduct.once("prohibited_goods_class_2", "serious", 12), stage="operation"),
    Planted("forged-material", RARE, conduct.once("forged_material", "serious", 12)),
    Planted("related-shop-violation", RARE, conduct.be_related),
    Planted("pending-appeal", RARE, conduct.appeal),
    Planted("dormant-shop", RARE, conduct.fall_silent, stage="operation"),
    Planted("late-shipments", RARE, conduct.ship_late, stage="operation"),
    Planted("serious-violations", RARE, conduct.seriously, stage="operation"),
    Planted("low-stars", FREQUENT, goods.disappoint, stage="operation"),
    # those of creators: 達人
    Planted("risky-content", RARE, conduct.show_risky_content, role="creator"),
    Planted("underage-creator", RARE, subject.grow_young, role="creator"),
    Planted("unsigned-civility-pledge", RARE, conduct.unsign("creator_civility_pledge"), role="creator"),
    Planted("minors-complaint", RARE, conduct.complained_of("minors", "open"), role="creator"),
    Planted("creator-false-promotion", RARE, conduct.promote_falsely, stage="operation", role="creator"),
    Planted("unreviewed-exposed-creator", RARE, conduct.unreviewed, role="creator"),
    # those of suppliers: 供應商
    Planted("supplier-without-iso", RARE, subject.drop_paper, trades=CERTIFIED, role="supplier"),
    Planted("unsigned-integrity-pledge", RARE, conduct.unsign("integrity_pledge"), role="supplier"),
    Planted("failed-performance", RARE, conduct.fail_review("performance"), role="supplier"),
    Planted("frozen-supplier", RARE, subject.put_on_list("supplier-freeze"), role="supplier"),
    Planted("unvisited-supplier", RARE, conduct.unvisited, trades=VISITED, role="supplier"),
    # agencies, service providers, MCNs: 代理商、服務商
    Planted("uncertified-agency", RARE, subject.drop_paper, role="agency"),
    Planted("agency-without-deposit", RARE, subject.owe_deposit, role="agency"),
    Planted("unreviewed-service", RARE, conduct.fail_review("security_review"), role="service_provider"),
    Planted("service-provider-points", RARE, conduct.offend_as_provider, stage="operation", role="service_provider"),
    Planted("unlicensed-mcn", RARE, subject.drop_paper, role="mcn"),
)
"""What each does to a record that is otherwise in order; every other field stays as it was."""
