"""What cases have for Today: new ones, what runs out, call-backs, help, what rose to me (OF-10)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from desktop.i18n import N_
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.rules import cases as rules
from desktop.rules.calendars import Calendar
from desktop.rules.cases import EntryKind, Step
from desktop.rules.errors import Label
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.services import case_reach, cases, due_rows
from desktop.services.cases import CaseLine
from desktop.services.work import Work

PAGE = "cases"
"""The page that rows of Today open."""


def due(work: Work, view: View) -> list[Batch]:
    """Cases that I handle, or my department, with the step that is due; what others ask of me; what rose to me."""
    work.require(Right.SEE_CLIENTS)
    found: dict[Group, dict[Any, Row]] = defaultdict(dict)
    for source in (_mine, _called_back, _risen, _helped, _reported):
        for group, row in source(work, view):
            # one case, one row in a group: what is mine to do anyway is not told twice
            found[group].setdefault(row.key, row)
    return [Batch(group, sorted(rows.values(), key=lambda row: row.order)[: view.limit], len(rows))
            for group, rows in found.items()]  # fmt: skip


def _open(work: Work) -> Any:
    return case_reach.seen(work).where(ServiceCase.closed_at.is_null())


def _mine(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    whose = due_rows.owed_by(work, view, ServiceCase.handler) | ServiceCase.handler.in_(
        list(case_reach.stood_in_for(work)))  # fmt: skip
    rows = list(_open(work).where(whose & (ServiceCase.step != Step.CALL_BACK.value)))
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    tonight, later = (calendar.end_of(day) for day in (view.today, view.today + timedelta(days=NEXT_DAYS)))
    for line in cases.lines(work, rows):
        said = Said(N_("{number} {kind}: {step}"), {"number": line.number, "kind": _kind(line),
                                                    "step": Label(line.step.label)})  # fmt: skip
        if line.late:
            group = Group.WRONG
        elif line.paused or line.due_at is None:
            group = Group.WAITING
        elif line.due_at <= tonight:
            group = Group.DUE
        elif line.due_at <= later:
            group = Group.NEXT
        else:
            continue
        deed = Deed.ANSWER if line.step is Step.ANSWER else Deed.HANDLE
        # what waits for the client is done by letting the clock run, or by nobody
        yield group, _row(line, said, view, deed=deed, act="" if line.paused else _act_of(line),
                          until=None if line.paused else line.due_at,
                          since=line.recorded_at if line.paused or line.due_at is None else None)  # fmt: skip


def _called_back(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    """Call-backs that are mine, and of a department that I head those that nobody was named for."""
    whose = ServiceCase.calls_back.in_(list(case_reach.stood_in_for(work)))
    whose |= ServiceCase.calls_back.is_null() & _headed(work)
    if view.whole:
        whose |= due_rows.owed_by(work, view, ServiceCase.calls_back)
    last = view.today + timedelta(days=NEXT_DAYS)
    query = _open(work).where((ServiceCase.step == Step.CALL_BACK.value) & (ServiceCase.callback_on <= last) & whose)
    for line in cases.lines(work, list(query)):
        day = line.callback_on
        assert day is not None
        group = Group.WRONG if day < view.today else Group.DUE if day == view.today else Group.NEXT
        said = Said(N_("{number}: call the client back"), {"number": line.number})
        act = "step" if group is not Group.NEXT and line.handler != view.me else ""
        yield group, _row(line, said, view, act=act, deed=Deed.CALL_BACK, on=day)


def _risen(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    """What rose to me by hand, by the clock or as an adverse event, and has not been answered at my level."""
    rows = list(_open(work).where(_headed(work) & ServiceCase.done_at.is_null() & (
        (ServiceCase.level > ServiceCase.heard) | ServiceCase.adverse
        | (ServiceCase.paused_at.is_null() & (ServiceCase.warn_at <= work.now)))))  # fmt: skip
    places = {row.id: row.department_id for row in rows}
    for line in cases.lines(work, rows):
        mine = case_reach.heads(work.me.mandate, places[line.id])
        # whoever approves for the whole office is the next above, unless it skipped the head
        if line.level <= line.heard or mine > line.level or line.handler == view.me:
            continue
        said = Said(N_("{number} has come up to you: {step}"), {"number": line.number, "step": Label(line.step.label)})
        yield (
            Group.WRONG if line.late or line.adverse else Group.WAITING,
            _row(line, said, view, act="instruct", until=line.due_at,
                 since=line.recorded_at if line.due_at is None else None),
        )  # fmt: skip


def _helped(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    whose = due_rows.owed_by(work, view, CaseEntry.person) | CaseEntry.person.in_(list(case_reach.stood_in_for(work)))
    asked = work.visible(CaseEntry).where(
        whose & (CaseEntry.kind == EntryKind.HELP.value) & CaseEntry.ended_at.is_null()
    )
    entries = {one.case_id: one for one in asked}
    rows = list(_open(work).where(ServiceCase.id.in_(list(entries)))) if entries else []
    for line in cases.lines(work, rows):
        said = Said(N_("{number}: {name} asks for your help"), {"number": line.number, "name": line.handler_name})
        yield Group.WAITING, _row(line, said, view, since=entries[line.id].at, key="case_help", act="answer_help",
                                  deed=Deed.ANSWER)  # fmt: skip


def _reported(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    owed = ServiceCase.report_until.is_null(False) & ServiceCase.report_by.in_(list(case_reach.stood_in_for(work)))
    rows = list(case_reach.seen(work).where(owed))
    until = {row.id: row.report_until for row in rows}
    for line in cases.lines(work, rows):
        said = Said(N_("{number}: report on the level that was skipped"), {"number": line.number})
        late = until[line.id] < work.now
        yield (
            Group.WRONG if late else Group.DUE,
            _row(line, said, view, until=until[line.id], key="case_report", act="report"),
        )


def _headed(work: Work) -> Any:
    """The condition for cases of departments that I head."""
    mandate = work.me.mandate
    if case_reach.heads(mandate, None) == rules.HIGHEST:
        return ServiceCase.id.is_null(False)
    if mandate.department is not None and case_reach.heads(mandate, mandate.department):
        return ServiceCase.department == mandate.department
    return ServiceCase.id.is_null()


def _row(line: CaseLine, said: Said, view: View, *, key: str = "case", act: str = "step", deed: Deed = Deed.HANDLE,
         **clock: Any) -> Row:  # fmt: skip
    """`act`: the button does it, in the dialog that the page of cases opens for it; empty where only looking helps."""
    below: Said | str = line.subject
    if line.handler != view.me:
        below = Said(N_("{what} · with {who}"), {"what": line.subject, "who": line.handler_name})
    given: tuple[object, ...] = (PAGE, (line.id, act) if act else line.id)
    return Row((key, line.id), "message-circle", said, line.whom, (PAGE, line.id), deed if act else Deed.OPEN, given,
               below, urgent=line.late or line.adverse, danger=line.adverse, **clock)  # fmt: skip


def _act_of(line: CaseLine) -> str:
    return "pass" if line.step is Step.PASS_ON else "step"


def _kind(line: CaseLine) -> Any:
    return Label(line.kind_label) if line.kind in rules.SHIPPED else line.kind_label
