"""Erasing a client for good: it reaches everything, needs a second person, and leaves proof (AC-7, AC-6)."""

import shutil
from datetime import timedelta
from uuid import uuid4

import pytest

from desktop.models.archive import ArchiveFile
from desktop.models.deeds import Deed, DeedMove
from desktop.models.records import Journal
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.retention import Hold
from desktop.rules.approvals import NeedsApproval
from desktop.rules.audit import Memory
from desktop.rules.bulk_edits import BulkEdit, Manner
from desktop.rules.erasing import Basis, InTheWay
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign
from desktop.services import (
    approvals,
    bulk_edits,
    clients,
    erasing,
    erasing_rows,
    merging,
    risks,
    search,
    undoing,
    verifying,
    views,
)
from desktop.services.checking import check_office
from desktop.services.client_lists import Chosen, Filter
from desktop.services.risks import AssessmentEntry
from desktop.services.views import Content
from tests.erasing.lives import CANARIES, PERSON, whole_life
from tests.erasing.pages import everything, occurrences
from tests.offices import TestOffice, drop_database, office_today, postgres_copy, sqlite_copy

SECOND = {Right.SEE_CLIENTS: Scope.ALL, Right.APPROVE_CLIENTS: Scope.ALL}


@pytest.fixture(scope="module")
def sqlite_life(sqlite_pattern, tmp_path_factory):
    """An office in which a client has had a whole life, made once and copied; with that client, and one who stays."""
    where = tmp_path_factory.mktemp("life") / "office.db"
    with sqlite_copy(sqlite_pattern, where) as office:
        clients_there = whole_life(office)
    return (where, sqlite_pattern[1]), clients_there


@pytest.fixture(scope="module")
def postgres_life(postgres_pattern, pg_url):
    name = f"life_{uuid4().hex[:12]}"
    with postgres_copy(postgres_pattern, pg_url, name) as office:
        clients_there = whole_life(office)
    yield (name, postgres_pattern[1]), clients_there
    drop_database(pg_url, name)


@pytest.fixture
def office(request, tmp_path):
    """A new one, or for who asks for `life` a copy of one that has seen it."""
    if "life" not in request.fixturenames or request.param == "apart":
        # as it is everywhere
        yield request.getfixturevalue("office")
        return
    pattern, _clients = request.getfixturevalue(f"{request.param}_life")
    if request.param == "sqlite":
        with sqlite_copy(pattern, tmp_path / "office.db") as office:
            # contents of documents lie beside the file
            beside = pattern[0].with_name("office.db.documents")
            if beside.is_dir():
                shutil.copytree(beside, tmp_path / beside.name)
            yield office
        return
    admin, name = request.getfixturevalue("pg_url"), f"office_{uuid4().hex[:12]}"
    with postgres_copy(pattern, admin, name) as office:
        yield office
    drop_database(admin, name)


@pytest.fixture
def life(office: TestOffice, request):
    if office.office.kept_apart:
        return whole_life(office)
    kind = "sqlite" if office.office.database.sqlite else "postgres"
    return request.getfixturevalue(f"{kind}_life")[1]


@pytest.fixture
def second(office: TestOffice):
    return office.hire("赵峰", SECOND)


def erase(office: TestOffice, client, second=None, **more):
    """As the screen does it: refused first, approved by somebody else, done."""
    with pytest.raises(NeedsApproval) as wait:
        office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来", **more)
    if second is None:
        office.do(approvals.go_alone, wait.value.need, "只有我一个人")
    else:
        key = office.do(approvals.ask, wait.value.need, "客户要求")
        office.do(approvals.approve, key, me=second)
    return office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来", **more)


def test_nothing_of_it_is_left(office: TestOffice, life, second):
    client, other = life
    before = occurrences(office, CANARIES)
    assert all(before.values()), before
    found = office.ask(erasing.prospect, client)
    assert found.hindrances == () and found.files == 2
    assert found.counts["contact"] == 5 and found.counts["spend"] == 1
    erased = erase(office, client, second)
    assert occurrences(office, CANARIES) == dict.fromkeys(CANARIES, 0)
    assert "留下来" in everything(office)
    assert erased.second == "赵峰" and erased.counts["contact"] == 5 and erased.counts["journal"] > 20
    assert office.ask(search.find, "龘靐") == [] and office.ask(search.find, "留下来")
    for verb in (clients.client_file, clients.unlock):
        with pytest.raises(NotFound):
            office.ask(verb, client, *(["property"] if verb is clients.unlock else []))
    assert [view.name for view in office.ask(views.shelf).views] == ["找别人"]
    assert office.ask(clients.client_file, other).name == "留下来"


def test_the_chain_holds_and_the_office_is_sound(office: TestOffice, life, second):
    office.ask_for_no_consent()
    client, other = life
    erase(office, client, second)
    report = office.errand(check_office)
    assert report.sound, report.findings
    # neither does what is verified of rows take them for removed by another program
    assert office.errand(verifying.verify, Memory()).report.findings == []
    # what another program empties beside it is told
    with office.office.database.writing():
        office.office.database.engine.execute_sql(
            "UPDATE journal SET changes = NULL, salt = NULL, made = NULL WHERE row_id = "
            f"'{other.hex if office.office.database.sqlite else other}'"
        )
    said = "{n} entries of the journal were emptied outside the program: no erasure names them."
    for found in (office.errand(check_office), office.errand(verifying.verify, Memory()).report):
        assert [finding.message for finding in found.findings] == [said]


def test_what_was_spent_still_counts(office: TestOffice, life, second):
    client, _other = life
    erase(office, client, second)
    with office.work(write=False) as work:
        run = work.database.engine.execute_sql
        assert run("SELECT sum(amount), sum(visits) FROM spend").fetchone() == (88_00, 1)


def test_undo_brings_nothing_back(office: TestOffice, life, second):
    client, _other = life
    acts = [line.operation for line in office.ask(undoing.operations, client_id=client)]
    assert len(acts) > 15
    erase(office, client, second)
    for operation in acts:
        with pytest.raises((BadEntry, NotFound)):
            office.errand(undoing.undo_staged, operation)
    assert occurrences(office, CANARIES) == dict.fromkeys(CANARIES, 0)


def test_what_is_held_and_deeds_that_are_not_given_back_keep_a_client(office: TestOffice, second):
    client = office.do(clients.open_client, PERSON, {"name": "龘靐"})
    with office.work() as work:
        now, me = work.now, office.me.id
        file = work.add(ArchiveFile(client=client, title="担保", year=now.year, term="D10", agent_a=me,
                                    agent_b=second.id, ended_at=now, entered_by=me, entered_at=now))  # fmt: skip
        hold = work.add(Hold(client=client, file=file.id, reason="诉讼", by=me, at=now))
        deed = work.add(Deed(client=client, kind="property", name="房产证", number="7", entered_by=me, entered_at=now))
        work.add(DeedMove(deed=deed.id, client=client, movement="taken_in", count=1, custodian=me, at=now, done_at=now))
        line = work.add(RegisterLine(register="archive", number=1, what="D10-1", holder=me, out_at=now, out_by=me))
        work.add(RegisterClient(line=line.id, client=client))
        work.record("archive", "open_file", file)

    def kept():
        return sorted(one.detail for one in office.ask(erasing.prospect, client).hindrances)

    assert kept() == sorted(["诉讼", "房产证 7", f"{office.me.name} (1)"])
    with office.work() as work:
        now = work.now
        work.change(work.get(Hold, hold.id), {"lifted_at": now})
        work.change(work.get(RegisterLine, line.id), {"back_at": now})
        work.add(DeedMove(deed=deed.id, client=client, movement="released", count=1, custodian=office.me.id, at=now,
                          done_at=now))  # fmt: skip
        work.record("archive", "open_file", work.get(ArchiveFile, file.id))
    assert kept() == []


def test_an_act_whose_journal_was_emptied_says_so(office: TestOffice, life, second):
    client, other = life
    seen = office.errand(bulk_edits.preview, Chosen(ids=(client, other)), [BulkEdit("industry", Manner.SET, "食品")])
    operation = office.errand(bulk_edits.carry_out, seen).operation
    edit = office.ask(undoing.operations, client_id=client)[-1].operation
    erase(office, client, second)
    with pytest.raises(BadEntry) as refusal:
        office.errand(undoing.undo_staged, edit)
    assert "erased for good" in refusal.value.message
    # what was done to others in the same act can be taken back
    office.errand(undoing.undo_staged, operation)
    assert office.ask(clients.client_file, other).values["industry"] == ""
    assert occurrences(office, CANARIES) == dict.fromkeys(CANARIES, 0)


def test_what_stands_in_the_way_is_said(office: TestOffice):
    client = office.do(clients.open_client, PERSON, {"name": "龘靐"})
    office.do(risks.warn_of_fraud, client, Sign.TRANSFER, "转账要求可疑")
    with pytest.raises(InTheWay) as refusal:
        office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来")
    assert "转账要求可疑" in str(refusal.value)


def test_neither_a_merged_file_nor_one_that_an_assessment_holds_is_erased(office: TestOffice):
    kept, gone, held = (office.do(clients.open_client, PERSON, {"name": name}) for name in ("龘靐", "齉齾", "爨癵"))
    office.do(merging.merge, kept, gone)
    soon = office_today() + timedelta(days=9)
    entry = AssessmentEntry(Aspect.CREDIT, RiskLevel.HIGH, Consequence.RESTRICT, "三张账单未结", soon)
    office.do(risks.assess, held, entry)
    for client, why in ((gone, "merged into another file"), (held, "risk assessment holds")):
        (found,) = office.ask(erasing.prospect, client).hindrances
        assert why in found.why
        with pytest.raises(InTheWay):
            office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来")


def test_the_reason_may_not_name_the_client(office: TestOffice):
    client = office.do(clients.open_client, PERSON, {"name": "龘靐"})
    for reason in ("", "龘靐要求删除"):
        with pytest.raises(BadEntry):
            office.errand(erasing.erase_staged, client, Basis.PURPOSE, reason)


def test_without_the_right_it_is_refused(office: TestOffice):
    client = office.do(clients.open_client, PERSON, {"name": "龘靐"})
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    for verb, more in ((erasing.prospect, ()), (erasing.erase, (Basis.PURPOSE, "不再往来"))):
        with pytest.raises(NotAllowed):
            office.do(verb, client, *more, me=clerk)
    with pytest.raises(NotAllowed):
        office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来", me=clerk)
    with pytest.raises(NotAllowed):
        office.ask(erasing.register, me=clerk)
    with pytest.raises(NotAllowed):
        office.errand(erasing.reapply, me=clerk)


def test_the_register_proves_it_and_is_applied_again_after_a_restore(office: TestOffice, life, second):
    client, _other = life
    first = erase(office, client, second)
    (kept,) = office.ask(erasing.register)
    assert kept.client == client and kept.purged_at is not None and kept.second == "赵峰"
    assert kept.counts == first.counts
    # an office restored from a backup that was made before
    later = office.do(clients.open_client, PERSON, {"name": "canaryqz 后来"})
    carried = type(kept).from_json({**kept.to_json(), "client": str(later), "files": [str(later)], "code": "后来"})
    assert office.errand(erasing.reapply, [carried, kept]) == 1
    assert occurrences(office, CANARIES) == dict.fromkeys(CANARIES, 0)
    assert {one.code for one in office.ask(erasing.register)} == {kept.code, "后来"}
    assert office.errand(erasing.reapply) == 0
    assert office.errand(check_office).sound


def test_an_erasure_broken_off_before_the_pages_were_written_anew_is_finished_later(office: TestOffice, life):
    client, _other = life
    need = office.ask(erasing.need, client)
    office.do(approvals.go_alone, need, "只有我一个人")
    office.do(erasing.erase, client, Basis.PERIOD, "保存期满")
    assert office.ask(erasing.register)[0].purged_at is None
    assert office.errand(erasing.purge) == 1
    assert occurrences(office, CANARIES) == dict.fromkeys(CANARIES, 0)
    assert office.errand(erasing.purge) == 0


def test_an_approval_is_for_the_files_that_were_part_of_it_then(office: TestOffice, second):
    client = office.do(clients.open_client, PERSON, {"name": "龘靐"})
    key = office.do(approvals.ask, office.ask(erasing.need, client), "客户要求")
    office.do(approvals.approve, key, me=second)
    office.do(merging.merge, client, office.do(clients.open_client, PERSON, {"name": "留下来"}))
    with pytest.raises(NeedsApproval):
        office.do(erasing.erase, client, Basis.PERIOD, "保存期满")


def test_a_view_goes_that_names_the_client_and_no_other(office: TestOffice):
    client = office.do(clients.open_client, PERSON, {"name": "龘", "short_name": "云川", "phone": "13987650421"})
    for name, text in (("找他", "龘"), ("云川", ""), ("云川路的客户", ""), ("别的", "云川路")):
        office.do(views.save_view, name, Content(Filter(text=text)))
    office.do(approvals.go_alone, office.ask(erasing.need, client), "只有我一个人")
    office.do(erasing.erase, client, Basis.PERIOD, "保存期满")
    assert {view.name for view in office.ask(views.shelf).views} == {"云川路的客户", "别的"}


@pytest.mark.parametrize("said", ["110105194912310021", "某商行要求", "寄到 HE@example.com", "龘靐要求"])
def test_the_reason_names_nobody(office: TestOffice, said: str):
    values = {"name": "龘靐", "unit": "某商行", "email": "he@example.com"}
    client = office.do(clients.open_client, PERSON, values)
    with pytest.raises(BadEntry) as refusal:
        office.do(erasing.erase, client, Basis.PERIOD, said)
    assert refusal.value.field == "reason"


def test_every_table_that_hangs_on_a_client_is_reached():
    from desktop.models import base
    from desktop.models.clients import Client

    def below(model):
        return {model, *(found for child in model.__subclasses__() for found in below(child))}

    models = {m for m in below(base.Table) | below(base.Plain) if m.__module__.startswith("desktop.")}
    hanging = {(m._meta.table_name, f.name) for m in models if m is not Client and m.__name__ != "SealedBlock"
               for f in m._meta.sorted_fields if getattr(f, "rel_model", None) is Client}  # fmt: skip
    assert hanging == {(one.table._meta.table_name, name) for one in erasing_rows.REACHED for name in one.columns}


def test_each_table_had_something_to_lose(office: TestOffice, life):
    """Else the canaries would prove nothing of it."""
    client, _other = life
    counts = office.ask(erasing.prospect, client).counts
    without = {one.table._meta.table_name for one in erasing_rows.REACHED} - counts.keys()
    assert without == set()
    with office.work(write=False):
        assert Journal.select().where(Journal.changes.is_null()).count() == 0
