"""Moving an office between files and servers: nothing missing, nothing doubled, and the old place can only be read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from desktop.house import House
from desktop.house_copies import Copies
from desktop.models.base import database as tables_lie_in
from desktop.models.office import Setting
from desktop.models.records import Record
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import Damaged, Interrupted, Moved, NotAllowed, OfficeBusy
from desktop.rules.events import EventKind
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import checking, client_lists, clients, competitors, contacts, events, moving, search, search_all
from desktop.services.competitors import CompetitorEntry
from desktop.services.events import EventEntry
from desktop.services.joining import invite
from desktop.services.office import open_office
from desktop.services.server_people import door_of
from desktop.services.vault import access_of
from tests.faults.places import NewPlace, dump, fill
from tests.offices import ADMIN, CHEAP, KEY, PASSWORD, PLAN, TestOffice

DAY = date(2026, 5, 4)


def move(office: TestOffice, place: NewPlace, **more) -> str:
    return office.errand(moving.move, office.office.secret, place(KEY), **more)


def test_both_places_hold_the_same_and_the_old_one_can_only_be_read(office: TestOffice, place: NewPlace):
    fill(office)
    move(office, place)
    old, new = dump(office.office.database), dump(place.database())
    assert {row[0] for row in old["setting"] - new["setting"]} == {"moved_to"}
    assert {table for table in old if old[table] != new[table]} == {"setting"}
    with pytest.raises(Moved, match="new"):
        office.do(clients.open_client, ClientForm.PERSON, {"name": "晚到的"})
    assert office.ask(client_lists.count_clients) == 20
    with pytest.raises(Moved):
        open_office(office.office.database, office.office.secret, office.office.workstation)
    left = open_office(office.office.database, office.office.secret, office.office.workstation, left=True)
    before = dump(office.office.database)
    assert TestOffice(left, left.sign_in(ADMIN, PASSWORD)).ask(client_lists.count_clients) == 20
    assert dump(office.office.database) == before
    with place.opened(office.office) as moved:
        assert moved.errand(checking.check_office).findings == []
        moved.do(clients.open_client, ClientForm.PERSON, {"name": "新来的"})
        assert [hit.title for hit in moved.ask(search.find, "xinlaide")] == ["新来的"]
        assert [hit.title for hit in moved.ask(search.find, "尉迟19")] == ["尉迟19"]
        assert moved.errand(checking.check_office).findings == []


def test_there_and_back_again_is_the_same_office(sqlite_office: TestOffice, server_place: NewPlace, tmp_path: Path):
    office = sqlite_office
    fill(office, 5)
    before = dump(office.office.database)
    move(office, server_place)
    back = NewPlace(tmp_path / "back.office")
    with server_place.opened(office.office) as there:
        move(there, back)
    after = dump(back.database())
    told = {"record", "writer", "operation", "workstation", "person"}
    assert {table for table in before if before[table] - after[table]} <= {"writer", "workstation"}
    assert {table for table in after if after[table] - before[table]} <= told
    with back.opened(office.office) as home:
        assert home.errand(checking.check_office).findings == []


def test_everything_that_was_found_is_found(office: TestOffice, place: NewPlace):
    """Clients by name, sound, number and note; what hangs on them; events; and nothing of what was taken out of use."""
    fill(office, 3)
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "单田芳", "note": "只喝普洱"})
    gone = office.do(clients.open_client, ClientForm.PERSON, {"name": "停用的", "phone": "19911112222"})
    office.do(contacts.log_contact, he, Report(Channel.PHONE, "问候", "想订中秋的包间"))
    note = office.do(competitors.add_note, he, CompetitorEntry("望江楼", DAY, "全年包厢八折"))
    office.do(competitors.add_note, he, CompetitorEntry("听松阁", DAY, "九折"))
    office.do(competitors.withdraw_note, note)
    office.do(events.add_event, EventEntry(EventKind.CELEBRATION, "中秋品鉴会", DAY, "兰亭厅"))
    office.do(clients.withdraw_client, gone, "重复")
    words = ("尉迟", "yuchi", "shan", "19900000001", "19911112222", "普洱", "包间", "望江楼", "听松", "中秋", "兰亭")

    def found(where: TestOffice):
        return {word: sorted(hit[:4] for hit in where.ask(search_all.find_everything, word, 50)) for word in words}

    before = found(office)
    assert [word for word in words if not before[word]] == ["19911112222", "望江楼"]
    move(office, place)
    with place.opened(office.office) as moved:
        assert found(moved) == before


def test_nobody_moves_it_without_the_right(office: TestOffice, tmp_path: Path):
    li = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.errand(moving.move, office.office.secret, NewPlace(tmp_path / "new")(KEY), me=li)
    assert not (tmp_path / "new").exists()


def test_stopped_in_the_middle_the_old_one_stays(office: TestOffice, place: NewPlace):
    fill(office, 5)
    before = dump(office.office.database)
    for share in (0.05, 0.5, 0.85):

        def progress(done, total, _text="", share=share):
            if done >= share * total:
                raise Interrupted("stop")

        with pytest.raises(Interrupted):
            move(office, place, progress=progress)
    assert dump(office.office.database) == before
    office.do(clients.open_client, ClientForm.PERSON, {"name": "照常"})
    move(office, place)


def test_rows_that_do_not_arrive_as_they_are_stop_it(sqlite_office: TestOffice, server_place: NewPlace):
    """A file takes any value in any column; a server reads a day as a day, and writes it otherwise."""
    office = sqlite_office
    fill(office, 1)
    with office.office.database.writing():
        office.office.database.engine.execute_sql("UPDATE client SET opened_on = '20260504'")
    before = dump(office.office.database)
    with pytest.raises(Damaged, match="client"):
        move(office, server_place)
    assert dump(office.office.database) == before
    database = server_place.database()
    with database.reading():
        assert database.engine.get_tables() == []
    database.disconnect()


def test_who_was_writing_meanwhile_is_in_the_new_place_or_told(postgres_office: TestOffice, tmp_path: Path):
    """A colleague who begins while the rows are on their way waits, and hears where the office has gone."""
    office, place = postgres_office, NewPlace(tmp_path / "new.office")
    fill(office, 2)
    pool, writes = ThreadPoolExecutor(1), []

    def write():
        try:
            office.do(clients.open_client, ClientForm.PERSON, {"name": "同时"})
        finally:
            office.office.disconnect()

    def progress(_done, _total, _text=""):
        if not writes:
            writes.append(pool.submit(write))

    move(office, place, progress=progress)
    with pytest.raises((Moved, OfficeBusy)):
        writes[0].result(30)
    with place.opened(office.office) as moved:
        assert moved.ask(client_lists.count_clients) == office.ask(client_lists.count_clients) == 2


def test_a_moved_file_may_have_another_key_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where somebody is shut out after a move, the computer that moved the office still opens it."""
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    house = House(kdf=CHEAP)
    office = house.found(PLAN, str(tmp_path / "a.office"))
    me = house.sign_in(office, ADMIN, PASSWORD)
    with office.staged(me) as work:
        Copies(house).move(work, office, str(tmp_path / "b.office"))
    office.disconnect()
    office = house.open(office.id, name=ADMIN, password=PASSWORD)
    me = house.sign_in(office, ADMIN, PASSWORD)
    with office.staged(me) as work:
        assert house.change_file_key(office, work)
    office.disconnect()
    (tmp_path / "b.office.keys").unlink()
    for machine in (house, House(kdf=CHEAP)):
        office = machine.open(str(tmp_path / "b.office"), name=ADMIN, password=PASSWORD)
        assert machine.sign_in(office, ADMIN, PASSWORD).name == ADMIN
        office.disconnect()


def test_who_was_away_when_it_moved_and_got_another_key_finds_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One workstation came by after the move, another has been away since before it."""
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    homes = [tmp_path / name for name in ("moves", "follows", "away")]

    def at(home: Path) -> House:
        monkeypatch.setenv("CLIENTELE_HOME", str(home))
        return House(kdf=CHEAP)

    def open_at(home: Path, where: str) -> None:
        house = at(home)
        office = house.open(where, name=ADMIN, password=PASSWORD, passphrase=PASSWORD)
        assert house.sign_in(office, ADMIN, PASSWORD).name == ADMIN
        office.disconnect()

    house = at(homes[0])
    office = house.found(PLAN, str(tmp_path / "a.office"))
    me = house.sign_in(office, ADMIN, PASSWORD)
    office_id = office.id
    with office.work(me, write=True) as work:
        invitation = invite(work, house.invitation(office))  # and its code
    office.disconnect()
    for home in homes[1:]:
        joined = at(home).join(*invitation, passphrase=PASSWORD)
        joined.disconnect()
    house = at(homes[0])
    office = house.open(office_id, name=ADMIN, password=PASSWORD)
    me = house.sign_in(office, ADMIN, PASSWORD)
    with office.staged(me) as work:
        Copies(house).move(work, office, str(tmp_path / "b.office"))
    office.disconnect()
    with pytest.raises(Moved):
        at(homes[1]).open(office_id, name=ADMIN, password=PASSWORD, passphrase=PASSWORD)
    house = at(homes[0])
    office = house.open(office_id, name=ADMIN, password=PASSWORD)
    with office.staged(house.sign_in(office, ADMIN, PASSWORD)) as work:
        assert house.change_file_key(office, work)
    office.disconnect()
    open_at(homes[1], office_id)
    # away for both: the mark that was left behind has the key of then
    with pytest.raises(Moved) as told:
        at(homes[2]).open(office_id, name=ADMIN, password=PASSWORD, passphrase=PASSWORD)
    assert "knows the new place" in told.value.message
    (tmp_path / "b.office.keys").rename(tmp_path / "gone")
    # what was learnt once is known
    open_at(homes[1], office_id)
    open_at(homes[2], office_id)


def test_where_it_has_gone_is_known_to_its_workstations_alone(office: TestOffice, place: NewPlace):
    access = move(office, place)
    kept = access_of(office.office.secret, access)
    # the login that owns a server's office is told to nobody
    door = place(KEY).url_of(door_of(office.office.id, office.office.secret))
    assert kept == ({"file_key": KEY.hex()} if place.path else {"url": door})
    with office.work(write=False):
        mark = Setting.get_by_id("moved_to").value
    assert mark["access"] == access
    assert KEY.hex() not in str(mark)
    with pytest.raises(Damaged):
        access_of(bytes(32), access)
    assert Record.select().where(Record.action == "move").count() == 1
    assert tables_lie_in.obj is office.office.database.engine
