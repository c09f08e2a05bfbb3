"""Offices made of chance: rows of all that indicators count, with moments that lie on the very edges too."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from desktop.models.approvals import Approval
from desktop.models.archive import ArchiveFile
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.field_checks import FieldCheck, FileSpan, OwnIndicator, OwnScore
from desktop.models.office import Person
from desktop.models.owners import Handover, HandoverLine
from desktop.models.registers import RegisterLine
from desktop.models.spot_checks import SpotCheck, SpotDraw
from desktop.models.surveys import Questionnaire, Survey, SurveyDraw, SurveyReply
from desktop.models.visits import Visit
from desktop.rules.indicators import Span

MS, HOUR, DAY = timedelta(milliseconds=1), timedelta(hours=1), timedelta(days=1)
# in the order in which rows may refer to each other
TABLES = (Person, Client, SpotDraw, SpotCheck, Contact, Visit, Handover, HandoverLine, RegisterLine, Approval,
          ServiceCase, CaseEntry, Questionnaire, Survey, SurveyDraw, SurveyReply, ArchiveFile, FieldCheck, FileSpan,
          OwnIndicator, OwnScore)  # fmt: skip
STEPS = {"complaint": ("promise", "cause", "solution", "acceptance"), "answer": ("answer",),
         "feedback": ("pass_on", "outcome", "tell"), "job": ("outcome", "acceptance")}  # fmt: skip
QUESTIONS = [
    {"key": "q0", "kind": "yes_no", "zh": "再来吗", "en": "", "required": False, "choices": []},
    {"key": "q1", "kind": "five", "zh": "满意吗", "en": "", "required": True, "choices": []},
]


class SomeOffice:
    """Rows by table, as they are stored; `some` is the chance, `span` the period that is counted."""

    def __init__(self, some: Random, span: Span, size: int = 30) -> None:
        self.some, self.span, self.size = some, span, size
        self.rows: dict[type, list[dict]] = defaultdict(list)
        self.people = [self._add(Person, name=f"员工{n}", login=f"{some.getrandbits(60):x}", created_at=span.since).id
                       for n in range(3)]  # fmt: skip
        self.clients = [self._client(n) for n in range(5)]
        for fill in (self._contacts, self._visits, self._transfers, self._lines, self._alone, self._cases,
                     self._spot_checks, self._ratings, self._archive, self._field_checks, self._states,
                     self._own_scores):  # fmt: skip
            fill()

    def write(self) -> None:
        for model in TABLES:
            for start in range(0, len(self.rows[model]), 40):
                model.insert_many(self.rows[model][start : start + 40]).execute()

    # Chance

    def key(self) -> UUID:
        return UUID(int=self.some.getrandbits(128), version=4)

    def moment(self) -> datetime:
        """About the period, and now and then on its very edge."""
        edges = (self.span.since, self.span.until, self.span.now)
        if self.some.random() < 0.2:
            return self.some.choice(edges) + self.some.choice((-MS, 0 * MS, MS))
        long = (self.span.until - self.span.since) // MS
        return self.span.since + self.some.randint(-long // 5, long * 6 // 5) * MS

    def done(self, due: datetime) -> datetime | None:
        """In time, at the very moment, late, or not at all."""
        after = self.some.choice((None, -3 * DAY, -HOUR, -MS, 0 * MS, MS, 2 * DAY))
        return None if after is None else due + after

    def who(self) -> UUID:
        return self.some.choice(self.people)

    def client(self) -> UUID:
        return self.some.choice(self.clients)

    def rarely(self, value: object, otherwise: object = None) -> object:
        return value if self.some.random() < 0.15 else otherwise

    def _add(self, model: type, **values: object) -> object:
        row = {"id": self.key(), **values} if "id" in model._meta.fields else values
        filled = model(**row)
        self.rows[model].append({name: filled.__data__.get(name) for name in model._meta.fields})
        return filled

    # What an office has

    def _client(self, number: int) -> UUID:
        gone = self.span.since if number == 4 else None
        made = self._add(Client, code=f"K{self.some.getrandbits(60):x}", form="person", name=f"客户{number}",
                         sort_key="k", opened_on=date(2026, 1, 1), looked_through_at=self.span.since, owner=self.who(),
                         withdrawn_at=gone)  # fmt: skip
        return made.id

    def _contacts(self) -> None:
        for _ in range(self.size):
            due = self.moment()
            asked = self._contact(self.client(), "in", due - DAY, self.who(), due=self.rarely(None, due))
            first = None
            for _ in range(self.some.choice((0, 1, 1, 2))):
                at = self.done(due) or due
                given = self._contact(asked.client_id, self.rarely("in", "out"), at, self.who(), answers=asked.id)
                if given.direction == "out" and given.withdrawn_at is None:
                    first = min(first or at, at)
            self.rows[Contact][[row["id"] for row in self.rows[Contact]].index(asked.id)]["answered_at"] = first

    def _contact(self, client: UUID, direction: object, at: datetime, staff: UUID, *, due: object = None,
                 answers: UUID | None = None, words: int = 12) -> object:  # fmt: skip
        after = self.some.choice((0 * MS, HOUR, 2 * DAY))
        return self._add(
            Contact, client=client, channel="phone", direction=direction, at=at, staff=staff, subject="电话",
            content="话" * (words // 2), result="果" * (words - words // 2), answer_due=due, answers=answers,
            entered_by=self.some.choice((staff, self.who())), entered_at=at + after,
            withdrawn_at=self.rarely(at), mark="",
        )  # fmt: skip

    def _visits(self) -> None:
        for _ in range(self.size):
            due, client, visitor = self.moment(), self.client(), self.who()
            reported, left = self.done(due), None
            if reported is not None:
                left = self._contact(client, "out", reported, visitor, words=self.some.choice((3, 9, 10, 30))).id
            self._add(
                Visit, client=client, visitor=visitor, starts_at=due - DAY, purpose="拜访", planned_by=self.who(),
                planned_at=due - 9 * DAY, report_due=due, reported_at=reported, contact=left,
                called_off_at=self.rarely(due + self.some.choice((-HOUR, 0 * MS, HOUR))),
                withdrawn_at=self.rarely(due),
            )  # fmt: skip

    def _transfers(self) -> None:
        moved = self._add(Handover, at=self.span.since, person=self.who(), operation=self.key())
        for _ in range(self.size // 2):
            due, client, owner = self.rarely(None, self.moment()), self.client(), self.who()
            met = None
            if due is not None and (met := self.done(due)) is not None:
                self._contact(client, "out", met, owner, words=self.some.choice((3, 10, 20)))
            self._add(HandoverLine, handover=moved.id, client=client, owner=owner, due=due, contacted_at=met,
                      superseded_at=self.rarely(due and due + self.some.choice((-HOUR, HOUR))),
                      withdrawn_at=self.rarely(self.span.now))  # fmt: skip

    def _lines(self) -> None:
        for _ in range(self.size * 2):
            due = self.rarely(None, self.moment())
            back = self.done(due) if due is not None else None
            ending = self.some.choice(("returned", "returned", "destroyed", "lost")) if back is not None else ""
            self._add(
                RegisterLine, register=self.some.choice(("card", "form", "archive", "handout", "badge")),
                number=self.some.getrandbits(30), what="一张",
                holder=self.some.choice((None, self.who())), keeper=self.some.choice((None, self.who())),
                out_at=self.span.since, out_by=self.who(), due=due, back_at=back, ending=ending,
                withdrawn_at=self.rarely(self.span.now),
            )  # fmt: skip

    def _alone(self) -> None:
        for _ in range(self.size // 2):
            state = self.some.choice(("unconfirmed", "confirmed", "confirmed", "objected", "used"))
            at = self.moment() if state != "unconfirmed" else None
            self._add(Approval, act="export", state=state, size=1, what="导出", mark="", level=1, reason="急",
                      asked_by=self.who(), asked_at=self.span.since, decided_at=at, subject=self.rarely(self.client()),
                      confirm_until=self.some.choice((None, self.span.now, self.span.now)))  # fmt: skip

    def _cases(self) -> None:
        for number in range(self.size * 2):
            flow = self.some.choice(tuple(STEPS))
            due = self.moment() if flow != "feedback" else self.rarely(self.moment())
            at = (due or self.moment()) - 2 * DAY
            ended, rounds = self.done(due or at + 2 * DAY), self.rarely(2, 1)
            calls = flow == "complaint" and self.some.random() < 0.7
            on = (self.moment()).date() if calls and ended is not None else None
            waits = on is not None and self.some.random() < 0.5
            client = self.some.choice((None, self.client(), self.client()))
            made = self._add(
                ServiceCase, number=f"C{self.some.getrandbits(60):x}-{number}", client=client, kind=flow,
                kind_label=flow, flow=flow, clock="clock_hours", amount=60, callback_days=7 if calls else None,
                channel="phone", subject="事", handler=self.who(), recorded_by=self.who(), recorded_at=at,
                step="call_back" if waits else "closed" if ended else "answer", rounds=rounds, started_at=at,
                due_at=due, paused_at=self.rarely(at), done_at=ended, callback_on=on,
                calls_back=self.some.choice((None, self.who())) if on else None,
                closed_at=ended if not waits else None, withdrawn_at=self.rarely(at),
            )  # fmt: skip
            self._timeline(made, at, due or at + 2 * DAY, ended, flow, on if not waits else None)

    def _timeline(self, case: object, at: datetime, due: datetime, ended: datetime | None, flow: str, called: object
                  ) -> None:  # fmt: skip
        def entry(kind: str, when: datetime, **more: object) -> None:
            self._add(CaseEntry, case=case.id, client=case.client_id, kind=kind, by=self.who(), at=when,
                      withdrawn_at=self.rarely(when), **{"rounds": case.rounds, **more})  # fmt: skip

        entry("recorded", at, person=self.some.choice((None, self.who())))
        for _ in range(self.some.choice((0, 0, 1, 2))):
            entry("passed", self.done(due) or due - HOUR, person=self.some.choice((None, self.who())),
                  detail=self.rarely("call_back", ""))  # fmt: skip
        for step in STEPS[flow]:
            if step != "pass_on" and self.some.random() < 0.8:
                entry("step", self.done(due) or due, step=step, good=self.some.random() < 0.85)
        if ended is not None:
            entry("early" if self.some.random() < 0.2 else "step", ended, step=STEPS[flow][-1])
            again = ended + self.some.choice((-HOUR, 0 * MS, 6 * DAY, 7 * DAY, 7 * DAY + MS))
            if self.some.random() < 0.3:
                entry(*self.some.choice((("reopened", again), ("note", again))))
        if called is not None:
            when = datetime.combine(called, datetime.min.time(), self.span.now.tzinfo) + self.some.choice(
                (10 * HOUR, DAY - 8 * HOUR - timedelta(seconds=1), DAY, 3 * DAY))  # fmt: skip
            entry("step", when, step="call_back", good=self.some.random() < 0.7, rounds=self.rarely(1, case.rounds))

    def _spot_checks(self) -> None:
        draw = self._add(SpotDraw, first=date(2026, 1, 1), last=date(2026, 1, 2), seed=1, size=1, percent=0, scale=5,
                         pool=9, by=self.who(), at=self.span.since)  # fmt: skip
        for _ in range(self.size // 2):
            marks = {name: self.some.randint(2, 5) for name in ("manners", "accuracy", "completeness")}
            scored = self.some.random() < 0.8
            self._add(SpotCheck, draw=draw.id, client=self.client(), contact=self.key(), staff=self.who(),
                      at=self.span.since if scored else None, released_at=self.moment() if scored else None,
                      withdrawn_at=self.rarely(self.span.now), **(marks if scored else {}))  # fmt: skip

    def _ratings(self) -> None:
        paper = self._add(Questionnaire, family=self.key(), name="回访", questions=QUESTIONS, made_by=self.who(),
                          made_at=self.span.since)  # fmt: skip
        # of the second few have answered
        for number, asked in enumerate((self.size * 2, self.size * 3)):
            survey = self._add(Survey, name=f"评价{number}", kind="rating", questionnaire=paper.id,
                               first=date(2026, 1, 1), last=date(2026, 12, 31), made_by=self.who(),
                               made_at=self.span.since, drawn_at=self.span.since - 9 * DAY)  # fmt: skip
            for place in range(asked):
                self._rating(survey.id, place, answered=place % (1 if number == 0 else 6) == 0)

    def _rating(self, survey: UUID, place: int, *, answered: bool) -> None:
        case, handler = self.some.choice(self.rows[ServiceCase]), self.who()
        draw = self._add(SurveyDraw, survey=survey, client=self.client(), about=case["id"], handler=handler,
                         place=place, code=f"{self.some.getrandbits(40):010X}",
                         outcome="answered" if answered else "open", drawn_at=self.span.since,
                         withdrawn_at=self.rarely(self.span.now))  # fmt: skip
        if answered:
            self._add(SurveyReply, survey=survey, draw=draw.id, client=None, handler=handler, rated=True, means="phone",
                      answers=self.some.choice(({"q1": 3}, {"q1": 4}, {"q1": 5}, {"q0": 1})), entered_by=self.who(),
                      entered_at=self.moment(), withdrawn_at=self.rarely(self.span.now))  # fmt: skip

    def _archive(self) -> None:
        for _ in range(self.size):
            due, second = self.moment(), self.rarely(None, self.moment())
            self._add(ArchiveFile, client=self.some.choice((None, self.client())), title="档案", year=2026, term="10",
                      agent_a=self.who(), agent_b=self.who(), ended_at=self.span.since, due_a=self.rarely(None, due),
                      to_b_at=self.done(due), due_b=second, to_archive_at=self.done(second) if second else None,
                      entered_by=self.who(), entered_at=self.span.since, withdrawn_at=self.rarely(due))  # fmt: skip

    def _field_checks(self) -> None:
        for _ in range(self.size):
            verdict = self.some.choice(("", "right", "right", "wrong", "unclear"))
            self._add(FieldCheck, client=self.client(), field="hobbies", author=self.who(), entered_at=self.span.since,
                      weight=self.some.choice((1000, 3000)), verdict=verdict, by=self.who() if verdict else None,
                      at=self.moment() if verdict else None, withdrawn_at=self.rarely(self.span.now))  # fmt: skip

    def _states(self) -> None:
        for client in self.clients:
            day = (self.span.since - 9 * DAY).date()
            while day < self.span.until.date() + 5 * DAY:
                last = self.rarely(None, day + self.some.randint(0, 40) * DAY)
                self._add(FileSpan, client=client, person=self.who(), first=day, last=last,
                          filled=self.some.randint(0, 4), required=self.some.choice((0, 4, 7)),
                          fresh=self.some.random() < 0.6)  # fmt: skip
                if last is None:
                    break
                day = last + self.some.randint(1, 4) * DAY

    def _own_scores(self) -> None:
        own = self._add(OwnIndicator, key=f"O-{self.some.getrandbits(60):x}", dimension="B", name="普通话",
                        formula="打分", kind="rating", low=1000, high=5000, weight=5000, floor=500, passing=800,
                        target=950)  # fmt: skip
        self.own = own.key
        for _ in range(self.size // 2):
            due = self.moment()
            self._add(OwnScore, indicator=own.id, owner=self.who(), on=due.date(), due=due, value=3000,
                      outcome=self.some.randint(0, 1_000_000), by=self.who(), at=due,
                      withdrawn_at=self.rarely(due))  # fmt: skip
