"""Migrations, copies, locks and the words said when the database is in trouble."""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import peewee
import psycopg
import pytest
from playhouse.schema_diff import diff_models

from desktop import models
from desktop.models import clients, office, outcomes
from desktop.models.copies import copy_office, damages
from desktop.models.database import open_sqlite, told_plainly
from desktop.models.migrating import FOLDER, HISTORY, carry_out, migrate, pending, runner
from desktop.models.sealed_texts import OF_NOTES
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import (
    ConnectionLost,
    Damaged,
    Deadlock,
    Interrupted,
    LoginRefused,
    NewerOffice,
    NotAllowed,
    OfficeBusy,
    OlderOffice,
    Suspended,
    Unreachable,
)
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import client_lists, search, search_all
from desktop.services.checking import check_office
from desktop.services.clients import open_client
from desktop.services.contacts import log_contact
from desktop.services.file_values import document
from desktop.services.office import open_office
from desktop.services.upgrading import upgrade, workstations
from tests.faults.processes import run
from tests.offices import ADMIN, KEY, PASSWORD, SECRET, TestOffice
from tests.trust.test_parcels import parcels

MODULES = [import_module(f"desktop.models.{found.name}") for found in iter_modules(models.__path__) if not found.ispkg]
TABLES = [
    model
    for module in MODULES
    for model in vars(module).values()
    if isinstance(model, type) and hasattr(model, "REACH") and model.__module__ == module.__name__
    if model.__name__ not in ("SealedBlock", "Table", "Plain")
]


@pytest.fixture
def steps(tmp_path: Path):
    """The real steps and one more that can be made to fail."""
    folder = tmp_path / "steps"
    folder.mkdir()
    for step in FOLDER.glob("[0-9]*.py"):
        (folder / step.name).write_text(step.read_text("utf-8"), "utf-8")

    def add(name: str, sql: str):
        body = f'    db.execute_sql("CREATE TABLE later (id INTEGER)")\n    {sql}\n'
        (folder / name).write_text(f'"""A step."""\n\n\ndef up(migrator, db):\n{body}', "utf-8")
        return folder

    return add


def test_the_models_are_what_the_steps_make(office: TestOffice):
    with office.work(write=False):
        found = diff_models(office.office.database.engine, TABLES)
    # said in each database's own words, which a model has none for
    by_steps = {"drop index journal.journal_left", "drop index journal.journal_left_end"}
    by_steps |= {f"drop index {table}.{table}_told" for table in OF_NOTES}
    by_steps.add("drop index document_version.document_version_waiting")
    # the words of both indexes lie beside their rows, in each database's own way
    found = [line for line in str(found).splitlines() if "search_doc" not in line and "page_index" not in line]
    assert {line for line in found if line.strip()} == by_steps


def test_a_step_is_applied_after_a_proved_copy(office: TestOffice, steps, tmp_path: Path):
    office.do(open_client, ClientForm.PERSON, {"name": "贺启年"})
    folder = steps("9999_later.py", "pass")
    key = KEY if office.office.database.sqlite else None
    done = office.errand(upgrade, office.office.secret, tmp_path, file_key=key, folder=folder)
    assert done == ["9999_later"]
    (copy,) = tmp_path.glob("*.copy")
    assert "贺启年".encode() not in copy.read_bytes()
    assert office.errand(upgrade, office.office.secret, tmp_path, file_key=key, folder=folder) == []


def _made(path: Path, way) -> tuple[object, ...]:
    database = open_sqlite(path, KEY, create=True)
    database.engine.connect()
    with database.engine.transaction("IMMEDIATE"):
        way(database)
    run = database.engine.execute_sql
    made = run("""SELECT type, name, tbl_name, sql FROM sqlite_master
        WHERE name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY type, name""").fetchall()
    figures = run("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY rowid").fetchall()
    assert pending(database) == []
    assert not damages(database)
    database.disconnect()
    return made, figures


def test_a_second_file_of_a_process_is_made_as_the_steps_make_it(tmp_path: Path):
    by_steps = _made(tmp_path / "1.db", lambda database: runner(database).up())
    for n in (2, 3):
        assert _made(tmp_path / f"{n}.db", carry_out) == by_steps
    # where steps put rows in, or where there are other steps, nothing is remembered

    def with_rows(database):
        carry_out(database)
        database.engine.execute_sql("INSERT INTO setting (name, value) VALUES ('kind', '1')")
        outcomes.keep(database.engine, HISTORY, FOLDER, "0001_foundation")

    _made(tmp_path / "4.db", with_rows)
    assert outcomes.known(FOLDER, "0001_foundation") is None


def test_a_step_that_fails_takes_all_back(office: TestOffice, steps):
    folder = steps("9999_later.py", "raise RuntimeError('no')")
    with pytest.raises(RuntimeError):
        migrate(office.office.database, folder=folder)
    assert pending(office.office.database, folder) == ["9999_later"]
    assert "later" not in office.office.database.table_names()


def test_a_server_is_told_of_a_step_without_waiting(postgres_office: TestOffice, steps):
    """A new office is six hundred statements, and the way to its server may be long."""
    folder = steps("9999_later.py", "for n in range(20): db.execute_sql(f'CREATE INDEX later_{n} ON later (id)')")
    with parcels(postgres_office) as sent:
        assert migrate(postgres_office.office.database, folder=folder) == ["9999_later"]
    assert len(sent) < 10
    assert pending(postgres_office.office.database, folder) == []
    # what is wrong with it is told before the next is done
    folder = steps("9999a_wrong.py", "db.execute_sql('CREATE INDEX later_0 ON nowhere (id)')")
    with pytest.raises(peewee.ProgrammingError):
        migrate(postgres_office.office.database, folder=folder)
    assert pending(postgres_office.office.database, folder) == ["9999a_wrong"]


def test_without_a_proved_copy_nothing_changes(office: TestOffice, steps):
    def refuse():
        raise Damaged("no")

    folder = steps("9999_later.py", "pass")
    with pytest.raises(Damaged):
        migrate(office.office.database, refuse, folder)
    assert "later" not in office.office.database.table_names()


def test_upgrading_is_the_admins_act(office: TestOffice, steps, tmp_path: Path):
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    folder = steps("9999_later.py", "pass")
    with pytest.raises(NotAllowed):
        office.errand(upgrade, office.office.secret, tmp_path, folder=folder, me=staff)
    assert len(office.ask(workstations)) == 1


def test_an_office_from_a_newer_program_is_left_alone(office: TestOffice, steps):
    migrate(office.office.database, folder=steps("9999_later.py", "pass"))
    with pytest.raises(NewerOffice):
        pending(office.office.database)


def test_a_copy_holds_every_row(office: TestOffice, tmp_path: Path):
    for n in range(3):
        office.do(
            open_client,
            ClientForm.PERSON,
            {"name": f"尉迟{n}"},
        )
    with office.work(write=False):
        counts = copy_office(office.office.database, tmp_path / "copy", KEY)
    assert counts["client"] == 3
    copy = open_sqlite(tmp_path / "copy", KEY)
    with copy.reading():
        names = {row[0] for row in copy.engine.execute_sql("SELECT name FROM client").fetchall()}
    copy.disconnect()
    assert names == {"尉迟0", "尉迟1", "尉迟2"}


def test_a_copy_of_an_office_that_is_not_whole_is_no_copy(sqlite_office: TestOffice, tmp_path: Path):
    """A row that hangs on none stands in an office only where another program took its parent away."""
    office = sqlite_office
    key = office.do(open_client, ClientForm.PERSON, {"name": "贺启年"})
    office.do(log_contact, key, Report(Channel.PHONE, "问候", "想订包间"))
    engine = office.office.database.engine
    office.office.disconnect()
    engine.connect()
    engine.execute_sql("PRAGMA foreign_keys = OFF")
    engine.execute_sql("DELETE FROM client")
    with pytest.raises(Damaged, match="client"):
        copy_office(office.office.database, tmp_path / "copy", KEY)
    assert list(tmp_path.glob("copy*")) == []


def test_a_flipped_bit_is_noticed(sqlite_office: TestOffice, tmp_path: Path):
    with sqlite_office.work(write=False):
        copy_office(sqlite_office.office.database, tmp_path / "copy", KEY)
    raw = bytearray((tmp_path / "copy").read_bytes())
    raw[5000] ^= 1
    (tmp_path / "copy").write_bytes(raw)
    damaged = open_sqlite(tmp_path / "copy", KEY)
    with damaged.reading():
        assert damaged.engine.execute_sql("PRAGMA cipher_integrity_check").fetchall()
    damaged.disconnect()


WRITER = """
import sys
from pathlib import Path
from desktop.models.database import open_sqlite
from desktop.models.office import Setting
database = open_sqlite(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
database.bind()
for _ in range(60):
    with database.writing():
        row = Setting.get(Setting.name == "counter")
        row.value += 1
        row.save()
"""


def test_writers_on_one_file_lose_nothing(sqlite_office: TestOffice):
    path = sqlite_office.office.database.engine.database
    with sqlite_office.office.database.writing():
        office.Setting.create(name="counter", value=0, force_insert=True)
    writers = [run(WRITER, path, KEY.hex()) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    with sqlite_office.office.database.reading():
        assert office.Setting.get(office.Setting.name == "counter").value == 180


def test_a_lock_that_is_never_let_go_is_said_plainly(sqlite_office: TestOffice, monkeypatch: pytest.MonkeyPatch):
    database = sqlite_office.office.database
    other = open_sqlite(Path(database.engine.database), KEY)
    monkeypatch.setattr("desktop.models.database.patiently.__defaults__", (0.05,))
    with other.writing(), pytest.raises(OfficeBusy), sqlite_office.work():
        pass
    other.disconnect()


def test_a_text_index_first_looked_at_during_a_commit_is_waited_for(sqlite_office: TestOffice):
    other = open_sqlite(Path(sqlite_office.office.database.engine.database), KEY)
    ready, locked, found = threading.Event(), threading.Event(), []

    def ask() -> None:
        with other.reading():
            other.engine.execute_sql("SELECT count(*) FROM setting").fetchone()
        ready.set()
        locked.wait(10)
        with other.reading():
            found.append(other.engine.execute_sql("SELECT count(*) FROM search_text").fetchone())
        other.disconnect()

    asking = threading.Thread(target=ask)
    asking.start()
    assert ready.wait(10)
    writer = sqlite_office.office.database.engine
    writer.begin("EXCLUSIVE")
    locked.set()
    asking.join(0.1)
    waited = found == []
    writer.rollback()
    asking.join(10)
    assert waited
    assert found == [(0,)]


def test_a_full_disk_is_said_plainly_and_changes_nothing(sqlite_office: TestOffice):
    database = sqlite_office.office.database
    with database.reading():
        pages = database.engine.execute_sql("PRAGMA page_count").fetchone()[0]
    database.engine.execute_sql(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(Unreachable, match=r"full|满"):
        for n in range(50):
            sqlite_office.do(open_client, ClientForm.PERSON, {"name": f"尉迟{n}", "note": "x" * 8000})
    kept = sqlite_office.ask(client_lists.count_clients)
    database.disconnect()
    assert sqlite_office.ask(client_lists.count_clients) == kept


@contextmanager
def as_nobody() -> Iterator[None]:
    """Whoever runs everything here may write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="folders are made read-only otherwise there")
@pytest.mark.parametrize("kept", ["folder", "file"])
def test_a_read_only_folder_or_file_is_said_plainly_and_nothing_is_half_done(sqlite_office: TestOffice, kept: str):
    folder = Path(tempfile.mkdtemp())
    path = folder / "office.db"
    try:
        shutil.copy(sqlite_office.office.database.engine.database, path)
        database = open_sqlite(path, KEY)
        there = open_office(database, SECRET, sqlite_office.office.workstation)
        shown = TestOffice(there, there.sign_in(ADMIN, PASSWORD))
        shown.do(open_client, ClientForm.PERSON, {"name": "贺启年"})
        database.disconnect()
        path.chmod(0o666 if kept == "folder" else 0o444)
        folder.chmod(0o555 if kept == "folder" else 0o777)
        with as_nobody():
            with pytest.raises(Unreachable, match=r"read-only|只读"):
                shown.do(open_client, ClientForm.PERSON, {"name": "单雪"})
            assert shown.ask(client_lists.count_clients) == 1
            database.disconnect()
        folder.chmod(0o755)
        path.chmod(0o644)
        # as soon as it can be written again the same window goes on
        shown.do(open_client, ClientForm.PERSON, {"name": "单雪"})
        assert shown.ask(client_lists.count_clients) == 2
        database.disconnect()
    finally:
        sqlite_office.office.database.bind()
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_missing_file_is_said_plainly(tmp_path: Path):
    with pytest.raises(Unreachable, match=r"gone\.db"):
        open_sqlite(tmp_path / "gone.db", KEY)


def test_a_server_that_goes_away_is_said_plainly_and_comes_back(postgres_office: TestOffice, pg_url: str):
    database = postgres_office.office.database
    with pytest.raises(Unreachable), postgres_office.work() as work:
        pid = database.engine.execute_sql("SELECT pg_backend_pid()").fetchone()[0]
        with psycopg.connect(pg_url, autocommit=True) as killer:
            killer.execute("SELECT pg_terminate_backend(%s)", (pid,))
        work.visible(clients.Client).count()
    assert postgres_office.ask(client_lists.count_clients) == 0


@pytest.mark.parametrize(("code", "text", "refusal"), [
    ("42501", "对表 client 权限不够", NotAllowed), ("40P01", "检测到死锁", Deadlock),
    ("55P03", "由于锁超时", OfficeBusy), ("53100", "设备上没有空间", Unreachable),
    ("25006", "不能在只读事务中执行", Unreachable),
    ("57P01", "由于管理员命令中断连接", ConnectionLost), ("57014", "由于用户请求而取消查询", Interrupted),
])  # fmt: skip
def test_a_server_that_speaks_another_language_is_understood_by_its_codes(postgres_office: TestOffice, code, text,
                                                                          refusal):  # fmt: skip
    """As servers set up in Chinese answer; said here in the server's own way."""
    with pytest.raises(refusal), postgres_office.work() as work:
        work.database.engine.execute_sql(f"DO $$ BEGIN RAISE EXCEPTION '{text}' USING ERRCODE = '{code}'; END $$")


@pytest.mark.parametrize(("said", "refusal"), [
    ('用户 "cfu_1_2" Password 认证失败', LoginRefused), ('角色 "cfu_1_2" 不存在', LoginRefused),
    ('没有用于主机 "10.0.0.9", 用户 "a", 数据库 "b", SSL 关闭 的 pg_hba.conf 记录', LoginRefused),
    ('no pg_hba.conf entry for host "10.0.0.9", user "a", database "b", no encryption', LoginRefused),
    ('不允许角色"cfu_1_2" 进行登录', Suspended), ('数据库 "office" 不存在', Unreachable),
])  # fmt: skip
def test_who_is_not_let_in_is_told_so_by_a_chinese_server_too(said: str, refusal: type):
    head = 'connection failed: connection to server at "10.0.0.1", port 5432 failed: '
    severity = "FATAL" if said.isascii() else "致命错误"
    with pytest.raises(refusal), told_plainly():
        raise peewee.OperationalError(f"{head}{severity}:  {said}")


def test_a_question_can_be_broken_off(office: TestOffice):
    database = office.office.database
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    asking = threading.get_ident()
    timer = threading.Timer(0.2, lambda: database.interrupt(asking))
    timer.start()
    with pytest.raises(Interrupted), database.reading():
        database.engine.execute_sql(endless).fetchall()
    timer.join()


def test_an_older_office_is_opened_only_to_be_brought_up_to_date(office: TestOffice, steps):
    held, folder = office.office, steps("9999_later.py", "pass")
    with pytest.raises(OlderOffice):
        open_office(held.database, held.secret, held.workstation, steps=folder)
    assert open_office(held.database, held.secret, held.workstation, steps=folder, older=True).id == held.id
    migrate(held.database, folder=folder)
    assert open_office(held.database, held.secret, held.workstation, steps=folder).id == held.id


def test_contacts_of_an_office_kept_from_before_are_found_in_the_index_of_their_own(sqlite_office: TestOffice):
    database = sqlite_office.office.database
    client = sqlite_office.do(open_client, ClientForm.PERSON, {"name": "贺启年"})
    sqlite_office.do(log_contact, client, Report(Channel.PHONE, "问起月饼礼盒"))
    serial = database.engine.execute_sql("SELECT serial FROM search_doc WHERE kind = 'contact'").fetchone()[0]
    for before in (
        "DROP TABLE search_text_more",
        f"INSERT INTO search_text (rowid, name, other) VALUES ({serial}, '', '月饼')",
        "DROP INDEX client_rhythm",
        "CREATE INDEX client_withdrawn_at_looked_through_at_id_client_class ON client (looked_through_at)",
        "CREATE INDEX client_of_department ON client (department_id)",
        "CREATE INDEX record_writer_id ON record (writer_id)",
        "DELETE FROM schema_migration WHERE name = '0011_lighter_saves'",
    ):
        database.engine.execute_sql(before)
    assert migrate(database) == ["0011_lighter_saves"]
    assert [hit.title for hit in sqlite_office.ask(search_all.find_everything, "月饼礼")] == ["贺启年"]
    # the clients' own index has forgotten it
    assert database.engine.execute_sql("SELECT rowid FROM search_text").fetchall() == [(1,)]
    assert not sqlite_office.errand(check_office).findings


def test_names_of_an_office_kept_from_before_are_found_by_their_longer_beginnings(sqlite_office: TestOffice):
    database, texts = sqlite_office.office.database, ("w", "wan", "wang", "wangf", "wf", "王", "芳", "王芳", "19900")
    for name, phone in (("王芳", "19900000001"), ("汪方", "19900000002"), ("欧阳启", "")):
        sqlite_office.do(open_client, ClientForm.PERSON, {"name": name, "phone": phone})
    before = [[hit.title for hit in sqlite_office.ask(search.find, text)] for text in texts]
    database.engine.execute_sql("DROP TABLE search_text_names")
    database.engine.execute_sql("CREATE VIRTUAL TABLE search_text_names USING fts5(name, content='', "
                                "contentless_delete=1, tokenize='ascii', prefix='1 2 3')")  # fmt: skip
    for client in (sqlite_office.ask(search.matching, text)[0] for text in ("王芳", "汪方", "欧阳")):
        with sqlite_office.work() as work:
            search.index(work, document(work.get(clients.Client, client)))
    database.engine.execute_sql("DELETE FROM schema_migration WHERE name = '0014_longer_beginnings'")
    assert migrate(database) == ["0014_longer_beginnings"]
    assert [[hit.title for hit in sqlite_office.ask(search.find, text)] for text in texts] == before
    assert before[2] == ["王芳", "汪方"]
    assert not sqlite_office.errand(check_office).findings


def test_a_folder_that_goes_away_is_told_as_that_and_work_goes_on_when_it_is_back(sqlite_office: TestOffice):
    path = Path(sqlite_office.office.database.engine.database)
    away = path.parent.with_name("away")
    path.parent.rename(away)
    with pytest.raises(Unreachable, match=r"drive|驱动器|磁盘|盘"):
        sqlite_office.do(open_client, ClientForm.PERSON, {"name": "贺启年"})
    away.rename(path.parent)
    sqlite_office.do(open_client, ClientForm.PERSON, {"name": "贺启年"})
    assert sqlite_office.ask(client_lists.count_clients) == 1
