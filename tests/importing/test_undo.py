"""Taking an import back: the clients it made and the values it filled in, in one step."""

import threading
from datetime import date
from pathlib import Path

import pytest

from desktop.models.clients import Anniversary, Client, ClientIdentity, ValueReview
from desktop.models.records import Record
from desktop.rules.consents import NeedsConsent
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, LinkRole
from desktop.services import (
    affiliations,
    anniversaries,
    clients,
    consents,
    contacts,
    days_kept,
    histories,
    importing,
    merging,
    own_fields,
    reviews,
    search,
    settings,
    spending,
    unmerging,
)
from desktop.services.import_undo import HANGING, ChangedSince, undo_import
from desktop.services.merge_children import MOVED
from desktop.services.undoing import Choice, undo, undo_staged
from tests.importing import messy
from tests.importing.test_service import all_clients, bring_in, known_client, sheet
from tests.offices import TestOffice


def test_created_clients_leave_list_and_search(office: TestOffice, tmp_path: Path):
    result = bring_in(office, messy.xlsx(tmp_path / "messy.xlsx", messy.clients(60)))
    name = all_clients(office)[0].name
    undone = office.errand(undo_import, result.id)
    assert (undone.withdrawn, undone.restored) == (result.created, 0)
    assert all_clients(office) == []
    with office.work(write=False) as work:
        assert search.find(work, name) == []
        assert work.visible(Record).where(Record.action == "undo_import").get().facts["withdrawn"] == result.created
    assert office.ask(importing.imports)[0].undone_at is not None
    office.do(clients.open_client, ClientForm.PERSON, {"name": "张伟"})
    assert all_clients(office)[0].code.endswith(f"-{result.created + 1:04d}")


def test_a_second_undo_does_nothing_and_the_sheet_can_come_again(office: TestOffice, tmp_path: Path):
    path = sheet(tmp_path, "张伟,张总,云岭,19900001111,")
    result = bring_in(office, path)
    office.errand(undo_import, result.id)
    assert office.errand(undo_import, result.id).already
    assert bring_in(office, path).created == 1


def test_updated_clients_are_as_before(office: TestOffice, tmp_path: Path):
    office.do(own_fields.add_own_field, own_fields.OwnFieldEntry("会员"))
    number = messy._id_number(messy.random.Random(1), messy.date(1970, 3, 5))
    known = known_client(office)
    before = office.ask(clients.client_file, known)
    head = "姓名,手机,称呼,备注,忌口,身份证,生日,会员"
    path = sheet(tmp_path, f"张伟,19900001111,张总,靠窗,不吃香菜,{number},农历八月十五,金", head=head)
    result = bring_in(office, path)
    assert result.updated == 1
    after = office.ask(clients.client_file, known)
    assert (after.values["id_number"], after.values["note"]) == (number, "靠窗")
    assert "金" in {str(value) for value in after.values.values()}
    undone = office.errand(undo_import, result.id)
    assert (undone.withdrawn, undone.restored, undone.kept) == (0, 1, ())
    again = office.ask(clients.client_file, known)
    assert {k: v for k, v in again.values.items() if v} == {k: v for k, v in before.values.items() if v}
    assert (again.missing, again.reviews) == (before.missing, {})
    with office.work(write=False) as work:
        assert not work.visible(Anniversary).exists()
        assert not work.visible(ValueReview).exists()
        assert search.find(work, "靠窗") == []
        assert ClientIdentity.get(ClientIdentity.client == known).id_number_index is None


def test_what_was_changed_or_confirmed_since_stays(office: TestOffice, tmp_path: Path):
    known = known_client(office)
    head = "姓名,手机,称呼,备注,忌口"
    result = bring_in(office, sheet(tmp_path, "张伟,19900001111,张总,靠窗,不吃香菜", head=head))
    office.do(clients.edit_client, known, {"note": "包间"})
    reviewer = office.hire("小李", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    office.do(reviews.accept, known, "taboos", me=reviewer)
    undone = office.errand(undo_import, result.id)
    code = office.ask(clients.client_file, known).code
    assert sorted(undone.kept) == [(code, "note"), (code, "taboos")]
    with office.work(write=False) as work:
        row = work.get(Client, known)
    assert (row.note, row.taboos, row.salutation) == ("包间", "不吃香菜", "")


def test_clients_worked_on_since_are_named_before_anything_is_undone(office: TestOffice, tmp_path: Path):
    result = bring_in(office, sheet(tmp_path, *(f"客人{n},,,1990000{n:04d}," for n in range(8))))
    *worked_on, _untouched, gone = all_clients(office)
    for row in worked_on:
        office.do(clients.edit_client, row.id, {"note": "x"})
    # taken out of use by hand, so there is nothing left to undo in it
    office.do(clients.withdraw_client, gone.id, "重复")
    with pytest.raises(ChangedSince) as refusal:
        office.errand(undo_import, result.id)
    assert (len(refusal.value.codes), refusal.value.rest, refusal.value.may_force) == (6, 1, True)
    told = refusal.value.standing[0]
    assert (told.code, told.act, told.who) == (refusal.value.codes[0], "Edited", office.me.name)
    assert all(code in str(refusal.value) for code in refusal.value.codes[:5])
    assert len(all_clients(office)) == 7
    assert office.errand(undo_import, result.id, force=True).withdrawn == 7
    assert all_clients(office) == []


def test_who_stands_in_the_way_is_gathered_while_colleagues_write(office: TestOffice, tmp_path: Path, monkeypatch):
    result = bring_in(office, sheet(tmp_path, "张伟,,,19900001111,", "李娜,,,19900002222,"))
    worked_on, _other = all_clients(office)
    office.do(clients.edit_client, worked_on.id, {"note": "x"})
    told, writing = histories.history_of, threading.Event()

    def beside() -> None:
        with office.work():
            # the commit waits until the history is read
            writing.set()
        office.office.disconnect()

    colleague = threading.Thread(target=beside)

    def history_of(*args, **kwargs):
        colleague.start()
        assert writing.wait(5)
        return told(*args, **kwargs)

    monkeypatch.setattr(histories, "history_of", history_of)
    with pytest.raises(ChangedSince) as refusal:
        office.errand(undo_import, result.id)
    colleague.join()
    assert [one.code for one in refusal.value.standing] == [worked_on.code]


def test_a_later_import_into_the_same_files_counts_as_work(office: TestOffice, tmp_path: Path):
    first = bring_in(office, sheet(tmp_path, "张伟,,云岭,19900001111,"))
    second = bring_in(office, sheet(tmp_path, "张伟,张总,,19900001111,", name="b.csv"))
    with pytest.raises(ChangedSince):
        office.errand(undo_import, first.id)
    office.errand(undo_import, second.id)
    assert all_clients(office)[0].salutation == ""


def test_undo_is_no_way_round_the_right(office: TestOffice, tmp_path: Path):
    result = bring_in(office, sheet(tmp_path, "张伟,,,,"))
    with pytest.raises(NotAllowed):
        office.errand(undo_import, result.id, me=office.hire("小钱", {Right.SEE_CLIENTS: Scope.ALL}))
    with pytest.raises(NotFound):
        office.errand(undo_import, new_id())
    assert len(all_clients(office)) == 1


def test_nothing_is_undone_by_halves(office: TestOffice, tmp_path: Path):
    """Who sees only a part, or may not change the known clients, leaves all as it is."""
    known_client(office)
    result = bring_in(office, sheet(tmp_path, "张伟,张总,云岭,19900001111,", "李四,,,19900002222,"))
    assert (result.created, result.updated) == (1, 1)
    own = {Right.IMPORT_CLIENTS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN}
    for name, rights in (("小钱", own), ("小赵", {**own, Right.SEE_CLIENTS: Scope.ALL})):
        with pytest.raises(NotAllowed):
            office.errand(undo_import, result.id, me=office.hire(name, rights))
    assert len(all_clients(office)) == 2
    assert office.ask(importing.imports)[0].undone_at is None
    assert office.errand(undo_import, result.id).withdrawn == 1


def test_a_link_to_an_imported_client_is_work_on_it(office: TestOffice, tmp_path: Path):
    known = known_client(office)
    result = bring_in(office, sheet(tmp_path, "李四,,,19900002222,"))
    new = next(client for client in all_clients(office) if client.id != known)
    office.do(affiliations.add_link, known, new.id, LinkRole.FRIEND)
    with pytest.raises(ChangedSince):
        office.errand(undo_import, result.id)


def test_what_was_undone_since_is_no_work(office: TestOffice, tmp_path: Path):
    result = bring_in(office, sheet(tmp_path, "李四,,,19900002222,"))
    (new,) = all_clients(office)
    office.do(clients.edit_client, new.id, {"note": "包间", "bank": "甲行"})
    with office.work(write=False):
        edit = Record.select().order_by(Record.serial.desc()).get().operation
    with pytest.raises(ChangedSince):
        office.errand(undo_import, result.id)
    office.do(undo, edit, reason="看错行了")
    assert office.errand(undo_import, result.id).withdrawn == 1


def reported(office: TestOffice, client):
    office.do(contacts.log_contact, client, Report(Channel.PHONE, "问包房"))


def spent(office: TestOffice, client):
    office.do(spending.enter_spend, client, date(2026, 5, 1), 100_00)


def greeted(office: TestOffice, client):
    office.do(days_kept.keep_day, client, date(2026, 5, 1), "生日")


@pytest.mark.parametrize("work", [reported, spent, greeted])
def test_what_hangs_on_an_imported_client_is_work_on_it(office: TestOffice, tmp_path: Path, work):
    result = bring_in(office, sheet(tmp_path, "李四,,,19900002222,"))
    work(office, all_clients(office)[0].id)
    with pytest.raises(ChangedSince):
        office.errand(undo_import, result.id)


def test_the_rest_of_an_import_is_undone_and_what_was_worked_on_stays(office: TestOffice, tmp_path: Path):
    head = "姓名,手机,生日"
    lines = ("李四,19900002222,农历八月十五", "王五,19900003333,农历八月十五")
    result = bring_in(office, sheet(tmp_path, *lines, head=head))
    kept, gone = (next(c for c in all_clients(office) if c.name == name) for name in ("李四", "王五"))
    office.do(clients.edit_client, kept.id, {"note": "包间"})
    done = office.errand(undo_staged, result.id, Choice.REST)
    assert (done.withdrawn, done.kept) == (1, ((kept.code, "file"),))
    assert [client.id for client in all_clients(office)] == [kept.id]
    days = {client: office.ask(anniversaries.anniversaries_of, client) for client in (kept.id, gone.id)}
    assert (len(days[kept.id]), len(days[gone.id])) == (1, 0)


def test_what_is_left_of_an_undone_import_is_told_and_may_be_undone_later(office: TestOffice, tmp_path: Path):
    office.do(own_fields.add_own_field, own_fields.OwnFieldEntry("会员"))
    number = messy._id_number(messy.random.Random(1), messy.date(1970, 3, 5))
    known, other = known_client(office), known_client(office, name="赵六", phone="19900008888")
    head = "姓名,手机,称呼,备注,身份证,会员"
    lines = (
        f"张伟,19900001111,张总,靠窗,{number},金",
        "赵六,19900008888,赵总,,,银",
        "李四,19900002222,,,,",
        "王五,,,,,",
    )
    result = bring_in(office, sheet(tmp_path, *lines, head=head))
    li = next(c for c in all_clients(office) if c.name == "李四")
    edit = {"note": "包间"}
    for client in (known, li.id):
        office.do(clients.edit_client, client, edit)
    codes = {key: office.ask(clients.client_file, key).code for key in (known, li.id)}
    done = office.errand(undo_import, result.id, keep_changed=True)
    assert (done.withdrawn, done.restored, set(done.kept)) == (1, 2, {(codes[known], "note"), (codes[li.id], "file")})
    line = office.ask(importing.imports)[0]
    assert (line.undone_at is not None, line.left) == (True, 2)
    # one is still in the way; of the other nothing more can be done
    with pytest.raises(ChangedSince) as refusal:
        office.errand(undo_import, result.id)
    assert (refusal.value.codes, refusal.value.rest) == ((codes[li.id],), 1)
    with pytest.raises(BadEntry, match="Nothing more"):
        office.errand(undo_import, result.id, keep_changed=True)
    with office.work(write=False):
        acts = [r.operation for r in Record.select().where(Record.action == "edit").order_by(Record.serial)]
    office.do(undo, acts[-2])
    done = office.errand(undo_import, result.id, keep_changed=True)
    assert (done.withdrawn, done.restored, done.kept) == (0, 1, ((codes[li.id], "file"),))
    assert office.ask(clients.client_file, known).values["note"] == ""
    assert office.ask(importing.imports)[0].left == 1
    assert office.errand(undo_import, result.id, force=True).withdrawn == 1
    assert office.ask(importing.imports)[0].left == 0
    assert office.errand(undo_import, result.id).already
    assert {c.id for c in all_clients(office)} == {known, other}


def test_what_was_entered_after_an_import_was_undone_stays_though_the_rest_goes_too(office: TestOffice, tmp_path: Path):
    office.do(own_fields.add_own_field, own_fields.OwnFieldEntry("会员"))
    own = next(f.name for f in office.ask(own_fields.own_fields) if f.label == "会员")
    known = known_client(office)
    path = sheet(tmp_path, "张伟,19900001111,靠窗,金", "李四,19900002222,,", head="姓名,手机,备注,会员")
    result = bring_in(office, path)
    li = next(c for c in all_clients(office) if c.name == "李四")
    office.do(clients.edit_client, li.id, {"note": "包间"})
    office.errand(undo_import, result.id, keep_changed=True)
    entered = {"note": "靠窗", own: "金"}
    office.do(clients.edit_client, known, entered)
    done = office.errand(undo_import, result.id, force=True)
    assert (done.withdrawn, done.restored, done.kept) == (1, 0, ())
    values = office.ask(clients.client_file, known).values
    assert {name: values[name] for name in entered} == entered


@pytest.mark.parametrize("imported", ["kept", "other", "known"])
def test_an_import_whose_clients_were_merged_is_not_undone_beneath_the_merge(office, tmp_path, imported):
    older = known_client(office, phone="19900009999")
    line = "张伟,,云岭,19900009999," if imported == "known" else "李四,,云岭,19900002222,"
    result = bring_in(office, sheet(tmp_path, line))
    new = next((client.id for client in all_clients(office) if client.id != older), older)
    third = known_client(office, name="赵六", phone="19900008888")
    pair = {"kept": (new, older), "other": (older, new), "known": (third, older)}[imported]
    merge = office.do(merging.merge, *pair)
    later = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    office.do(clients.edit_client, pair[0], {"note": "包间"}, me=later)
    code = office.ask(clients.client_file, new).code
    with pytest.raises(ChangedSince) as refusal:
        office.errand(undo_import, result.id)
    (standing,) = refusal.value.standing
    # who made them one, not who worked on the file after that
    assert (standing.act, standing.who) == ("Merged", office.me.name)
    assert (standing.code, standing.merged, refusal.value.rest, refusal.value.may_force) == (code, True, 0, False)
    with pytest.raises(BadEntry, match=code):
        office.errand(undo_import, result.id, force=True)
    office.do(unmerging.unmerge, merge.id)
    undone = office.errand(undo_import, result.id, force=True)
    assert undone.withdrawn + undone.restored == 1


def test_a_known_client_taken_out_of_use_since_is_named(office: TestOffice, tmp_path: Path):
    known = known_client(office)
    result = bring_in(office, sheet(tmp_path, "张伟,张总,云岭,19900001111,"))
    code = office.ask(clients.client_file, known).code
    office.do(clients.withdraw_client, known, "重复")
    assert office.errand(undo_import, result.id).kept == ((code, "file"),)


def test_what_came_in_without_a_consent_is_noted_no_more_once_it_is_gone(office: TestOffice, tmp_path: Path):
    office.do(settings.change_setting, "consent_asked", True)
    known = known_client(office)
    result = bring_in(office, sheet(tmp_path, "张伟,19900001111,香菜", head="姓名,手机,忌口"))
    assert [line.purpose for line in office.ask(consents.ledger, known).lines] == ["health"]
    undone = office.errand(undo_import, result.id)
    assert (undone.restored, office.ask(consents.ledger, known).lines) == (1, ())
    with pytest.raises(NeedsConsent):
        office.do(clients.edit_client, known, {"taboos": "葱"})
    with office.work(write=False):
        operation = Record.select().order_by(Record.serial.desc()).get().operation
    office.do(undo, operation)
    assert [line.purpose for line in office.ask(consents.ledger, known).lines] == ["health"]
    assert office.ask(clients.client_file, known).values["taboos"] == "香菜"


def test_an_exception_stays_with_a_value_that_was_confirmed(office: TestOffice, tmp_path: Path):
    office.do(settings.change_setting, "consent_asked", True)
    known = known_client(office)
    result = bring_in(office, sheet(tmp_path, "张伟,19900001111,香菜", head="姓名,手机,忌口"))
    reviewer = office.hire("小李", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    office.do(reviews.accept, known, "taboos", me=reviewer)
    office.errand(undo_import, result.id)
    assert [line.purpose for line in office.ask(consents.ledger, known).lines] == ["health"]


def test_every_table_that_hangs_on_a_client_is_looked_at():
    assert {hanging.table for hanging in MOVED} <= {*HANGING, Anniversary}


def test_a_refusal_from_before_the_import_stands_again(office: TestOffice, tmp_path: Path):
    known = known_client(office, taboos="葱")
    reviewer = office.hire("小李", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    office.do(reviews.refuse, known, "taboos", "听错了", me=reviewer)
    before = office.ask(clients.client_file, known).reviews
    result = bring_in(office, sheet(tmp_path, "张伟,19900001111,不吃香菜", head="姓名,手机,忌口"))
    assert office.ask(clients.client_file, known).reviews["taboos"].provisional
    office.errand(undo_import, result.id)
    assert office.ask(clients.client_file, known).reviews == before
