"""Fills a new office with an invented restaurant, so that everything can be tried on people who do not exist."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from desktop.i18n import locale_folder
from desktop.models.clients import Client
from desktop.models.office import Department, Person, Role, Setting
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.calendars import zone_of
from desktop.rules.progress import Progress
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.rules.seating.packs import read_folder
from desktop.rules.spending import SpendRow
from desktop.rules.words import (
    ClientForm,
    ClientKind,
    DayCalendar,
    DayKind,
    Learnt,
    LinkRole,
    OfficeKind,
    SpendGrade,
)
from desktop.services import (
    accounts,
    affiliations,
    anniversaries,
    calendars,
    class_runs,
    classes,
    clients,
    dealings,
    on_file,
    pledges,
    reviews,
    sample_appraisal,
    sample_bills,
    sample_bookings,
    sample_cases,
    sample_discipline,
    sample_field_checks,
    sample_knowledge,
    sample_letters,
    sample_orders,
    sample_out,
    sample_owners,
    sample_papers,
    sample_reception,
    sample_spot_checks,
    sample_surveys,
    sample_week,
    sample_year,
    settings,
    signing,
    spending,
    views,
)
from desktop.services.accounts import NewPerson
from desktop.services.client_lists import SHOWN_AT_FIRST, Filter, Sort
from desktop.services.dealings import DealingEntry, YearLine
from desktop.services.office import Office
from desktop.services.sample_care import look_after
from desktop.services.sample_files import ORGANISATIONS, Inventor, SampleFile, agreed
from desktop.services.vault import Kdf
from desktop.services.views import Content
from desktop.services.work import SignedIn, Work

NAME, KIND, ADMIN, PASSWORD = "柏溪楼", OfficeKind.RESTAURANT, "何俊", "柏溪楼样本 Boxi"
START = "柏溪楼第一天 Boxi"
MANAGER = "张岚"
# Whom one can look as: name and post
PEOPLE = (
    ("周敏", "订餐员"),
    ("王芳", "前厅部长"),
    ("李娜", "服务员"),
    ("张岚", "营销经理"),
    ("陆文渊", "总经理"),
    (ADMIN, "信息管理员"),
)
# Nobody's secrets: the sample's people sign in with a known password, so it need not be slow to guess
LIGHT = Kdf(iterations=1, lanes=1, memory_kib=1024)
SEED = 268
CLASSES = (("A", 17), ("B", 28), ("C", 74), ("D", 96), ("L", 11))
HANDED_OVER = 31
# whose class is part of the story
NAMED = {"贺启年": "A", "欧阳海": "B", "尉迟安": "L", "尉迟木业": "L"}


def _quiet(_done: int, _total: int) -> None:
    """Where nobody watches."""


def make_sample(office: Office, me: SignedIn, *, progress: Progress = _quiet) -> None:
    """Fills the office with 14 people, 268 files and a booking book, dated back from today. `me` needs every right.

    One write for each month of the story, so that the history reads as if it had been lived.
    """
    story = _Story(office, me, progress)
    with office.staged(me) as work:
        story.tell(work)


def remove_sample(work: Work) -> int:
    """Takes the invented clients and people out of use; settings and what was entered since stay. Returns how many
    files went. Raises NotAllowed."""
    work.require(Right.RUN_OFFICE)
    made = work.settings["sample"] or {"clients": [], "people": []}
    ids = [UUID(one) for one in made["clients"]]
    files = list(work.visible(Client).where(Client.id.in_(ids)))
    _take_back_classes(work, made)
    if booked := made.get("bookings", []):
        sample_bookings.remove(work, [UUID(one) for one in booked])
    sample_cases.remove(work, [UUID(one) for one in made.get("cases", [])])
    sample_spot_checks.remove(work, [UUID(one) for one in made.get("draws", [])])
    sample_field_checks.remove(work, ids)
    sample_discipline.remove(work, [UUID(one) for one in made.get("penalties", [])])
    sample_knowledge.remove(work, [UUID(one) for one in made.get("answers", [])])
    sample_letters.remove(work, [UUID(one) for one in made.get("letters", [])])
    sample_reception.remove(work, [UUID(one) for one in made.get("visitors", [])])
    gone = ([UUID(one) for one in made.get(name, [])] for name in ("orders", "channels"))
    sample_orders.remove(work, *gone)
    sample_out.remove(work, *([UUID(one) for one in made.get(kind, [])] for kind in ("visits", "leads")))
    sample_papers.remove(work, [UUID(one) for one in made.get("papers", [])])
    sample_surveys.remove(work, [UUID(one) for one in made.get("surveys", [])])
    sample_year.remove(work, {name: [UUID(one) for one in made.get(f"year_{name}", [])] for name in sample_year.MADE})
    for client in files:
        work.require(Right.EDIT_CLIENTS, client)
        clients.withdraw_client(work, client.id, "sample")
    people = [UUID(one) for one in made["people"] if UUID(one) != work.me.id]
    for person in work.visible(Person).where(Person.id.in_(people) & Person.suspended_at.is_null()):
        accounts.suspend(work, person.id)
    _mark(work, None)
    work.record("settings", "remove_sample", None, clients=len(files))
    return len(files)


def _take_back_classes(work: Work, made: Mapping[str, list[str]]) -> None:
    """The runs and the bills: they would compare the office's own guests with invented ones."""
    for key in reversed(made.get("runs", [])):
        with suppress(classes.NotUndone):  # the office's own classes stand on it
            classes.undo_run(work, UUID(key))
    for key in made.get("sheets", []):
        spending.undo_import(work, UUID(key))


def _mark(work: Work, made: Mapping[str, list[str]] | None) -> None:
    """Keeps in the office which rows are the sample's; nothing once it is gone."""
    changed = {"changed_at": work.now, "changed_by": work.me.id}
    # writing path: which rows are the sample is no setting anybody chose
    Setting.insert(name="sample", value=made or False, **changed).on_conflict(
        conflict_target=[Setting.name], update={"value": made or False, **changed}
    ).execute()


@dataclass
class _Story:
    """The year behind the sample office, told in order."""

    office: Office
    me: SignedIn
    progress: Progress
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    people: dict[str, UUID] = field(default_factory=dict)
    made: list[UUID] = field(default_factory=list)
    sheets: list[UUID] = field(default_factory=list)
    runs: list[UUID] = field(default_factory=list)
    bookings: list[UUID] = field(default_factory=list)
    papers: list[UUID] = field(default_factory=list)
    cases: list[UUID] = field(default_factory=list)
    visitors: list[UUID] = field(default_factory=list)
    answers: list[UUID] = field(default_factory=list)
    letters: list[UUID] = field(default_factory=list)
    draws: list[UUID] = field(default_factory=list)
    penalties: list[UUID] = field(default_factory=list)
    orders: list[UUID] = field(default_factory=list)
    channels: list[UUID] = field(default_factory=list)
    surveys: list[UUID] = field(default_factory=list)
    visits: list[UUID] = field(default_factory=list)
    leads: list[UUID] = field(default_factory=list)
    year: dict[str, list[UUID]] = field(default_factory=lambda: {"visits": [], "cases": [], "surveys": []})
    signed: dict[str, SignedIn] = field(default_factory=dict)
    admin: str = ADMIN

    def __post_init__(self) -> None:
        path = locale_folder().parent / "sample" / "restaurant.json"
        self.words: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        self.etiquette = read_folder(locale_folder().parent / "etiquette")
        self.inventor = Inventor(self.words, self.chance)

    def tell(self, work: Work) -> None:
        with work.writing():
            self.now = work.now
            today = on_file.today(work)
            self._hire(work)
        self._choose_passwords()
        with work.writing():
            work.now = self.back(200)
            self._take_pledges(work)
        self.quarter = sample_bills.last_settled(today)
        self.files = self.inventor.firms() + self.inventor.persons()
        chapters = sorted(self._chapters(today), key=lambda chapter: -chapter[0])
        self._plan_bills(today)
        for done, (days, name, chapter) in enumerate(chapters):
            self.as_one(name, days, chapter)
            self.progress(len(self.made) + 4 * done, len(self.files) + 4 * len(chapters))
        # the house asks for habits again after nine months, and for allergies: some are due
        for kind in ("habits", "allergies"):
            self.as_one(ADMIN, 200, settings.change_setting, f"seen_months_{kind}", 9)
        sample_year.tell(self)
        sample_week.tell(self)
        sample_bookings.tell(self)
        sample_papers.tell(self)
        sample_cases.tell(self)
        sample_reception.tell(self)
        sample_knowledge.tell(self)
        sample_letters.tell(self)
        sample_spot_checks.tell(self)
        sample_discipline.tell(self)
        sample_orders.tell(self)
        sample_surveys.tell(self)
        sample_out.tell(self)
        sample_field_checks.tell(self)
        sample_appraisal.tell(self)
        with work.writing():
            people = [str(i) for i in self.people.values() if i != self.me.id]
            for name, value in (("office_address", f"{self.words['city']}柏树街 9 号"), ("office_postcode", "999001")):
                # writing path: the invented address of an office that nobody has set up yet
                Setting.insert(name=name, value=value).on_conflict_ignore().execute()
            made = {"clients": self.made, "sheets": self.sheets, "runs": self.runs, "bookings": self.bookings,
                    "answers": self.answers, "draws": self.draws, "penalties": self.penalties, "letters": self.letters,
                    "papers": self.papers, "cases": self.cases, "visitors": self.visitors, "orders": self.orders,
                    "channels": self.channels, "surveys": self.surveys, "visits": self.visits,
                    "leads": self.leads, **{f"year_{name}": made for name, made in self.year.items()}}  # fmt: skip
            _mark(work, {"people": people, **{name: [str(i) for i in ids] for name, ids in made.items()}})
            work.record("settings", "sample", None, clients=len(self.made))
        self.progress(1, 1)

    def _chapters(self, today: date) -> Iterator[tuple[int, str, Callable[[Work], object]]]:
        """How many days ago, who did it, and what; in order where it was the same day."""
        # month −12: the paper files and one spreadsheet; then a few more files now and again, the last of them before
        # the quarter ended whose classes stand
        first = [*self.files[:30], *self.files[ORGANISATIONS : ORGANISATIONS + 120]]
        rest = [*self.files[30:ORGANISATIONS], *self.files[ORGANISATIONS + 120 :]]
        ended = (today - self.quarter.last).days
        for n in range(12):
            days = 340 if n == 0 else 300 - (297 - ended) * (n - 1) // 10
            some = first if n == 0 else rest[n - 1 :: 11]
            for file in some:
                file.opened = today - timedelta(days=days)
            yield days, ADMIN, partial(self._open_files, files=some)
            yield days - (60 if n == 0 else 2), MANAGER, partial(self._verify, files=some)
        yield 185, ADMIN, self._hand_over
        for name in sample_owners.HEIRS:
            yield 185, name, partial(sample_owners.take_up, words=self.words, back=self.back)
        yield ended - 1, ADMIN, self._hang_on
        for month in _months(today - timedelta(days=sample_bills.DAYS), today):
            # the till's sheet of a month is there on the second day after; of the month that runs, yesterday's
            yield max(1, (today - _next(month)).days - 1), MANAGER, partial(self._take_bills, month=month)
        for n in (2, 1, 0):
            quarter = self.quarter.before(n)
            yield (today - quarter.last).days - 4, MANAGER, partial(self._give_classes, quarter=quarter)
        yield ended - 5, MANAGER, self._look_through
        seconds = [self.people[name] for name in ("王芳", "赵峰", "李娜")]
        yield ended - 5, MANAGER, partial(sample_owners.share, people=seconds)
        for name in (MANAGER, *sample_owners.HEIRS, "韩磊"):
            yield ended - 5, name, partial(sample_owners.keep_in_touch, words=self.words, back=self.back)
        yield 30, MANAGER, self._keep_views
        yield 21, MANAGER, self._look_after
        yield 2, ADMIN, self._lately
        yield 1, MANAGER, partial(sample_owners.move, giver=self.people["韩磊"], heir=self.people["赵峰"])

    def back(self, days: int, minutes: int = 0) -> datetime:
        return self.now - timedelta(days=days, minutes=-minutes)

    def _hire(self, work: Work) -> None:
        work.now = self.back(365)
        rooms = {name: work.add(Department(name=name)) for name in self.words["departments"]}
        roles = {role.key: role.id for role in work.visible(Role)}
        admin = work.get(Person, self.me.id)
        self.people[ADMIN] = admin.id
        for number, line in enumerate(self.words["staff"]):
            if line["name"] == admin.name:
                room = rooms[line["department"]]
                work.change(admin, {"department": room, "post": line["post"]})
                signing.say(work, admin.id, department=room.id)
                continue
            wanted = tuple(roles[key] for key in line["roles"] if key in roles)
            phone = f"199 0000 {8001 + number}"
            new = NewPerson(
                line["name"], START, wanted, rooms[line["department"]].id, line["post"], phone, reason="sample"
            )
            self.people[line["name"]] = accounts.add_person(work, new, self.office.secret, LIGHT)
        work.record("accounts", "sample_people", None, people=len(self.people))

    def _choose_passwords(self) -> None:
        """Everybody's first day: a password of his own in place of the start password."""
        for name in self.people.keys() - {ADMIN}:
            me = self.office.sign_in(name, START)
            with self.office.staged(me) as stage, stage.writing():
                stage.now = self.back(365, 30)
                accounts.choose_own(stage, PASSWORD, self.office.secret, LIGHT)

    def _take_pledges(self, work: Work) -> None:
        """Everybody but who founded the office, whose own was noted with it, has signed."""
        for name, key in self.people.items():
            if name != ADMIN and pledges.asked(work):
                pledges.note(work, key, on_file.today(work), "人事柜 2 号夹")

    def _open(self, work: Work, form: ClientForm, values: Mapping[str, object]) -> UUID:
        owners = ("张岚", "周敏", "李娜", "韩磊", "王芳", "赵峰", "邓丽华")
        owner = "孙倩" if len(self.made) < HANDED_OVER else self.chance.choice(owners)
        kind = ClientKind.of(values.get("kind", "customer"))
        plain = {name: value for name, value in values.items() if name != "kind"}
        learnt = self.chance.choice((Learnt.ASKED, Learnt.OBSERVED, Learnt.PHONE))
        return clients.open_client(work, form, plain, kind=kind, owner=self.people[owner], learnt=learnt,
                                   agreed=agreed(work))  # fmt: skip

    # Chapters

    def _open_files(self, work: Work, files: Sequence[SampleFile]) -> None:
        start = work.now
        for n, file in enumerate(files):
            work.now = start + timedelta(minutes=n)
            file.id = self._open(work, file.form, file.values)
            self.made.append(file.id)

    def _verify(self, work: Work, files: Sequence[SampleFile]) -> None:
        """The marketing manager has confirmed most of what was entered; the rest still waits."""
        for file in files:
            assert file.id is not None
            for name, info in reviews.reviews_of(work, file.id).items():
                # what happened to him is why the house keeps cards at all
                sure = file.values["name"] == "贺启年" or self.chance.random() < 0.85
                if info.provisional and sure:
                    reviews.accept(work, file.id, name)

    def _hand_over(self, work: Work) -> None:
        """孙倩 leaves: her clients get new owners, her account is suspended."""
        heirs = [self.people[name] for name in sample_owners.HEIRS]
        sample_owners.leave(work, self.people["孙倩"], heirs, self.people["王芳"], self.made[:HANDED_OVER])
        accounts.suspend(work, self.people["孙倩"])

    def _hang_on(self, work: Work) -> None:
        persons = [c.id for c in work.visible(Client).where(Client.form == "person").order_by(Client.code)]
        firms = [c.id for c in work.visible(Client).where(Client.form == "organisation").order_by(Client.code)]
        roles = (LinkRole.DRIVER, LinkRole.ASSISTANT, LinkRole.FAMILY, LinkRole.OFFICE_DIRECTOR, LinkRole.FRIEND)
        for n in range(61):
            affiliations.add_link(work, persons[n], persons[-1 - n], roles[n % len(roles)])
        for n, firm in enumerate(firms[:24]):
            affiliations.add_link(work, persons[n + 70], firm, LinkRole.WORKS_FOR)
            title, content = self.words["dealings"][n % len(self.words["dealings"])]
            day = on_file.today(work) - timedelta(days=7 * n + 3)
            dealings.add_dealing(work, firm, DealingEntry(day, title, content))
            if n < 10:
                year = work.now.year - 1
                revenue = (n + 3) * 123_456_700
                dealings.set_year_result(work, firm, YearLine(year, revenue, revenue // 9, revenue // 120, ""))
            anniversaries.add_anniversary(work, firm, RememberedDay(
                DayKind.FOUNDING, DayCalendar.SOLAR, n % 12 + 1, n + 1, 1988 + n))  # fmt: skip
        self._lunar_days(work, persons)

    def _today(self, work: Work) -> date:
        """The day on which the story ends, by the office's clock; each chapter has a day of its own."""
        return self.now.astimezone(zone_of(str(work.settings["time_zone"]))).date()

    def _lunar_days(self, work: Work, persons: list[UUID]) -> None:
        """A lunar birthday tomorrow, and one born in a leap month."""
        today = self._today(work)
        day = calendars.coming_lunar_table(today).lunar(today + timedelta(days=1))
        for client_id, month, number, leap, year in ((persons[4], day.month, day.day, False, None),
                                                     (persons[5], 6, 18, True, 1979)):  # fmt: skip
            anniversaries.add_anniversary(work, client_id, RememberedDay(
                DayKind.BIRTHDAY, DayCalendar.LUNAR, month, number, year, leap))  # fmt: skip

    def _plan_bills(self, today: date) -> None:
        """Who is to have which class, and the bills that give it."""
        self.judged = [file for file in self.files if file.judged]
        guests = [
            sample_bills.Guest(str(file.values.get("short_name") or file.values["name"]), file.opened,
                               file.values.get("spend_grade") == SpendGrade.HIGH.value, bool(file.values.get("leader")))
            for file in self.judged
        ]  # fmt: skip
        letters = sample_bills.letters_of(guests, dict(CLASSES), NAMED, self.quarter, self.chance)
        for file, letter in zip(self.judged, letters, strict=True):
            file.letter = letter
        there, yesterday = sample_bookings.billed(self.words), today - timedelta(days=1)
        made = sample_bills.bills(guests, letters, self.quarter, today, self.chance)
        self.bills = [bill for bill in made if bill.on != yesterday or guests[bill.client].name not in there]

    def _take_bills(self, work: Work, month: date) -> None:
        rows = []
        for number, bill in enumerate((b for b in self.bills if b.on.replace(day=1) == month), 2):
            file = self.judged[bill.client]
            assert file.id is not None
            note = self.chance.choice(self.words["rooms"])
            rows.append((file.id, SpendRow(number, "", str(file.values["name"]), "", bill.on, bill.amount, 1, note)))
        if rows:
            name = f"{month:%Y-%m} 账单.xlsx"
            digest = hashlib.sha256(name.encode()).hexdigest()
            self.sheets.append(spending.take(work, spending.SpendSheet(name, digest, tuple(rows), (), (), 0)))

    def _give_classes(self, work: Work, quarter: Quarter) -> None:
        """The quarter's classes, confirmed by the marketing manager and taught to those who serve."""
        overrides = {}
        if quarter == self.quarter.before():
            promising = next(line for line in classes.propose(work, quarter).lines if line.proposed == "C")
            overrides[promising.client_id] = ("B", "下季起签全年用餐协议")
        run = classes.confirm(work, quarter, overrides)
        self.runs.append(run)
        work.now += timedelta(days=2)
        there = [self.people[name] for name in ("王芳", "李娜", "周敏", "邓丽华")]
        class_runs.teach(work, run, on_file.today(work), there, "班前会，逐位说明喜好与忌口")

    def _look_through(self, work: Work) -> None:
        """Who is A counts as important; most files have been looked through since, some are overdue."""
        now = self.now
        for file in self.judged:
            assert file.id is not None
            if file.letter == "A":
                held = clients.client_file(work, file.id)
                owner, deputy = (person.id if person else None for person in (held.owner, held.deputy))
                clients.set_people(work, file.id, owner=owner, deputy=deputy, important=True)
            if self.chance.random() < 0.8:
                days = min(self.chance.randrange(1, 60), (now.date() - file.opened).days - 1)
                work.now = self.back(days)
                clients.look_through(work, file.id)

    def _look_after(self, work: Work) -> None:
        look_after(work, self.words["care"], self.people, self._today(work))

    def _keep_views(self, work: Work) -> None:
        """What the office looks at again and again, and one view that is the marketing manager's own."""
        for name, only, columns, shared in (
            ("我的客户", Filter(mine=True), SHOWN_AT_FIRST, True),
            ("A 类客户通讯录", Filter(classes=frozenset("A")), (
                "client_class", "name", "salutation", "unit", "position", "phone", "address"), True),
            ("更新逾期", Filter(overdue=True), (*SHOWN_AT_FIRST, "looked_through_at"), True),
            ("待补全的草稿", Filter(drafts=True), SHOWN_AT_FIRST, True),
            ("单位名录", Filter(forms=frozenset({ClientForm.ORGANISATION})), (
                "name", "industry", "phone", "address", "owner"), False),
        ):  # fmt: skip
            views.save_view(work, name, Content(only, Sort(), columns), shared=shared)

    def _lately(self, work: Work) -> None:
        """What waits on the first morning: a few entries nobody has confirmed yet."""
        for n, (column, text) in enumerate((("taboos", "不吃香菜"), ("drinks", "改喝温水"), ("seat", "靠窗"),
                                            ("dishes", "豆花鱼"), ("allergies", "虾蟹（本人说）"))):  # fmt: skip
            clients.edit_client(work, self.made[60 + n], {column: text}, learnt=Learnt.OVERHEARD, agreed=agreed(work))

    # Small things

    def as_one(
        self, name: str, days: int, verb: Callable[..., Any], *args: Any, minutes: int = 0, **kwargs: Any
    ) -> Any:
        """What one of the staff did so many days ago."""
        if name not in self.signed:
            self.signed[name] = self.me if name == ADMIN else self.office.sign_in(name, PASSWORD)
        with self.office.staged(self.signed[name]) as stage, stage.writing():
            stage.now = self.back(days, minutes)
            return verb(stage, *args, **kwargs)


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
