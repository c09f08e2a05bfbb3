"""Two workstations at one moment: nothing of either is lost, taken twice, or let through unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from desktop.i18n import translator
from desktop.models.approvals import Approval
from desktop.models.clients import Client, ValueReview
from desktop.models.records import Record
from desktop.rules.approvals import Act, Need, NeedsApproval
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import (
    AlreadyDone,
    BadEntry,
    ConnectionLost,
    NotAllowed,
    NotFound,
    OfficeError,
    Stale,
    Suspended,
)
from desktop.rules.events import EventKind
from desktop.rules.exports import ExportKind
from desktop.rules.fields import Block
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Sign
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    approvals,
    clients,
    contacts,
    events,
    exports,
    own_fields,
    owners,
    reviews,
    risks,
    search,
    settings,
    transfers,
    views,
)
from desktop.services.checking import check_office
from desktop.services.client_lists import Chosen
from desktop.services.exports import Wish
from desktop.services.news import News, read_news
from desktop.services.office import Office
from tests.offices import CHEAP, PASSWORD, TestOffice
from tests.trust.waiting import wait_for_lock

PERSON = ClientForm.PERSON


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, PERSON, {"name": "贺启年", "salutation": "贺总", "phone": "199 0000 1234"})


def both(office: TestOffice, first: Callable[[Any], Any], second: Callable[[], Any],
         then: Callable[[Any], Any] = lambda _work: None) -> Any:  # fmt: skip
    """What `second` comes to when it begins while `first` has written and not yet committed; `then` is what the first
    does still, when the second waits for it."""

    def other() -> Any:
        try:
            return second()
        except OfficeError as refusal:
            return refusal
        finally:
            office.office.disconnect()

    with ThreadPoolExecutor(1) as pool:
        with office.work() as work:
            first(work)
            coming = pool.submit(other)
            wait_for_lock(work.database, coming)
            then(work)
        return coming.result(30)


def test_edits_of_different_fields_meet_in_values_order_and_search(office: TestOffice, he):
    came = both(
        office,
        lambda work: clients.edit_client(work, he, {"name": "仇启年"}),
        lambda: office.do(clients.edit_client, he, {"unit": "云川茶业"}),
    )
    assert came is None
    with office.work(write=False) as work:
        row = work.get(Client, he)
    assert (row.name, row.unit, row.sort_key[:3], row.version) == ("仇启年", "云川茶业", "qiu", 3)
    assert [hit.id for hit in office.ask(search.find, "仇启年")] == [he]


def test_the_offices_own_fields_meet_open_and_sealed(office: TestOffice, he):
    for label, block in (("甲", Block.OPEN), ("乙", Block.OPEN), ("丙", Block.PROPERTY), ("丁", Block.PROPERTY)):
        office.do(own_fields.add_own_field, own_fields.OwnFieldEntry(label, block=block))
    names = {line.label: line.name for line in office.ask(own_fields.own_fields)}
    both(
        office,
        lambda work: clients.edit_client(work, he, {names["甲"]: "1", names["丙"]: "3", "income": "5"}),
        lambda: office.do(clients.edit_client, he, {names["乙"]: "2", names["丁"]: "4", "assets": "6"}),
    )
    values = office.ask(clients.client_file, he).values
    opened = office.do(clients.unlock, he, Block.PROPERTY)
    assert (values[names["甲"]], values[names["乙"]]) == ("1", "2")
    assert {n: opened[n] for n in (names["丙"], names["丁"], "income", "assets")} == {
        names["丙"]: "3", names["丁"]: "4", "income": "5", "assets": "6"}  # fmt: skip


def test_a_value_that_changes_under_its_review_is_not_confirmed_unseen(office: TestOffice, he):
    head = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    office.do(clients.edit_client, he, {"taboos": "香菜"})
    came = both(
        office,
        lambda work: clients.edit_client(work, he, {"taboos": "羊肉"}),
        lambda: office.do(reviews.accept, he, "taboos", "香菜", me=head),
    )
    assert isinstance(came, Stale)
    with office.work(write=False) as work:
        assert work.visible(ValueReview).get().state == "provisional"


def test_the_first_codes_of_an_office_are_two(office: TestOffice):
    came = both(
        office,
        lambda work: clients.open_client(work, PERSON, {"name": "甲"}),
        lambda: office.do(clients.open_client, PERSON, {"name": "乙"}),
    )
    assert not isinstance(came, OfficeError)
    with office.work(write=False) as work:
        assert len({row.code for row in work.visible(Client)}) == 2


def test_a_file_is_withdrawn_once(office: TestOffice, he):
    came = both(
        office,
        lambda work: clients.withdraw_client(work, he, "doppelt"),
        lambda: office.do(clients.withdraw_client, he, "again"),
    )
    assert isinstance(came, NotFound)


def test_two_admins_cannot_put_each_other_out(office: TestOffice):
    other = office.hire("李娜", {Right.RUN_PEOPLE: Scope.ALL}, level=3, vaults=("identity", "property", "accounts"))
    came = both(
        office,
        lambda work: accounts.suspend(work, other.id),
        lambda: office.do(accounts.suspend, office.me.id, me=other),
    )
    assert isinstance(came, OfficeError)
    assert not office.ask(accounts.person_line, office.me.id).suspended


@pytest.mark.parametrize("deed", ["transfer", "set_people", "open_client", "set_contacts"])
def test_nobody_is_given_clients_at_the_moment_of_being_suspended(office: TestOffice, he, deed):
    heir = office.hire("周敏", {}).id
    deeds = {
        "transfer": (transfers.transfer, [he], transfers.Wish(heir, reason="调任")),
        "set_people": (clients.set_people, he),
        "open_client": (clients.open_client, PERSON, {"name": "甲"}),
        "set_contacts": (owners.set_owners, he),
    }  # fmt: skip
    named = {"set_people": {"owner": heir, "deputy": None, "important": False}, "open_client": {"owner": heir},
             "set_contacts": {"owner": office.me.id, "deputy": None, "important": False, "promising": False,
                              "contacts": [heir]}}  # fmt: skip
    came = both(office, lambda work: accounts.suspend(work, heir),
                lambda: office.do(*deeds[deed], **named.get(deed, {})))  # fmt: skip
    assert isinstance(came, BadEntry) and "周敏" in str(came)
    assert office.ask(transfers.held_by, heir) == []


def test_one_login_for_one_person(office: TestOffice):
    def add(name: str):
        return accounts.NewPerson(name, PASSWORD, reason="both at once")

    came = both(
        office,
        lambda work: accounts.add_person(work, add("王芳"), office.office.secret, CHEAP),
        lambda: office.do(accounts.add_person, add("王 芳".replace(" ", "")), office.office.secret, CHEAP),
    )
    assert isinstance(came, BadEntry)


def test_who_is_suspended_writes_and_opens_nothing_more(office: TestOffice, he):
    staff = office.hire(
        "李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}, level=2, vaults=("property",)
    )
    office.do(accounts.suspend, staff.id)
    for verb, *args in ((clients.edit_client, he, {"unit": "x"}), (clients.unlock, he, Block.PROPERTY)):
        with pytest.raises(NotAllowed):
            office.do(verb, *args, me=staff)
    for read in (
        lambda: office.ask(clients.client_file, he, me=staff),
        lambda: office.ask(read_news, News(), me=staff),
    ):
        with pytest.raises(Suspended):
            read()
    with pytest.raises(Suspended), office.office.staged(staff) as work, work.reading():
        work.get(Client, he)
        raise AssertionError("it was let in")
    assert office.ask(clients.client_file, he).values["unit"] == ""


def test_an_approval_is_used_by_one_of_two(office: TestOffice):
    need = Need(Act.EXPORT, 300, "名册", "all")
    with office.work() as work:
        asked = work.add(Approval(act="export", state="approved", size=300, what="", mark=need.mark, level=1,
                                  reason="x", asked_by=office.me.id, asked_at=work.now,
                                  valid_until=work.now + timedelta(days=1)))  # fmt: skip
        work.record("approvals", "test", asked)

    def export(work):
        approvals.require(work, need)
        work.record("exports", "export", None, clients=300)

    assert isinstance(both(office, export, lambda: office.do(export)), NeedsApproval)


def test_what_leaves_at_two_workstations_at_once_is_counted_together(office: TestOffice, tmp_path):
    files = [office.do(clients.open_client, PERSON, {"name": name}) for name in ("甲", "乙", "丙", "丁")]
    office.do(settings.change_setting, "export_limit", 3)
    language, first, then = translator("en"), files[:2], files[2:]
    came = both(office, lambda work: exports.copy_text(work, first, language),
                lambda: office.do(exports.copy_text, then, language))  # fmt: skip
    assert isinstance(came, NeedsApproval)
    office.do(settings.change_setting, "export_limit", 5)
    wish = Wish(Chosen(ids=tuple(then)), ExportKind.CSV, ("name",))
    came = both(office, lambda work: exports.copy_text(work, first, language),
                lambda: office.errand(exports.export_clients, wish, tmp_path / "out.csv", language))  # fmt: skip
    assert isinstance(came, NeedsApproval)
    assert list(tmp_path.glob("*.csv")) == []


def test_a_warning_is_settled_once(office: TestOffice, he):
    warning = office.do(risks.warn_of_fraud, he, Sign.TRANSFER, "退款到他人账户")
    came = both(office, lambda work: risks.settle_warning(work, warning, "查实，是本人"),
                lambda: office.do(risks.settle_warning, warning, "没事"))  # fmt: skip
    assert isinstance(came, BadEntry)
    (line,) = office.ask(risks.standing, he).warnings
    assert line.outcome == "查实，是本人"


def test_a_next_step_is_done_once(office: TestOffice, he):
    step = Report(Channel.PHONE, "问包房", next_step="回电", next_on=date(2030, 1, 2))
    said = office.do(contacts.log_contact, he, step)
    both(office, lambda work: contacts.finish_step(work, said), lambda: office.do(contacts.finish_step, said))
    with office.work(write=False):
        assert Record.select().where(Record.action == "finish_step").count() == 1


def test_a_person_has_one_first_view(office: TestOffice):
    key = office.do(views.save_view, "重点", views.Content())
    assert both(office, lambda work: views.open_with(work, key), lambda: office.do(views.open_with, key)) is None


# Locks in two orders


def test_inviting_and_an_edit_with_approval_do_not_wait_for_each_other(office: TestOffice, he):
    event = office.do(events.add_event, events.EventEntry(EventKind.SEMINAR, "品茶会", date(2030, 1, 2)))
    held = {}

    def coming():
        # not by `run`, which would do it again
        with office.work() as work:
            return events.invite(work, event, [he])

    def held_in_the_file(work):
        held["file"] = work.get(Client, he)

    def then_alone(work):
        work.alone()
        work.change(held["file"], {"unit": "云川茶业"})
        work.record("clients", "edit", held["file"])

    assert both(office, held_in_the_file, coming, then_alone) == 1
    assert office.ask(clients.client_file, he).values["unit"] == "云川茶业"


def test_who_loses_a_deadlock_does_it_again(office: TestOffice, he):
    """Of two who wait for each other the server lets one go on; the other's deed is done after it."""
    tries = []

    def alone_and_then_the_file(work):
        tries.append(1)
        work.alone()
        clients.edit_client(work, he, {"unit": "云川茶业"})

    held = {}

    def held_in_the_file(work):
        if not work.database.sqlite:
            # whoever looks first for a deadlock is taken back: that is to be the other
            work.database.engine.execute_sql("SET LOCAL deadlock_timeout = '60s'")
        held["file"] = work.get(Client, he)

    def then_alone(work):
        work.alone()
        work.change(held["file"], {"position": "经理"})
        work.record("clients", "edit", held["file"])

    came = both(office, held_in_the_file, lambda: office.do(alone_and_then_the_file), then_alone)
    assert came is None
    values = office.ask(clients.client_file, he).values
    assert (values["unit"], values["position"]) == ("云川茶业", "经理")
    assert len(tries) == (1 if office.office.database.sqlite else 2)


# Operations


def test_an_operation_is_not_done_twice(office: TestOffice, he):
    operation = new_id()
    office.do(clients.open_client, PERSON, {"name": "甲"}, operation=operation)
    with pytest.raises(AlreadyDone):
        office.do(clients.open_client, PERSON, {"name": "甲"}, operation=operation)
    with office.work(write=False) as work:
        assert work.visible(Client).count() == 2


class LateOffice(Office):
    """The line breaks at the first commit, and nothing is known of it but that it broke."""

    broken = 0

    @contextmanager
    def work(self, *args, **kwargs):
        with super().work(*args, **kwargs) as work:
            yield work
        LateOffice.broken += 1
        if LateOffice.broken == 1:
            raise ConnectionLost("gone")


def test_a_commit_that_arrives_late_is_not_repeated(office: TestOffice):
    late = LateOffice(office.office.database, office.office.secret, office.office.workstation, office.office.settings)
    made = late.run(office.me, clients.open_client, PERSON, {"name": "甲"})
    assert LateOffice.broken == 1
    LateOffice.broken = 0
    with office.work(write=False) as work:
        assert [row.id for row in work.visible(Client)] == [made]
    assert office.errand(check_office).sound


# What a clash may tell


def test_a_sealed_value_shown_by_a_clash_is_a_recorded_reading(office: TestOffice, he):
    office.do(clients.edit_client, he, {"bank": "甲行"})
    with pytest.raises(Stale):
        office.do(clients.edit_client, he, {"bank": "乙行"}, {"bank": ""})
    with office.work(write=False) as work:
        last = work.visible(Record).order_by(Record.serial.desc()).get()
    assert (last.topic, last.action, last.subject, last.facts["block"]) == ("reads", "read", he, "accounts")


def test_opening_a_file_asks_for_the_level_of_each_value(office: TestOffice):
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL}, vaults=("accounts",))
    with pytest.raises(NotAllowed):
        office.do(clients.open_client, PERSON, {"name": "甲", "bank": "甲行"}, me=staff)
    with office.work(write=False) as work:
        assert not work.visible(Client).exists()
