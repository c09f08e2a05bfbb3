"""Cases 咨询投诉: their kinds and steps, who may do what next, and up to whom one has risen (SV-1 to SV-3)."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.deadlines import WARNING_SHARE, Deadline, Kind
from desktop.rules.errors import BadEntry, Label, NotAllowed
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

SUBJECT_LIMIT, TEXT_LIMIT, CAUSE_LIMIT, CALLER_LIMIT, PHONE_LIMIT, LABEL_LIMIT = 200, 4000, 80, 120, 40, 40
HIGHEST = 2
"""The level above the heads of departments: whoever approves for the whole office."""
LONGEST = 366 * 24  # hours that a limit may have


class Step(Word):
    """What a case waits for next; the value is stored, so it never changes."""

    PROMISE = "promise", N_("Promise to the client")
    CAUSE = "cause", N_("Investigation and cause")
    SOLUTION = "solution", N_("Solution")
    ACCEPTANCE = "acceptance", N_("Client's acceptance")
    ANSWER = "answer", N_("Answer")
    PASS_ON = "pass_on", N_("To be passed to a department")
    OUTCOME = "outcome", N_("Outcome")
    TELL = "tell", N_("Client to be told")
    CALL_BACK = "call_back", N_("Call-back")
    CLOSED = "closed", N_("Case closed")


class Flow(Word):
    """Which steps a kind goes through before its call-back; the last of them stops the clock."""

    COMPLAINT = "complaint", N_("Promise, cause, solution, acceptance")
    ANSWER = "answer", N_("Answer")
    FEEDBACK = "feedback", N_("Passed on, outcome, client told")
    JOB = "job", N_("Work done, acceptance")


STEPS: Mapping[Flow, tuple[Step, ...]] = MappingProxyType({
    Flow.COMPLAINT: (Step.PROMISE, Step.CAUSE, Step.SOLUTION, Step.ACCEPTANCE),
    Flow.ANSWER: (Step.ANSWER,),
    Flow.FEEDBACK: (Step.PASS_ON, Step.OUTCOME, Step.TELL),
    Flow.JOB: (Step.OUTCOME, Step.ACCEPTANCE),
})  # fmt: skip
# Where a "no" of the client leads back to, at the acceptance or when he is called back
_AGAIN: Mapping[Flow, Step] = MappingProxyType({
    Flow.COMPLAINT: Step.CAUSE, Flow.ANSWER: Step.ANSWER, Flow.FEEDBACK: Step.OUTCOME, Flow.JOB: Step.OUTCOME,
})  # fmt: skip
_LACKING: Mapping[Step, str] = MappingProxyType({
    Step.PROMISE: N_("Say what the client was promised, and until when."),
    Step.CAUSE: N_("Say what the investigation found."),
    Step.SOLUTION: N_("Say how it is solved."),
    Step.ACCEPTANCE: N_("Say what the client thinks of it."),
    Step.ANSWER: N_("A case is not closed without an answer: say what was answered."),
    Step.PASS_ON: N_("Say what is handed over with it, and why."),
    Step.OUTCOME: N_("Say what came of it."),
    Step.TELL: N_("Say what the client was told."),
    Step.CALL_BACK: N_("Say what the client said when called back."),
})  # fmt: skip


class EntryKind(Word):
    """What a line of a case's timeline is."""

    RECORDED = "recorded", N_("Recorded")
    STEP = "step", N_("Step done")
    NOTE = "note", N_("Note")
    TOLD = "told", N_("Client told how it stands")
    PAUSED = "paused", N_("Clock paused")
    HELP = "help", N_("Help asked for")
    PASSED = "passed", N_("Passed to a colleague")
    ESCALATED = "escalated", N_("Escalated")
    INSTRUCTION = "instruction", N_("Instruction")
    REPORT = "report", N_("Report on the skipped level")
    REMEDY = "remedy", N_("Remedy granted")
    JOINED = "joined", N_("Joined to a file")
    REOPENED = "reopened", N_("Reopened")
    KIND = "kind", N_("Kind changed")
    ADVERSE = "adverse", N_("Marked as an adverse event")
    EARLY = "early", N_("Closed without its steps")


class PauseReason(Word):
    """Why a clock stands still."""

    CLIENT = "client", N_("Waiting for the client")
    OUTSIDE = "outside", N_("Waiting for somebody outside")
    AGREED = "agreed", N_("A later date was agreed with the client")


class RemedyKind(Word):
    APOLOGY = "apology", N_("Apology")
    DISCOUNT = "discount", N_("Discount")
    REFUND = "refund", N_("Refund")
    REPLACEMENT = "replacement", N_("Replacement")
    GIFT = "gift", N_("Gift")
    OTHER = "other", N_("Something else")


@dataclass(frozen=True, slots=True)
class CaseKind:
    """A kind of case in an office. `label` is a message id of a shipped one; `amount` is in minutes, of working days in
    days, and 0 for no limit; `calls_back`: the client is called back before it is closed."""

    key: str
    label: str
    flow: Flow
    clock: Kind
    amount: int
    calls_back: bool = False

    @property
    def own(self) -> bool:
        return self.key not in SHIPPED


SHIPPED = ("consultation", "complaint", "feedback")
_COUNT = re.compile(r"\{number(?::\d)?\}")
CLOCKS = (Kind.CLOCK_HOURS, Kind.WORKING_HOURS, Kind.WORKING_DAYS)


def kinds_of(settings: Mapping[str, object]) -> tuple[CaseKind, ...]:
    """The shipped kinds with the office's numbers, then its own."""
    number = {name: int(str(settings[name])) for name in ("case_consultation_hours", "case_complaint_hours")}
    stored = settings["case_kinds"]
    assert isinstance(stored, list)
    return (
        CaseKind("consultation", N_("Consultation"), Flow.ANSWER, Kind.WORKING_HOURS,
                 number["case_consultation_hours"] * 60),
        CaseKind("complaint", N_("Complaint"), Flow.COMPLAINT, Kind.CLOCK_HOURS, number["case_complaint_hours"] * 60,
                 calls_back=True),
        CaseKind("feedback", N_("Feedback or suggestion"), Flow.FEEDBACK, Kind.WORKING_DAYS, 0),
        *read_kinds(stored),
    )  # fmt: skip


def kind_of(settings: Mapping[str, object], key: str) -> CaseKind:
    """Raises BadEntry (field `kind`) where the office has no such kind."""
    for kind in kinds_of(settings):
        if kind.key == key:
            return kind
    raise BadEntry(N_("This office has no kind of case called “{kind}”."), "kind", kind=key)


def read_kinds(stored: Iterable[Mapping[str, object]]) -> tuple[CaseKind, ...]:
    """The office's own kinds as the settings keep them. Raises BadEntry (field `case_kinds`)."""
    found: list[CaseKind] = []
    for each in stored:
        try:
            kind = CaseKind(str(each["key"]), tidy(str(each["label"])), Flow.of(each["flow"]), Kind(str(each["clock"])),
                            int(str(each["amount"])), bool(each["calls_back"]))  # fmt: skip
        except (KeyError, TypeError, ValueError):
            raise BadEntry(N_("A kind of case says what it is called, its steps, its clock, its limit and whether the "
                              "client is called back."), "case_kinds") from None  # fmt: skip
        if not kind.key or not kind.label or kind.clock not in CLOCKS:
            raise BadEntry(N_("Give each kind of case a name, and a limit in hours or working days."), "case_kinds")
        if any(other.key == kind.key or other.label == kind.label for other in found) or not kind.own:
            raise BadEntry(N_("Two kinds of cases have the same name."), "case_kinds")
        check_length(kind.label, LABEL_LIMIT, "case_kinds")
        if not 0 <= kind.amount <= (LONGEST * 60 if kind.clock is not Kind.WORKING_DAYS else 366):
            raise BadEntry(N_("A limit of a case is a year at most."), "case_kinds")
        found.append(kind)
    return tuple(found)


def kinds_to_store(kinds: Iterable[CaseKind]) -> list[dict[str, object]]:
    """`read_kinds` the other way round; shipped ones are left out."""
    return [{"key": kind.key, "label": kind.label, "flow": kind.flow.value, "clock": kind.clock.value,
             "amount": kind.amount, "calls_back": kind.calls_back} for kind in kinds if kind.own]  # fmt: skip


def series_of(pattern: str, on: date) -> str:
    """Within what numbers count on without a gap: all that a number says besides its count."""
    return _COUNT.sub("#", pattern).replace("{year}", str(on.year)).replace("{month}", f"{on.month:02d}")


# Steps


def steps_of(flow: Flow, calls_back: bool) -> tuple[Step, ...]:
    return (*STEPS[flow], *((Step.CALL_BACK,) if calls_back else ()), Step.CLOSED)


def next_step(flow: Flow, calls_back: bool, done: Step, good: bool = True) -> Step:
    """What comes after a step; a "no" of the client leads back."""
    if not good:
        return Step.SOLUTION if flow is Flow.COMPLAINT and done is Step.ACCEPTANCE else _AGAIN[flow]
    steps = steps_of(flow, calls_back)
    return steps[steps.index(done) + 1]


def stops_clock(flow: Flow, done: Step, good: bool) -> bool:
    return good and done is STEPS[flow][-1]


def check_turn(stands: Step, wanted: Step) -> None:
    """Raises BadEntry where another step is due than the one that somebody wants to do."""
    if stands is not wanted:
        raise BadEntry(N_("This case stands otherwise by now: {state}."), "step", state=Label(stands.label))


def said_of(step: Step, said: str) -> str:
    """What is noted of a step. Raises BadEntry (field `said`) where nothing is."""
    return needed(said, "said", _LACKING[step])


def needed(text: str, field: str, otherwise: str, limit: int = TEXT_LIMIT) -> str:
    found = check_length(tidy(text, lines=True), limit, field)
    if not found:
        raise BadEntry(otherwise, field)
    return found


def check_caller(me: UUID, handler: UUID, hands: Collection[UUID]) -> None:
    """Raises NotAllowed where somebody would ask the client about his own handling (SV-2)."""
    if me == handler or me in hands:
        raise NotAllowed(N_("The client is called back by somebody who did not handle the case."))


def check_call_day(today: date, due_on: date | None) -> None:
    if due_on is not None and today < due_on:
        raise BadEntry(N_("The client is called back on {day} or later."), "said", day=due_on.isoformat())


def is_lower(before: CaseKind, after: CaseKind) -> bool:
    """Whether a case would be taken less seriously under the other kind: not by one person alone."""
    if before.flow is Flow.COMPLAINT and after.flow is not Flow.COMPLAINT:
        return True
    return before.calls_back and not after.calls_back


# Up the levels


def level_by_clock(now: datetime, warn_at: datetime | None, due_at: datetime | None, *, runs: bool, adverse: bool
                   ) -> int:  # fmt: skip
    """How far a case rises by itself: to the head of its department when the clock runs down, further when it has run
    out. An adverse event is the head's from the first minute (SV-10)."""
    if runs and due_at is not None and now > due_at:
        return HIGHEST
    return 1 if adverse or (runs and warn_at is not None and now >= warn_at) else 0


def warning_of(rule: Deadline) -> Deadline:
    """Until when there is no hurry."""
    return Deadline(rule.kind, int(rule.amount * WARNING_SHARE), rule.working)


def check_rise(stands: int, level: int, urgent: bool) -> None:
    """Raises BadEntry (field `level`): level by level 逐级, and past one only when it is urgent."""
    if not stands < level <= HIGHEST:
        raise BadEntry(N_("This case has risen as far as that already."), "level")
    if level > stands + 1 and not urgent:
        raise BadEntry(N_("Level by level: a level is skipped only when it is urgent, and reported afterwards."),
                       "urgent")  # fmt: skip


def check_received(received: datetime, now: datetime) -> None:
    if received > now:
        raise BadEntry(N_("This moment has not come yet."), "received_at")
    if now - received > timedelta(days=366):
        raise BadEntry(N_("This lies more than a year back."), "received_at")
