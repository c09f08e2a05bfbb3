"""Drawn sequences of acts of every kind, undone in reverse: after each the office says what it said before (CL-11)."""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.classes import ClassRun, Spend, SpendImport
from desktop.models.clients import Client, ImportRun
from desktop.models.merging import DistinctPair, Merge
from desktop.models.owners import Handover
from desktop.rules.bulk_edits import BulkEdit, Manner
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry
from desktop.rules.fields import FieldType
from desktop.rules.merging import Pick
from desktop.rules.quarters import Quarter
from desktop.rules.risks import Sign
from desktop.rules.words import ClientForm, LinkRole
from desktop.services import (
    affiliations,
    bulk_edits,
    classes,
    clients,
    contacts,
    merging,
    own_fields,
    owners,
    review_lists,
    reviews,
    risks,
    spending,
    transfers,
    undoing,
    unmerging,
)
from desktop.services.client_lists import Chosen, Filter
from desktop.services.own_fields import OwnFieldEntry
from desktop.services.transfers import Wish
from tests.clients.test_undoing import ALL, dump, last
from tests.drawn import drawn
from tests.importing.test_service import bring_in, sheet
from tests.offices import DATABASES, TestOffice, drop_database, postgres_copy, sqlite_copy

NAMES = ("贺启年", "单雪", "尉迟恭", "欧阳海", "白石")
QUARTER = Quarter(2026, 2)
# Acts that are not done again by undoing their undoing, or not by whoever entered what was reviewed
OWN_WAY = ("merge", "bring_in", "classify", "spend", "review")
HEAD = "姓名,称呼,单位,手机,忌口,收入,会员"


def whole(office: TestOffice) -> Any:
    """All that the office says of its clients, and which merges, runs and sheets are in force."""
    rows, found = dump(office)
    with office.work(write=False) as work:
        for table in (Merge, ClassRun, SpendImport, ImportRun):
            rows |= {(table.__name__, row.id): True for row in work.visible(table).where(table.undone_at.is_null())}
        files = {row.id for row in work.visible(Client)}
        for table in (Spend, Handover, DistinctPair):
            for row in work.visible(table):
                data = {n: v for n, v in row.__data__.items() if n not in ("version", "figures")}
                if table is not Spend or row.client_id in files:
                    rows[table.__name__, row.id] = data
    return rows, found


class Acts:
    """Acts chosen by chance; each leaves one operation, or is refused."""

    def __init__(self, office: TestOffice, chance: random.Random, folder: Any) -> None:
        self.office, self.chance, self.folder = office, chance, folder
        self.colleague = office.hire("赵峰", ALL)
        office.do(own_fields.add_own_field, OwnFieldEntry("会员", FieldType.TEXT))
        self.files = [office.do(clients.open_client, ClientForm.PERSON, {"name": name, "phone": f"1990000{n}234"})
                      for n, name in enumerate(NAMES)]  # fmt: skip
        self.sheets = 0
        self.done: list[tuple[str, Any]] = []

    def all(self) -> list[Any]:
        with self.office.work(write=False) as work:
            return [row.id for row in work.visible(Client).order_by(Client.code)]

    def any(self) -> Any:
        return self.chance.choice(self.all())

    def text(self) -> str:
        return str(self.chance.randrange(5678, 5682))

    def edit(self) -> None:
        text = self.text()
        some = {"unit": f"青石{text}", "phone": f"1990000{text}", "taboos": text, "income": text, "own_hui_yuan": text,
                "bank": text, "note": f"包房{text}", "plate": f"云A1{text}"}  # fmt: skip
        self.office.do(clients.edit_client, self.any(), dict(self.chance.sample(sorted(some.items()), 3)))

    def open(self) -> None:
        values = {"name": self.chance.choice(NAMES), "phone": f"1990000{self.text()}", "seat": "靠窗", "bank": "甲行"}
        self.office.do(clients.open_client, ClientForm.PERSON, values)

    def bulk_edit(self) -> None:
        kinds = [BulkEdit("taboos", Manner.ADD, self.text()), BulkEdit("industry", Manner.SET, self.text()),
                 BulkEdit("own_hui_yuan", Manner.SET, self.text()), BulkEdit("note", Manner.CLEAR),
                 BulkEdit("important", Manner.SET, self.chance.random() < 0.5)]  # fmt: skip
        only = self.chance.choice((Filter(), Filter(mine=True), Filter(text="青石")))
        edits = self.chance.sample(kinds, 2)
        seen = self.office.errand(bulk_edits.preview, Chosen(only=only), edits)
        self.office.errand(bulk_edits.carry_out, seen)

    def merge(self) -> None:
        names = ("phone", "note", "taboos", "unit", "own_hui_yuan", "income")
        picks = {name: self.chance.choice(list(Pick)) for name in self.chance.sample(names, 3)}
        self.office.do(merging.merge, *self.chance.sample(self.all(), 2), picks)

    def bring_in(self) -> None:
        """Two who are known, one of them perhaps merged away or renamed, and one who is new."""
        self.sheets += 1
        lines = [",".join((NAMES[n], "", "青石", f"1990000{n}234", self.text(), self.text(), self.text()))
                 for n in self.chance.sample(range(len(NAMES)), 2)]  # fmt: skip
        lines.append(f"新客{self.sheets},新总,云岭,139{self.sheets:08},花生,,")
        bring_in(self.office, sheet(self.folder, *lines, head=HEAD, name=f"{self.sheets}.csv"))

    def transfer(self) -> None:
        here, there = self.chance.sample([self.colleague.id, self.office.me.id], 2)
        wishes = [Wish(owner=here, deputy=there, reason="调岗"), Wish(owner=here, giver=there, reason="调岗"),
                  Wish(deputy=here, reason="调岗"), Wish(deputy_goes=True, owner=there, reason="调岗")]  # fmt: skip
        self.chance.shuffle(wishes)
        files = self.all()[:2]
        wish = next(one for one in wishes if self.office.ask(transfers.plan, files, one).lines)
        self.office.do(transfers.transfer, files, wish)

    def own(self) -> None:
        self.office.do(owners.set_owners, self.any(), owner=self.chance.choice((None, self.colleague.id)), deputy=None,
                       important=self.chance.random() < 0.5, promising=self.chance.random() < 0.5,
                       contacts=self.chance.choice(([], [self.office.me.id])))  # fmt: skip

    def spend(self) -> None:
        self.sheets += 1
        codes = [self.office.ask(clients.client_file, key).code for key in self.all()[:2]]
        rows = [f"{code},2026-05-{self.sheets:02},{self.chance.randrange(1, 9)}000,1" for code in codes]
        path = self.folder / f"spend{self.sheets}.csv"
        path.write_text("\n".join(("client,date,amount,visits", *rows)), "utf-8")
        self.office.do(spending.take, self.office.errand(spending.prepare, path))

    def classify(self) -> None:
        self.office.do(classes.confirm, QUARTER)

    def contact(self) -> None:
        step = self.chance.choice(("", "回电"))
        said = Report(Channel.PHONE, "问包房", next_step=step, next_on=date(2030, 1, 2) if step else None)
        self.office.do(contacts.log_contact, self.any(), said, me=self.chance.choice((None, self.colleague)))

    def link(self) -> None:
        self.office.do(affiliations.add_link, self.any(), self.any(), LinkRole.FAMILY)

    def warn(self) -> None:
        self.office.do(risks.warn_of_fraud, self.any(), Sign.TRANSFER, "退款到他人账户")

    def review(self) -> None:
        waiting = self.office.ask(review_lists.waiting_reviews, me=self.colleague)
        line = self.chance.choice([line for line in waiting if not line.sealed] or [None])
        if line is not None and not line.info.mine:
            verb, given = self.chance.choice(((reviews.accept, ()), (reviews.correct, ("葱",)),
                                              (reviews.refuse, ("听错",))))  # fmt: skip
            self.office.do(verb, line.client_id, line.field, *given, me=self.colleague)

    def take_back(self) -> None:
        """The act before, as long as it is one that is done again by being undone."""
        (kind, operation), *_rest = self.done[::-1] or [("", None)]
        if kind not in ("", *OWN_WAY):
            self.office.do(undoing.undo, operation)

    def everything(self) -> list[Callable[[], None]]:
        """Every kind once, the great ones twice, in an order of chance."""
        great = [self.edit, self.bulk_edit, self.merge, self.bring_in, self.transfer, self.classify]
        others = [self.open, self.own, self.spend, self.contact, self.link, self.warn, self.review, self.take_back]
        found = [*great * 2, *others]
        self.chance.shuffle(found)
        return found


def take_back(office: TestOffice, operation: Any) -> None:
    """Whatever it was, as the command `undo` does it."""
    merge = office.ask(merging.merge_of, operation)
    if merge is not None:
        office.do(unmerging.unmerge, merge)
    else:
        office.errand(undoing.undo_staged, operation)


GREAT = {"edit", "bulk_edit", "merge", "bring_in", "transfer", "classify"}


def undone(office: TestOffice, chance: random.Random, folder: Path) -> set[str]:
    """Acts in an order of chance, then taken back one by one; returns the kinds that were done."""
    acts = Acts(office, chance, folder)
    before = []
    for act in acts.everything():
        now, newest = whole(office), last(office)
        try:
            act()
        except BadEntry:
            continue
        if last(office) != newest:
            before.append(now)
            acts.done.append((act.__name__, last(office)))
    for (name, operation), then in zip(reversed(acts.done), reversed(before), strict=True):
        take_back(office, operation)
        now = whole(office)
        changed = {key for key in now[0].keys() | then[0] if now[0].get(key) != then[0].get(key)}
        assert (name, changed, now[1]) == (name, set(), then[1])
    return {name for name, _id in acts.done}


@pytest.fixture(params=DATABASES)
def another(request, tmp_path) -> Callable[[], AbstractContextManager[TestOffice]]:
    """A new office each time it is called."""
    kind, names = request.param, count()
    pattern, admin = request.getfixturevalue(f"{kind}_pattern"), request.getfixturevalue("pg_url")

    @contextmanager
    def made():
        if kind == "sqlite":
            with sqlite_copy(pattern, tmp_path / f"{next(names)}.db") as office:
                yield office
            return
        name = f"drawn_{uuid4().hex[:12]}"
        with postgres_copy(pattern, admin, name) as office:
            yield office
        drop_database(admin, name)

    return made


def test_acts_of_every_kind_undone_in_reverse_leave_the_office_as_it_was(another, tmp_path):
    kinds: set[str] = set()

    @drawn(2)
    @given(st.randoms(use_true_random=False))
    def acted(chance):
        with another() as office, TemporaryDirectory(dir=tmp_path) as folder:
            kinds.update(undone(office, chance, Path(folder)))

    acted()
    assert kinds >= GREAT
