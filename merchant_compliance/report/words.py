"""What values of the record are called where a merchant reads them: kinds of violation and complaint, appeals."""

from __future__ import annotations

from merchant_compliance.text import Text

Words = dict[str, Text]
APPEALS: Words = {
    "none": Text("未申诉", "no appeal"),
    "pending": Text("申诉中", "being heard"),
    "upheld": Text("申诉不成立，维持", "refused, the penalty stands"),
    "overturned": Text("申诉成立，撤销", "granted, the penalty is withdrawn"),
}
SEVERITIES: Words = {
    "minor": Text("轻微", "minor"),
    "general": Text("一般", "general"),
    "serious": Text("严重", "serious"),
}
COMPLAINTS: Words = {
    "ip": Text("知识产权", "intellectual property"),
    "quality": Text("商品质量", "quality of goods"),
    "false_promotion": Text("虚假宣传", "false promotion"),
    "minors": Text("涉未成年人", "concerning minors"),
}
VIOLATIONS: Words = {
    "absolute_words": Text("绝对化用语", "absolute words"),
    "abusive_service": Text("辱骂买家", "abuse of buyers"),
    "account_violation": Text("账号违规", "violation of the account"),
    "ad_violation": Text("违法广告", "unlawful advertisement"),
    "after_sales_overdue": Text("售后超时", "after-sales overdue"),
    "brand_confusion": Text("混淆品牌", "confusion of brands"),
    "bribery": Text("商业贿赂", "bribery"),
    "broken_promise": Text("违背承诺", "broken promise"),
    "category_misplacement": Text("错放类目", "goods in the wrong category"),
    "child_endorser": Text("不满十周岁儿童代言", "endorsement by a child below ten"),
    "client_ad_violation": Text("客户广告违规", "unlawful advertisement of a client"),
    "client_forged_material": Text("客户材料造假", "forged material of a client"),
    "counterfeit": Text("售假", "counterfeits"),
    "data_incident": Text("信息安全事故", "data incident"),
    "esg_environment": Text("环境管理风险", "risk in environmental management"),
    "esg_ethics": Text("商业道德风险", "risk in business ethics"),
    "esg_health_safety": Text("职业健康与安全风险", "risk in health and safety at work"),
    "esg_labour": Text("劳工管理风险", "risk in labour management"),
    "esg_quality": Text("质量管理风险", "risk in quality management"),
    "evasive_listing": Text("规避发布", "evasive listing"),
    "evidence_refused": Text("拒不举证", "evidence refused"),
    "exploiting_minors": Text("利用未成年人牟利", "exploiting minors"),
    "fake_collectible": Text("收藏品造假", "fake collectible"),
    "fake_raffle": Text("虚假抽奖", "fake raffle"),
    "fake_trade": Text("虚假交易", "fake trade"),
    "false_certification": Text("虚假认证", "false certification"),
    "false_promotion": Text("虚假宣传", "false promotion"),
    "forged_material": Text("材料造假", "forged material"),
    "fraud_shipping": Text("欺诈发货", "fraudulent shipping"),
    "goods_unlike_shown": Text("货不对版", "goods unlike shown"),
    "guarantee_breach": Text("违反服务保障", "guarantee not kept"),
    "harmful_to_minors": Text("危害未成年人", "harmful to minors"),
    "hype_selling": Text("炒作卖货", "hype"),
    "inducing_minors": Text("诱导未成年人消费", "inducing minors to spend"),
    "inferior_goods": Text("劣质商品", "inferior goods"),
    "inspection_evasion": Text("逃避质检", "evading inspection"),
    "installation_failure": Text("未履行安装", "installation not done"),
    "invoice_refused": Text("拒开发票", "invoice refused"),
    "live_violation": Text("直播违规", "violation of a live stream"),
    "material_fake": Text("材质造假", "fake material"),
    "material_fake_precious": Text("贵重材质造假", "fake precious material"),
    "material_ratio": Text("材质含量不符", "wrong ratio of material"),
    "material_ratio_precious": Text("贵重材质含量不符", "wrong ratio of precious material"),
    "member_violation": Text("旗下主播违规", "violation of a member"),
    "near_expiry_unmarked": Text("临期未标明", "near expiry and not marked"),
    "off_platform_trade": Text("诱导线下交易", "trade off the platform"),
    "out_of_stock": Text("缺货", "out of stock"),
    "overdue_work_order": Text("工单超时", "work order overdue"),
    "price_violation": Text("价格违规", "unlawful price"),
    "prohibited_goods_class_1": Text("发布第一类违禁商品", "goods banned by law, class 1"),
    "prohibited_goods_class_2": Text("发布第二类违禁商品", "goods banned by law, class 2"),
    "prohibited_goods_class_3": Text("发布第三类违禁商品", "goods banned by law, class 3"),
    "prohibited_goods_class_4": Text("发布第四类违禁商品", "goods banned by law, class 4"),
    "prohibited_goods_class_5": Text("发布第五类禁售商品", "goods banned by the platform, class 5"),
    "prohibited_goods_class_6": Text("发布第六类禁售商品", "goods banned by the platform, class 6"),
    "prohibited_goods_class_7": Text("发布第七类禁售商品", "goods banned by the platform, class 7"),
    "regulator_complaint_overdue": Text("监管投诉超时未处理", "complaint from a regulator overdue"),
    "rude_service": Text("服务态度恶劣", "rude service"),
    "safety_accident": Text("安全事故", "accident"),
    "safety_rectification": Text("安全整改", "order to mend safety"),
    "service_fee_overdue": Text("拖欠技术服务费", "service fee overdue"),
    "tracking_gap": Text("物流轨迹中断", "gap in tracking"),
    "unadmitted_listing": Text("未准入发布", "listing without admission"),
    "unadmitted_listing_malicious": Text("恶意未准入发布", "malicious listing without admission"),
    "unfounded_refusal": Text("无理拒绝售后", "unfounded refusal"),
    "unlawful_service": Text("违法提供服务", "unlawful service"),
    "unlawful_trade": Text("违法经营", "unlawful trade"),
    "video_violation": Text("视频违规", "violation of a video"),
}
"""The kinds that shipped rules look for; a test holds the table to them. Other kinds stand for themselves."""


def word(words: Words, value: str | None) -> Text:
    """What a value is called; one without a name stands for itself, a missing one is unknown."""
    if value is None:
        return Text("未知", "unknown")
    return words.get(value, Text(value, value))
