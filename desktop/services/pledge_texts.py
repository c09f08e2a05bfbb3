"""The wordings of the confidentiality pledge 保密责任书: the one in use, and those that were signed before (AC-9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desktop.i18n import N_
from desktop.models.pledges import Pledge, PledgeText
from desktop.rules.errors import BadEntry
from desktop.rules.pledges import ALONG, TEXT, checked_text
from desktop.rules.rights import Right
from desktop.rules.zones import zone_of
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "accounts"


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording in both languages. `since` is None for the one that came along with the program; `signed_by` are the
    names of those who signed it, also of pledges that were renewed since."""

    number: int
    texts: Mapping[str, str]
    since: datetime | None = None
    by: str = ""
    signed_by: tuple[str, ...] = ()


def wordings(work: Work) -> tuple[Wording, ...]:
    """All there ever were, the one in use first. What staff sign is open to everybody signed in."""
    rows = list(work.visible(PledgeText).order_by(PledgeText.number.desc()))
    signed: dict[int, set[UUID]] = {}
    for number, person in work.visible(Pledge, withdrawn=True).select(Pledge.text, Pledge.person).tuples():
        signed.setdefault(number, set()).add(person)
    people = on_file.names(work, {row.person_id for row in rows}.union(*signed.values()))
    named = {number: tuple(sorted(people.get(key, "") for key in keys)) for number, keys in signed.items()}
    own = (Wording(row.number, {"zh_CN": row.zh, "en": row.en}, row.since, people.get(row.person_id, ""),
                   named.get(row.number, ())) for row in rows)  # fmt: skip
    return (*own, Wording(ALONG, TEXT, signed_by=named.get(ALONG, ())))


def in_use(work: Work) -> Wording:
    """What is printed for signing from now on."""
    return wordings(work)[0]


def in_use_on(work: Work, day: date) -> int:
    """The number of the wording that was printed on a day."""
    zone = zone_of(str(work.settings["time_zone"]))
    rows = work.visible(PledgeText).order_by(PledgeText.number.desc())
    return next((row.number for row in rows if row.since.astimezone(zone).date() <= day), ALONG)


def save(work: Work, texts: Mapping[str, str], seen: int) -> int:
    """Words the pledge anew in both languages and returns the number of the wording. Those who signed an earlier one
    signed that one, and their pledge holds as long as it did: no rule asks for it to be signed again.

    `seen` is the number that was in use when the change was begun. Raises BadEntry (field: the language), NotAllowed.
    """
    work.require(Right.RUN_OFFICE)
    work.alone()
    held = in_use(work)
    wanted = {language: checked_text(text, language) for language, text in texts.items()}
    if wanted == dict(held.texts):
        return held.number
    if held.number != seen:
        raise BadEntry(N_("{name} has worded the pledge anew meanwhile. Look at it first, then change it again."),
                       name=held.by)  # fmt: skip
    row = work.add(PledgeText(number=held.number + 1, zh=wanted["zh_CN"], en=wanted["en"], since=work.now,
                              person=work.me.id))  # fmt: skip
    work.record(TOPIC, "word_pledge", row, wording=row.number)
    return int(row.number)
