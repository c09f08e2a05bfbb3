"""What clients agree to: purposes that come along, on what ground values are kept, and who is a child (AC-7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, Label, OfficeError
from desktop.rules.fields import Field
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

EVIDENCE_LIMIT, GUARDIAN_LIMIT, REASON_LIMIT, KEPT_LIMIT, TEXT_LIMIT = 300, 60, 500, 300, 2000
CHILD_BELOW = 14  # years; a guardian agrees for whoever is younger
MINOR = "minor"
AGREED = frozenset({"on", "how", "evidence", "guardian", "reason"})  # what a consent is typed in with


class Ground(Word):
    """On what ground values are kept. The value is stored, so it never changes."""

    CONSENT = "consent", N_("Consent")
    CONTRACT = "contract", N_("Contract with the client")
    LAW = "law", N_("Duty by law")
    LIFE = "life", N_("Protection of life and health")
    EXCEPTION = "exception", N_("Entered without consent")


class Way(Word):
    """How a consent was obtained, or withdrawn."""

    PAPER = "paper", N_("Signed paper")
    SPOKEN = "spoken", N_("Said in person")
    PHONE = "phone", N_("By phone")
    ONLINE = "online", N_("In writing, online")
    CARD = "card", N_("Filled in a form")
    NONE = "none", N_("Not obtained")


@dataclass(frozen=True, slots=True)
class PurposeValues:
    """What values are kept for, under its key. `fields`: those that follow it: withdrawn, they are withheld; with
    `separate` they wait for its consent. `guardian`: asked for where the client is a child. Texts by language."""

    key: str
    name: str
    name_en: str
    fields: tuple[str, ...]
    separate: bool
    guardian: bool
    texts: Mapping[str, str]
    number: int = 0  # version of the texts; 0 came along

    def called(self, language: str) -> str:
        return self.name if language == "zh_CN" else self.name_en or self.name


def _purpose(key: str, name: str, english: str, zh: str, en: str, fields: tuple[str, ...] = (), *,
             guardian: bool = False) -> PurposeValues:  # fmt: skip
    return PurposeValues(key, name, english, fields, bool(fields), guardian,
                         MappingProxyType({"zh_CN": zh, "en": en}))  # fmt: skip


# Frozen: consents name version 0 of these texts. An office puts its own in their place
PURPOSES: tuple[PurposeValues, ...] = (
    _purpose("service", "服务与联系", "Service and contact",
             "为接待、联系和提供服务，本单位记录姓名、单位、联系方式和消费情况，只在本单位内使用。",
             "To receive, contact and serve you we keep your name, unit, contacts and visits, for use in this office."),
    _purpose("health", "饮食禁忌与健康", "Diet and health",
             "为避免伤害、照顾习惯，本单位记录过敏和忌口（可能涉及健康或宗教信仰），提供给厨房和服务人员。",
             "To avoid harm and respect your customs we keep your allergies and taboos, which may tell of health or "
             "religion, and pass them on to kitchen and servers.", ("allergies", "taboos")),
    _purpose("looks", "相貌特征", "Looks",
             "为便于迎接时认出本人，本单位记录相貌特征；加密保存，不打印。",
             "To recognise you at the door we keep a description of your looks, sealed and never printed.",
             ("looks",)),
    _purpose("financial", "财产与账户", "Property and accounts",
             "为办理委托的业务，本单位记录财产、收入和账户信息；加密保存，每次查看都有记录。",
             "For the business you entrust to us we keep your property, income and accounts, sealed; each reading is "
             "recorded.", ("property", "assets", "income", "bank", "bank_account", "bank_cards", "investments")),
    _purpose(MINOR, "未满十四周岁", "Under fourteen",
             "孩子未满十四周岁，经监护人同意后本单位才记录其信息；监护人可随时要求查看、更正或删除。",
             "Your child is under fourteen: we keep its information with your consent only, and you may see, correct "
             "or have it erased at any time.", guardian=True),
    _purpose("greetings", "问候与活动", "Greetings and events",
             "本单位在纪念日问候，并邀请参加活动；可随时谢绝。",
             "We greet you on your days and invite you to events; you may decline at any time."),
)  # fmt: skip


class NeedsConsent(OfficeError):
    """Sensitive values wait for a consent of their own, or for an exception with its reason. `asked`: purpose →
    the labels of the fields."""

    def __init__(self, asked: Mapping[str, tuple[str, ...]], names: Mapping[str, str], guardian: bool = False) -> None:
        self.asked, self.names = asked, names
        labels = list(dict.fromkeys(label for found in asked.values() for label in found))
        said = N_("The client is under fourteen: record the guardian's consent first, or say why it goes without.")
        if not guardian:
            said = N_(
                "Sensitive: record the client's consent to “{what}” first, or say why it goes without ({fields})."
            )
        super().__init__(said, what=", ".join(names.values()), fields=_Labels(labels))


class _Labels(str):
    """Several message ids, each in the language of the screen."""

    def __new__(cls, labels: Iterable[str]) -> "_Labels":
        made = super().__new__(cls, ", ".join(labels))
        made.labels = tuple(labels)
        return made

    labels: tuple[str, ...]

    def __format__(self, _spec: str) -> str:
        return _(", ").join(_(label) for label in self.labels)


def is_child(birthday: str, today: date) -> bool:
    """Whether somebody born on this day, as the field keeps it, is under fourteen; without a year nobody knows."""
    parts = birthday.split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return False
    year, month, day = (int(part) for part in parts)
    age = today.year - year - ((today.month, today.day) < (month, day))
    return 0 <= age < CHILD_BELOW


def asking(purposes: Iterable[PurposeValues], field: str) -> tuple[PurposeValues, ...]:
    """The purposes without whose consent a field is not entered."""
    return tuple(one for one in purposes if one.separate and field in one.fields)


def checked_purpose(found: PurposeValues, sensitive: Iterable[Field], others: Iterable[PurposeValues]) -> None:
    """Raises BadEntry where the purpose can't stand, or a sensitive field would be left without one of its own."""
    if not tidy(found.name):
        raise BadEntry(N_("Give the purpose a name."), "name")
    for language in ("zh_CN", "en"):
        check_length(found.texts[language], TEXT_LIMIT, language)
    if not tidy(found.texts["zh_CN"]) and not tidy(found.texts["en"]):
        raise BadEntry(N_("Say what the client is told of it."), "zh_CN")
    covered = {name for one in (found, *others) if one.separate for name in one.fields}
    for field in sensitive:
        if field.name not in covered:
            raise BadEntry(N_("“{label}” is sensitive: some purpose with a consent of its own must hold it."), "fields",
                           label=Label(field.label))  # fmt: skip
