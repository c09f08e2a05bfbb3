"""The sample office's field checks, some of the last month still open, and how complete its files were (AP-1)."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.models.clients import Client, ValueReview
from desktop.models.field_checks import FieldCheck, FieldDraw, FileSpan
from desktop.models.rows import among
from desktop.rules import field_checks as rules
from desktop.rules.field_checks import Verdict
from desktop.rules.rights import Right
from desktop.services import field_checks
from desktop.services.sample_year import STAFF, quarters
from desktop.services.work import Work

_HEAD, _EACH, _OPEN = "陆文渊", 3, 6
_ENTERED, _ASKED = 5, 9  # fields that are filled at least, and that a file must hold


def tell(story: Any) -> None:
    """Drawn by whoever heads the house for each month of the quarters that are over, and checked by him."""
    chance, months = random.Random(23), [month for one in quarters(story) for month in _months(one.first, one.last)]
    for place, month in enumerate(months):
        days = max(1, (story.back(0).date() - rules.month_of(month)[1]).days - 3)
        story.as_one(_HEAD, days, _draw, month=month, people=story.people, chance=chance, share=place / len(months),
                     left=_OPEN if month == months[-1] else 0)  # fmt: skip
    begun = months[0] if months else story.back(30).date()
    story.as_one(_HEAD, 1, _states, begun=begun, chance=chance)


def remove(work: Work, clients: Sequence[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    rows = list(work.visible(FieldCheck).where(among(FieldCheck.client, clients)))
    draws = list(work.visible(FieldDraw).where(among(FieldDraw.id, {row.draw_id for row in rows} - {None})))
    for model, some in ((FieldCheck, rows), (FieldDraw, draws)):
        work.change_many(model, [(row, {"withdrawn_at": work.now}) for row in some])
    # writing path: invented states, which no journal tells
    FileSpan.delete().where(among(FileSpan.client, clients)).execute()
    work.record(field_checks.TOPIC, "withdraw_field_checks", None)


def _months(first: date, last: date) -> list[date]:
    found = [first]
    while (month := (found[-1] + timedelta(days=32)).replace(day=1)) <= last:
        found.append(month)
    return found


def _draw(work: Work, month: date, people: dict[str, UUID], chance: random.Random, share: float, left: int) -> None:
    work.require(Right.RUN_APPRAISALS)
    first, last = rules.month_of(month)
    row = work.add(FieldDraw(first=first, last=last, seed=chance.getrandbits(48), size=_EACH, grave=1, pool=400,
                             by=work.me.id, at=work.now))  # fmt: skip
    made: list[Any] = []
    # reading path: which values the story has told of, to invent checks of them
    entered = list(ValueReview.select().where(ValueReview.entered_at < work.now).order_by(ValueReview.id).limit(2000))
    for name, (begun, now) in STAFF.items():
        if people[name] == work.me.id or not entered:
            continue
        for value in chance.sample(entered, min(_EACH, len(entered))):
            if value.field in work.catalogue:
                right = chance.random() < begun + (now - begun) * share
                made.append(_checked(work, row, value, people[name], right))
    for open_ in made[len(made) - left :] if left else ():
        open_.verdict, open_.by, open_.at = "", None, None
    work.add_rows(FieldCheck, made)
    work.record(field_checks.TOPIC, "draw_field_checks", row, size=len(made))


def _checked(work: Work, draw: Any, value: Any, author: UUID, right: bool) -> FieldCheck:
    at: datetime = work.now
    return FieldCheck(
        draw=draw.id, client=value.client_id, field=value.field, author=author, entered_at=value.entered_at,
        weight=rules.weight(work.catalogue[value.field]), by=work.me.id, at=at,
        verdict=Verdict.RIGHT.value if right else Verdict.WRONG.value,
    )  # fmt: skip


def _states(work: Work, begun: date, chance: random.Random) -> None:
    """As they would have been noted day by day: files get fuller, and now and again one is not looked through."""
    work.require(Right.RUN_APPRAISALS)
    today = work.now.date()
    for client in work.visible(Client).where(Client.owner.is_null(False)).order_by(Client.code):
        first, filled = max(begun, client.opened_on), chance.randint(_ENTERED, _ASKED)
        while first < today:
            last = first + timedelta(days=chance.randint(40, 120))
            # writing path: invented states, which no journal tells
            FileSpan.create(client=client.id, person=client.owner_id, first=first, filled=filled, required=_ASKED,
                            last=last if last < today else None, fresh=chance.random() < 0.86)  # fmt: skip
            first, filled = last + timedelta(days=1), min(_ASKED, filled + chance.randint(0, 2))
    work.record("indicators", "note_files", None)
