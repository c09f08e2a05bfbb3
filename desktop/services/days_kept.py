"""Days of clients that come round soon on somebody's Today, and which of them were kept already (CL-5, OF-10)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.today import DayKept
from desktop.rules.errors import BadEntry, Label
from desktop.rules.rights import Right
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.rules.words import DayCalendar
from desktop.services import due_rows, on_file
from desktop.services.anniversaries import UpcomingDay, upcoming
from desktop.services.work import Work

TOPIC = "clients"
MONTH = 30  # days


def due(work: Work, view: View) -> list[Batch]:
    """The days within the office's reminder days that nobody has kept yet: those of today, and those to come."""
    soon = int(work.settings["reminder_days"])
    days = _open(work, [day for day in ahead(work, view) if day.in_days <= soon])
    now, later = [d for d in days if not d.in_days], [d for d in days if d.in_days]
    return [Batch(group, _rows(work, found[: view.limit]), len(found))
            for group, found in ((Group.DUE, now), (Group.NEXT, later))]  # fmt: skip


def ahead(work: Work, view: View) -> list[UpcomingDay]:
    """All days that come round in the office's reminder days, or in a month if that is more and not only counted:
    looked for once in a look."""
    if "days" not in view.worked_out:
        most = max(int(work.settings["reminder_days"]), MONTH if view.limit else 0)
        view.worked_out["days"] = upcoming(work, most, due_rows.of_view(work, view))
    found: list[UpcomingDay] = view.worked_out["days"]
    return found


def keep_day(work: Work, client_id: UUID, on: date, what: str) -> UUID:
    """Notes that somebody congratulated, or did what the day asks for. Raises BadEntry if it was noted already."""
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    same = work.visible(DayKept).where((DayKept.client == client.id) & (DayKept.on == on) & (DayKept.what == what))
    other = same.get_or_none()
    if other is not None:
        who = on_file.names(work, [other.person_id]).get(other.person_id, "")
        raise BadEntry(N_("{who} has done this already."), who=who)
    row = work.add(DayKept(client=client.id, on=on, what=what[:80], person=work.me.id, at=work.now))
    work.record(TOPIC, "keep_day", client)
    return UUID(str(row.id))


def _open(work: Work, days: list[UpcomingDay]) -> list[UpcomingDay]:
    if not days:
        return []
    rows = work.visible(DayKept).where(DayKept.on.between(days[0].on, days[-1].on + timedelta(days=1)))
    kept = {(row.client_id, row.on, row.what) for row in rows.select(DayKept.client, DayKept.on, DayKept.what)}
    return [day for day in days if (day.client_id, day.on, what_of(day)) not in kept]


def what_of(day: UpcomingDay) -> str:
    """Tells one day of a client from another of the same date."""
    return f"{day.kind_label} {day.label}".strip()[:80]


def _rows(work: Work, days: Iterable[UpcomingDay]) -> tuple[Row, ...]:
    days = list(days)
    query = work.visible(Client).where(Client.id.in_([day.client_id for day in days]))
    files = {c.id: c for c in query.select(Client.id, Client.owner, Client.deputy, Client.department)} if days else {}
    return tuple(_row(work, day, files.get(day.client_id)) for day in days)


def _row(work: Work, day: UpcomingDay, client: Any) -> Row:
    may = client is not None and work.may(Right.EDIT_CLIENTS, client)
    name: str = day.label or Label(day.kind_label)
    message = N_("{day} (lunar)") if day.calendar is DayCalendar.LUNAR else N_("{day}")
    what = what_of(day)
    below: Said | str = Said(N_("{code} · {owner}"), {"code": day.client_code, "owner": day.owner_name})
    return Row(
        ("day", day.client_id, what, day.on), "cake", Said(message, {"day": name}), day.client_name,
        ("clients", day.client_id), Deed.KEEP_DAY if may else Deed.OPEN,
        (day.client_id, day.on, what) if may else ("clients", day.client_id), below, on=day.on,
        urgent=not day.in_days,
    )  # fmt: skip
