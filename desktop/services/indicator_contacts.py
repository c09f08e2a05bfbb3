"""Cases of communication 沟通交流: answers in time, what came again, and records of what was expected (AP-1, B)."""

from datetime import timedelta

import peewee

from desktop.models.cases import CaseEntry
from desktop.models.contacts import Contact
from desktop.models.owners import HandoverLine
from desktop.models.spot_checks import SpotCheck, SpotDraw
from desktop.models.visits import Visit
from desktop.rules.cases import STEPS, EntryKind
from desktop.rules.contacts import Direction
from desktop.rules.indicators import AGAIN_DAYS, WORDS, Reason
from desktop.services.indicator_arms import DAY_LONG, Arm, Asked, counts, exists, good, in_time, one_of, stored, told

_SOLVES = sorted({steps[-1].value for steps in STEPS.values()})
_AGAIN = AGAIN_DAYS * DAY_LONG


def answers(asked: Asked) -> list[Arm]:
    """B1: first answers with a limit, of whoever had the contact."""
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    given = Contact.alias()
    # whoever owed it may write down any time; what somebody else reported, or took in for him, is believed
    at = peewee.Case(None, ((given.entered_by == Contact.staff, given.entered_at),), given.at)
    first = given.select(peewee.fn.MIN(at)).where(
        (given.answers == Contact.id) & one_of(given.direction, [Direction.OUT.value]) & given.withdrawn_at.is_null()
    )
    done = peewee.Case(None, ((Contact.answered_at.is_null(False), first),), asked.never)
    query = Contact.select().where(
        asked.due(Contact.answer_due) & Contact.withdrawn_at.is_null()
        & counts(Contact.answered_at.is_null(False), Contact.client)
    )  # fmt: skip
    kept = (Contact.answered_at <= Contact.answer_due) & (Contact.answer_due >= first)
    why = told((kept, Reason.KEPT), (Contact.answered_at.is_null(False), Reason.LATE), otherwise=Reason.MISSED)
    return [asked.arm(query, Contact, person=Contact.staff, due=Contact.answer_due, done=done, outcome=good(kept),
                      reason=why, client=Contact.client)]  # fmt: skip


def effect(asked: Asked) -> list[Arm]:
    """B2: cases that were solved and did not come back, and marks of spot checks."""
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    later = CaseEntry.alias()
    back = (later.kind == EntryKind.REOPENED.value) | ((later.kind == EntryKind.STEP.value) & ~later.good)
    again = exists(later.select().where(
        (later.case == CaseEntry.case) & back & (later.at >= CaseEntry.at) & (later.id != CaseEntry.id)
        & (later.at <= CaseEntry.at + _AGAIN) & later.withdrawn_at.is_null()
    ))  # fmt: skip
    solved = CaseEntry.good & one_of(CaseEntry.step, _SOLVES)
    kinds = (
        (EntryKind.STEP, solved, ~again, told((again, Reason.CAME_AGAIN), otherwise=Reason.SOLVED)),
        (EntryKind.EARLY, CaseEntry.at.is_null(False), CaseEntry.at.is_null(), told(otherwise=Reason.EARLY)),
    )
    ended = [
        asked.arm(
            _week_ago(asked, kind).where(which), CaseEntry, person=CaseEntry.by, due=CaseEntry.at + _AGAIN,
            done=CaseEntry.at, outcome=good(stays), reason=why, client=CaseEntry.client,
        )
        for kind, which, stays, why in kinds
    ]  # fmt: skip
    marked = (
        SpotCheck.select()
        .join(SpotDraw)
        .where(asked.due(SpotCheck.released_at) & SpotCheck.manners.is_null(False) & SpotCheck.withdrawn_at.is_null())
    )
    # at least four fifths of the marks that three of them can give
    enough = (SpotCheck.manners + SpotCheck.accuracy + SpotCheck.completeness) * 5 >= SpotDraw.scale * 12
    marks = asked.arm(marked, SpotCheck, person=SpotCheck.staff, due=SpotCheck.released_at, done=SpotCheck.at,
                      outcome=good(enough), reason=told(otherwise=Reason.MARKS), client=SpotCheck.client)  # fmt: skip
    return [*ended, marks]


def _week_ago(asked: Asked, kind: EntryKind) -> Arm:
    """Lines of cases whose week in which the client may come back has run out within the period."""
    since, until, now = (stored(at - timedelta(days=AGAIN_DAYS)) for at in asked.span)
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    return CaseEntry.select().where(
        one_of(CaseEntry.kind, [kind.value]) & (CaseEntry.at >= since) & (CaseEntry.at < until) & (CaseEntry.at <= now)
        & CaseEntry.withdrawn_at.is_null()
    )  # fmt: skip


def records(asked: Asked) -> list[Arm]:
    """B3: visits that were planned and first contacts after a transfer, with what they left in the client's file."""
    return [visit_records(asked), first_contacts(asked)]


def visit_records(asked: Asked) -> Arm:
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    left = Contact.alias()
    said = exists(left.select().where((left.id == Visit.contact) & _says(left) & left.withdrawn_at.is_null()))
    kept = (Visit.reported_at <= Visit.report_due) & said
    why = told((kept, Reason.KEPT), (Visit.reported_at <= Visit.report_due, Reason.THIN),
               (Visit.reported_at.is_null(False), Reason.LATE), otherwise=Reason.MISSED)  # fmt: skip
    return asked.arm(planned(asked), Visit, person=Visit.visitor, due=Visit.report_due, done=Visit.reported_at,
                     outcome=good(kept), reason=why, client=Visit.client)  # fmt: skip


def planned(asked: Asked) -> Arm:
    """Visits whose report fell due; one called off only then was owed."""
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    return Visit.select().where(
        asked.due(Visit.report_due) & Visit.withdrawn_at.is_null()
        & (Visit.called_off_at.is_null() | (Visit.called_off_at >= Visit.report_due))
        & counts(Visit.reported_at.is_null(False), Visit.client)
    )  # fmt: skip


def first_contacts(asked: Asked) -> Arm:
    """The successor's first contact (CL-9); handed on before it was due, nobody could keep it."""
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    made = Contact.alias()
    theirs = (
        (made.client == HandoverLine.client) & (made.staff == HandoverLine.owner)
        & (made.at >= HandoverLine.contacted_at) & (made.at <= HandoverLine.due) & made.withdrawn_at.is_null()
        & ((made.entered_by != HandoverLine.owner) | (made.entered_at <= HandoverLine.due))
    )  # fmt: skip
    met = HandoverLine.contacted_at <= HandoverLine.due
    kept = met & exists(made.select().where(theirs & _says(made)))
    query = HandoverLine.select().where(
        asked.due(HandoverLine.due) & HandoverLine.withdrawn_at.is_null()
        & (HandoverLine.superseded_at.is_null() | (HandoverLine.superseded_at > HandoverLine.due))
        & counts(HandoverLine.contacted_at.is_null(False), HandoverLine.client)
    )  # fmt: skip
    why = told((kept, Reason.KEPT), (met & exists(made.select().where(theirs)), Reason.THIN),
               (HandoverLine.contacted_at.is_null(False), Reason.LATE), otherwise=Reason.MISSED)  # fmt: skip
    return asked.arm(query, HandoverLine, person=HandoverLine.owner, due=HandoverLine.due,
                     done=HandoverLine.contacted_at, outcome=good(kept), reason=why,
                     client=HandoverLine.client)  # fmt: skip


def reported(asked: Asked) -> Arm:
    """A3: the same visits, by their time alone."""
    return asked.arm(planned(asked), Visit, person=Visit.visitor, due=Visit.report_due, done=Visit.reported_at,
                     outcome=good(Visit.reported_at <= Visit.report_due),
                     reason=in_time(Visit.reported_at, Visit.report_due), client=Visit.client)  # fmt: skip


def _says(contact: peewee.ModelAlias) -> peewee.Expression:
    """Whether a report says something; what a mark has sealed is not judged by its length."""
    length = peewee.fn.LENGTH(contact.content) + peewee.fn.LENGTH(contact.result)
    return (length >= WORDS) | (contact.mark != "")
