"""What is said on a sheet: one's own part, the superior's, calibration, and the answer to it (AP-2, AP-4)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import SheetMark
from desktop.rules import appraisal as rules
from desktop.rules import appraisal_marks as marks
from desktop.rules.appraisal import Answer, PeriodState, Side
from desktop.rules.appraisal_marks import Part
from desktop.rules.approvals import Act, Need
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right
from desktop.services import appraisal_reach as reach
from desktop.services import approvals, on_file
from desktop.services.appraisal_reach import TOPIC
from desktop.services.work import Work

S = PeriodState


def hand_in(work: Work, sheet_id: UUID, part: Part) -> None:
    """My own part: the same five sentences, which nothing is reckoned from. As often as I like while it is asked for.
    Raises BadEntry naming the sentence, NotAllowed, NotFound."""
    sheet, period = reach.sheet_of(work, sheet_id)
    if sheet.owner_id != work.me.id:
        raise NotAllowed(N_("Everybody writes his own part."))
    rules.check_state(S.of(period.state), (S.SELF,))
    _refuse_absent(work, period, sheet)
    given = marks.check_part(part, shown=False, today=on_file.today(work))
    _write(work, sheet, Side.SELF, Part(given.marks, given.words))
    work.change(sheet, {"self_at": work.now})
    work.record(TOPIC, "hand_in_part", sheet)


def rate(work: Work, sheet_id: UUID, part: Part) -> None:
    """The superior's part, by him or by who rates the whole office. Sentences 1, 2 and 5 name a case, or a day and what
    was observed. Raises BadEntry naming the sentence, NotAllowed, also of oneself and one's equals, NotFound."""
    sheet, period = reach.sheet_of(work, sheet_id)
    reach.refuse_oneself(work, sheet.owner_id)
    work.require(Right.RATE_STAFF, sheet)
    if not reach.may_rate(work, sheet):
        raise NotAllowed(N_("His superior rates him, or who rates the whole office while he does not."))
    rules.check_state(S.of(period.state), (S.SUPERIOR,))
    _refuse_absent(work, period, sheet)
    given = marks.check_part(part, shown=True, today=on_file.today(work))
    _write(work, sheet, Side.SUPERIOR, given)
    work.change(sheet, {"rated_at": work.now, "rated_by": work.me.id})
    work.record(TOPIC, "rate_sheet", sheet)


def pass_need(work: Work, sheet_id: UUID) -> Need:
    """What `let_through` asks for. Raises NotFound."""
    sheet, period = reach.sheet_of(work, sheet_id)
    person = on_file.names(work, [sheet.owner_id]).get(sheet.owner_id, "")
    return Need(Act.PASS_SHEET, 1, f"{period.name} · {person}", str(sheet.id), row=sheet.owner_id)


def let_through(work: Work, sheet_id: UUID) -> None:
    """Lets a sheet go on without a superior's part, where there is nobody above: somebody else approves it, or, where
    nobody else is there, it goes through with a reason and is confirmed within the office's days (AC-6).

    Raises NeedsApproval, BadEntry, NotAllowed, NotFound."""
    sheet, period = reach.sheet_of(work, sheet_id)
    if sheet.owner_id != work.me.id:
        work.require(Right.RUN_APPRAISALS)
    rules.check_state(S.of(period.state), (S.SUPERIOR,))
    if sheet.deputy_id is not None:
        raise BadEntry(N_("{name} rates this sheet."), name=on_file.names(work, [sheet.deputy_id])[sheet.deputy_id])
    if sheet.rated_at is not None or sheet.passed_at is not None:
        raise BadEntry(N_("This sheet has its superior's part, or was let through already."))
    approvals.require(work, pass_need(work, sheet_id))
    work.change(sheet, {"passed_at": work.now})
    work.record(TOPIC, "pass_sheet", sheet)


def calibrate(work: Work, sheet_id: UUID, item: int, mark: int, reason: str) -> None:
    """Changes a mark of the superior with a reason, so that the same means the same everywhere; what it was stays told.
    Raises BadEntry, NotAllowed, also of oneself, NotFound."""
    sheet, period = reach.sheet_of(work, sheet_id)
    work.require(Right.RUN_APPRAISALS)
    reach.refuse_oneself(work, sheet.owner_id)
    rules.check_state(S.of(period.state), (S.CALIBRATED,))
    change_mark(work, sheet, item, mark, rules.checked_words(reason, "reason", limit=rules.REASON_LIMIT, wanted=N_(
        "Say why the mark is changed: it stands on the report.")))  # fmt: skip
    work.record(TOPIC, "calibrate_sheet", sheet, item=item)


def change_mark(work: Work, sheet: Any, item: int, mark: int, reason: str) -> tuple[int, int]:
    """The mark before and after. Part of `calibrate` and of what an appeal decides, which record it."""
    work.require(Right.RUN_APPRAISALS)
    marks.check_mark(item, mark)
    held = work.visible(SheetMark).where((SheetMark.sheet == sheet.id) & (SheetMark.side == Side.SUPERIOR.value)
                                         & (SheetMark.item == item)).first()  # fmt: skip
    if held is None or held.mark is None:
        raise NotFound(str(sheet.id))
    before = int(held.mark)
    work.change(held, {"mark": mark, "before": held.mark if held.before is None else held.before, "reason": reason,
                       "changed_by": work.me.id})  # fmt: skip
    return before, mark


def note_days(work: Work, sheet_id: UUID, days: int | None) -> None:
    """On how many working days somebody was there; None: not noted. Who was away more than two thirds takes no part.
    Raises BadEntry (field `days`), NotAllowed, also of oneself, NotFound."""
    sheet, period = reach.sheet_of(work, sheet_id)
    work.require(Right.RUN_APPRAISALS)
    reach.refuse_oneself(work, sheet.owner_id)
    rules.check_state(S.of(period.state), rules.COUNTED - rules.TOLD)
    working = reach.working_days(work, period.first, period.last)
    if days is not None and not 0 <= days <= working:
        raise BadEntry(N_("The period has {n} working days."), "days", n=working)
    if work.change(sheet, {"days": days}):
        work.record(TOPIC, "note_days", sheet, days=days)


def name_superior(work: Work, sheet_id: UUID, person_id: UUID | None) -> None:
    """Who rates somebody; None: nobody is above. Raises BadEntry, NotAllowed, also of oneself, NotFound."""
    sheet, period = reach.sheet_of(work, sheet_id)
    work.require(Right.RUN_APPRAISALS)
    reach.refuse_oneself(work, sheet.owner_id)
    rules.check_state(S.of(period.state), rules.COUNTED - rules.TOLD)
    if person_id == sheet.owner_id:
        raise BadEntry(reach.SELF, "superior")
    above = reach.held_person(work, person_id).id if person_id is not None else None
    if work.change(sheet, {"deputy": above, "passed_at": None}):
        work.record(TOPIC, "name_superior", sheet)


def answer(work: Work, sheet_id: UUID, said: Answer, words: str = "") -> None:
    """Confirms that I know my sheet, or objects to it and says why. Raises BadEntry, NotAllowed, NotFound."""
    sheet, period = reach.sheet_of(work, sheet_id)
    if sheet.owner_id != work.me.id:
        raise NotAllowed(N_("Everybody answers for himself."))
    rules.check_state(S.of(period.state), rules.OPEN_TO_APPEALS)
    if said is Answer.NONE:
        raise BadEntry(N_("Confirm it, or object to it."), "answer")
    text = rules.checked_words(words, wanted=N_("Say what you object to.") if said is Answer.OBJECTED else "")
    work.change(sheet, {"answer": said.value, "answer_words": text, "answered_at": work.now})
    work.record(TOPIC, "answer_sheet", sheet, said=said.value)


def _refuse_absent(work: Work, period: Any, sheet: Any) -> None:
    if not reach.takes_part(work, period, sheet):
        raise BadEntry(N_("Who was there on less than a third of the working days takes no part in this period."))


def _write(work: Work, sheet: Any, side: Side, part: Part) -> None:
    """Keeps a part, over what was handed in before."""
    query = work.visible(SheetMark).where((SheetMark.sheet == sheet.id) & (SheetMark.side == side.value))
    held = {mark.item: mark for mark in query}
    values: Sequence[tuple[int, dict[str, object]]] = [
        (0, {"words": part.words, "recommended": [one.value for one in part.recommended]}),
        *((one.item, {"mark": one.mark, "words": one.words, "source": one.source, "row": one.row,
                      "observed": one.observed}) for one in part.marks),
    ]  # fmt: skip
    fresh = []
    for item, said in values:
        if item in held:
            work.change(held[item], {**said, "by": work.me.id, "at": work.now})
        else:
            fresh.append(SheetMark(period=sheet.period_id, sheet=sheet.id, side=side.value, item=item, by=work.me.id,
                                   at=work.now, **said))  # fmt: skip
    if fresh:
        work.add_rows(SheetMark, fresh)
