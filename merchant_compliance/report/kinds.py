"""Which rules look for which kind of planted violation, and what may follow from it besides."""

from __future__ import annotations

from typing import NamedTuple

from merchant_compliance.text import Text


class Kind(NamedTuple):
    """Ids of the shipped rulebook: `rules`, at least one of which fires, and `also`, what may fire with them.

    `*` stands for any letters in `also`. INVARIANT: on a merchant with one thing planted nothing else fires.
    """

    title: Text
    rules: tuple[str, ...]
    also: tuple[str, ...] = ()


def _kind(zh: str, en: str, rules: str, also: str = "") -> Kind:
    return Kind(Text(zh, en), tuple(rules.split()), tuple(also.split()))


PENALTIES = "PTS-* SEV-* APW-* TRC-* EXH-* REV-*"
"""Points, ladders by severity, the notice of the right to appeal, and money held back follow any violation."""

ADMISSION = {
    "low-capital": _kind("注册资本不足", "Too little registered capital", "CAP-brand-store CAP-flagship", "HRC-005"),
    "missing-deposit": _kind("未缴保证金", "No deposit paid", "DEP-base", "DEP-* EXD-*"),
    "young-company": _kind("主体成立不满一年", "Company younger than a year", "AGE-seedling"),
    "unfitting-store-type": _kind("店铺类型与主体不符", "Store type unfit for the subject", "SKT-sole-proprietor"),
    "low-deposit-of-trade": _kind("类目保证金不足", "Too small a deposit for the trade", "EXD-gold"),
    "owing-returner": _kind("历史店铺欠款未清", "Debt of an earlier shop", "REN-001"),
    "bad-id-check-digit": _kind("身份证号校验位错误", "Wrong check digit in an ID number", "IDN-002"),
    "bad-credit-code": _kind("统一社会信用代码错误", "Wrong unified social credit code", "SUB-002"),
    "revoked-subject": _kind("主体已吊销、注销或责令关闭", "Subject revoked, cancelled or closed", "SUB-003"),
    "dormant-subject": _kind("主体歇业", "Subject dormant", "SUB-004"),
    "abnormal-listing": _kind("列入经营异常名录", "Listed for abnormal operation", "SUB-005"),
    "serious-illegal-listing": _kind("列入严重违法失信名单", "Listed for serious violations of law", "SUB-006"),
    "expired-business-licence": _kind("营业执照已过期", "Expired business licence", "SUB-007", "TRM-health-food"),
    "expired-id-document": _kind("身份证件已过期", "Expired identity document", "IDN-003"),
    "underage-owner": _kind("经营者未成年", "Owner under age", "IDN-006"),
}
PAPERS = {
    "expired-licence": _kind(
        "资质已过期",
        "Expired licence",
        "FOL-expired PUB-expired MD3-expired PES-expired VET-expired OTC-expired"
        " FDQ-staple FDQ-infant FDQ-health FDQ-liquor",
        "FDS-*",
    ),
    "missing-qualification": _kind(
        "缺少资质",
        "Missing qualification",
        "FOL-absent PUB-absent MD3-absent PES-absent VET-absent OTC-absent FDQ-staple FDQ-infant FDQ-health FDQ-liquor",
        "FDS-*",
    ),
    "holder-mismatch": _kind(
        "资质持有人不是本主体",
        "Licence of another company",
        "FOL-holder PUB-holder MD3-holder PES-holder VET-holder OTC-holder FDQ-staple FDQ-infant FDQ-health FDQ-liquor",
        "FDS-*",
    ),
    "unverified-licence": _kind(
        "资质尚未核验",
        "Licence not verified",
        "FOL-unverified PUB-unverified MD3-unverified PES-unverified VET-unverified OTC-unverified",
    ),
    "expiring-licence": _kind(
        "资质即将过期",
        "Licence about to end",
        "FOL-expiring PUB-expiring MD3-expiring PES-expiring VET-expiring OTC-expiring",
    ),
    "outside-business-scope": _kind(
        "超出经营范围",
        "Outside the business scope",
        "SCP-food SCP-publications SCP-devices SCP-pesticides SCP-seeds SCP-vet-drugs SCP-feed",
    ),
    "rejected-trademark": _kind("商标被驳回或无效", "Trademark rejected or invalid", "BRA-001"),
    "expired-trademark": _kind("商标已过期", "Expired trademark", "BRA-003"),
    "expired-authorisation": _kind("品牌授权已过期", "Expired authorisation of a brand", "BRA-004"),
    "trademark-class-mismatch": _kind(
        "商标类别与类目不符",
        "Trademark of another class",
        "NCL-clothing NCL-home-textile NCL-fresh NCL-watches NCL-processed-food NCL-tea NCL-cosmetics NCL-toys"
        " NCL-publications",
    ),
    "unproven-import-claim": _kind("宣称进口无报关单", "Import claimed without declaration", "IGQ-claimed"),
    "missing-report": _kind("商品缺少质检报告", "Products without inspection report", "PDQ-absent"),
    "failed-report": _kind("商品质检报告不合格", "Failed inspection report", "PDQ-failed"),
    "outdated-report": _kind("商品质检报告过旧", "Outdated inspection report", "PDQ-expired"),
}
RISK = {
    "uninvited-category": _kind("未受邀经营邀约类目", "Category by invitation only, not invited", "HRC-001"),
    "unadmitted-category": _kind("未获准入经营定向准入类目", "Category by admission only, not admitted", "HRC-003"),
    "natural-person-high-risk": _kind(
        "自然人经营高风险类目", "Natural person in a high-risk category", "HRC-001", "HRC-004 WHO-farm"
    ),
    "unreviewed-high-exposure": _kind("高曝光商家未经审核", "High exposure without review", "HEX-001 HEX-002"),
    "no-human-review": _kind("高风险产品未经人工审核", "High-risk product not reviewed by a person", "HRP-human"),
    "misplaced-product": _kind("高风险产品错放类目", "High-risk product in another category", "SPO-sure"),
    "never-sold-category": _kind(
        "经营禁售类目", "Category that is never sold", "NVS-tobacco NVS-weapon-police-spy NVS-firework-hazard"
    ),
    "listed-subject": _kind(
        "名单内主体",
        "Subject on a list of bans",
        "ITD-community-ban ITD-governance-ban ITD-onboarding-blacklist",
        "REB-for-good FEX-003",
    ),
    "returning": _kind(
        "被封禁者换名重来",
        "Banned merchant under another name",
        "ITI-community-ban ITI-governance-ban ITI-onboarding-blacklist ITC-governance-ban ITC-onboarding-blacklist "
        "ITA-001",
    ),
    "open-orders": _kind("退出时订单未完结", "Leaving with open orders", "EXN-002", "EXN-003 EXN-004"),
    "early-exit": _kind("售后期内退出", "Leaving before returns are over", "EXN-006", "EXN-012 RLF-003"),
    "exit-with-goods-on-sale": _kind("退出时商品在售", "Leaving with goods on sale", "EXN-007"),
}
CONDUCT = {
    "forbidden-claim": _kind("标题含违禁用语", "Forbidden claim in a title", "ADW-absolute"),
    "forbidden-claim-description": _kind("描述含违禁用语", "Forbidden claim in a description", "ADW-absolute"),
    "forbidden-claim-image": _kind("图片含违禁用语", "Forbidden claim in a picture", "ADW-absolute"),
    "forbidden-claim-live": _kind("直播含违禁用语", "Forbidden claim in a live stream", "ADW-absolute"),
    "medical-claim": _kind(
        "普通商品宣传疗效", "Cure claimed for ordinary goods", "ADF-food ADM-other-goods ADM-cosmetic-medical"
    ),
    "hype-in-live-stream": _kind("直播炒作卖货", "Hype in a live stream", "LVW-hype"),
    "false-promotion": _kind(
        "虚假宣传", "False promotion", "PNC-hype PNC-raffle PNC-unlike-shown PNC-claims", PENALTIES
    ),
    "unreviewed-campaign-goods": _kind(
        "活动商品未经人工审核", "Campaign goods not reviewed by a person", "BFS-campaign-reviewed"
    ),
    "failed-sampling": _kind("抽检不合格", "Failed sampling", "QMS-failed"),
    "missing-guarantee": _kind(
        "未提供信任购保障", "Guarantee of trust purchase not offered", "GMU-seven-day-return", "GMU-* RLF-004"
    ),
    "broken-guarantee": _kind("未履行服务保障", "Guarantee not kept", "GBR-breach", PENALTIES),
    "no-warehouse-inspection": _kind("真宝仓商品未经鉴定", "Marked jewellery not inspected", "AJW-absent"),
    "unmarked-authenticity": _kind("无标识宣称官方保真", "Authenticity claimed without the mark", "AJW-claimed"),
    "open-ip-complaint": _kind("侵权投诉待处理", "Open complaint of infringement", "IPR-001"),
    "upheld-ip-complaint": _kind("侵权投诉成立", "Upheld complaint of infringement", "IPC-once IPC-again IPC-repeated"),
    "counterfeit": _kind("售假", "Counterfeits", "IPR-002", f"{PENALTIES} HRC-008"),
    "prohibited-goods": _kind("销售禁售商品", "Prohibited goods", "PGL-class-2", f"{PENALTIES} HRC-008"),
    "forged-material": _kind("提交伪造材料", "Forged papers", "FEX-002 REV-forged", f"{PENALTIES} HRC-008"),
    "related-shop-violation": _kind(
        "关联店铺严重违规", "Serious violation of a related shop", "RLS-004", "APW-merchant HRC-008"
    ),
    "pending-appeal": _kind("违规申诉待处理", "Pending appeal", "APL-001"),
    "dormant-shop": _kind("店铺长期无成交", "Shop without orders", "IDL-001 IDL-002"),
    "late-shipments": _kind("延迟发货", "Late shipments", "FUL-late", "STR-* SRT-* LRP-*"),
    "serious-violations": _kind(
        "严重违规", "Serious violations", "SEV-serious", f"{PENALTIES} HRC-008 IPR-002 PNC-* EXV-*"
    ),
    "low-stars": _kind(
        "购物体验星级过低",
        "Low experience stars",
        "STR-001",
        "STR-* QMR-* FUL-* LRP-* SRT-* SRM-* ASM-* RLF-002 GMA-* GMU-fast-refund HRC-006 HRC-007 ENS-* EXS-* EXM-*",
    ),
}
OTHERS = {
    "risky-content": _kind("作品审核通过率过低", "Too few works pass review", "CRK-medium CRK-high CRK-very-high"),
    "underage-creator": _kind("主播不满十六周岁", "Creator below sixteen", "MIN-001"),
    "unsigned-civility-pledge": _kind("主播未签文明公约", "Civility pledge not signed", "CPL-001 CPL-002 CPL-003"),
    "minors-complaint": _kind("涉未成年人投诉", "Complaint about minors", "MIN-003", "CRS-report"),
    "creator-false-promotion": _kind("主播虚假宣传", "False claims of a creator", "CRF-first", "APW-creator"),
    "unreviewed-exposed-creator": _kind(
        "高曝光主播未经审核", "Exposed creator without review", "CRS-high-exposure", "HEX-001 HEX-002"
    ),
    "supplier-without-iso": _kind("供应商缺少 ISO 认证", "Supplier without ISO certificate", "SQM-absent"),
    "unsigned-integrity-pledge": _kind("供应商未签廉洁承诺", "Supplier without integrity pledge", "SUC-001"),
    "failed-performance": _kind("供应商绩效不合格", "Supplier failed its assessment", "SPF-002"),
    "frozen-supplier": _kind("冻结期内的供应商", "Supplier that is frozen", "SPF-001"),
    "unvisited-supplier": _kind(
        "供应商未经实地考察", "Supplier not visited", "SVT-production SVT-safety SVT-environment"
    ),
    "uncertified-agency": _kind("代理商没有代理资质", "Agency without certificate", "AGC-absent"),
    "agency-without-deposit": _kind("代理商未缴保证金", "Agency without deposit", "AGT-deposit"),
    "unreviewed-service": _kind("服务未通过安全评审", "Service failed its security review", "SPR-security"),
    "service-provider-points": _kind(
        "服务商违规扣分", "Penalty points of a service provider", "SPP-suspend SPP-clear-out"
    ),
    "unlicensed-mcn": _kind("MCN 没有演出经纪资质", "MCN without performance licence", "MPL-absent"),
}
FAMILIES: tuple[tuple[Text, dict[str, Kind]], ...] = (
    (Text("招商与主体", "Admission and subject"), ADMISSION),
    (Text("资质、品牌与商品", "Papers, brands and products"), PAPERS),
    (Text("高风险、拦截与退出", "High risk, interception, leaving"), RISK),
    (Text("营销、保障与违规", "Marketing, guarantees, conduct"), CONDUCT),
    (Text("达人、供应商与代理商", "Creators, suppliers, agencies"), OTHERS),
)
KINDS: dict[str, Kind] = {name: kind for _, family in FAMILIES for name, kind in family.items()}
"""By name in the ground truth. Who is banned and leaving is no kind: there is nothing left to prevent."""
