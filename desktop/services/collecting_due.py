"""What collecting has for Today: forms that are not back, forms to type in, and reviews a week lacks (CO-5, CO-6)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from desktop.i18n import N_
from desktop.models.bookings import GivenOut
from desktop.models.clients import Client
from desktop.models.collecting import CollectedSheet
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.sheets import SignedCopy
from desktop.rules.collecting import Sheet, form_mark
from desktop.rules.partners import Ending
from desktop.rules.review_meetings import Pace
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.services import cards, review_meetings
from desktop.services.cards import GivenLine
from desktop.services.work import Work

PAGE = "collecting"
WEEKS_BACK = 2
"""Whether an office collects at all is told by the forms of so many weeks; one that does not owes no reviews."""


def due(work: Work, view: View) -> list[Batch]:
    """Missing forms, and those handed in and not typed in yet, for who takes bookings; for who reviews, that the week
    lacks reviews."""
    found: list[Batch] = []
    if work.may(Right.TAKE_BOOKINGS):
        found.append(_of_forms(work, view, _missing(work), Group.WRONG, _missing_row))
        found.append(_of_forms(work, view, _to_enter(work), Group.WAITING, _enter_row))
    if work.may(Right.REVIEW_CLIENTS) and work.may(Right.SEE_CLIENTS):
        found += _of_week(work)
    return found


def _of_forms(work: Work, view: View, query: Any, group: Group, row: Any) -> Batch:
    total = int(query.count())
    if not total or not view.limit:
        return Batch(group, (), total)
    rows = list(query.order_by(RegisterLine.due, GivenOut.id).limit(view.limit))
    lines = {line.id: line for line in cards.given(work, {one.booking_id for one in rows})}
    return Batch(group, [row(lines[one.id]) for one in rows], total)


def _out(work: Work) -> Any:
    return work.visible(GivenOut).join(RegisterLine).where(GivenOut.kind == Sheet.FORM.value)


def _missing(work: Work) -> Any:
    # whose scan was filed is here, whatever the register says of it
    scanned = work.visible(SignedCopy).where(SignedCopy.kind == SheetKind.FORM.value).select(SignedCopy.subject)
    return _out(work).where(RegisterLine.back_at.is_null() & (RegisterLine.due < work.now)
                            & GivenOut.id.not_in(scanned))  # fmt: skip


def _to_enter(work: Work) -> Any:
    """Of clients that this person sees, for only he can type it in."""
    entered = work.visible(CollectedSheet).select(CollectedSheet.given)
    seen = work.visible(RegisterClient).join(Client).where(Client.withdrawn_at.is_null()).select(RegisterClient.line)
    back = (RegisterLine.ending == Ending.RETURNED.value) & RegisterLine.back_at.is_null(False)
    recent = RegisterLine.back_at >= work.now - timedelta(weeks=WEEKS_BACK)
    return _out(work).where(back & recent & GivenOut.id.not_in(entered) & GivenOut.line.in_(seen))


def _missing_row(line: GivenLine) -> Row:
    return Row(("form_missing", line.id), "file-text",
               Said(N_("Form {mark} is not handed in: {place}"), {"mark": form_mark(line.number), "place": line.place}),
               line.client, (PAGE, line.id), Deed.OPEN, (), Said(N_("with {who}"), {"who": line.whom}),
               until=line.due)  # fmt: skip


def _enter_row(line: GivenLine) -> Row:
    return Row(("form_enter", line.id), "file-text",
               Said(N_("Type in form {mark}: {place}"), {"mark": form_mark(line.number), "place": line.place}),
               line.client, (PAGE, line.id), Deed.OPEN, (), Said(N_("collected by {who}"), {"who": line.whom}),
               since=line.back_at)  # fmt: skip


def _of_week(work: Work) -> Sequence[Batch]:
    """Only where forms went out in these weeks, or an office that does not collect would be reminded for ever."""
    collects = _out(work).where(RegisterLine.out_at >= work.now - timedelta(weeks=WEEKS_BACK)).exists()
    if not collects or not work.may(Right.SEE_BOOKINGS):
        return ()
    week = review_meetings.week(work)
    if week.pace in (Pace.KEPT, Pace.OPEN):
        return ()
    short = week.pace is Pace.SHORT
    said = Said(N_("Reviews held this week: {held} of {wanted}"), {"held": week.held, "wanted": week.wanted})
    below = Said(N_("with the collector, the nutritionist or the department leader"))
    row = Row(("reviews_a_week", week.monday), "badge-check", said, "", (PAGE, "review"), Deed.OPEN, (), below,
              on=week.monday + timedelta(days=6), urgent=short)  # fmt: skip
    return (Batch(Group.WRONG if short else Group.DUE, (row,), 1),)
