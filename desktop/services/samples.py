"""Fills a new office with an invented restaurant, so that everything can be tried on people who do not exist."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import locale_folder
from desktop.models.clients import Client
from desktop.models.office import Department, Person, Role, Setting
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.formats import id_check_digit
from desktop.rules.rights import Right
from desktop.rules.words import (
    ClientForm,
    ClientKind,
    DayCalendar,
    DayKind,
    Learnt,
    LinkRole,
    OfficeKind,
    SpendGrade,
    TableRole,
    Visits,
)
from desktop.services import (
    accounts,
    affiliations,
    anniversaries,
    calendars,
    clients,
    dealings,
    on_file,
    reviews,
    sample_week,
    views,
)
from desktop.services.accounts import NewPerson
from desktop.services.client_lists import SHOWN_AT_FIRST, Filter, Sort
from desktop.services.dealings import DealingEntry, YearLine
from desktop.services.office import Office
from desktop.services.vault import Kdf
from desktop.services.views import Content
from desktop.services.work import SignedIn, Work

NAME, KIND, ADMIN, PASSWORD = "柏溪楼", OfficeKind.RESTAURANT, "何俊", "柏溪楼样本 Boxi"
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
PERSONS, ORGANISATIONS = 226, 42
CLASSES = (("A", 17), ("B", 28), ("C", 74), ("D", 96), ("L", 11))
HANDED_OVER = 31

Progress = Callable[[int, int], object]


def _quiet(_done: int, _total: int) -> None:
    """Where nobody watches."""


def make_sample(office: Office, me: SignedIn, *, progress: Progress = _quiet) -> None:
    """Fills the office with 14 people and 268 files, dated back from today. `me` needs every right.

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
    for client in files:
        work.require(Right.EDIT_CLIENTS, client)
        clients.withdraw_client(work, client.id, "sample")
    people = [UUID(one) for one in made["people"] if UUID(one) != work.me.id]
    for person in work.visible(Person).where(Person.id.in_(people) & Person.suspended_at.is_null()):
        accounts.suspend(work, person.id)
    _mark(work, None)
    work.record("settings", "remove_sample", None, clients=len(files))
    return len(files)


def _mark(work: Work, made: Mapping[str, list[str]] | None) -> None:
    """Keeps in the office which rows are the sample's; nothing once it is gone."""
    changed = {"changed_at": work.now, "changed_by": work.me.id}
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
    signed: dict[str, SignedIn] = field(default_factory=dict)
    admin: str = ADMIN

    def __post_init__(self) -> None:
        path = locale_folder().parent / "sample" / "restaurant.json"
        self.words: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        self.phone = 0
        self.names: set[str] = set()

    def tell(self, work: Work) -> None:
        with work.writing():
            self.now = work.now
            self._hire(work)
        firms = self._firms()
        persons = self._persons()
        # month −12: the paper files and one spreadsheet; then a few more files each month
        plan = [(340, firms[:30] + persons[:120])]
        rest = firms[30:] + persons[120:]
        plan += [(300 - 28 * n, rest[n::11]) for n in range(11)]
        done = 0
        for days, files in plan:
            with work.writing():
                for n, (form, values) in enumerate(files):
                    work.now = self.back(days, n)
                    self.made.append(self._open(work, form, values))
            done += len(files)
            self.progress(done, PERSONS + ORGANISATIONS + 60)
        manager = self.office.sign_in("张岚", PASSWORD)
        for days, chapter, me in (
            (280, self._verify, manager), (185, self._hand_over, self.me), (120, self._hang_on, self.me),
            (40, self._classify, manager), (30, self._keep_views, manager), (2, self._lately, self.me),
        ):  # fmt: skip
            with self.office.staged(me) as stage, stage.writing():
                stage.now = self.back(days)
                chapter(stage)
            done += 12
            self.progress(done, PERSONS + ORGANISATIONS + 60)
        sample_week.tell(self)
        with work.writing():
            people = [str(i) for i in self.people.values() if i != self.me.id]
            for name, value in (("office_address", f"{self.words['city']}柏树街 9 号"), ("office_postcode", "999001")):
                Setting.insert(name=name, value=value).on_conflict_ignore().execute()
            _mark(work, {"clients": [str(i) for i in self.made], "people": people})
            work.record("settings", "sample", None, clients=len(self.made))
        self.progress(1, 1)

    def back(self, days: int, minutes: int = 0) -> datetime:
        return self.now - timedelta(days=days, minutes=-minutes)

    def _hire(self, work: Work) -> None:
        work.now = self.back(365)
        rooms = {name: work.add(Department(name=name)) for name in self.words["departments"]}
        roles = {role.key: role.id for role in work.visible(Role)}
        admin = work.get(Person, self.me.id)
        self.people[ADMIN] = admin.id
        for line in self.words["staff"]:
            if line["name"] == admin.name:
                work.change(admin, {"department": rooms[line["department"]], "post": line["post"]})
                continue
            wanted = tuple(roles[key] for key in line["roles"] if key in roles)
            new = NewPerson(line["name"], PASSWORD, wanted, rooms[line["department"]].id, line["post"])
            self.people[line["name"]] = accounts.add_person(work, new, self.office.secret, LIGHT)
        work.record("accounts", "sample_people", None, people=len(self.people))

    # Files

    def _firms(self) -> list[tuple[ClientForm, dict[str, object]]]:
        pick = self.chance.choice
        files: list[tuple[ClientForm, dict[str, object]]] = []
        for n, name in enumerate(self.words["organisations"]):
            files.append((ClientForm.ORGANISATION, {
                "name": self.words["city"][:2] * (not name.startswith("云川")) * (n % 3 == 0) + name + pick(
                    self.words["suffixes"]) * (not name.endswith("事务所")),
                "short_name": name, "phone": self.next_phone(), "industry": pick(self.words["industries"]),
                "address": (address := self._address()), "postcode": self._postcode(address),
                "legal_representative": self._name(),
                "registered_capital": pick((50, 100, 200, 500, 1000)) * 10_000 * 100,
                "business_scope": f"{name[-2:]}的生产、加工与销售" if n % 2 else "",
                "kind": ClientKind.SUPPLIER.value if n % 7 == 3 else ClientKind.CUSTOMER.value,
            }))  # fmt: skip
        return files

    def _persons(self) -> list[tuple[ClientForm, dict[str, object]]]:
        special = [
            {"name": "贺启年", "allergies": "花生及花生油", "dishes": "清蒸鲈鱼，少油", "taboos": "不吃香菜"},
            {"name": "单雄飞"}, {"name": "仇若水"}, {"name": "欧阳海"},
            {"name": "尉迟安", "unit": "尉迟木业有限公司", "position": "董事长"},
            {"name": "𠮷文博"}, {"name": "王建国", "unit": "云川茶业有限公司"},
            {"name": "王建国", "unit": "白石建材有限公司"}, {"name": "曹梦扬", "phone": "19900009001"},
            {"name": "曹孟扬", "other_phone": "199 0000 9001"}, {"name": "解思源"}, {"name": "曾若兰"},
            {"name": "查立群"}, {"name": "区静宜"}, {"name": "A<B 咖啡 林小满"},
        ]  # fmt: skip
        self.names.update(entry["name"] for entry in special)
        return [(ClientForm.PERSON, self._person(special[n] if n < len(special) else {})) for n in range(PERSONS)]

    def _person(self, given: Mapping[str, str]) -> dict[str, object]:
        pick, some = self.chance.choice, self.chance.random
        words, name = self.words, given.get("name") or self._name()
        position = given.get("position") or pick(words["posts"])
        unit = pick(words["organisations"]) + words["suffixes"][0]
        values: dict[str, object] = {
            "name": name, "position": position, "unit": unit, "phone": self.next_phone(),
            "salutation": _surname(name) + words["salutations"].get(position, "总"),
        }  # fmt: skip
        for column, words_of, share in (
            ("dishes", "dishes", 0.6), ("taboos", "taboos", 0.35), ("drinks", "drinks", 0.45), ("seat", "seats", 0.15),
            ("cigarettes", "cigarettes", 0.2), ("dining_habits", "habits", 0.3), ("room_wishes", "rooms", 0.25),
            ("allergies", "allergies", 0.07), ("car_model", "cars", 0.3), ("note", "notes", 0.25),
        ):  # fmt: skip
            if some() < share:
                values[column] = pick(words[words_of])
        if some() < 0.35:
            values["plate"] = f"云A{self.chance.randrange(100_000):05d}"
        if some() < 0.5:
            born = date(self.chance.randrange(1952, 1998), self.chance.randrange(1, 13), self.chance.randrange(1, 28))
            values["birthday"] = born.isoformat()
            if some() < 0.3:
                values["id_number"] = self._id_number(born)
        if some() < 0.4:
            values["address"] = address = self._address()
            values["postcode"] = self._postcode(address)
        if some() < 0.5:
            values |= {"spend_grade": pick(list(SpendGrade)).value, "visit_habit": pick(list(Visits)).value,
                       "table_role": pick(list(TableRole)).value, "signs_on_account": some() < 0.3}  # fmt: skip
        values.update(given)
        return values

    def _open(self, work: Work, form: ClientForm, values: Mapping[str, object]) -> UUID:
        owners = ("张岚", "周敏", "李娜", "韩磊", "王芳", "赵峰", "邓丽华")
        owner = "孙倩" if len(self.made) < HANDED_OVER else self.chance.choice(owners)
        kind = ClientKind.of(values.get("kind", "customer"))
        plain = {name: value for name, value in values.items() if name != "kind"}
        learnt = self.chance.choice((Learnt.ASKED, Learnt.OBSERVED, Learnt.PHONE))
        return clients.open_client(work, form, plain, kind=kind, owner=self.people[owner], learnt=learnt)

    # Chapters

    def _verify(self, work: Work) -> None:
        """The marketing manager has confirmed most of what was entered; the rest still waits."""
        for client in work.visible(Client).order_by(Client.code):
            for name, info in reviews.reviews_of(work, client.id).items():
                # what happened to him is why the house keeps cards at all
                sure = client.name == "贺启年" or self.chance.random() < 0.85
                if info.provisional and sure:
                    reviews.accept(work, client.id, name)

    def _hand_over(self, work: Work) -> None:
        """孙倩 leaves: her clients get new owners, her account is suspended."""
        heirs = ("周敏", "李娜", "邓丽华")
        for n, client_id in enumerate(self.made[:HANDED_OVER]):
            file = clients.client_file(work, client_id)
            clients.set_people(work, client_id, owner=self.people[heirs[n % 3]], deputy=self.people["王芳"],
                               important=file.important)  # fmt: skip
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

    def _lunar_days(self, work: Work, persons: list[UUID]) -> None:
        """A lunar birthday tomorrow, and one born in a leap month."""
        tomorrow = self.now.date() + timedelta(days=1)
        day = calendars.coming_lunar_table(self.now.date()).lunar(tomorrow)
        for client_id, month, number, leap, year in ((persons[4], day.month, day.day, False, None),
                                                     (persons[5], 6, 18, True, 1979)):  # fmt: skip
            anniversaries.add_anniversary(work, client_id, RememberedDay(
                DayKind.BIRTHDAY, DayCalendar.LUNAR, month, number, year, leap))  # fmt: skip

    def _classify(self, work: Work) -> None:
        """The quarter's classes, as the marketing manager has set them."""
        persons = list(work.visible(Client).where(Client.form == "person").order_by(Client.code))
        start = 0
        for letter, count in CLASSES:
            for client in persons[start : start + count]:
                values: dict[str, object] = {"client_class": letter, "important": letter == "A"}
                if self.chance.random() < 0.8:
                    values["looked_through_at"] = self.back(self.chance.randrange(1, 60))
                work.change(client, values)
            start += count
        work.record(clients.TOPIC, "classify", None, clients=start)

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
            clients.edit_client(work, self.made[60 + n], {column: text}, learnt=Learnt.OVERHEARD)

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

    def next_phone(self) -> str:
        self.phone += 1
        return f"1990000{self.phone:04d}"

    def _address(self) -> str:
        return f"{self.words['city']}{self.chance.choice(self.words['streets'])}{self.chance.randrange(1, 180)}号"

    def _postcode(self, address: str) -> str:
        """Of a region that does not exist; of one street nobody has noted it."""
        street = next(n for n, street in enumerate(self.words["streets"]) if street in address)
        return f"9990{street:02d}" if street else ""

    def _name(self) -> str:
        while True:
            name = self.chance.choice(self.words["surnames"]) + self.chance.choice(self.words["given"])
            if name not in self.names:
                self.names.add(name)
                return name

    def _id_number(self, born: date) -> str:
        """Right in form and of a region that does not exist."""
        first = f"990101{born:%Y%m%d}{self.chance.randrange(1, 999):03d}"
        return first + id_check_digit(first)


def _surname(name: str) -> str:
    return name[:2] if name.startswith(("尉迟", "欧阳")) else name[:1] if name[0] > "z" else name[-3]
