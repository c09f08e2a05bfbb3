"""Words to clients made from a template: placeholders, the letter that comes along, how they are filled (CM-7)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

LIMIT = 4000
NAME, SUBJECT, REASON = 80, 200, 200
# Of the letter about a transfer. Each in both languages: a template may be written with either
PLACEHOLDERS: Mapping[str, tuple[str, str]] = {
    "client": ("客户", "client"),
    "address": ("称呼", "form of address"),
    "unit": ("单位", "unit"),
    "former": ("原管理人", "former owner"),
    "owner": ("新管理人", "new owner"),
    "deputy": ("副管理人", "deputy"),
    "phone": ("电话", "phone"),
    "office": ("办公室", "office"),
    "day": ("日期", "date"),
}
_MARK = re.compile(r"[{｛]([^{}｛｝\n]*)[}｝]")

HANDOVER: Mapping[str, str] = {
    "zh_CN": """尊敬的{称呼}：
您好！感谢您一直以来对{办公室}的信任与支持。
因工作调整，自{日期}起，由{新管理人}负责为您服务，并将尽快与您联系。
{原管理人}此前为您经办的事项均已移交，不会中断。
{新管理人}不在时，由{副管理人}为您服务。
{新管理人}的联系电话：{电话}
如有任何问题或建议，欢迎随时与我们联系。""",
    "en": """Dear {form of address},
Thank you for your continued trust in {office}.
From {date} on, {new owner} looks after you and will be in touch with you shortly.
All that {former owner} had in hand for you has been passed on and will go on without a break.
When {new owner} is away, {deputy} is there for you.
You reach {new owner} by phone: {phone}
If you have any question or wish, please let us know at any time.""",
}


class TemplateKind(Word):
    LETTER = "letter", N_("Letter")
    MESSAGE = "message", N_("Message")


class SignedBy(Word):
    """Whose name stands under a letter, beside that of the office."""

    OWNER = "owner", N_("The client's owner")
    ME = "me", N_("Whoever prints it")
    OFFICE = "office", N_("The office alone")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What a template may name, as it is written in either language. `lacking` says what to do where a client has no
    such value (a message id)."""

    key: str
    zh: str
    en: str
    lacking: str

    def written(self, language: str) -> str:
        """In braces."""
        return "{" + (self.zh if language == "zh_CN" else self.en) + "}"


_IN_FILE = N_("Enter it in the file.")
_OWNED = N_("Name an owner and a deputy in the file: More › Owner and contact persons.")
_STAFF_PHONE = N_("Enter the phone under Settings › People.")
_OFFICE = N_("Enter it under Settings › Office.")
_DAY = N_("No day of this client comes round soon: look ahead further, or leave it out.")
_CUSTOM = N_("No bill of the last twelve months tells it.")
GENERAL: tuple[Placeholder, ...] = (
    Placeholder("address", "称呼", "form of address", _IN_FILE),
    Placeholder("client", "客户", "client", _IN_FILE),
    Placeholder("unit", "单位", "unit", _IN_FILE),
    Placeholder("position", "职务", "position", _IN_FILE),
    Placeholder("code", "客户编号", "client code", _IN_FILE),
    Placeholder("street", "地址", "address", _IN_FILE),
    Placeholder("client_phone", "客户电话", "client's phone", _IN_FILE),
    Placeholder("birthday", "生日", "birthday", _IN_FILE),
    Placeholder("plate", "车牌号", "plate number", _IN_FILE),
    Placeholder("card_number", "会员卡号", "membership card", _IN_FILE),
    Placeholder("owner", "管理人", "owner", _OWNED),
    Placeholder("owner_phone", "管理人电话", "owner's phone", _STAFF_PHONE),
    Placeholder("deputy", "副管理人", "deputy", _OWNED),
    Placeholder("me", "经办人", "sender", _STAFF_PHONE),
    Placeholder("my_phone", "经办人电话", "sender's phone", _STAFF_PHONE),
    Placeholder("office", "办公室", "office", _OFFICE),
    Placeholder("office_address", "办公室地址", "office's address", _OFFICE),
    Placeholder("day", "日期", "date", _OFFICE),
    Placeholder("occasion", "纪念日", "anniversary", _DAY),
    Placeholder("occasion_on", "纪念日日期", "day of the anniversary", _DAY),
    Placeholder("occasion_years", "周年数", "years of the anniversary", _DAY),
    Placeholder("spend", "近一年消费", "spend of a year", _CUSTOM),
    Placeholder("visits", "近一年来访次数", "visits of a year", _CUSTOM),
    Placeholder("last_visit", "最近来访", "last visit", _CUSTOM),
)
OWN = "own:"
"""Before the name of the office's own field, in the key of its placeholder."""


def own_placeholder(name: str, label: str) -> Placeholder:
    """Of a field that the office has added: its label is the same in both languages."""
    return Placeholder(OWN + name, label, label, _IN_FILE)


@dataclass(frozen=True, slots=True)
class Wording:
    """A template as it is typed in. `purpose` is what clients are written to for (AC-7): who has withdrawn the consent
    to it gets nothing."""

    kind: TemplateKind
    name: str
    words: str
    language: str = "zh_CN"
    subject: str = ""
    purpose: str = "service"
    reason: str = ""  # what was corrected (CM-3)


def keys_of(placeholders: Iterable[Placeholder]) -> dict[str, str]:
    """What is written between braces → what it stands for."""
    found: dict[str, str] = {}
    for one in placeholders:
        for word in (one.zh, one.en):
            found.setdefault(word.casefold(), one.key)
    return found


_HANDED_OVER = {word.casefold(): key for key, words in PLACEHOLDERS.items() for word in words}


def words_of(language: str) -> tuple[str, ...]:
    """The placeholders of the letter about a transfer as they are written in this language, in braces."""
    return tuple("{" + (chinese if language == "zh_CN" else english) + "}" for chinese, english in
                 PLACEHOLDERS.values())  # fmt: skip


def checked(text: str, field: str, keys: Mapping[str, str] = _HANDED_OVER, limit: int = LIMIT) -> str:
    """A text as it is kept. Raises BadEntry for a placeholder nobody knows: it would stand in every letter."""
    kept = check_length(tidy(text, lines=limit == LIMIT), limit, field)
    for word in _MARK.findall(kept):
        if word.strip().casefold() not in keys:
            raise BadEntry(N_("There is no placeholder {word}. Choose one of those named below the text."), field,
                           word="{" + word + "}")  # fmt: skip
    return kept


def checked_wording(wording: Wording, keys: Mapping[str, str], *, corrects: bool = False) -> Wording:
    """A template as it is kept. Raises BadEntry that names the field; what `corrects` words in use says what it
    corrects."""
    name = check_length(tidy(wording.name), NAME, "name")
    if not name:
        raise BadEntry(N_("Give the template a name by which it is found."), "name")
    words = checked(wording.words, "words", keys)
    if not words:
        raise BadEntry(N_("Write what the client is to read."), "words")
    subject = checked(wording.subject, "subject", keys, SUBJECT)
    reason = check_length(tidy(wording.reason), REASON, "reason")
    if corrects and not reason:
        raise BadEntry(N_("Say what was corrected: it stands in the history."), "reason")
    return Wording(wording.kind, name, words, wording.language, subject, wording.purpose, reason)


def addressed(name: str, salutation: str, language: str) -> str:
    """How a letter calls a client; a Chinese form of address stays out of an English letter."""
    foreign = language != "zh_CN" and not salutation.isascii()
    return name if foreign or not salutation else salutation


def named(text: str, keys: Mapping[str, str] = _HANDED_OVER) -> list[str]:
    """The keys that a text names, each once, in their order."""
    found = (keys.get(word.strip().casefold()) for word in _MARK.findall(text))
    return list(dict.fromkeys(key for key in found if key is not None))


def filled(template: str, values: Mapping[str, str], keys: Mapping[str, str] = _HANDED_OVER) -> list[str]:
    """The letter's lines. A line that names something empty, such as a deputy where there is none, is left out; so is
    one that names what nobody knows any more, such as a field that was given up."""
    lines = []
    for line in template.split("\n"):
        if all(values.get(keys.get(word.strip().casefold(), "")) for word in _MARK.findall(line)):
            lines.append(_MARK.sub(lambda found: values[keys[found.group(1).strip().casefold()]], line))
    return lines
