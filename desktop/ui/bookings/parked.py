"""How a booking that was parked half typed is said, so that it is taken up again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from desktop.i18n import _, _n
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.phrases import day


def draft_words(draft: Mapping[str, Any], meals: Mapping[UUID, str]) -> str:
    """`贺启年 · 周二 晚餐 · 8位` of a parked booking, as far as it was typed."""
    host, values = draft["host"], draft["values"]
    who = host.get("said") or host.get("name") or host.get("typed") or _("somebody")
    on = read_date(values["on"])
    people = values["people"]
    meal = meals.get(UUID(draft["meal"]), "") if draft["meal"] else ""
    when = " ".join(part for part in (day(on) if on else "", meal) if part)
    many = _n("{n} person", "{n} people", int(people)).format(n=people) if people.isdecimal() else ""
    return " · ".join(part for part in (who, when, many) if part)
