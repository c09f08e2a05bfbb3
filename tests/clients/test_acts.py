"""The acts across files: one line for each, within what one may see, read on without a gap."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.models.clients import Client
from desktop.rules.acts import ACTIONS_OF, ActKind, Asked
from desktop.rules.bulk_edits import BulkEdit, Manner
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.events import EventKind
from desktop.rules.rights import Right, Scope
from desktop.services import acts, clients, events, histories, merging, on_file, transfers, undoing, unmerging
from desktop.services.client_lists import Chosen
from desktop.services.events import EventEntry
from desktop.services.history_acts import ACTIONS
from desktop.services.import_undo import undo_import
from desktop.services.transfers import Wish
from desktop.services.undoing import Choice
from desktop.ui.clients.origin_dialog import origin_words
from tests.clients.test_bulk_edits import done, opened
from tests.importing.test_service import bring_in, sheet
from tests.offices import TestOffice

ALL = dict.fromkeys((Right.SEE_CLIENTS, Right.EDIT_CLIENTS), Scope.ALL)
OWN = dict.fromkeys((Right.SEE_CLIENTS, Right.EDIT_CLIENTS), Scope.OWN)


def told(office, me=None, asked=acts.EVERYTHING):
    return [(line.action, line.name or line.clients) for line in office.ask(acts.acts, asked, me=me).lines]


@pytest.fixture
def files(office: TestOffice):
    return [opened(office, name) for name in ("贺启年", "单雄飞", "欧阳海")]


def test_every_act_on_files_has_a_kind():
    known = set().union(*ACTIONS_OF.values())
    assert {action for topic, action in ACTIONS if topic == "clients"} - known == set()


def test_one_line_for_each_act_with_who_why_and_what(office: TestOffice, files):
    heir = office.hire("周敏", ALL)
    office.do(transfers.transfer, files, Wish(owner=heir.id, reason="调岗"))
    done(office, BulkEdit("industry", Manner.SET, "餐饮"), chosen=Chosen(tuple(files[:2])), me=heir)
    edited = office.ask(acts.acts).lines[0]
    office.do(undoing.undo, edited.operation, reason="看错行了")
    office.do(clients.withdraw_client, files[0], "重复")
    lines = office.ask(acts.acts).lines
    assert [(line.action, line.name or line.clients, line.reason, line.undone) for line in lines[:4]] == [
        ("Taken out of use", "贺启年", "重复", False), ("Undone", 2, "看错行了", False),
        ("Edited together with others", 2, "", True), ("Handed over", 3, "调岗", False),
    ]  # fmt: skip
    assert [line.who for line in lines[:4]] == [office.me.name, office.me.name, "周敏", office.me.name]
    assert [line.opens and line.opens[0] for line in lines[:4]] == ["clients", None, None, "handovers"]
    assert lines[2].elsewhere != lines[1].elsewhere == ""


def test_acts_are_narrowed_by_kind_person_and_day_and_read_on_without_a_gap(office: TestOffice, files):
    heir = office.hire("周敏", ALL)
    office.do(transfers.transfer, files, Wish(owner=heir.id, reason="调岗"))
    for client in files:
        office.do(clients.edit_client, client, {"note": "靠窗"}, me=heir)
    whole = office.ask(acts.acts).lines
    assert len(whole) == len({line.operation for line in whole}) == 7
    read, before = [], None
    while True:
        page = office.ask(acts.acts, acts.EVERYTHING, 2, before)
        read += page.lines
        if not page.more:
            break
        before = page.lines[-1].serial
    assert read == list(whole)
    assert told(office, asked=Asked(ActKind.HANDED)) == [("Handed over", 3)]
    assert [name for _act, name in told(office, asked=Asked(person=heir.id))] == ["欧阳海", "单雄飞", "贺启年"]
    today = office.ask(on_file.today)
    assert len(told(office, asked=Asked(since=today, until=today))) == 7
    assert told(office, asked=Asked(since=today + timedelta(days=1))) == []
    assert told(office, asked=Asked(until=today - timedelta(days=1))) == []
    with pytest.raises(BadEntry):
        office.ask(acts.acts, acts.EVERYTHING, 0)


def test_of_files_out_of_sight_nothing_is_told_nor_counted(office: TestOffice, files, tmp_path: Path, monkeypatch):
    zhou = office.hire("周敏", OWN)
    office.do(transfers.transfer, files[:2], Wish(owner=zhou.id, reason="调岗"))
    done(office, BulkEdit("industry", Manner.SET, "餐饮"), chosen=Chosen(tuple(files)))
    done(office, BulkEdit("note", Manner.SET, "靠窗"), chosen=Chosen(tuple(files[:2])), me=zhou)
    office.do(clients.edit_client, files[2], {"note": "x"})
    bring_in(office, sheet(tmp_path, "李四,,,19900002222,"))
    lines = office.ask(acts.acts, me=zhou).lines
    opening = [("File opened", "单雄飞"), ("File opened", "贺启年")]
    assert told(office, zhou) == [("Edited together with others", 2), ("Handed over", 2), *opening]
    first = office.ask(acts.acts, acts.EVERYTHING, 1, me=zhou)
    assert first.more and office.ask(acts.acts, acts.EVERYTHING, 9, first.lines[0].serial, me=zhou).lines == lines[1:]
    # whoever sees more files than a few is told the same by reading all records
    with monkeypatch.context() as patched:
        patched.setattr(undoing, "_FEW", 0)
        assert office.ask(acts.acts, me=zhou).lines == lines
    office.do(transfers.transfer, files[:1], Wish(owner=office.me.id, reason="回"))
    assert told(office, zhou) == [("Edited together with others", 1), ("Handed over", "单雄飞"), opening[0]]
    office.do(transfers.transfer, files[1:2], Wish(owner=office.me.id, reason="回"))
    # his own act he is told, and that none of its files is left in his sight
    assert told(office, zhou) == [("Edited together with others", 0)]
    assert lines[0].elsewhere == ""
    with pytest.raises(NotAllowed):
        office.ask(acts.acts, me=office.hire("赵峰", {}))


def test_imports_and_merges_are_told_with_what_is_left_of_them(office: TestOffice, files, tmp_path: Path):
    result = bring_in(office, sheet(tmp_path, "李四,,,19900002222,", "王五,,,19900003333,"))
    line = office.ask(acts.acts).lines[0]
    assert (line.action, line.about, line.clients, line.undone) == ("Imported", "客户.csv", 2, False)
    assert (line.opens, "Imports" in line.elsewhere) == (("imports", result.id), True)
    li = next(key for key, name in office.ask(_names).items() if name == "李四")
    office.do(clients.edit_client, li, {"note": "包间"})
    office.errand(undo_import, result.id, keep_changed=True)
    found = {line.action: line for line in office.ask(acts.acts).lines}
    assert (found["Imported"].undone, found["Imported"].left, found["Import undone"].clients) == (True, 1, 1)
    merge = office.do(merging.merge, files[0], files[1])
    assert (office.ask(acts.acts).lines[0].undone, office.ask(acts.acts).lines[0].elsewhere) == (False, "")
    office.do(unmerging.unmerge, merge.id)
    assert [(line.action, line.undone) for line in office.ask(acts.acts).lines[:2]] == [
        ("Merge taken apart", False), ("Merged", True),
    ]  # fmt: skip


def test_where_a_plain_value_is_from(office: TestOffice, tmp_path: Path):
    he = opened(office, "贺启年", address="云川路 1 号", phone="19900001111")
    shan = opened(office, "单雄飞", note="靠窗")
    zhou = office.hire("周敏", ALL)
    office.do(clients.edit_client, he, {"address": "云川路 2 号"}, me=zhou)
    bring_in(office, sheet(tmp_path, "贺启年,贺总,,19900001111,"))
    code = office.ask(clients.client_file, shan).code
    office.do(merging.merge, he, shan)

    def origin(field, me=None):
        found = office.ask(histories.origin_of, he, field, me=me)
        return found and (found.action, found.who, found.source)

    me = office.me.name
    assert origin("phone") == ("File opened", me, "")
    assert origin("address") == ("Edited", "周敏", "")
    assert origin("salutation") == ("Imported", me, "客户.csv")
    assert origin("salutation", zhou) == ("Imported", me, "")
    assert origin("note") == ("Merged", me, code)
    assert origin("plate") is None
    assert origin("bank", zhou) is None


def test_an_imported_value_names_the_row_of_its_sheet(office: TestOffice, tmp_path: Path):
    """Of rows that open files, that fill some, that say nothing new and that repeat others."""
    known = [opened(office, name, phone=f"1990000111{n}") for n, name in enumerate(("贺启年", "单雄飞", "欧阳海"))]
    bring_in(office, sheet(
        tmp_path, "李四,,,19900003333,", "欧阳海,欧总,,19900001112,", "单雄飞,,,19900001111,",
        "李四,,云岭,19900003333,", "贺启年,贺总,,19900001110,", "王五,,,19900004444,", "赵六,,,19900005555,",
    ))  # fmt: skip
    at = {name: key for key, name in office.ask(_names).items()}

    def row(name, field, me=None):
        found = office.ask(histories.origin_of, at[name], field, me=me)
        return found.source, found.row

    assert [row(name, "phone") for name in ("李四", "王五", "赵六")] == [("客户.csv", n) for n in (2, 7, 8)]
    assert [row(name, "salutation") for name in ("欧阳海", "贺启年")] == [("客户.csv", 3), ("客户.csv", 6)]
    assert row("李四", "unit") == ("客户.csv", 2)
    assert row("单雄飞", "phone") == ("", None)
    # a second sheet counts by itself, and who imports nothing hears of neither
    bring_in(office, sheet(tmp_path, "单雄飞,单总,,19900001111,", "孙七,,,19900006666,", name="补.csv"))
    assert row("单雄飞", "salutation") == ("补.csv", 2)
    assert row("李四", "phone", office.hire("周敏", ALL)) == ("", None)
    merging_kept = office.do(merging.merge, known[0], at["王五"])
    assert merging_kept and row("贺启年", "salutation") == ("客户.csv", 6)
    assert "客户.csv 第 6 行" in origin_words(office.ask(histories.origin_of, known[0], "salutation"))


def test_what_a_merge_left_as_it_was_is_from_the_kept_file(office: TestOffice):
    kept = opened(office, "贺启年", address="云川路 1 号")
    other = opened(office, "单雄飞", address="山前路 9 号")
    office.do(clients.edit_client, other, {"address": "山前路 10 号"})
    office.do(merging.merge, kept, other)
    assert office.ask(clients.client_file, kept).values["address"] == "云川路 1 号"
    found = office.ask(histories.origin_of, kept, "address")
    assert (found.action, found.source) == ("File opened", "")


def test_where_a_sealed_value_is_from_is_told_who_may_open_it(office: TestOffice):
    he = opened(office, "贺启年")
    office.do(clients.edit_client, he, {"income": "三十万"})
    blind = office.hire("周敏", ALL)
    assert office.ask(histories.origin_of, he, "income").action == "Edited"
    assert office.ask(histories.origin_of, he, "income", me=blind) is None


def test_of_an_act_undone_in_part_the_rest_may_be_undone_later(office: TestOffice, files):
    zhou = office.hire("周敏", OWN)
    office.do(transfers.transfer, files[1:2], Wish(owner=zhou.id, reason="调岗"))
    done(office, BulkEdit("industry", Manner.SET, "餐饮"), chosen=Chosen(tuple(files[:2])))
    bulk = office.ask(acts.acts).lines[0].operation
    office.do(clients.edit_client, files[0], {"industry": "茶业"})
    office.do(undoing.undo, bulk, Choice.REST)

    def line(me=None):
        return next(one for one in office.ask(acts.acts, me=me).lines if one.operation == bulk)

    assert (line().undone, line().left, line().elsewhere) == (True, 1, "")
    edit = next(one for one in office.ask(acts.acts).lines if one.action == "Edited")
    office.do(undoing.undo, edit.operation)
    office.do(undoing.undo, bulk)
    assert (line().undone, line().left, line().elsewhere != "") == (True, 0, True)


def test_days_at_the_ends_of_the_calendar_narrow_nothing(office: TestOffice, files):
    for since, until in ((date.min, None), (None, date.max)):
        assert len(office.ask(acts.acts, Asked(since=since, until=until)).lines) == 3
        assert len(office.ask(undoing.operations, since=since, until=until)) == 3


def test_what_can_only_be_refused_is_not_offered(office: TestOffice, files):
    he, shan, hai = files
    zhou = office.hire("周敏", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    office.do(transfers.transfer, [hai], Wish(owner=zhou.id, reason="调岗"))
    office.do(events.add_event, EventEntry(EventKind.TRAINING, "品酒会", office.ask(on_file.today)))
    for client in files:
        office.do(clients.edit_client, client, {"note": "靠窗"}, me=zhou if client == hai else None)

    def why(name, action="Edited", me=None):
        lines = office.ask(acts.acts, me=me).lines
        return next(line.elsewhere for line in lines if (line.name, line.action) == (name, action))

    assert why("欧阳海", me=zhou) == why("贺启年") == why("", "Event entered") == ""
    office.do(transfers.transfer, [hai], Wish(owner=office.me.id, reason="回"))
    assert "roles" in why("欧阳海", me=zhou) and "roles" in why("", "Event entered", zhou)
    merge = office.do(merging.merge, he, shan).id
    assert "merged into" in why("单雄飞")
    office.do(unmerging.unmerge, merge)
    office.do(clients.withdraw_client, he, "重复")
    assert ("out of use" in why("贺启年"), why("贺启年", "Taken out of use")) == (True, "")
    with office.beneath() as database, database.writing():
        Client.update(erased_at=database.now()).where(Client.id == he).execute()
    assert "erased" in why("贺启年", "Taken out of use")


def _names(work):
    return dict(work.visible(Client).select(Client.id, Client.name).tuples())
