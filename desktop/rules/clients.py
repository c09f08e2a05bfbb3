"""What a client file holds, and how its code and its drafts are judged (CL-1 to CL-8, CO-12)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.fields import ORGANISATION, PERSON, Block, Catalogue, Field, FieldType, Section
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.rules.words import (
    ClientForm,
    ClientKind,
    ComingReason,
    OfficeKind,
    SpecialKind,
    SpendGrade,
    TableRole,
    Visits,
)

T = FieldType

SECTIONS = (
    Section("basic", N_("Basic")),
    Section("contact", N_("Contact")),
    Section("organisation", N_("Registration")),
    Section("person", N_("Person")),
    Section("dining", N_("Dining")),
    Section("value", N_("Value")),
    Section("property", N_("Property and income")),
    Section("accounts", N_("Accounts and cards")),
    Section("remarks", N_("Remarks")),
    Section("own", N_("The office's own fields")),
)

FIELDS = (
    Field("name", N_("Name"), section="basic", required=True, limit=120, synonyms=(
        "姓名", "名称", "客户名称", "客户姓名", "客户", "名字", "单位名称", "公司名称", "企业名称", "供应商名称", "联系人",
        "姓名/名称", "宾客姓名", "贵宾姓名", "顾客姓名", "客人姓名", "name", "client", "client name", "customer",
        "customer name", "full name", "company name", "fn")),
    Field("salutation", N_("Form of address"), section="basic", forms=PERSON, required=True, limit=60, synonyms=(
        "称呼", "尊称", "称谓", "敬称", "form of address", "salutation", "title")),
    Field("unit", N_("Unit"), section="basic", forms=PERSON, required=True, limit=200, synonyms=(
        "单位", "工作单位", "公司", "所在单位", "单位/公司", "企业", "机构", "unit", "company", "organisation",
        "organization", "employer", "firm", "org")),
    Field("position", N_("Position"), section="basic", forms=PERSON, limit=120, synonyms=(
        "职位", "职务", "岗位", "头衔", "position", "job title", "post", "job")),
    Field("short_name", N_("Short name"), section="basic", forms=ORGANISATION, limit=60, synonyms=(
        "简称", "客户简称", "short name", "abbreviation")),
    Field("kind", N_("Kind"), T.CHOICE, "basic", words=ClientKind, synonyms=(
        "客户类型", "客户种类", "类型", "客户性质", "kind", "type", "client kind")),
    Field("special_kind", N_("Special kind"), T.CHOICE, "basic", words=SpecialKind, synonyms=("特殊类别", "特殊类型")),
    Field("industry", N_("Industry"), section="basic", limit=80, synonyms=(
        "行业", "所属行业", "行业类别", "industry", "sector")),
    Field("source", N_("Source"), section="basic", limit=120, synonyms=("来源", "客户来源", "介绍人", "source")),
    Field("phone", N_("Phone"), T.PHONE, "contact", required=True, limit=40, synonyms=(
        "电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "订餐电话", "电话号码", "移动电话", "手机/电话", "电話",
        "phone", "mobile", "mobile phone", "telephone", "tel", "cell", "phone number")),
    Field("other_phone", N_("Other phone"), T.PHONE, "contact", limit=40, synonyms=(
        "其他电话", "电话2", "手机2", "备用电话", "座机", "固定电话", "办公电话", "家庭电话", "other phone", "phone 2",
        "home phone", "office phone", "landline", "work phone")),
    Field("fax", N_("Fax"), section="contact", limit=40, synonyms=("传真", "传真号码", "fax")),
    Field("email", N_("E-mail"), T.EMAIL, "contact", limit=120, synonyms=(
        "邮箱", "电子邮箱", "电子邮件", "邮件", "e-mail", "email", "mail", "email address")),
    Field("web", N_("Web"), section="contact", limit=200, synonyms=("网址", "网站", "主页", "web", "website", "url")),
    Field("address", N_("Address"), section="contact", limit=300, synonyms=(
        "地址", "工作地址", "单位地址", "公司地址", "联系地址", "办公地址", "通讯地址", "詳細地址", "详细地址", "address",
        "work address", "office address", "street", "adr")),
    Field("home_address", N_("Home address"), section="contact", forms=PERSON, limit=300, synonyms=(
        "家庭住址", "家庭地址", "住址", "住宅地址", "home address")),
    Field("postcode", N_("Postcode"), section="contact", limit=12, synonyms=(
        "邮编", "邮政编码", "postcode", "zip", "postal code")),
    Field("legal_representative", N_("Legal representative"), section="organisation", forms=ORGANISATION, limit=60,
          synonyms=("法定代表人", "法人", "法人代表", "负责人", "legal representative")),
    Field("registered_capital", N_("Registered capital"), T.AMOUNT, "organisation", ORGANISATION, unit="¥", synonyms=(
        "注册资本", "注册资金", "registered capital")),
    Field("business_scope", N_("Business scope"), T.LONG, "organisation", ORGANISATION, limit=4000, synonyms=(
        "经营范围", "主营业务", "业务范围", "business scope")),
    Field("credit_code", N_("Unified credit code"), T.CREDIT_CODE, "organisation", ORGANISATION, limit=20, synonyms=(
        "统一社会信用代码", "信用代码", "社会信用代码", "税号", "纳税人识别号", "营业执照号", "credit code")),
    Field("birthday", N_("Birthday"), T.DATE, "person", PERSON, limit=20, synonyms=(
        "生日", "出生日期", "出生年月", "birthday", "date of birth", "born", "bday")),
    Field("id_number", N_("ID number"), T.ID_NUMBER, "person", PERSON, block=Block.IDENTITY, limit=30, synonyms=(
        "身份证", "身份证号", "身份证号码", "证件号", "证件号码", "公民身份号码", "id number", "identity card", "id card")),
    Field("plate", N_("Plate number"), T.PLATE, "person", PERSON, limit=30, synonyms=(
        "车牌", "车牌号", "车牌号码", "车号", "plate", "plate number", "license plate", "licence plate")),
    Field("car_model", N_("Car model"), section="person", forms=PERSON, limit=60, synonyms=(
        "车型", "车型号", "车辆型号", "car", "car model")),
    Field("card_number", N_("Membership card"), section="person", forms=PERSON, limit=40, synonyms=(
        "卡号", "会员卡号", "消费卡号", "会员号", "membership", "card number", "member number")),
    Field("hobbies", N_("Hobbies and temper"), T.LONG, "person", PERSON, reviewed=True, limit=1000, synonyms=(
        "爱好", "兴趣爱好", "性格习惯", "性格", "兴趣", "hobbies", "character")),
    Field("work_news", N_("Work information"), T.LONG, "person", PERSON, reviewed=True, limit=1000, synonyms=(
        "工作信息", "工作动态", "work information")),
    Field("people_around", N_("People around the client"), T.LONG, "person", PERSON, reviewed=True, limit=1000,
          synonyms=("附属客户信息", "附属客户", "people around")),
    Field("other_facts", N_("Other facts"), T.LONG, "person", PERSON, reviewed=True, limit=1000, synonyms=(
        "其他信息", "其他情况", "other facts")),
    Field("looks", N_("Looks"), T.LONG, "person", PERSON, block=Block.IDENTITY, sensitive=True, off=True, limit=500,
          right=Right.SEE_LOOKS, synonyms=("相貌特征", "相貌", "外貌", "looks")),
    Field("allergies", N_("Allergies"), T.LONG, "dining", PERSON, reviewed=True, sensitive=True, limit=500, synonyms=(
        "过敏", "过敏史", "过敏源", "过敏食物", "allergy", "allergies")),
    Field("taboos", N_("Taboos"), T.LONG, "dining", PERSON, reviewed=True, sensitive=True, limit=500, synonyms=(
        "忌口", "忌讳", "禁忌", "饮食禁忌", "不吃", "taboo", "taboos", "dislikes")),
    Field("dishes", N_("Favourite dishes"), T.LONG, "dining", PERSON, reviewed=True, limit=500, synonyms=(
        "喜欢菜品", "喜好菜品", "爱吃", "口味", "喜好", "菜品喜好", "favourite dishes", "favorite dishes", "likes")),
    Field("drinks", N_("Drinks"), T.LONG, "dining", PERSON, reviewed=True, limit=300, synonyms=(
        "酒水", "酒水喜好", "喝酒", "饮品", "drinks")),
    Field("cigarettes", N_("Cigarettes"), section="dining", forms=PERSON, reviewed=True, limit=120, synonyms=(
        "香烟", "烟", "抽烟", "cigarettes", "smoking")),
    Field("seat", N_("Seat"), section="dining", forms=PERSON, reviewed=True, limit=200, synonyms=(
        "餐位", "座位", "座位习惯", "seat")),
    Field("room_wishes", N_("Room wishes"), section="dining", forms=PERSON, reviewed=True, limit=200, synonyms=(
        "房间要求", "包间要求", "包厢", "喜欢包间", "room", "room wishes")),
    Field("ordering_habits", N_("Ordering habits"), T.LONG, "dining", PERSON, reviewed=True, limit=500, synonyms=(
        "点菜习惯", "ordering habits")),
    Field("dining_habits", N_("Dining habits"), T.LONG, "dining", PERSON, reviewed=True, limit=500, synonyms=(
        "就餐习惯", "用餐习惯", "dining habits")),
    Field("parking", N_("Parking"), section="dining", forms=PERSON, limit=200, synonyms=("停车信息", "停车", "parking")),
    Field("usual_receptionist", N_("Usual receptionist"), section="dining", forms=PERSON, limit=60, synonyms=(
        "习惯接待人", "接待人", "usual receptionist")),
    Field("spend_grade", N_("Spend grade"), T.CHOICE, "value", words=SpendGrade, synonyms=("就餐档次", "消费档次", "消费水平")),
    Field("visit_habit", N_("Frequency"), T.CHOICE, "value", words=Visits, synonyms=("消费频次", "频次", "frequency")),
    Field("table_role", N_("Role at table"), T.CHOICE, "value", PERSON, words=TableRole, synonyms=("角色", "宾主", "宾主角色", "role")),
    Field("signs_on_account", N_("Signs on account"), T.YES_NO, "value", synonyms=(
        "是否签单", "签单", "挂账", "signs on account")),
    Field("coming_reason", N_("Why they come"), T.CHOICE, "value", words=ComingReason, synonyms=("消费原因", "reason")),
    Field("suggestions", N_("Suggestions made"), T.LONG, "value", limit=2000, synonyms=(
        "曾建议内容", "建议", "意见建议", "suggestions")),
    Field("room_to_grow", N_("Room to grow"), T.LONG, "value", limit=1000, synonyms=("发展潜力", "潜力", "potential")),
    Field("touches_us", N_("Affairs that touch our business"), T.LONG, "value", limit=500, synonyms=("业务关联",)),
    Field("near_us", N_("Home or firm near ours"), T.YES_NO, "value", synonyms=("是否邻近", "住所或单位邻近", "near us")),
    Field("leader", N_("Named local leader"), T.YES_NO, "value", synonyms=(
        "地方重要领导", "重要领导", "是否领导", "local leader", "leader")),
    Field("property", N_("Property"), T.LONG, "property", block=Block.PROPERTY, reviewed=True, limit=2000, synonyms=(
        "房产", "财产", "房产财产", "财产状况", "property")),
    Field("assets", N_("Assets"), T.LONG, "property", block=Block.PROPERTY, reviewed=True, limit=2000, synonyms=(
        "资产", "资产状况", "assets")),
    Field("income", N_("Income"), T.LONG, "property", block=Block.PROPERTY, reviewed=True, limit=500, synonyms=(
        "收入", "年收入", "收入状况", "income")),
    Field("bank", N_("Bank"), section="accounts", block=Block.ACCOUNTS, reviewed=True, limit=120, synonyms=(
        "开户行", "开户银行", "银行", "bank")),
    Field("bank_account", N_("Bank account"), section="accounts", block=Block.ACCOUNTS, reviewed=True, limit=60, synonyms=(
        "银行账号", "银行账户", "账号", "银行帐号", "帐号", "bank account", "account number")),
    Field("bank_cards", N_("Bank cards"), T.LONG, "accounts", block=Block.ACCOUNTS, reviewed=True, limit=500, synonyms=(
        "银行卡", "银行卡号", "信用卡", "bank card", "credit card")),
    Field("investments", N_("Investments"), T.LONG, "accounts", block=Block.ACCOUNTS, reviewed=True, limit=2000, synonyms=(
        "投资", "投资情况", "investments")),
    Field("note", N_("Note"), T.LONG, "remarks", limit=8000, synonyms=(
        "备注", "说明", "其他", "其它", "附注", "note", "notes", "remark", "remarks", "comment", "comments")),
)  # fmt: skip

CLIENTS = Catalogue(SECTIONS, FIELDS)

# What is asked about guests at a table; elsewhere nobody asks
_STAYS = frozenset({"parking", "usual_receptionist"})
DINING = frozenset({f.name for f in FIELDS if f.section == "dining"} - _STAYS | {"table_role"})

# ※ of the restaurant's forms (CO-2, CO-12); a parent or a caller has no unit that anybody would ask for
_RESTAURANT_REQUIRES = frozenset({"salutation", "unit"})


@cache
def of_kind(kind: OfficeKind, dining: bool = True) -> Catalogue:
    """The catalogue of an office of this kind: which fields are ※ differs, and without `dining` those of the table
    are missing."""
    if kind is OfficeKind.RESTAURANT and dining:
        return CLIENTS
    fields: tuple[Field, ...] = FIELDS
    if kind is not OfficeKind.RESTAURANT:
        fields = tuple(replace(f, required=False) if f.name in _RESTAURANT_REQUIRES else f for f in fields)
    if not dining:
        kept = (f for f in fields if f.name not in DINING)
        fields = tuple(replace(f, section="contact") if f.section == "dining" else f for f in kept)
    return Catalogue(SECTIONS, fields)


# Values that are set by an act of their own and never typed into the form or taken from a sheet as plain text
CODE_PATTERN = "{year}-{number:4}"
CODE_LIMIT = 40
_MANY = 99_999_999  # clients: what a pattern must have room for
_CODE_PART = re.compile(r"\{(year|month|number)(?::(\d))?\}")


def code_from(pattern: str, number: int, on: date) -> str:
    """The client code of the office's pattern (CL-3). Placeholders: {year} {month} {number:4}."""
    return codes_from(pattern, number, 1, on)[0]


def codes_from(pattern: str, first: int, count: int, on: date) -> list[str]:
    """So many codes, from the one with the number `first`."""
    check_code_pattern(pattern)
    return [_filled(pattern, number, on) for number in range(first, first + count)]


def _filled(pattern: str, number: int, on: date) -> str:
    def part(found: re.Match[str]) -> str:
        value = {"year": on.year, "month": on.month, "number": number}[found[1]]
        width = int(found[2] or (2 if found[1] == "month" else 1))
        return f"{value:0{width}d}"

    return _CODE_PART.sub(part, pattern)


def check_code_pattern(pattern: str) -> None:
    if "{number" not in pattern:
        raise BadEntry(N_("The pattern of the client code needs {number}, for example K{number:5}."), "code_pattern",
                       number="{number}")  # fmt: skip
    if "{" in _CODE_PART.sub("", pattern) or "}" in _CODE_PART.sub("", pattern):
        raise BadEntry(N_("The pattern of the client code may hold {year}, {month} and {number} only."), "code_pattern",
                       year="{year}", month="{month}", number="{number}")  # fmt: skip
    if len(_filled(pattern, _MANY, date.max)) > CODE_LIMIT:
        raise BadEntry(N_("The codes of this pattern are too long: at most {limit} characters."), "code_pattern",
                       limit=CODE_LIMIT)  # fmt: skip


def missing_of_draft(values: Mapping[str, object], catalogue: Catalogue) -> tuple[str, ...]:
    """Those that make it a draft: a field the office marks later makes no drafts of the files it already has."""
    return tuple(name for name in missing(values, catalogue) if not catalogue[name].own)


def missing(values: Mapping[str, object], catalogue: Catalogue) -> tuple[str, ...]:
    """The ※ fields that are still empty; a file with any of them is a draft (CL-15). What lies sealed is not judged."""
    form = ClientForm.of(values.get("form") or "person")
    asked = (f for f in catalogue.fields if f.required and form in f.forms and not f.sealed)
    return tuple(f.name for f in asked if not values.get(f.name))


# What waits for a consent of its own unless an office says otherwise: sensitive fields and financial ones (AC-7)
CONSENT_FIELDS = tuple(f.name for f in FIELDS if f.sensitive or f.block in (Block.PROPERTY, Block.ACCOUNTS))

UPDATE_DAYS: Mapping[str, int] = {"A": 30, "B": 60, "C": 90, "D": 180}


LONGEST_RHYTHM = 3660  # days


@dataclass(frozen=True)
class Rhythm:
    """After how many days a file must be looked through again: the office's days by class, and those of departments
    that set some of their own (CL-7)."""

    office: Mapping[str, int]
    departments: Mapping[UUID, Mapping[str, int]]

    def of_department(self, department: UUID | None) -> Mapping[str, int]:
        own = self.departments.get(department, {}) if department is not None else {}
        return {**self.office, **own}

    def days(self, client_class: str | None, department: UUID | None) -> int | None:
        """None for a lost client, which has no rhythm; without a class it is that of D."""
        return self.of_department(department).get(client_class or "D")


def check_rhythm(days: Mapping[str, int | None]) -> dict[str, int]:
    """The classes that a department gives days of its own; None leaves the office's. Raises BadEntry."""
    for letter, count in days.items():
        if letter not in UPDATE_DAYS or (count is not None and not 1 <= count <= LONGEST_RHYTHM):
            raise BadEntry(N_("Enter a whole number from 1 to {most}, or nothing for the office's."), letter,
                           most=LONGEST_RHYTHM)  # fmt: skip
    return {letter: count for letter, count in days.items() if count is not None}
