"""What makes two client files look like one client: a score with its reasons, never a decision (CL-11)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from desktop.i18n import N_
from desktop.rules.entries import phone_key
from desktop.rules.importing import name_key
from desktop.rules.text import fold
from desktop.rules.words import ClientForm, Word

# From here on two files are worth a look in a list, and while somebody is typing
LISTED, HINTED = 60, 50
# A name borne by more clients than this says nothing by itself
COMMON = 12
_PHONE = 7  # digits; less is an extension
_NEAR = 86.0  # how alike two names of firms must be written, of 100


class Reason(Word):
    """In what two files are alike, or differ where one client would not."""

    ID_NUMBER = "id_number", N_("same ID number")
    CREDIT_CODE = "credit_code", N_("same credit code")
    PHONE = "phone", N_("same phone")
    PLATE = "plate", N_("same plate number")
    CARD = "card", N_("same membership card")
    EMAIL = "email", N_("same e-mail")
    NAME = "name", N_("same name")
    WRITTEN = "written", N_("same name, written otherwise")
    FIRM = "firm", N_("same name but for the ending")
    SOUND = "sound", N_("names sound alike")
    NEAR = "near", N_("names differ little")
    TITLE = "title", N_("one name is a form of address")
    UNIT = "unit", N_("same unit")
    OTHER_ID = "other_id", N_("different ID numbers")
    OTHER_CODE = "other_code", N_("different credit codes")
    OTHER_PHONE = "other_phone", N_("different phones")


class Traits(NamedTuple):
    """What a client is compared by. Empty means unknown; `sounds` is the name's pinyin without tones."""

    organisation: bool
    name: str  # as written, tidied
    key: str  # the same for every way of writing it
    core: str  # of a firm: without 有限公司 and the like
    sounds: str
    phones: tuple[str, ...]
    plate: str
    unit: str
    card: str
    email: str
    credit_code: str
    id_number: bytes | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` from 0 to 100, and why."""

    score: int
    reasons: tuple[Reason, ...]


Nearness = Callable[[str, str], float]

_ENDING = re.compile(
    r"(?:集团|控股|股份)?(?:有限)?(?:责任)?(?:公司|集团)$|(?:有限|股份)公司$|"
    r"\b(?:co|company|corp|corporation|ltd|limited|inc|llc|gmbh|group)\b"
)
_TITLE = re.compile(
    r"(?:总|董|经理|主任|局长|处长|科长|老板|老师|先生|女士|小姐|太太|哥|姐|师傅|校长|院长|行长|董事长|总经理|总监|医生|教授|书记|部长)$"
)
_SYLLABLE = re.compile(r"(?:^| )([a-z]+)[1-5]?")
_LETTERS = re.compile(r"[^a-z0-9\u3400-\u9fff\U00020000-\U0003ffff]+")


def traits(values: Mapping[str, Any], sort_key: str = "", id_number: bytes | None = None) -> Traits:
    """The traits of a file's open values. `sort_key` is the reading of its name that sorts the list."""
    name = str(values.get("name") or "")
    organisation = values.get("form") == ClientForm.ORGANISATION
    key = name_key(name)
    core = core_of(name) if organisation else key
    sounds = sounds_of(sort_key)
    if organisation and key.startswith(core) and not core.isascii():
        sounds = " ".join(sounds.split()[: len(core)])
    numbers = (phone_key(str(values.get(n) or "")) for n in ("phone", "other_phone"))
    return Traits(
        organisation, name.strip(), key, core, sounds,
        tuple(dict.fromkeys(n for n in numbers if len(n) >= _PHONE)), _bare(values.get("plate")),
        core_of(str(values.get("unit") or "")), _bare(values.get("card_number")), _bare(values.get("email"), "@."),
        _bare(values.get("credit_code")), id_number,
    )  # fmt: skip


def core_of(name: str) -> str:
    """A firm's name without its ending: 云岭商贸有限公司 and 云岭商贸 are one."""
    key = name_key(_ENDING.sub(" ", fold(name).strip())) or name_key(name)
    while (shorter := _ENDING.sub("", key)) not in ("", key):
        key = shorter
    return key


def sounds_of(sort_key: str) -> str:
    """`zhang1张 wei3伟` → `zhang wei`."""
    return " ".join(_SYLLABLE.findall(sort_key))


def _bare(value: object, keep: str = "") -> str:
    text = fold(str(value or ""))
    return text.strip().replace(" ", "") if keep else _LETTERS.sub("", text)


def compare(a: Traits, b: Traits, nearness: Nearness) -> Likeness:
    """How surely two files are one client. A person and an organisation never are."""
    if a.organisation != b.organisation or not a.key or not b.key:
        return Likeness(0, ())
    by_name, names = _names(a, b, nearness)
    sure = _numbers(a, b)
    reasons = [*sure, *names]
    unit = bool(a.unit) and a.unit == b.unit and not a.organisation
    if unit:
        reasons.append(Reason.UNIT)
    score = _score(sure, by_name, unit, a.organisation)
    if a.id_number and b.id_number and a.id_number != b.id_number:
        reasons.append(Reason.OTHER_ID)
        score = min(score, 20)
    elif a.credit_code and b.credit_code and a.credit_code != b.credit_code:
        reasons.append(Reason.OTHER_CODE)
        score = min(score, 40)
    elif not sure and a.phones and b.phones:
        reasons.append(Reason.OTHER_PHONE)
        score -= 12
    return Likeness(max(0, score), tuple(reasons))


def _numbers(a: Traits, b: Traits) -> list[Reason]:
    """What is the same by number, the surest first."""
    found = []
    if a.id_number and a.id_number == b.id_number:
        found.append(Reason.ID_NUMBER)
    if a.credit_code and a.credit_code == b.credit_code:
        found.append(Reason.CREDIT_CODE)
    if any(phone in b.phones for phone in a.phones):
        found.append(Reason.PHONE)
    for reason, mine, theirs in ((Reason.PLATE, a.plate, b.plate), (Reason.CARD, a.card, b.card),
                                 (Reason.EMAIL, a.email, b.email)):  # fmt: skip
        if mine and mine == theirs:
            found.append(reason)
    return found


def _names(a: Traits, b: Traits, nearness: Nearness) -> tuple[int, list[Reason]]:
    """How alike the names are, 0 to 100."""
    if a.name == b.name:
        return 100, [Reason.NAME]
    if a.key == b.key:
        return 98, [Reason.WRITTEN]
    if a.organisation and a.core == b.core:
        return 92, [Reason.FIRM]
    if a.sounds and a.sounds == b.sounds:
        return 75, [Reason.SOUND]
    if a.organisation:
        alike = nearness(a.core, b.core) if min(len(a.core), len(b.core)) > 3 else 0.0
        return (70, [Reason.NEAR]) if alike >= _NEAR else (0, [])
    if a.key[0] == b.key[0] and (_is_title(a.key) != _is_title(b.key)):
        return 55, [Reason.TITLE]
    return 0, []


def _is_title(key: str) -> bool:
    return _TITLE.fullmatch(key[1:]) is not None


def _score(sure: list[Reason], name: int, unit: bool, organisation: bool) -> int:
    if Reason.ID_NUMBER in sure:
        return 100 if name else 90
    if Reason.CREDIT_CODE in sure:
        return 99 if name else 88
    if sure:
        # a phone, plate or card may be a family's or a firm's; two of them hardly are
        base = 62 if len(sure) == 1 else 85
        return min(99, max(base, {100: 96, 98: 95, 92: 93, 75: 90, 70: 85, 55: 82}.get(name, 0) + len(sure) - 1))
    if organisation:
        return {100: 92, 98: 90, 92: 80, 75: 66, 70: 62}.get(name, 0)
    with_unit = {100: 88, 98: 86, 75: 76, 55: 66}
    alone = {100: 66, 98: 64, 75: 40}
    return (with_unit if unit else alone).get(name, 0)
