"""Making a new office: its tables, the presets of its kind, and the first admin with every role and vault."""

import os
from collections.abc import Callable
from datetime import date, datetime

from desktop.i18n import N_
from desktop.models.database import OfficeDatabase
from desktop.models.migrating import migrate, pending
from desktop.models.office import Department, Person, PersonRole, Role, Setting
from desktop.models.pledges import Pledge
from desktop.rules import deadlines
from desktop.rules.accounts import checked_name
from desktop.rules.calendars import Calendar
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id
from desktop.rules.pledges import holds_until
from desktop.rules.rights import VAULTS, rights_to_json, roles_of
from desktop.rules.settings import DEFAULTS
from desktop.rules.text import tidy
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind
from desktop.rules.zones import zone_of
from desktop.services.calendars import OFFICE_HOURS
from desktop.services.office import Office, check_password, login_of, register_workstation
from desktop.services.people_keys import add_keys, grant
from desktop.services.signing import begin
from desktop.services.vault import Kdf


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new office is made of."""

    name: str
    kind: OfficeKind
    admin: str
    password: str
    language: str = "zh_CN"
    time_zone: str = "Asia/Shanghai"


def found(database: OfficeDatabase, plan: Founding, secret: bytes, kdf: Kdf | None = None, *,
          keep: Callable[[Office], object] = lambda _office: None, apart: bool = False) -> Office:  # fmt: skip
    """Makes a new office in an empty database: tables, presets of its kind, the first admin with every role and vault.

    `keep` puts the office's key away before the commit: an office whose key was lost could never be opened again.
    With `apart` its server keeps people out where the database's login can have it do so.
    Raises BadEntry for a name or password that can't stand, and if the database already holds an office.
    """
    check_password(plan.password)
    if not tidy(plan.admin):
        raise BadEntry(N_("Enter the name of the first admin."), "admin")
    person_name = checked_name(plan.admin, "admin")
    office_name = checked_name(plan.name or person_name, "office_name")
    database.bind()
    if "0001_foundation" not in pending(database):
        raise BadEntry(N_("There is an office in this place already. Choose another place, or join it."), "locator")
    with database.writing():
        migrate(database)
        now = database.now()
        values = {
            "office_id": str(new_id()), "office_name": office_name, "kind": plan.kind.value,
            "language": plan.language, "time_zone": plan.time_zone,
        }  # fmt: skip
        for setting, value in values.items():
            Setting.create(name=setting, value=value, changed_at=now, force_insert=True)
        roles = [
            Role.create(key=r.key, name=r.label, rights=rights_to_json(r.rights), level=r.level)
            for r in roles_of(plan.kind)
        ]
        department = Department.create(name=values["office_name"])
        admin = Person.create(name=person_name, login=login_of(person_name), department=department, created_at=now)
        for role in roles:
            PersonRole.create(person=admin, role=role)
        keys = add_keys(admin.id, plan.password, secret, kdf)
        vaults = {(vault, 1): os.urandom(32) for vault in VAULTS}
        for (vault, epoch), key in vaults.items():
            grant(vault, epoch, key, admin.id, keys.public[0], admin.id, keys)

        def put(setting: str, value: object) -> None:
            Setting.create(name=setting, value=value, changed_at=now, force_insert=True)

        until = _note_pledge(admin, now, plan.time_zone)
        signed = begin(values["office_id"], now, admin.id, keys, vaults, put, {admin.id: until})
        office = Office(database, secret, register_workstation(database).id, pin=signed.pin)
        office.read_settings()
        if apart:
            _keep_people_out(office)
        keep(office)
    return office


def _note_pledge(admin: Person, now: datetime, zone: str) -> date:
    """Who founds an office gives the pledge by it: there is nobody else yet who could note it, so somebody who runs
    people later confirms it (AC-9, as AC-6 has it)."""
    today = now.astimezone(zone_of(zone)).date()
    until = holds_until(today, int(str(DEFAULTS["pledge_months"])))
    days = deadlines.working_days(int(str(DEFAULTS["confirm_days"])))
    Pledge.create(person=admin, signed_on=today, until=until, noted_by=admin, noted_at=now,
                  confirm_until=deadlines.due(now, days, Calendar(zone, OFFICE_HOURS)))  # fmt: skip
    return until


def _keep_people_out(office: Office) -> None:
    if office.database.sqlite:
        return
    from desktop.services import server_people

    if not server_people.lacking(office.database):
        server_people.prepare(office.database, office.id, office.secret)
        office.database.enforced = True
