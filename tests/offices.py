"""Offices for tests, each fresh, on SQLite and on PostgreSQL: made once as a pattern, then copied."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import psycopg
import pytest

from desktop.models import server_doors
from desktop.models.database import OfficeDatabase, open_postgres, open_sqlite
from desktop.models.office import Department, Person, PersonRole, Role, Setting, VaultKey
from desktop.models.server_roles import Roles
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope, rights_to_json
from desktop.rules.words import OfficeKind
from desktop.rules.zones import zone_of
from desktop.services import accounts, founding, people_keys, powers, server_people, settings, signing
from desktop.services import office as offices
from desktop.services.founding import Founding
from desktop.services.office import Office
from desktop.services.powers import PersonPower, RolePower, person_says, role_says
from desktop.services.vault import Kdf, OpenKeys
from desktop.services.work import SignedIn, Work
from tests import hiring
from tests.put_back import Copies

CHEAP = Kdf(iterations=1, lanes=1, memory_kib=8)
ADMIN, PASSWORD = "何俊", "right horse battery"
FIRST = "a start password of the admin"
KEY, SECRET = bytes(range(32)), bytes(range(32, 64))
PLAN = Founding("柏溪楼", OfficeKind.RESTAURANT, ADMIN, PASSWORD)

_hired = hiring.Book()


@dataclass
class TestOffice:
    """An office with somebody signed in, and short ways to do what every test does."""

    __test__ = False

    office: Office
    me: SignedIn
    owner: OfficeDatabase | None = None
    """Where the server keeps people out: the login that made it do so."""

    @contextmanager
    def work(self, me: SignedIn | None = None, *, write: bool = True) -> Iterator[Work]:
        with self.office.work(me or self.me, write=write) as work:
            yield work

    def do(self, verb: Callable[..., Any], *args: Any, me: SignedIn | None = None, **kwargs: Any) -> Any:
        return self.office.run(me or self.me, verb, *args, **kwargs)

    def ask_for_no_consent(self) -> None:
        """Chooses by the program what the fixture wrote past it, so that verifying finds nothing there."""
        for verb, more in ((settings.reset_setting, ()), (settings.change_setting, (False,))):
            self.do(verb, "consent_asked", *more)

    def ask(self, verb: Callable[..., Any], *args: Any, me: SignedIn | None = None, **kwargs: Any) -> Any:
        return self.office.ask(me or self.me, verb, *args, **kwargs)

    def errand(self, verb: Callable[..., Any], *args: Any, me: SignedIn | None = None, **kwargs: Any) -> Any:
        """Long work with its own stages."""
        return self.office.carry(me or self.me, verb, *args, **kwargs)

    def on_paper(self, verb: Callable[..., Any], *args: Any, me: SignedIn | None = None, **kwargs: Any) -> Any:
        """A sheet that comes out of the printer; by `errand` alone it is made, and left in its dialog."""
        printed = self.errand(verb, *args, me=me, **kwargs)
        if printed.came_out is not None:
            self.do(printed.came_out, me=me)
        return printed

    def first(self, name: str, start: str, own: str) -> SignedIn:
        """Somebody's first sign-in: with the start password, then with one of his own."""
        return first_day(self.office, name, start, own)

    def hire(self, name: str, rights: dict[Right, Scope], *, level: int = 1, vaults: tuple[str, ...] = (),
             department: str | None = None, there: Person | None = None) -> SignedIn:  # fmt: skip
        """Somebody with just these rights, signed in; below the services, for tests of the services. `there` stands
        in the office already, as the owner of files for one."""
        words = hiring.words(name, rights, level, vaults, department)
        with self.beneath() as database:
            at = hiring.place(database, department, self.office.workstation, self.me.id)
            # of those with a login of their own the server keeps a part, of an office nobody signed nothing is known
            copied = there is None and at.signed and not self.office.kept_apart
            if copied and (me := _hired.again(database, at, words)) is not None:
                self.office.pin = me.powers.pin
                return me
            with self._working(database) as work:
                role = self._take_on(work, database, name, rights, level, vaults, department, there)
        me = self.office.sign_in(name, PASSWORD)
        if copied:
            _hired.keep(self.office.database, at, words, me, role)
        return me

    def _take_on(self, work: Work, database: OfficeDatabase, name: str, rights: dict[Right, Scope], level: int,
                 vaults: tuple[str, ...], department: str | None, there: Person | None) -> UUID:  # fmt: skip
        now = work.now
        place = Department.get_or_create(name=department)[0] if department else None
        person = there or Person.create(name=name, login=name.casefold(), department=place, created_at=now)
        role = Role.create(key=f"test-{name}", name=name, rights=rights_to_json(rights), level=level)
        PersonRole.create(person=person, role=role)
        keys = people_keys.add_keys(person.id, PASSWORD, self.office.secret, CHEAP)
        power = PersonPower(name, *keys.public, frozenset({role.id}), place.id if place else None)
        given = role_says(role.id, RolePower(role.rights, role.level))
        signing.sign(work, given, person_says(person.id, power))
        public = keys.public[0]
        for vault in vaults:
            key = self.me.vaults.keys[vault, 1]
            people_keys.grant(vault, 1, key, person.id, public, self.me.id, self.me.keys)
        assert VaultKey.select().where(VaultKey.person == person).count() == len(vaults)
        if self.office.kept_apart:
            server_people.invite(database, person.id, public)
        return role.id

    @contextmanager
    def _working(self, database: OfficeDatabase) -> Iterator[Work]:
        work = Work(database, self.me, self.office.settings)
        with work.writing():
            yield work

    @contextmanager
    def beneath(self) -> Iterator[OfficeDatabase]:
        """The office as it lies on its server, whoever may see what."""
        database = self.owner or self.office.database
        database.bind()
        try:
            yield database
        finally:
            self.office.database.bind()


def first_day(office: Office, name: str, start: str, own: str) -> SignedIn:
    """Signs somebody in who still has a start password, and again with his own."""
    office.run(office.sign_in(name, start), accounts.choose_own, own, office.secret, CHEAP)
    return office.sign_in(name, own)


def office_today() -> date:
    """The day it is in the tests' offices, wherever the tests run."""
    return datetime.now(zone_of("Asia/Shanghai")).date()


def database_url(admin: str, name: str) -> str:
    parts = urlsplit(admin)
    return urlunsplit((parts.scheme, parts.netloc, "/" + name, "", ""))


_administrators: dict[str, psycopg.Connection[Any]] = {}


def _administer(admin: str, statement: str) -> None:
    """Over one connection for all tests: making each anew took longer than making the office."""
    try:
        if admin in _administrators:
            _administrators[admin].execute(statement)
            return
    except psycopg.OperationalError as gone:
        # some tests stop their server and start it again
        if not _administrators[admin].broken:
            raise gone
    _administrators[admin] = psycopg.connect(admin, autocommit=True)
    _administrators[admin].execute(statement)


def leave_servers() -> None:
    """A server that is asked to stop waits for whoever is still there."""
    for administrator in _administrators.values():
        administrator.close()


pytest_sessionfinish = leave_servers


def create_database(admin: str, name: str, pattern: str | None = None) -> str:
    like = f'TEMPLATE "{pattern}"' if pattern else ""
    # copied as files: page by page, as it is done by default, it takes the server more than twice as long
    _administer(admin, f'CREATE DATABASE "{name}" {like} STRATEGY FILE_COPY')
    return database_url(admin, name)


def drop_database(admin: str, name: str) -> None:
    _administer(admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def ask_for_no_consent(database: OfficeDatabase, me: SignedIn | None = None) -> None:
    """So that the tests of other nouns enter allergies without more; those of consents let the office ask again. Of an
    office that ADMIN has founded, or `me`."""
    with database.writing():
        Setting.create(name="consent_asked", value=False, force_insert=True)
        # nor for pledges: those tests set the number themselves
        # a benchmark asks this of an office that it has kept
        Setting.delete().where(Setting.name == "pledge_months").execute()
        Setting.create(name="pledge_months", value=0, force_insert=True)
        office = str(Setting.get(Setting.name == "office_id").value)
        admin = me.id if me is not None else Person.get(Person.name == ADMIN).id
        keys = me.keys if me is not None else OpenKeys.open(offices.sealed_of(admin), admin, PASSWORD, SECRET)
        powers.entry(powers.read(office, None), database.now(), admin, keys, [powers.pledge_says(0)]).save(
            force_insert=True
        )


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, UUID]:
    path = tmp_path_factory.mktemp("pattern") / "office.db"
    database = open_sqlite(path, KEY, create=True)
    workstation = founding.found(database, PLAN, SECRET, CHEAP).workstation
    ask_for_no_consent(database)
    database.disconnect()
    return path, workstation


@pytest.fixture(scope="session")
def postgres_pattern(pg_url: str) -> tuple[str, UUID]:
    name = f"pattern_{uuid4().hex[:8]}"
    database = open_postgres(create_database(pg_url, name))
    workstation = founding.found(database, PLAN, SECRET, CHEAP).workstation
    ask_for_no_consent(database)
    database.disconnect()
    return name, workstation


_sessions: dict[object, TestOffice] = {}


def _signed_in(pattern: tuple[Any, UUID], opened: Callable[[Any], OfficeDatabase]) -> TestOffice:
    """A pattern with its first admin, who signs in there before it is copied: once instead of in thousands of copies.
    The tests of signing in do it themselves, and so does whoever is hired."""
    place, workstation = pattern
    if place not in _sessions:
        database = opened(place)
        office = offices.open_office(database, SECRET, workstation)
        _sessions[place] = TestOffice(office, office.sign_in(ADMIN, PASSWORD))
        database.disconnect()
    return _sessions[place]


def _session(known: TestOffice, database: OfficeDatabase) -> TestOffice:
    """The same session in a copy, connected. What it takes up there must not reach the next one."""
    database.bind()
    office = replace(known.office, database=database, settings=deepcopy(known.office.settings))
    return TestOffice(office, hiring.copied(known.me))


@contextmanager
def sqlite_copy(pattern: tuple[Path, UUID], path: Path) -> Iterator[TestOffice]:
    """A copy of an office, at `path`."""
    known = _signed_in(pattern, lambda place: open_sqlite(place, KEY))
    shutil.copyfile(pattern[0], path)
    database = open_sqlite(path, KEY)
    database.engine.connect()
    yield _session(known, database)
    database.disconnect()


@contextmanager
def postgres_copy(pattern: tuple[str, UUID], admin: str, name: str) -> Iterator[TestOffice]:
    """A copy of an office on a server, as the database `name`; it stays when its connection has gone."""
    known, database = _signed_in_there(pattern, admin), open_postgres(create_database(admin, name, pattern[0]))
    database.engine.connect()
    yield _session(known, database)
    database.disconnect()


def in_copy(pattern: tuple[str, UUID], admin: str, database: OfficeDatabase) -> TestOffice:
    """The office that lies in a copy on a server, reached by this way."""
    known = _signed_in_there(pattern, admin)
    database.engine.connect()
    return _session(known, database)


def _signed_in_there(pattern: tuple[str, UUID], admin: str) -> TestOffice:
    return _signed_in(pattern, lambda place: open_postgres(database_url(admin, place)))


@pytest.fixture
def sqlite_office(sqlite_pattern: tuple[Path, UUID], tmp_path: Path) -> Iterator[TestOffice]:
    with sqlite_copy(sqlite_pattern, tmp_path / "office.db") as office:
        yield office


@pytest.fixture(scope="session")
def postgres_copies(postgres_pattern: tuple[str, UUID], pg_url: str) -> Iterator[Copies]:
    _signed_in_there(postgres_pattern, pg_url)
    copies = Copies(
        lambda: create_database(pg_url, f"office_{uuid4().hex[:12]}", postgres_pattern[0]),
        lambda url: drop_database(pg_url, urlsplit(url).path[1:]),
    )
    yield copies
    copies.close()


@pytest.fixture
def postgres_office(postgres_pattern: tuple[str, UUID], postgres_copies: Copies, pg_url: str) -> Iterator[TestOffice]:
    known = _signed_in_there(postgres_pattern, pg_url)
    with postgres_copies.lent() as copy:
        database = open_postgres(copy.url)
        copy.take_up(database.engine)
        yield _session(known, database)
        copy.keep(database.engine)


@contextmanager
def apart_copy(pattern: tuple[str, UUID], admin: str, name: str) -> Iterator[TestOffice]:
    """A copy of an office whose server keeps people out, everybody with a login of his own."""
    original, workstation = pattern
    url = create_database(admin, name, original)
    owner, database = open_postgres(url), open_postgres(url)
    office_id = str(new_id())
    owner.bind()
    with owner.writing():
        # the server knows its roles by the office's id, for all its databases
        Setting.update(value=office_id).where(Setting.name == "office_id").execute()
        server_people.prepare(owner, office_id, SECRET)
    try:
        yield _kept_apart(database, owner, office_id, workstation)
    finally:
        database.disconnect()
        owner.disconnect()


def _kept_apart(database: OfficeDatabase, owner: OfficeDatabase, office_id: str, workstation: UUID) -> TestOffice:
    server_people.find_door(database, office_id, SECRET)
    office = offices.open_office(database, SECRET, workstation)
    return TestOffice(office, office.sign_in(ADMIN, PASSWORD), owner)


def drop_roles(admin: str, office_id: str, of: str = "office") -> None:
    """The roles of an office whose database is gone; of its `people` those that they sign in with, and no groups."""
    roles = Roles.of(office_id)
    groups = "true" if of == "office" else "false"
    _administer(
        admin,
        rf"""DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT rolname FROM pg_roles WHERE ({groups} AND rolname LIKE 'cf\_{roles.mark}\_%')
            OR rolname LIKE 'cfu\_{roles.mark}\_%'
            -- first who was given something, last who gave it
            ORDER BY rolname NOT LIKE 'cfu%', rolname LIKE '%\_provisioner', rolname LIKE '%\_owner'
            LOOP EXECUTE format('DROP ROLE %I', name); END LOOP; END $$""",
    )


def forget_logins(owner: OfficeDatabase, admin: str, office_id: str) -> None:
    """Makes a pattern of an office whose people have come in: each copy invites them anew. Disconnects."""
    with owner.writing():
        owner.engine.execute_sql("DELETE FROM cf.login")
    owner.disconnect()
    drop_roles(admin, office_id, of="people")


@pytest.fixture
def apart_office(postgres_pattern: tuple[str, UUID], pg_url: str) -> Iterator[TestOffice]:
    """With roles of its own, for tests of what keeps people out."""
    name = f"apart_{uuid4().hex[:12]}"
    with apart_copy(postgres_pattern, pg_url, name) as office:
        yield office
    drop_database(pg_url, name)
    drop_roles(pg_url, office.office.id)


@pytest.fixture(scope="session")
def prepared_pattern(postgres_pattern: tuple[str, UUID], pg_url: str) -> Iterator[tuple[str, UUID, str]]:
    """An office whose server is prepared to keep people out, nobody of whom has a login yet; its id is the third."""
    original, workstation = postgres_pattern
    name, office_id = f"pattern_{uuid4().hex[:8]}", str(new_id())
    owner_url = create_database(pg_url, name, original)
    owner = open_postgres(owner_url)
    owner.bind()
    with owner.writing():
        Setting.update(value=office_id).where(Setting.name == "office_id").execute()
        server_people.prepare(owner, office_id, SECRET)
    # whoever comes in first signs the powers of an office with another id
    database = open_postgres(owner_url)
    _kept_apart(database, owner, office_id, workstation)
    database.disconnect()
    forget_logins(owner, pg_url, office_id)
    yield name, workstation, office_id
    drop_database(pg_url, name)
    drop_roles(pg_url, office_id)


@contextmanager
def apart_again(pattern: str, office_id: str, admin: str, name: str) -> Iterator[tuple[str, OfficeDatabase]]:
    """A copy of an office that is kept apart and that nobody has come into yet, everybody invited: its address, and the
    login that owns it. The copies have their groups in common, so that one lives at a time; logins are each one's own.
    """
    url = create_database(admin, name, pattern)
    # who may connect is not copied with a database
    _administer(admin, f"""UPDATE pg_database SET datacl = pattern.datacl FROM pg_database pattern
                       WHERE pg_database.datname = '{name}' AND pattern.datname = '{pattern}'""")  # fmt: skip
    owner = open_postgres(url)
    owner.bind()
    with owner.writing():
        for person, exchange in server_doors.without_login(owner.engine):
            server_people.invite(owner, person, exchange)
    try:
        yield url, owner
    finally:
        owner.disconnect()
        drop_database(admin, name)
        drop_roles(admin, office_id, of="people")


@pytest.fixture
def prepared_office(prepared_pattern: tuple[str, UUID, str], pg_url: str) -> Iterator[TestOffice]:
    """Kept apart like `apart_office`, but copied with its policies: making those took longer than most tests."""
    pattern, workstation, office_id = prepared_pattern
    with apart_again(pattern, office_id, pg_url, f"prepared_{uuid4().hex[:12]}") as (url, owner):
        database = open_postgres(url)
        try:
            yield _kept_apart(database, owner, office_id, workstation)
        finally:
            database.disconnect()


DATABASES = ["sqlite", "postgres"]
# What a day is made of, done by people with logins of their own at a server that keeps them apart
APART = {
    "test_service": {
        "test_clients_of_who_moved_stand_on_the_heads_today_until_they_follow",
        "test_own_scope_may_edit_only_own_files", "test_sealed_values_are_kept_sealed_and_opened_with_a_reason",
        "test_lists_page_sort_and_filter", "test_search_obeys_the_scope", "test_search_follows_changes",
        "test_a_withdrawn_file_is_out_of_lists_and_search", "test_a_messy_workbook_comes_in_once",
        "test_what_was_imported_is_found_and_waits_for_review", "test_promised_steps_are_due_and_done_where_they_stand",
        "test_a_transfer_is_looked_at_made_and_undone_as_one", "test_whoever_sees_own_files_alone_hands_one_on",
        "test_a_form_is_issued_assigned_handed_in_and_typed_in",
        "test_a_review_decides_with_those_present_and_its_evidence",
        "test_why_files_were_handed_over_is_told_to_who_takes_part_or_may_change_one",
    },
    "test_lending": {
        "test_values_are_asked_for_opened_for_a_time_and_the_reading_is_recorded",
        "test_what_was_approved_is_taken_back_with_the_decision_or_the_request",
        "test_a_file_out_of_sight_is_asked_for_without_a_word_whether_it_is_there",
    },
    "test_asked_for": {
        "test_a_locked_paper_is_asked_for_looked_at_for_some_days_and_closed_by_itself",
        "test_what_becomes_of_a_paper_its_vault_or_its_reader_closes_it",
    },
    "test_marks": {
        "test_marked_words_are_shown_as_locked_and_each_reading_is_recorded",
        "test_a_marked_note_is_asked_for_like_any_locked_value",
    },
    "test_numbers": {
        "test_an_exact_number_finds_the_file_however_it_is_written",
        "test_only_holders_of_the_vault_find_it_and_only_in_their_scope",
    },
    "test_care": {"test_a_plan_holds_for_every_client_of_its_class"},
    "test_undoing": {
        "test_an_edit_is_undone_done_again_and_undone", "test_an_import_and_its_undoing",
        "test_whose_role_does_not_reach_the_level_is_told_so",
    },
    "test_reviews": {"test_a_second_person_accepts", "test_review_reaches_as_far_as_its_scope"},
    "test_contact_persons_see": {"test_the_file_is_seen_and_reported_on_but_not_changed"},
    "test_merging": {
        "test_without_the_key_nothing_is_lost", "test_whoever_has_a_link_to_the_merged_file_keeps_it",
    },
    "test_account_requests": {
        "test_asked_by_staff_approved_by_the_head_opened_by_the_admin",
        "test_what_an_account_holds_blocks_its_closing_until_it_is_handed_over", "test_a_stand_in_decides_for_the_head",
        "test_a_heads_notice_of_a_leaver_goes_straight_to_the_admin",
        "test_clients_requests_and_what_partners_have_are_held_until_somebody_else_sees_to_them",
    },
    "test_past_files": {
        "test_who_sees_own_files_alone_sees_no_more_and_no_earlier",
        "test_an_event_taken_out_of_use_since_was_there_for_who_sees_own_files_alone",
    },
    "test_stand_ins": {"test_a_stand_in_reviews_what_the_absent_may_review"},
    "test_people": {"test_a_holder_who_runs_no_people_is_told_who_waits_and_grants"},
    "test_leaving": {"test_what_the_admin_can_t_change_waits_for_who_can"},
    "test_role_views": {"test_who_looks_is_shown_no_more_than_he_sees"},
    "test_health": {"test_what_a_leaver_knew_is_to_be_changed", "test_short_passwords_count_where_they_guard_much"},
    "test_recovery": {"test_nobody_can_sign_in_and_the_sheet_opens_an_account"},
    "test_rotation": {"test_who_lost_the_vault_opens_nothing_that_was_sealed_since"},
    "test_sealed_texts": {"test_a_note_corrected_within_a_merge_goes_back_with_its_words"},
    "test_conduct": {"test_at_two_workstations"},
    "test_sign_ins": {
        "test_the_same_account_at_two_workstations_is_shown_and_recorded",
        "test_an_anomaly_locks_the_account_and_tells_who_runs_people",
    },
    "test_log": {"test_clients_out_of_sight_appear_nowhere"},
    "test_incidents": {"test_whom_it_concerns_is_asked_of_the_records"},
    "test_scrubbing": {
        "test_what_is_lost_is_told_and_comes_back_from_the_backups", "test_a_new_key_reaches_what_others_have_filed",
    },
    "test_page_search": {
        "test_rights_are_asked_before_anything_is_counted",
        "test_marked_papers_are_found_by_who_holds_their_vault_and_no_word_lies_open",
    },
    "test_blobs": {"test_a_content_is_stored_once_per_vault_opened_and_let_go"},
    "test_together": {"test_who_is_suspended_writes_and_opens_nothing_more"},
}  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # the kit's office is one of its own
    if getattr(metafunc.module, "OFFICE_OF_ITS_OWN", False):
        return
    if "office" in metafunc.fixturenames and "kit" not in metafunc.definition.path.parts:
        apart = metafunc.function.__name__ in APART.get(metafunc.module.__name__.rpartition(".")[2], ())
        kinds = ["apart"] if os.environ.get(ONLY) == "apart" else [*DATABASES, *(["apart"] if apart else [])]
        metafunc.parametrize("office", kinds, indirect=True)


# runs every test on one alone; under "apart" those fail that reach beneath the server's rules
ONLY = "CLIENTELE_TEST_DATABASE"


@pytest.fixture
def office(request: pytest.FixtureRequest) -> TestOffice:
    """A new restaurant office whose first admin is signed in; every test that asks for it runs on both databases."""
    if (only := os.environ.get(ONLY)) and only != request.param:
        pytest.skip(f"only {only} was asked for")
    kind = "prepared" if request.param == "apart" else request.param
    found: TestOffice = request.getfixturevalue(f"{kind}_office")
    return found
