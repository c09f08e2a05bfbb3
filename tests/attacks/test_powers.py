"""What another program can do to who may do what: with the file's key or the office's login, and raw SQL. Nothing."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag

from desktop.models.clients import Client
from desktop.models.office import PersonKeys, Power, RecoveryWrap, Role, VaultKey
from desktop.models.records import Record
from desktop.rules.errors import Damaged, NotAllowed, SignInRefused
from desktop.rules.fields import Block
from desktop.rules.ids import new_id
from desktop.rules.recovery import groups_of
from desktop.rules.rights import Right, Scope
from desktop.services import accounts, blocks, granting, people_keys, powers, recovery, roles, rotation, signing
from desktop.services import office as offices
from desktop.services.accounts import NewPerson
from desktop.services.checking import check_office
from desktop.services.powers import Anchor, PersonPower, Pin, RolePower, person_says, role_says, vault_says
from desktop.services.vault import Known, OpenKeys, box_for, check_of, open_box, proof_of, wrap, wrap_text
from tests.offices import ADMIN, CHEAP, PASSWORD, TestOffice

STAFF = {Right.SEE_CLIENTS: Scope.OWN}


def raw(office: TestOffice, text: str, *values: object) -> None:
    """As another program would, with all the workstation holds."""
    engine = office.office.database.engine
    with office.office.database.writing():
        mark = "?" if office.office.database.sqlite else "%s"
        engine.execute_sql(text.replace("?", mark), [v.hex if isinstance(v, UUID) else v for v in values])


def found(office: TestOffice) -> set[str]:
    return {each.message for each in office.ask(signing.differences)}


@pytest.fixture
def staff(office: TestOffice):
    return office.hire("李娜", STAFF)


def again(office: TestOffice, name: str = "李娜"):
    return office.office.sign_in(name, PASSWORD)


def role_of(office: TestOffice, name: str) -> UUID:
    with office.work(write=False):
        return Role.get(Role.key == f"test-{name}").id


def test_an_office_left_alone_has_no_differences(office: TestOffice, staff):
    assert found(office) == set()
    assert office.do(signing.report) == 0


@pytest.mark.parametrize("what", ["rights", "level"])
def test_an_edited_role_gives_nothing(office: TestOffice, staff, what):
    change = ("rights = ?", json.dumps({"people.run": 3, "clients.see": 3})) if what == "rights" else ("level = ?", 3)
    raw(office, f"UPDATE role SET {change[0]} WHERE id = ?", change[1], role_of(office, "李娜"))
    assert again(office).mandate == staff.mandate
    assert found(office) == {"The role “{role}” was changed: its rights or level."}
    assert next(line for line in office.ask(roles.list_roles) if line.key == "test-李娜").rights == STAFF


def test_a_role_given_by_another_program_gives_nothing(office: TestOffice, staff):
    with office.work(write=False):
        admin = Role.get(Role.key == "admin").id
    raw(office, "INSERT INTO person_role (person_id, role_id) VALUES (?, ?)", staff.id, admin)
    assert again(office).mandate == staff.mandate
    assert office.ask(offices.renewed, me=staff) is None
    assert found(office) == {"The roles of {name} were changed."}
    # and it is not signed along with the next change of the same person
    office.do(accounts.edit_person, staff.id, {"name": "李娜娜"})
    assert not again(office, "李娜娜").may(Right.RUN_PEOPLE)
    assert len(office.ask(accounts.person_line, staff.id).role_ids) == 1


def test_a_role_made_by_another_program_is_none(office: TestOffice, staff):
    key = new_id()
    values = (key, "planted", "自定", json.dumps({"people.run": 3}), 3)
    raw(office, "INSERT INTO role (id, version, key, name, rights, level) VALUES (?, 1, ?, ?, ?, ?)", *values)
    raw(office, "INSERT INTO person_role (person_id, role_id) VALUES (?, ?)", staff.id, key)
    assert again(office).mandate == staff.mandate
    assert "The role “{role}” was made by nobody who may." in found(office)
    assert "planted" not in {line.key for line in office.ask(roles.list_roles)}


def test_who_was_suspended_stays_out_whatever_the_table_says(office: TestOffice, staff):
    office.do(accounts.suspend, staff.id)
    raw(office, "UPDATE person SET suspended_at = NULL WHERE id = ?", staff.id)
    with pytest.raises(SignInRefused):
        again(office)
    assert found(office) == {"Whether {name} is suspended was changed."}


def test_another_department_is_not_reached_by_editing_the_person(office: TestOffice, staff):
    place = office.do(roles.add_department, "前厅")
    raw(office, "UPDATE person SET department_id = ? WHERE id = ?", place, staff.id)
    assert again(office).mandate.department is None
    assert found(office) == {"The department of {name} was changed."}


def test_a_swapped_public_key_is_given_no_vault(office: TestOffice):
    person = office.hire("张岚", {Right.SEE_CLIENTS: Scope.ALL}, level=3)
    thief = OpenKeys.new()
    raw(office, "UPDATE person_keys SET exchange = ?, signing = ? WHERE person_id = ?", *thief.public, person.id)
    office.do(granting.grant_vault, person.id, "accounts")
    assert again(office, "张岚").vaults.holds("accounts")
    assert "The public key of {name} was exchanged." in found(office)
    assert any(f.message == "The public key of {name} was exchanged." for f in office.errand(check_office).findings)


def test_another_pair_under_another_password_does_not_sign_in(office: TestOffice, staff):
    """The office's secret lies at every workstation: a colleague could seal a pair of his own for the admin."""
    pair = OpenKeys.new().seal(office.me.id, "my own password", office.office.secret, CHEAP)
    with office.office.database.writing():
        PersonKeys.update(exchange=pair.exchange, signing=pair.signing, sealed=pair.sealed, kdf=pair.kdf).where(
            PersonKeys.person == office.me.id
        ).execute()
    with pytest.raises(SignInRefused, match="not those that were signed"):
        office.office.sign_in(ADMIN, "my own password")


def test_an_account_opened_by_another_program_does_not_sign_in(office: TestOffice):
    key = new_id()
    raw(office, """INSERT INTO person (id, version, name, login, post, phone, created_at)
        VALUES (?, 1, 'x', 'x', '', '', 0)""", key)  # fmt: skip
    with office.office.database.writing():
        people_keys.add_keys(key, PASSWORD, office.office.secret, CHEAP)
    with pytest.raises(SignInRefused, match="not those that were signed"):
        again(office, "x")
    assert found(office) == {"The account of {name} was opened by nobody who may."}


def plant(office: TestOffice, vault: str, epoch: int, key: bytes, person, by) -> None:
    item = wrap(key, vault, epoch, person.id, person.keys.public[0], by.keys)
    with office.office.database.writing():
        VaultKey.delete().where((VaultKey.vault == vault) & (VaultKey.epoch == epoch)
                                & (VaultKey.person == person.id)).execute()  # fmt: skip
        VaultKey.create(vault=vault, epoch=epoch, person=person.id, wrapped=item.wrapped, granted_by=by.id,
                        signature=item.signature, force_insert=True)  # fmt: skip


@pytest.mark.parametrize("level", [1, 3])
@pytest.mark.parametrize("epoch", [1, 2])
def test_a_planted_vault_key_is_not_used(office: TestOffice, level, epoch):
    """Signed truly by a colleague, even by one whose roles reach the vault: it is not the key that was told of."""
    colleague = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL}, level=level)
    plant(office, "accounts", epoch, bytes(32), office.me, colleague)
    me = again(office, ADMIN)
    assert me.vaults.refused == {"accounts"} and bytes(32) not in me.vaults.keys.values()
    assert set(me.powers.known) == {("identity", 1), ("property", 1), ("accounts", 1)}
    office.me = me
    assert found(office) == {"A key of “{vault}” lies there that was not given by who may."}


def test_before_a_key_was_told_of_only_who_reaches_the_vault_gives_it(office: TestOffice):
    """In an office signed by an admin without keys nobody has told of them yet."""
    colleague = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL}, level=1)
    signed = replace(office.me.powers, known={}, people=office.ask(signing.current).people,
                     roles=office.ask(signing.current).roles)  # fmt: skip
    plant(office, "accounts", 1, bytes(32), office.me, colleague)
    with office.work(write=False):
        vaults = people_keys.vaults_of(signed, office.me.id, office.me.keys)
    assert vaults.refused == {"accounts"}


def forge(office: TestOffice, by, *statements, keys: OpenKeys | None = None) -> None:
    with office.office.work(office.me, write=True) as work:
        now = signing.current(work)
        row = powers.entry(now, work.now, by.id if by else None, keys or by.keys, statements)
        row.save(force_insert=True)


def test_who_signs_for_himself_gets_nothing(office: TestOffice, staff):
    admin = next(line.id for line in office.ask(roles.list_roles) if line.key == "admin")
    mine = PersonPower("李娜", *staff.keys.public, frozenset({admin}))
    forge(office, staff, person_says(staff.id, mine))
    assert again(office).mandate == staff.mandate
    assert found(office) == {"An entry that gives rights was signed by nobody who may."}
    # the next true change takes its place
    office.do(accounts.add_person, NewPerson("王芳", PASSWORD, reason="holidays"), office.office.secret, CHEAP)
    assert found(office) == set() and again(office, "王芳").id


@pytest.mark.parametrize("key", ["role", "anchor", "vault"])
def test_nothing_else_is_taken_from_who_may_not(office: TestOffice, staff, key):
    said = {"role": role_says(role_of(office, "李娜"), RolePower({"people.run": 3}, 3)),
            "anchor": powers.anchor_says(OpenKeys.new()),
            "vault": vault_says("accounts", 2, Known(check_of(bytes(32))))}[key]  # fmt: skip
    forge(office, staff, said)
    now = office.ask(signing.current)
    assert now.stray and now.head == office.ask(signing.current, me=staff).head
    assert again(office).mandate == staff.mandate


def test_a_foreign_anchor_signs_nothing(office: TestOffice, staff):
    mine = PersonPower("李娜", *staff.keys.public, office.ask(signing.current).people[office.me.id].roles)
    forge(office, None, person_says(staff.id, mine), keys=OpenKeys.new())
    assert again(office).mandate == staff.mandate


def test_what_a_suspended_admin_signs_does_not_count(office: TestOffice):
    second = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    office.do(accounts.suspend, second.id)
    everything = office.ask(signing.current).people[office.me.id].roles
    forge(office, second, person_says(second.id, PersonPower("吴刚", *second.keys.public, everything)))
    raw(office, "UPDATE person SET suspended_at = NULL WHERE id = ?", second.id)
    with pytest.raises(SignInRefused):
        again(office, "吴刚")


def test_an_admin_without_the_vault_makes_no_key_of_it(office: TestOffice):
    """He may give himself the role that reaches it; that he held the key before he can't show."""
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    mine = office.ask(signing.current).people[admin.id]
    everything = office.ask(signing.current).people[office.me.id].roles
    forge(office, admin, person_says(admin.id, replace(mine, roles=everything)))
    check = check_of(bytes(32))
    forge(office, admin, vault_says("accounts", 2, Known(check, proof_of(bytes(32), check))))
    plant(office, "accounts", 2, bytes(32), office.me, admin)
    me = again(office, ADMIN)
    assert me.vaults.newest("accounts") == 1 and me.vaults.refused == {"accounts"}


UNPROVED = ("A new key of “{vault}” was told of by somebody who did not hold the one before. It counts for nothing; "
            "change the key of this vault, which takes its place.")  # fmt: skip
EXCHANGED = ("The recovery sheet was exchanged by somebody who held no key of “{vault}”. New keys go on to the sheet "
             "before it; make a new sheet.")  # fmt: skip


def test_a_key_told_of_by_who_held_none_stops_neither_rotation_nor_the_sheet(office: TestOffice, staff):
    with office.work(write=False) as work:
        text = " ".join(groups_of(recovery._seed(work)))
    thief = bytes(range(32))
    forge(office, staff, vault_says("identity", 2, Known(check_of(thief), proof_of(thief, check_of(thief)))))
    plant(office, "identity", 2, thief, office.me, staff)
    assert UNPROVED in found(office)
    office.do(recovery.use_sheet, text)
    office.do(recovery.new_sheet)
    office.do(rotation.renew_keys, ["identity"])
    me = again(office, ADMIN)
    assert me.vaults.newest("identity") == 3 and thief not in me.vaults.keys.values()
    raw(office, "DELETE FROM vault_key WHERE epoch = 2")
    assert found(office) == set()
    with office.work(me, write=False) as work:
        seed = recovery._seed(work)
        assert recovery._opened(signing.current(work), OpenKeys.of_seed(seed)).keys() == me.vaults.keys.keys()


def test_nor_is_a_key_believed_that_follows_one_nobody_held(office: TestOffice, staff):
    """With the number between taken, it would have none before it to be proved by."""
    thief = bytes(range(32))
    for epoch in (2, 3):
        forge(office, staff, vault_says("identity", epoch, Known(check_of(thief), proof_of(thief, check_of(thief)))))
    plant(office, "identity", 3, thief, office.me, staff)
    me = again(office, ADMIN)
    assert me.vaults.newest("identity") == 1 and "identity" in me.vaults.refused


def test_a_sheet_of_who_held_no_keys_is_given_none(office: TestOffice):
    admin, sheet = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL}), OpenKeys.new()
    first = office.ask(signing.current).anchor
    forge(office, admin, powers.anchor_says(sheet))
    raw(office, "UPDATE setting SET value = ? WHERE name = 'recovery_key'", json.dumps(sheet.public[0].hex()))
    with office.office.database.reading():
        office.office.read_settings()
    assert found(office) == {EXCHANGED}
    office.do(rotation.renew_keys, ["accounts"])
    with office.work(write=False):
        wrap = RecoveryWrap.get((RecoveryWrap.vault == "accounts") & (RecoveryWrap.epoch == 2))
    with pytest.raises(InvalidTag):
        open_box(sheet, bytes(wrap.wrapped), wrap_text("accounts", 2, powers.RECOVERY))
    # a sheet of whoever holds the keys takes its place
    me = again(office, ADMIN)
    office.do(recovery.new_sheet, me=me)
    made = office.ask(signing.current, me=me)
    assert found(office) == set() and made.anchor not in (first, Anchor(*sheet.public))
    # and the proof it was made with is none for another place in the chain
    said = powers.anchor_says(sheet, made.sheets[-1].proofs)
    forge(office, admin, said)
    assert EXCHANGED in found(office)


def test_a_key_told_of_is_never_told_anew(office: TestOffice):
    forge(office, office.me, vault_says("accounts", 1, Known(check_of(bytes(32)))))
    assert office.ask(signing.current).stray


def test_an_older_state_is_not_believed_by_who_saw_the_newer(office: TestOffice, staff):
    """The leaver puts back the entries of when he had his rights."""
    office.do(accounts.suspend, staff.id)
    again(office, ADMIN)
    raw(office, "DELETE FROM power WHERE number = (SELECT max(number) FROM power)")
    raw(office, "UPDATE person SET suspended_at = NULL WHERE id = ?", staff.id)
    with pytest.raises(Damaged, match="older state"):
        again(office)


def test_an_open_session_notices_an_exchanged_end(office: TestOffice, staff):
    office.me = again(office, ADMIN)
    raw(office, "UPDATE power SET content = ? WHERE number = ?", "[]", office.me.powers.number)
    with pytest.raises(Damaged):
        office.ask(signing.current)


def test_a_chain_of_another_beginning_is_not_believed(office: TestOffice, staff):
    raw(office, "DELETE FROM power")
    with office.office.work(office.me, write=True) as work:
        signing.begin(office.office.id, work.now, staff.id, staff.keys, {}, lambda *_: None)
    with pytest.raises(Damaged):
        again(office)
    raw(office, "DELETE FROM power")
    with pytest.raises(Damaged):
        again(office)


def test_an_edited_entry_ends_the_chain_for_who_sees_it_first(office: TestOffice, staff):
    """A workstation that joins without having seen anything believes only what is signed."""
    with office.work(write=False):
        last = Power.select().order_by(Power.number.desc()).get()
    edited = last.content.replace('"roles":["', '"roles":["' + new_id().hex + '","')
    raw(office, "UPDATE power SET content = ? WHERE number = ?", edited, last.number)
    office.office.pin = None
    with pytest.raises(SignInRefused):
        again(office)
    office.me = again(office, ADMIN)
    assert "An entry that gives rights was signed by nobody who may." in found(office)


def test_an_edited_end_is_noticed_by_who_saw_it(office: TestOffice, staff):
    number = again(office, ADMIN).powers.number
    raw(office, "UPDATE power SET at = at + 1 WHERE number = ?", number)
    with pytest.raises(Damaged, match="older state"):
        again(office, ADMIN)


def test_what_follows_an_entry_that_was_taken_out_does_not_count(office: TestOffice, staff):
    """For who sees the chain first, it ends there; whoever saw it whole refuses it."""
    taken = again(office, ADMIN).powers.number + 1
    office.do(accounts.suspend, staff.id)
    office.do(roles.add_role, "夜班", {Right.SEE_CLIENTS: Scope.ALL})
    raw(office, "DELETE FROM power WHERE number = ?", taken)
    office.office.pin = None
    me = again(office, ADMIN)
    assert (me.powers.number, me.powers.stray) == (taken - 1, taken + 1)


def test_an_office_of_another_anchor_is_none_of_ours(office: TestOffice):
    with office.work(write=False), pytest.raises(Damaged):
        powers.read(office.office.id, Pin(OpenKeys.new().public[1]))


def test_what_a_workstation_remembers_survives_being_written_down(office: TestOffice):
    pin = office.me.powers.pin
    assert Pin.parse(str(pin)) == pin and Pin.parse("") is None


def test_a_swapped_recovery_key_is_told(office: TestOffice):
    raw(office, "UPDATE setting SET value = ? WHERE name = 'recovery_key'", json.dumps(bytes(32).hex()))
    with office.office.database.reading():
        office.office.read_settings()
    assert found(office) == {"The public key of the recovery sheet was exchanged."}


def test_it_is_recorded_once_and_put_back(office: TestOffice, staff):
    raw(office, "UPDATE role SET level = 3 WHERE id = ?", role_of(office, "李娜"))
    assert office.do(signing.report, me=staff) == 1
    assert office.do(signing.report) == 1
    with office.work(write=False) as work:
        acts = [r.action for r in work.visible(Record)]
    assert acts.count("refused_power") == 1
    with pytest.raises(NotAllowed):
        office.do(signing.put_back, me=staff)
    assert office.do(signing.put_back) == 1
    assert found(office) == set() and again(office).mandate == staff.mandate
    assert office.do(signing.put_back) == 0


def test_everything_is_put_back(office: TestOffice, staff):
    office.do(accounts.suspend, staff.id)
    place = office.do(roles.add_department, "前厅")
    admin = next(line.id for line in office.ask(roles.list_roles) if line.key == "admin")
    raw(office, "UPDATE person SET suspended_at = NULL, department_id = ?, name = '李' WHERE id = ?", place, staff.id)
    raw(office, "INSERT INTO person_role (person_id, role_id) VALUES (?, ?)", staff.id, admin)
    raw(office, "UPDATE person_keys SET exchange = ? WHERE person_id = ?", bytes(32), staff.id)
    assert len(found(office)) == 5
    office.do(signing.put_back)
    assert found(office) == set()


def test_a_key_planted_for_the_recovery_sheet_is_not_taken(office: TestOffice):
    with office.work(write=False) as work:
        text = " ".join(groups_of(recovery._seed(work)))
    anchor = office.me.powers.anchor
    box = box_for(anchor.exchange, bytes(32), wrap_text("accounts", 1, powers.RECOVERY))
    raw(office, "UPDATE recovery_wrap SET wrapped = ? WHERE vault = 'accounts'", box)
    with pytest.raises(Damaged, match="wrapped for the recovery sheet"):
        office.do(recovery.use_sheet, text)


# Offices from before


@pytest.fixture
def before(office: TestOffice, staff) -> TestOffice:
    """As the migration step leaves an office: nothing signed, no workstation that has seen an anchor."""
    raw(office, "DELETE FROM power")
    raw(office, "DELETE FROM recovery_wrap")
    raw(office, "DELETE FROM setting WHERE name IN ('recovery_key', 'recovery_seed')")
    office.office.pin = None
    with office.office.database.reading():
        office.office.read_settings()
    return office


def test_an_office_from_before_works_on_and_is_signed_by_who_runs_people(before: TestOffice):
    person = again(before)
    assert person.powers.anchor is None and person.mandate.rights == STAFF
    before.me = again(before, ADMIN)
    assert before.me.powers.anchor is not None and before.office.pin is not None
    assert set(before.me.powers.known) == {("identity", 1), ("property", 1), ("accounts", 1)}
    assert found(before) == set() and before.errand(check_office).sound
    with before.work(write=False) as work:
        assert [r.action for r in work.visible(Record)] == ["sign_powers"]
    assert again(before).powers.anchor is not None
    again(before, ADMIN)
    with before.work(write=False):
        assert Power.select().count() == 1


def test_who_holds_a_vault_tells_of_its_key_when_the_admin_could_not(before: TestOffice):
    raw(before, "DELETE FROM vault_key WHERE vault = 'accounts' AND person_id = ?", before.me.id)
    held = before.me.vaults.keys["accounts", 1]
    before.me = again(before, ADMIN)
    assert ("accounts", 1) not in before.me.powers.known
    manager = before.hire("陆文渊", {Right.SEE_CLIENTS: Scope.ALL}, level=3)
    with before.office.database.writing():
        people_keys.grant("accounts", 1, held, manager.id, manager.keys.public[0], before.me.id, before.me.keys)
    manager = again(before, "陆文渊")
    assert manager.powers.known["accounts", 1].check == check_of(held)
    assert found(before) == set()


# Sealed values


def _sealed(office: TestOffice) -> tuple[UUID, UUID, bytes]:
    from tests.trust.test_work import make_client

    with office.work() as work:
        one, two = make_client(work, "1"), make_client(work, "2")
        for client in (one, two):
            bank, cards = work.catalogue["bank"], work.catalogue["bank_cards"]
            work.journal(client, blocks.seal_values(Block.ACCOUNTS, client.id, {bank: "云川银行", cards: "1"},
                                                    work.me.vaults))  # fmt: skip
            work.record("clients", "edit", client)
        return one.id, two.id, bytes(blocks.sealed_row(Block.ACCOUNTS, one.id).bank)


@pytest.mark.parametrize("way", ["client", "column", "bit"])
def test_a_sealed_value_does_not_move_or_change(office: TestOffice, way):
    one, two, blob = _sealed(office)
    if way == "client":
        raw(office, "UPDATE client_accounts SET bank = ? WHERE client_id = ?", blob, two)
    elif way == "column":
        raw(office, "UPDATE client_accounts SET bank_cards = ? WHERE client_id = ?", blob, one)
    else:
        flipped = blob[:-1] + bytes([blob[-1] ^ 1])
        raw(office, "UPDATE client_accounts SET bank = ? WHERE client_id = ?", flipped, one)
    with pytest.raises(Damaged), office.work() as work:
        work.unlock(work.get(Client, two if way == "client" else one), Block.ACCOUNTS)
