"""The record that is judged: one merchant with account, shop, subject, qualifications, brands, products, history.

Only `merchant_id` is required. A field that is None is missing, which is not the same as false or empty.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from merchant_compliance.merchant.fact import Day, Flag, Real, Whole, Words, fact

Role = Literal["merchant", "creator", "supplier", "agency", "service_provider", "mcn"]
Stage = Literal["onboarding", "operation", "exit"]
ShopType = Literal[
    "personal",
    "sole_proprietor",
    "enterprise",
    "multi_brand",
    "single_brand",
    "flagship",
    "official_flagship",
    "mall",
]
SubjectKind = Literal["natural_person", "sole_proprietor", "enterprise"]
IdKind = Literal["resident_id", "hk_macau_permit", "taiwan_permit", "passport"]
SubjectStatus = Literal["active", "dormant", "revoked", "cancelled", "ordered_closed"]
Listing = Literal["abnormal_operation", "serious_illegal"]
HolderRole = Literal["subject", "manufacturer", "registrant", "importer"]
Result = Literal["pass", "fail", "pending"]


class Part(BaseModel):
    """A part of the record: unknown fields are refused, and nothing is changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, protected_namespaces=())


class Account(Part):
    uids: list[Words] | None = fact("平台账号 UID", "Platform account ids", by="platform", personal=True)
    opened_on: Day | None = fact("账号开通日期", "Account opened on", by="platform")


class Shop(Part):
    name: Words | None = fact("店铺名称", "Shop name")
    type: ShopType | None = fact("店铺类型", "Shop type")
    opened_on: Day | None = fact("开店日期", "Shop opened on", by="platform")
    region: Words | None = fact("店铺所在地区（GB/T 2260，6 位）", "Shop region (GB/T 2260, 6 digits)")
    ship_from_regions: list[Words] | None = fact("发货地区（GB/T 2260）", "Ship-from regions (GB/T 2260)")
    deposit_paid: Real | None = fact("已缴保证金", "Deposit paid", unit="CNY", by="platform")
    cross_border: Flag | None = fact("是否跨境店铺", "Cross-border shop")


class Subject(Part):
    kind: SubjectKind | None = fact("主体类型", "Kind of subject")
    name: Words | None = fact("主体名称", "Name of the subject", personal=True)
    uscc: Words | None = fact("统一社会信用代码", "Unified social credit code")
    id_kind: IdKind | None = fact("证件类型", "Kind of identity document")
    id_number: Words | None = fact("证件号码", "Number of the identity document", personal=True)
    id_expires_on: Day | None = fact("证件有效期至", "Identity document expires on")
    birth_date: Day | None = fact("出生日期", "Date of birth", personal=True)
    legal_representative: Words | None = fact("法定代表人", "Legal representative", by="registry", personal=True)
    registered_capital: Real | None = fact("注册资本", "Registered capital", unit="CNY", by="registry")
    established_on: Day | None = fact("成立日期", "Established on", by="registry")
    license_expires_on: Day | None = fact("营业执照有效期至", "Business licence expires on")
    license_perpetual: Flag | None = fact("营业执照长期有效", "Business licence is perpetual")
    business_scope: list[Words] | None = fact("经营范围", "Business scope", by="registry")
    status: SubjectStatus | None = fact("登记状态", "Registration status", by="registry")
    listings: list[Listing] | None = fact(
        "经营异常与严重违法名录", "Abnormal-operation and serious-violation listings", by="registry"
    )


class Contact(Part):
    phone: Words | None = fact("联系电话", "Phone", personal=True)
    email: Words | None = fact("电子邮箱", "E-mail", personal=True)
    address: Words | None = fact("联系地址", "Contact address", personal=True)
    bank_account: Words | None = fact("结算银行账号", "Settlement bank account", personal=True)
    device_ids: list[Words] | None = fact("登录设备标识", "Device identifiers", by="platform", personal=True)


class Qualification(Part):
    kind: Words | None = fact("资质类型", "Kind of qualification")
    number: Words | None = fact("资质编号", "Qualification number")
    category: Words | None = fact("资质对应类目", "Category of the qualification")
    scope: list[Words] | None = fact("资质许可范围", "Licensed scope")
    holder: Words | None = fact("资质持有人", "Holder", personal=True)
    holder_uscc: Words | None = fact("持有人统一社会信用代码", "USCC of the holder")
    holder_role: HolderRole | None = fact("持有人身份", "Role of the holder")
    issued_on: Day | None = fact("发证日期", "Issued on")
    expires_on: Day | None = fact("资质有效期至", "Expires on")
    perpetual: Flag | None = fact("资质长期有效", "Perpetual")
    status: Literal["valid", "renewing", "revoked"] | None = fact(
        "资质状态", "Status of the qualification", by="registry"
    )
    verified: Flag | None = fact("资质已核验", "Verified", by="platform")


class Brand(Part):
    name: Words | None = fact("品牌名称", "Brand name")
    trademark_number: Words | None = fact("商标注册号/申请号", "Trademark number")
    registrant: Words | None = fact("商标注册人", "Trademark registrant", personal=True)
    mark: Literal["R", "TM"] | None = fact("商标类型（R 标/TM 标）", "Mark: registered (R) or applied for (TM)")
    status: Literal["registered", "pending", "rejected", "invalid"] | None = fact(
        "商标状态", "Trademark status", by="registry"
    )
    accepted_on: Day | None = fact("商标受理日期", "Trademark application accepted on")
    registered_on: Day | None = fact("商标注册日期", "Trademark registered on")
    expires_on: Day | None = fact("商标有效期至", "Trademark expires on")
    classes: list[Whole] | None = fact("商标核定类别（尼斯分类）", "Nice classes of the trademark")
    own: Flag | None = fact("自有品牌", "Own brand")
    origin: Literal["domestic", "foreign"] | None = fact("品牌产地（国内/国外）", "Origin of the brand")
    authorization_level: Whole | None = fact("授权级数", "Level of authorisation", unit="level")
    authorization_expires_on: Day | None = fact("品牌授权有效期至", "Authorisation expires on")
    exclusive: Flag | None = fact("独占授权", "Exclusive authorisation")


class ProductText(Part):
    source: Literal["title", "description", "image", "live"] | None = fact(
        "文字来源", "Source of the text", by="platform"
    )
    text: Words | None = fact("文字内容", "Text", by="platform")


class ProductReview(Part):
    by: Literal["machine", "human"] | None = fact("审核方式", "Reviewed by", by="platform")
    result: Result | None = fact("商品审核结果", "Result of the product review", by="platform")
    on: Day | None = fact("商品审核日期", "Reviewed on", by="platform")


class Inspection(Part):
    kind: Literal["report", "sampling", "mystery_buyer", "warehouse"] | None = fact(
        "检验方式", "Kind of inspection", by="platform"
    )
    result: Result | None = fact("检验结果", "Result of the inspection", by="platform")
    on: Day | None = fact("检验日期", "Inspected on", by="platform")
    accreditations: list[Literal["CMA", "CNAS"]] | None = fact("检验机构资质认定", "Accreditations of the laboratory")


class Product(Part):
    product_id: Words | None = fact("商品编号", "Product id", by="platform")
    title: Words | None = fact("商品标题", "Product title")
    description: Words | None = fact("商品描述", "Product description")
    category: Words | None = fact("商品申报类目", "Declared category")
    predicted_category: Words | None = fact("模型预测类目", "Predicted category", by="platform")
    category_confidence: Real | None = fact(
        "类目预测置信度", "Confidence of the predicted category", unit="fraction", by="platform"
    )
    risk_level: Literal["low", "high"] | None = fact("商品风险等级", "Risk level", by="platform")
    status: Literal["draft", "on_sale", "delisted"] | None = fact("商品状态", "Status of the product", by="platform")
    price: Real | None = fact("商品价格", "Price", unit="CNY")
    campaigns: list[Words] | None = fact("参与的活动", "Campaigns joined", by="platform")
    texts: list[ProductText] | None = fact("商品宣传文字", "Promotional texts", by="platform")
    reviews: list[ProductReview] | None = fact("商品审核记录", "Product reviews", by="platform")
    inspections: list[Inspection] | None = fact("质检记录", "Inspections", by="platform")


class Metrics(Part):
    """What the platform measured over one window of days; rates are fractions of 1."""

    valid_orders: Whole | None = fact("有效订单数", "Valid orders", unit="orders", by="platform")
    gmv: Real | None = fact("成交金额", "Gross merchandise value", unit="CNY", by="platform")
    quality_return_rate: Real | None = fact("品质退货率", "Quality return rate", unit="fraction", by="platform")
    negative_review_rate: Real | None = fact("差评率", "Negative review rate", unit="fraction", by="platform")
    positive_review_rate: Real | None = fact("好评率", "Positive review rate", unit="fraction", by="platform")
    pickup_48h_rate: Real | None = fact("48 小时揽收率", "Picked up within 48 hours", unit="fraction", by="platform")
    delivery_hours: Real | None = fact("发货到签收时长", "Hours from shipment to delivery", unit="hours", by="platform")
    late_shipment_rate: Real | None = fact("延迟发货率", "Late shipment rate", unit="fraction", by="platform")
    logistics_complaint_rate: Real | None = fact(
        "物流投诉率", "Logistics complaint rate", unit="fraction", by="platform"
    )
    reply_rate_3min: Real | None = fact("3 分钟回复率", "Replies within 3 minutes", unit="fraction", by="platform")
    reply_rate_5min: Real | None = fact("5 分钟回复率", "Replies within 5 minutes", unit="fraction", by="platform")
    reply_seconds: Real | None = fact("平均回复时长", "Mean time to reply", unit="seconds", by="platform")
    service_satisfaction: Real | None = fact("客服满意率", "Satisfaction with service", unit="fraction", by="platform")
    refund_hours: Real | None = fact("退款处理时长", "Hours to refund", unit="hours", by="platform")
    return_refund_hours: Real | None = fact("退货退款处理时长", "Hours to refund a return", unit="hours", by="platform")
    dispute_rate: Real | None = fact("纠纷率", "Dispute rate", unit="fraction", by="platform")
    platform_help_rate: Real | None = fact(
        "平台求助率", "Calls for the platform's help", unit="fraction", by="platform"
    )
    order_defect_rate: Real | None = fact("订单缺陷率", "Order defect rate", unit="fraction", by="platform")
    cancel_rate: Real | None = fact("商家原因取消率", "Cancelled by the merchant", unit="fraction", by="platform")
    valid_tracking_rate: Real | None = fact("有效物流单号率", "Valid tracking rate", unit="fraction", by="platform")
    average_review: Real | None = fact("平均评分", "Mean review", unit="stars", by="platform")
    live_report_rate: Real | None = fact("直播举报率", "Live report rate", unit="fraction", by="platform")


class Windows(Part):
    d7: Metrics | None = fact("近 7 天指标", "Metrics of 7 days", by="platform")
    d30: Metrics | None = fact("近 30 天指标", "Metrics of 30 days", by="platform")
    d60: Metrics | None = fact("近 60 天指标", "Metrics of 60 days", by="platform")
    d90: Metrics | None = fact("近 90 天指标", "Metrics of 90 days", by="platform")
    d180: Metrics | None = fact("近 180 天指标", "Metrics of 180 days", by="platform")


class Review(Part):
    kind: Words | None = fact("审核类型", "Kind of review", by="platform")
    target: Words | None = fact("审核对象", "Target of the review", by="platform")
    result: Result | None = fact("审核结果", "Result of the review", by="platform")
    concluded_on: Day | None = fact("审核完成日期", "Concluded on", by="platform")


class Exit(Part):
    requested_on: Day | None = fact("申请退出日期", "Exit requested on")
    open_orders: Whole | None = fact("未完结订单数", "Open orders", unit="orders", by="platform")
    open_disputes: Whole | None = fact("未完结纠纷数", "Open disputes", unit="disputes", by="platform")
    unsettled_amount: Real | None = fact("未结算金额", "Unsettled amount", unit="CNY", by="platform")
    last_order_on: Day | None = fact("最后成交日期", "Last order on", by="platform")


class Violation(Part):
    kind: Words | None = fact("违规类型", "Kind of violation", by="platform")
    severity: Literal["minor", "general", "serious"] | None = fact("违规严重程度", "Severity", by="platform")
    points: Whole | None = fact("违规扣分", "Penalty points", unit="points", by="platform")
    occurred_on: Day | None = fact("违规发生日期", "Occurred on", by="platform")
    confirmed: Flag | None = fact("违规已确认", "Confirmed", by="platform")
    product_id: Words | None = fact("违规商品编号", "Product id of the violation", by="platform")
    source: Words | None = fact("违规线索来源", "Source of the violation", by="platform")
    related_shop: Flag | None = fact("关联店铺违规", "Of a related shop", by="platform")
    appeal: Literal["none", "pending", "upheld", "overturned"] | None = fact(
        "申诉状态", "State of the appeal", by="platform"
    )


class Complaint(Part):
    kind: Literal["ip", "quality", "false_promotion", "minors"] | None = fact(
        "投诉类型", "Kind of complaint", by="platform"
    )
    brand: Words | None = fact("投诉涉及品牌", "Brand complained of", by="platform")
    received_on: Day | None = fact("投诉受理日期", "Received on", by="platform")
    status: Literal["open", "upheld", "rejected"] | None = fact("投诉状态", "Status of the complaint", by="platform")


class Agreement(Part):
    kind: Words | None = fact("协议类型", "Kind of agreement", by="platform")
    signed_on: Day | None = fact("签署日期", "Signed on")
    version: Words | None = fact("协议版本", "Version of the agreement", by="platform")


class Content(Part):
    pass_rate: Real | None = fact("作品审核通过率", "Share of works that passed review", unit="fraction", by="platform")
    works_reviewed: Whole | None = fact("已审核作品数", "Works reviewed", unit="works", by="platform")


class Merchant(Part):
    """One record. JSON object, Parquet row with nested columns, or CSV row with dotted headers."""

    merchant_id: Annotated[
        str,
        Field(
            strict=True,
            min_length=1,
            max_length=200,
            title="Merchant id",
            json_schema_extra={"title_zh": "商家编号", "provided_by": "platform", "personal": False},
        ),
    ]
    role: Role | None = fact("角色", "Role", by="platform")
    stage: Annotated[
        Stage,
        Field(
            title="Stage",
            json_schema_extra={"title_zh": "阶段", "provided_by": "platform", "personal": False},
        ),
    ] = "onboarding"
    applied_on: Day | None = fact("申请日期", "Applied on", by="platform")
    followers: Whole | None = fact("粉丝数", "Followers", unit="followers", by="platform")
    account: Account | None = fact("账号", "Account", by="platform")
    shop: Shop | None = fact("店铺", "Shop")
    subject: Subject | None = fact("主体", "Subject")
    contact: Contact | None = fact("联系方式", "Contact")
    categories: list[Words] | None = fact("经营类目", "Categories")
    qualifications: list[Qualification] | None = fact("资质", "Qualifications")
    brands: list[Brand] | None = fact("品牌", "Brands")
    products: list[Product] | None = fact("商品", "Products")
    metrics: Windows | None = fact("经营指标", "Metrics", by="platform")
    reviews: list[Review] | None = fact("审核记录", "Reviews", by="platform")
    exit: Exit | None = fact("退出申请", "Exit")
    violations: list[Violation] | None = fact("违规记录", "Violations", by="platform")
    complaints: list[Complaint] | None = fact("投诉记录", "Complaints", by="platform")
    guarantees: list[Words] | None = fact("服务保障（信任购）", "Guarantees (trust purchase)")
    agreements: list[Agreement] | None = fact("已签协议", "Agreements")
    content: Content | None = fact("作品内容", "Content", by="platform")
