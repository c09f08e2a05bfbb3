"""Restores a backup into a new place, as an office of its own beside the one it was made of (SA-3, AC-6)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.models.base import database as tables_lie_in
from desktop.models.copies import carry
from desktop.models.database import OfficeDatabase
from desktop.models.office import Person, PersonKeys, Setting
from desktop.rules.approvals import Act, Need, NeedsApproval
from desktop.rules.ids import new_id
from desktop.rules.progress import part
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.zones import zone_of
from desktop.services import approvals, archive_opening, powers
from desktop.services.archive_opening import KeyOf
from desktop.services.archives import Contents, Manifest
from desktop.services.backups import check_known, scratch_below
from desktop.services.landing import Target, landing
from desktop.services.office import Office, register_workstation
from desktop.services.proving import unpacked
from desktop.services.reindexing import index_anew
from desktop.services.vault import OpenKeys, Vaults
from desktop.services.work import SignedIn, Work

TOPIC = "backups"
Progress = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Duty:
    """What the open office asks of every copy of itself that is brought back: `take` gathers it in the open office,
    `carry_out` does it in the restored one before anybody can open it."""

    take: Callable[[Work], Any]
    carry_out: Callable[[Work, Any], object]


# Whoever has such a duty, as that erased people stay erased, adds a line
DUTIES: tuple[Duty, ...] = ()


Keep = Callable[[Office], object]
TargetFor = Callable[[bytes], Target]


def need(work: Work, archive: Path) -> Need:
    """What has to be approved: this very backup, whatever the place. Raises as `look` does."""
    manifest = look(work, archive)
    made = manifest.made_at.astimezone(zone_of(str(work.settings["time_zone"])))
    what = f"{manifest.name} · {made:%Y-%m-%d %H:%M}"
    exactly = f"{manifest.office} {manifest.made_at.isoformat()} {manifest.sha256}"
    return Need(Act.RESTORE, manifest.clients, what, exactly)


def look(work: Work, archive: Path) -> Manifest:
    """What is in a backup, for whoever may restore it. Raises NotAllowed, BadBackup, NewerOffice."""
    work.require(Right.RUN_OFFICE)
    return archive_opening.look(archive, archive_opening.by_private(work.me.keys.exchange)).manifest


def restore(work: Work, archive: Path, target: TargetFor, scratch: Path, keep: Keep, *,
            progress: Progress | None = None) -> Office:  # fmt: skip
    """Proves a backup and brings it to a new place, as somebody whom it is sealed for. Give it staged work.

    `target` is given the key of the file inside; `keep` puts the new office's keys away before it is final. The office
    gets an id of its own, so that it is never taken for the one that goes on. Raises NeedsApproval, NotAllowed,
    BadBackup, BadEntry, NewerOffice, Interrupted.
    """
    key_of = archive_opening.by_private(work.me.keys.exchange)
    with work.reading():
        wanted = need(work, archive)
        if approvals.needs(work, wanted):
            raise NeedsApproval(wanted)
        owed = [(duty, duty.take(work)) for duty in DUTIES]

    def allowed(contents: Contents, office: Office) -> None:
        check_known(work, contents.manifest)
        with tables_lie_in.elsewhere(work.database.engine), work.writing():
            approvals.require(work, wanted)
            work.record(TOPIC, "restore", None, archive=str(contents.header.archive), office=office.id)

    def who(office: Office) -> SignedIn | None:
        # reading path: my own account in the office that is brought back
        person = Person.get_or_none(Person.id == work.me.id)
        kept = PersonKeys.get_or_none(PersonKeys.person == work.me.id)
        same = kept is not None and (bytes(kept.exchange), bytes(kept.signing)) == work.me.keys.public
        return office.signed_in(person, work.me.keys) if same else None

    def finish(contents: Contents, office: Office, there: Work) -> None:
        for duty, taken in owed:
            duty.carry_out(there, taken)
        keep(office)
        allowed(contents, office)

    source = _Source(archive, key_of, (work.me.id, work.me.keys), who)
    return _bring(source, target, scratch, finish, progress)


def restore_alone(archive: Path, private: X25519PrivateKey, target: TargetFor, scratch: Path, keep: Keep, *,
                  name: str = "", password: str = "", progress: Progress | None = None) -> Office:  # fmt: skip
    """The same where everything is lost: with the private recovery key, and nobody there to ask. Whose name and
    password are given records it in the restored office. Raises as `restore` does, and SignInRefused."""

    def who(office: Office) -> SignedIn | None:
        return office.sign_in(name, password) if name else None

    source = _Source(archive, archive_opening.by_private(private), None, who)
    return _bring(source, target, scratch, lambda _contents, office, _there: keep(office), progress)


@dataclass(frozen=True, slots=True)
class _Source:
    archive: Path
    key_of: KeyOf
    opens: tuple[UUID, OpenKeys] | None
    who: Callable[[Office], SignedIn | None]


def _bring(source: _Source, target: TargetFor, scratch: Path, finish: Callable[[Contents, Office, Work], object],
           progress: Progress | None) -> Office:  # fmt: skip
    with (
        scratch_below(scratch) as folder,
        unpacked(source.archive, source.key_of, folder, source.opens, part(progress, 0, 500)) as (contents, copy),
    ):
        place = target(bytes.fromhex(contents.keys.file_key))
        pages = Path(copy.engine.database) if place.path is not None else None
        with landing(place, pages, part(progress, 500, 700)) as there:
            office = _arrive(there, copy, contents, source, part(progress, 700, 1000), finish)
        office.database.disconnect()
    return office


def _arrive(there: OfficeDatabase, copy: OfficeDatabase, contents: Contents, source: _Source, progress: Progress,
            finish: Callable[[Contents, Office, Work], object]) -> Office:  # fmt: skip
    manifest = contents.manifest
    if not there.sqlite:
        with copy.reading():
            carry(copy, there, part(progress, 0, 600))
    office = Office(there, bytes.fromhex(contents.keys.office_secret), manifest.workstation)
    office.read_settings()
    office.workstation = register_workstation(there).id
    me = source.who(office)
    seen = Mandate(manifest.maker, None, {Right.RUN_OFFICE: Scope.ALL})
    signed = powers.read(office.signed_as, None)
    office.pin = signed.pin
    maker = SignedIn(
        manifest.maker, manifest.maker_name, seen, OpenKeys.new(), Vaults(), office.workstation, signed
    )  # fmt: skip
    looking = me or maker
    work = Work(there, replace(looking, mandate=seen), office.settings)
    if not (there.sqlite and manifest.indexed):
        index_anew(work, part(progress, 600, 1000))
    if me is None:
        _rename(office, contents, None)
        finish(contents, office, work)
        return office
    with work.writing():
        _rename(office, contents, work)
        finish(contents, office, work)
    return office


def _rename(office: Office, contents: Contents, work: Work | None) -> None:
    """An id of its own, and where it comes from; told in its records where somebody has signed in."""
    # writing path: settings have names, not ids; journalled below where there is somebody to sign
    manifest, former = contents.manifest, UUID(office.id)
    values = {
        "office_id": str(new_id()),
        "signed_as": office.signed_as,
        "restored_from": {"archive": str(contents.header.archive), "office": office.id,
                          "made_at": manifest.made_at.isoformat()},
    }  # fmt: skip
    before = {name: office.settings[name] for name in values}
    for name, value in values.items():
        Setting.delete().where(Setting.name == name).execute()
        Setting.create(name=name, value=value, changed_at=office.database.now(),
                       changed_by=work.me.id if work else None, force_insert=True)  # fmt: skip
    office.settings.update(values)
    if work is not None:
        work.journal_many("setting", [(former, {name: [before[name], value] for name, value in values.items()})])
        work.record(TOPIC, "arrive", None, archive=str(contents.header.archive), former=str(former))
