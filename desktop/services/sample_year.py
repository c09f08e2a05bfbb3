"""The sample office's year as appraisal counts it: messages answered, visits reported, cases, call-backs, ratings."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from desktop.models.cases import CaseEntry, CaseSeries, ServiceCase
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.surveys import Questionnaire, Survey, SurveyDraw, SurveyReply
from desktop.models.visits import Visit
from desktop.rules import cases as case_rules
from desktop.rules import surveys as survey_rules
from desktop.rules.cases import STEPS, EntryKind, Step
from desktop.rules.clients import code_from
from desktop.rules.contacts import Channel, Direction
from desktop.rules.ids import new_id
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.rules.surveys import Means, Outcome, Question, QuestionKind, SurveyKind
from desktop.rules.zones import zone_of
from desktop.services import contacts, search
from desktop.services.work import Work

# Of whom how much goes well, first and last quarter: some grow, one falls off, and one has just begun
STAFF = {"周敏": (0.93, 0.97), "张岚": (0.95, 0.96), "李娜": (0.82, 0.93), "韩磊": (0.9, 0.74), "王芳": (0.86, 0.9),
         "赵峰": (0.8, 0.88), "邓丽华": (0.72, 0.86)}  # fmt: skip
HANDLERS = ("王芳", "李娜", "赵峰", "邓丽华")
CALLER = "张岚"
_MESSAGES, _VISITS = 11, 6
_VISIT_ENDS, _CASE_ENDS = 12, 20  # days after which all that belongs to one is done
_CASES = {"complaint": 6, "consultation": 9, "feedback": 5}
_LIMIT = timedelta(hours=2)
MADE: Mapping[str, Any] = {"visits": Visit, "cases": ServiceCase, "surveys": Survey}
_SAID = {
    "complaint": ("上菜慢，等了一个小时", "包间空调不制冷", "账单多算了一道菜", "订好的靠窗位被占", "鱼有腥味",
                  "服务员态度冷淡"),
    "consultation": ("能不能带宠物", "寿宴怎么订", "发票怎么开", "包间最低消费", "停车位够不够", "能否自带酒水",
                     "素食套餐有哪些", "婚宴档期", "能否送外卖"),
    "feedback": ("希望增加清淡的菜", "菜单字太小", "建议加儿童椅", "洗手间指示不清", "音乐声可以小一点"),
}  # fmt: skip
_ASKS = (
    "想改到晚上七点，行不行？",
    "周六还有包间吗？",
    "请把上次的菜单再发一份。",
    "能不能多加两位？",
    "忌口有变化，请记一下。",
)
_RATES = (Question("q1", QuestionKind.FIVE, "这件事处理得您满意吗？", "Were you satisfied with how this was handled?"),)


@dataclass
class _Season:
    """One quarter as it is being told."""

    work: Work
    quarter: Quarter
    last: date  # of the quarter, or as far as the story goes
    share: float  # of the year, 0 to 1
    people: dict[str, UUID]
    chance: random.Random

    def well(self, name: str) -> bool:
        first, last = STAFF[name]
        return self.chance.random() < first + (last - first) * self.share

    def days(self, before_end: int) -> int:
        return (self.last - self.quarter.first).days - before_end

    def many(self, whole: int, before_end: int = _VISIT_ENDS) -> int:
        """As many of `whole` in a quarter as fit into what of it is over."""
        return max(0, whole * self.days(before_end) // (92 - before_end))

    def moment(self, before_end: int = _VISIT_ENDS) -> datetime:
        """Some time in office hours, so many days before the end at the latest."""
        days = self.days(before_end)
        return self.at(self.quarter.first + timedelta(days=self.chance.randrange(days)),
                       self.chance.randrange(9 * 60, 19 * 60))  # fmt: skip

    def at(self, day: date, minute: int) -> datetime:
        zone = zone_of(str(self.work.settings["time_zone"]))
        return datetime.combine(day, time(minute // 60, minute % 60), zone)


def tell(story: Any) -> None:
    """The quarters since the house began, each told at its end in one write; of the last what of it is over."""
    chance, yesterday = random.Random(20), story.back(1).date()
    told = [*quarters(story), Quarter.of(yesterday)]
    for place, quarter in enumerate(told):
        last = min(quarter.last, yesterday)
        days = (yesterday - last).days + 1
        story.as_one(story.admin, days, _tell, story=story, quarter=quarter, last=last,
                     share=place / max(1, len(told) - 1), chance=chance)  # fmt: skip


def quarters(story: Any) -> list[Quarter]:
    """The whole quarters since the house began."""
    founded, running = story.back(365).date(), Quarter.of(story.back(1).date())
    return [one for one in (running.before(n) for n in range(4, 0, -1)) if one.first > founded]


def remove(work: Work, made: Mapping[str, Sequence[UUID]]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    for name, model in MADE.items():
        rows = list(work.visible(model).where(model.id.in_(list(made.get(name, ())))))
        work.change_many(model, [(row, {"withdrawn_at": work.now}) for row in rows])
    work.record("accounts", "sample_year", None)


def _tell(work: Work, story: Any, quarter: Quarter, last: date, share: float, chance: random.Random) -> None:
    work.require(Right.RUN_OFFICE)
    season = _Season(work, quarter, last, share, story.people, chance)
    known = [file.id for file in story.files if file.id is not None and file.opened <= quarter.first]
    there = list(work.visible(Client).where(Client.id.in_(known)).order_by(Client.code))
    clients: dict[UUID, list[Any]] = {}
    for client in there:
        clients.setdefault(client.owner_id, []).append(client)
    _messages(season, clients)
    story.year["visits"] += _visits(season, clients)
    made = _cases(season, there)
    story.year["cases"] += [case.id for case in made]
    story.year["surveys"].append(_ratings(season, made))
    work.record("accounts", "sample_year", None, quarter=str(quarter))


def _messages(season: _Season, clients: dict[UUID, list[Any]]) -> None:
    """What clients asked by chat, and when it was answered: B1."""
    rows, docs = [], []
    for name in STAFF:
        me, mine = season.people[name], clients.get(season.people[name], [])
        for _turn in range(season.many(_MESSAGES) if mine else 0):
            client, at = season.chance.choice(mine), season.moment()
            late = not season.well(name)
            after = timedelta(minutes=season.chance.randrange(150, 900) if late else season.chance.randrange(4, 110))
            asked = _contact(client, Channel.CHAT, at, me, "微信留言", season.chance.choice(_ASKS), way=Direction.IN,
                             answer_due=at + _LIMIT, answered_at=at + after)  # fmt: skip
            given = _contact(client, Channel.CHAT, at + after, me, "回复留言", "已按客人说的办好，并在微信里答复。",
                             answers=asked.id)  # fmt: skip
            rows += [asked, given]
            docs += [contacts.document(row, client) for row in (asked, given)]
    season.work.add_rows(Contact, rows)
    search.index_many(season.work, docs)


def _contact(client: Any, channel: Channel, at: datetime, me: UUID, subject: str, content: str,
             way: Direction = Direction.OUT, **more: Any) -> Any:  # fmt: skip
    return Contact(id=new_id(), client=client, channel=channel.value, direction=way.value, at=at, staff=me,
                   subject=subject, content=content, entered_by=me, **{"entered_at": at, **more})  # fmt: skip


def _visits(season: _Season, clients: dict[UUID, list[Any]]) -> list[UUID]:
    """Visits that were planned, and their reports: A3 and B3."""
    rows, reports, docs = [], [], []
    for name in STAFF:
        me, mine = season.people[name], clients.get(season.people[name], [])
        for _turn in range(season.many(_VISITS) if mine else 0):
            client, at = season.chance.choice(mine), season.moment()
            hours = season.chance.randrange(2, 20) if season.well(name) else season.chance.randrange(30, 90)
            told = at + timedelta(hours=hours)
            report = _contact(client, Channel.VISIT, at, me, "季度拜访", "谈了下季的宴请安排，核对了联系方式和忌口。",
                              entered_at=told)  # fmt: skip
            reports.append(report)
            docs.append(contacts.document(report, client))
            rows.append(Visit(id=new_id(), client=client, visitor=me, made_by=me, starts_at=at, purpose="季度拜访",
                              planned_by=me, planned_at=at - timedelta(days=3), report_due=at + timedelta(days=1),
                              reported_at=told, contact=report.id))  # fmt: skip
    season.work.add_rows(Contact, reports)
    season.work.add_rows(Visit, rows)
    search.index_many(season.work, docs)
    return [row.id for row in rows]


def _cases(season: _Season, clients: Sequence[Any]) -> list[Any]:
    """Complaints, questions and suggestions from the first word to the call-back: B2, C2, C3 and C4."""
    found, entries = [], []
    begun = sorted(((season.moment(_CASE_ENDS), kind, name, n) for name in HANDLERS for kind, many in _CASES.items()
                    for n in range(season.many(many, _CASE_ENDS))), key=lambda one: one[0])  # fmt: skip
    numbers = _numbers(season, [at for at, *_ in begun])
    for number, (at, kind, name, n) in zip(numbers, begun, strict=True):
        client = season.chance.choice(clients)
        case = _case(season, kind, name, client, number, at, _SAID[kind][n % len(_SAID[kind])])
        found.append(case)
        entries += _steps(season, case, name)
    season.work.add_rows(ServiceCase, found)
    season.work.add_rows(CaseEntry, entries)
    return found


def _numbers(season: _Season, moments: Sequence[datetime]) -> list[str]:
    """The next numbers of the office's series, without a gap."""
    work, pattern = season.work, str(season.work.settings["case_pattern"])
    last: dict[str, int] = {row.scope: row.last for row in work.visible(CaseSeries)}
    given = []
    for at in moments:
        scope = case_rules.series_of(pattern, at.date())
        last[scope] = last.get(scope, 0) + 1
        given.append(code_from(pattern, last[scope], at.date()))
    held = {row.scope: row for row in work.visible(CaseSeries)}
    for scope, count in last.items():
        if scope in held:
            work.change(held[scope], {"last": count})
        else:
            work.add(CaseSeries(scope=scope, last=count))
    return given


def _case(season: _Season, key: str, name: str, client: Any, number: str, at: datetime, about: str) -> Any:
    kind, me = case_rules.kind_of(season.work.settings, key), season.people[name]
    limit = {"complaint": 48, "consultation": 26}.get(key)
    hours = season.chance.randrange(2, 22) if season.well(name) else season.chance.randrange(52, 90)
    done = at + timedelta(hours=hours)
    calls = kind.calls_back
    on = (done + timedelta(days=2)).date() if calls else None
    return ServiceCase(
        id=new_id(), number=number, client=client, kind=kind.key, kind_label=kind.label, flow=kind.flow.value,
        clock=kind.clock.value, amount=kind.amount, callback_days=2 if calls else None, channel=Channel.PHONE.value,
        subject=about, handler=me, recorded_by=me, recorded_at=at, step=Step.CLOSED.value, started_at=at,
        due_at=at + timedelta(hours=limit) if limit else None, done_at=done, cause="忙时人手不够" if calls else "",
        callback_on=on, calls_back=season.people[CALLER] if calls else None,
        closed_at=done + timedelta(days=2 if calls else 0),
    )  # fmt: skip


def _steps(season: _Season, case: Any, name: str) -> list[Any]:
    """The timeline: recorded, step by step until the clock stopped, called back by somebody else, closed."""
    me, flow = case.handler_id, case_rules.Flow.of(case.flow)
    entries = [_entry(case, EntryKind.RECORDED, case.recorded_at, me)]
    steps, length = STEPS[flow], case.done_at - case.recorded_at
    for n, step in enumerate(steps, 1):
        kind = EntryKind.PASSED if step is Step.PASS_ON else EntryKind.STEP
        entries.append(_entry(case, kind, case.recorded_at + length * n / len(steps), me, step, "已办，客人知道了",
                              person=season.people[CALLER] if kind is EntryKind.PASSED else None,
                              detail="前厅部" if kind is EntryKind.PASSED else ""))  # fmt: skip
    if case.callback_on is not None:
        minute = season.chance.randrange(9 * 60, 18 * 60)
        # somebody forgets now and then
        at = season.at(case.callback_on + timedelta(days=0 if season.well(CALLER) else 2), minute)
        case.closed_at = at
        entries.append(_entry(case, EntryKind.STEP, at, season.people[CALLER], Step.CALL_BACK, "回访：客人说说感受",
                              good=season.well(name)))  # fmt: skip
    return entries


def _entry(case: Any, kind: EntryKind, at: datetime, by: UUID, step: Step | None = None, said: str = "", **more: Any
           ) -> Any:  # fmt: skip
    return CaseEntry(id=new_id(), case=case, client=case.client_id, kind=kind.value, step=step.value if step else "",
                     said=said, by=by, at=at, **more)  # fmt: skip


def _ratings(season: _Season, made: Sequence[Any]) -> UUID:
    """What clients said of closed cases when the system asked them: C1 and C2."""
    work, quarter, who = season.work, season.quarter, season.people[CALLER]
    opened, over = season.at(quarter.first, 600), season.at(season.last, 1200)
    paper = work.add(Questionnaire(family=new_id(), name=f"{quarter} 回访评价", name_en=f"Ratings {quarter}",
                                   questions=survey_rules.to_store(_RATES), made_by=who, made_at=opened,
                                   used_at=opened))  # fmt: skip
    survey = work.add(Survey(name=f"{quarter} 案件评价", kind=SurveyKind.RATING.value, questionnaire=paper,
                             first=quarter.first, last=quarter.last, means=[Means.PHONE.value], percent=100,
                             made_by=who, made_at=opened, drawn_by=who, drawn_at=opened,
                             closed_at=over if season.last == quarter.last else None))  # fmt: skip
    names = {key: name for name, key in season.people.items()}
    draws, replies = [], []
    for place, case in enumerate(made, 1):
        answered, asked = season.chance.random() < 0.72, case.closed_at + timedelta(days=1)
        outcome = Outcome.ANSWERED if answered else Outcome.MISSED
        draw = SurveyDraw(id=new_id(), survey=survey, client=case.client_id, about=case.id, handler=case.handler_id,
                          place=place, code=f"{season.chance.getrandbits(40):010X}", outcome=outcome.value,
                          drawn_at=case.closed_at)  # fmt: skip
        draws.append(draw)
        if answered:
            good = season.well(names[case.handler_id])
            given = {"q1": season.chance.choice((4, 5, 5)) if good else season.chance.choice((2, 3, 3))}
            replies.append(SurveyReply(id=new_id(), survey=survey, draw=draw, client=case.client_id,
                                       handler=case.handler_id, rated=True, means=Means.PHONE.value, answers=given,
                                       entered_by=who, entered_at=min(asked, over)))  # fmt: skip
    work.add_rows(SurveyDraw, draws)
    work.add_rows(SurveyReply, replies)
    return UUID(str(survey.id))
