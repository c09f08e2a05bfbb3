"""Restores a backup into a new place, as an office of its own beside the one it was made of (SA-3, AC-6)."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import database as tables_lie_in
from desktop.models.copies import carry
from desktop.models.database import OfficeDatabase
from desktop.models.office import Person, PersonKeys, Setting
from desktop.rules.approvals import Act, Need, NeedsApproval
from desktop.rules.errors import OfficeError
from desktop.rules.ids import new_id
from desktop.rules.progress import part
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.zones import zone_of
from desktop.services import approvals, archive_opening, blob_mirror, duties, newer, powers, server_people
from desktop.services.archive_opening import KeyOf
from desktop.services.archives import Contents, Manifest
from desktop.services.backups import scratch_below
from desktop.services.belonging import check_known, check_sheet
from desktop.services.duties import Duty, Tell
from desktop.services.landing import Target, landing
from desktop.services.office import Office, register_workstation
from desktop.services.proving import unpacked
from desktop.services.reindexing import index_anew
from desktop.services.vault import OpenKeys, Vaults
from desktop.services.work import SignedIn, Work

TOPIC = "backups"
Progress = Callable[..., object]


Keep = Callable[[Office], object]
TargetFor = Callable[[bytes], Target]
Check = Callable[[Contents, OfficeDatabase], object]


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
            tell: Tell = lambda _said: None, progress: Progress | None = None) -> Office:  # fmt: skip
    """Proves a backup and brings it to a new place, as somebody whom it is sealed for. Give it staged work.

    `target` is given a fresh key, for whoever was shut out since knows the one inside; `keep` puts the new office's
    keys away before it is final; `tell` hears what is left to be done there. The office gets an id of its own, so that
    it is never taken for the one that goes on. Raises NeedsApproval, NotAllowed, BadBackup, BadEntry, NewerOffice,
    Interrupted.
    """
    key_of = archive_opening.by_private(work.me.keys.exchange)
    with work.reading():
        wanted = need(work, archive)
        if approvals.needs(work, wanted):
            raise NeedsApproval(wanted)
        owed = duties.gather(work)

    def check(contents: Contents, copy: OfficeDatabase) -> None:
        check_known(work, contents, copy)

    def allowed(contents: Contents, office: Office) -> None:
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
        duties.carry_out(there, owed, tell)
        server_people.prepare_new(office.database, office.id, office.secret)
        keep(office)
        allowed(contents, office)

    source = _Source(archive, key_of, (work.me.id, work.me.keys), check, who, _purged(owed), tell)
    return _bring(source, target, scratch, finish, progress)


def restore_alone(archive: Path, root: OpenKeys, target: TargetFor, scratch: Path, keep: Keep, *,
                  name: str = "", password: str = "", beside: Sequence[Path] = (),
                  tell: Tell = lambda _said: None, progress: Progress | None = None) -> Office:  # fmt: skip
    """The same where everything is lost: with the pair of keys of the recovery sheet, and nobody there to ask. Whose
    name and password are given records it in the restored office.

    `beside` are other backups: the newest of this office that is newer tells who was erased or shut out since. Raises
    as `restore` does, and SignInRefused.
    """
    key_of = archive_opening.by_private(root.exchange)

    def check(contents: Contents, copy: OfficeDatabase) -> None:
        check_sheet(contents, copy, root)

    def who(office: Office) -> SignedIn | None:
        return office.sign_in(name, password) if name else None

    owed = newer.owed_since(archive, key_of, check, beside, scratch, part(progress, 0, 400))
    if owed is None:
        made = archive_opening.look(archive, key_of).manifest.made_at
        tell(OfficeError(N_("No newer backup lies beside this one: clients erased after {moment} UTC are in it again, "
                            "and people suspended since can sign in. Erase and suspend them again."),
                         moment=f"{made:%Y-%m-%d %H:%M}"))  # fmt: skip

    def finish(_contents: Contents, office: Office, there: Work) -> None:
        duties.carry_out(there, owed or [], tell)
        server_people.prepare_new(office.database, office.id, office.secret)
        keep(office)

    source = _Source(archive, key_of, None, check, who, _purged(owed or []), tell)
    return _bring(source, target, scratch, finish, part(progress, 400, 1000))


def _purged(owed: Sequence[tuple[Duty, Any]]) -> bool:
    return any(taken for duty, taken in owed if duty.purges)


@dataclass(frozen=True, slots=True)
class _Source:
    archive: Path
    key_of: KeyOf
    opens: tuple[UUID, OpenKeys] | None
    check: Check
    who: Callable[[Office], SignedIn | None]
    purged: bool  # what duties delete leaves no trace
    tell: Tell


def _bring(source: _Source, target: TargetFor, scratch: Path, finish: Callable[[Contents, Office, Work], object],
           progress: Progress | None) -> Office:  # fmt: skip
    with (
        scratch_below(scratch) as folder,
        unpacked(source.archive, source.key_of, folder, source.opens, part(progress, 0, 500)) as (contents, copy),
    ):
        source.check(contents, copy)
        place = target(os.urandom(32))
        inside = Path(copy.engine.database), bytes.fromhex(contents.keys.file_key)
        pages = inside if place.path is not None else None
        filled = part(progress, 500, 600)
        with (
            blob_mirror.landed(place) as brought,
            landing(place, pages, filled, purged=source.purged) as there,
        ):
            office = _arrive(there, copy, contents, source, part(progress, 600, 800), finish)
            _bring_contents(there, source, contents, brought, part(progress, 800, 1000))
        office.database.disconnect()
    return office


def _bring_contents(there: OfficeDatabase, source: "_Source", contents: Contents, brought: blob_mirror.Brought,
                    progress: Progress) -> None:  # fmt: skip
    """The contents of documents from beside the archive, but for those of whoever was erased since. What is not there
    keeps nobody from his office: it is marked as missing, and told."""
    mirror = blob_mirror.beside(source.archive, contents.header.office)
    wanted = blob_mirror.contents_of(there)
    brought.bring(mirror, wanted, there, contents.manifest.maker, progress)
    blob_mirror.note_lost(brought.lost)
    bad = set(brought.lost) - {UUID(hex=key) for key in contents.manifest.lost}
    if bad:
        said = N_("The contents of {n} documents were not beside the backup, or damaged. If the folder “{folder}” that "
                  "belongs to it is found, put it beside this office's backups and check the documents.")  # fmt: skip
        source.tell(OfficeError(said, n=len(bad), folder=blob_mirror.FOLDER))


def _arrive(there: OfficeDatabase, copy: OfficeDatabase, contents: Contents, source: _Source, progress: Progress,
            finish: Callable[[Contents, Office, Work], object]) -> Office:  # fmt: skip
    manifest = contents.manifest
    if not there.sqlite:
        server_people.require_apart(there, manifest.office, apart=manifest.apart)
        with copy.reading():
            carry(copy, there, part(progress, 0, 600))
    office = Office(there, bytes.fromhex(contents.keys.office_secret), manifest.workstation)
    office.read_settings()
    office.workstation = register_workstation(there).id
    me = source.who(office)
    # whoever brings it back may do what that takes; to sign what people are takes a right of one's own
    rights = dict.fromkeys((Right.RUN_OFFICE, Right.SEE_CLIENTS, Right.EDIT_CLIENTS), Scope.ALL)
    if me is not None and me.may(Right.RUN_PEOPLE):
        rights[Right.RUN_PEOPLE] = Scope.ALL
    seen = Mandate(manifest.maker, None, rights)
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
