"""Commands about copies of the office: making and proving a backup, bringing one back, moving the office."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop.commands.command import Answer, Command, Session
from desktop.house import House
from desktop.house_copies import Copies, Restored
from desktop.i18n import N_, _
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import OfficeError
from desktop.services import approvals, backups, scrubbing


class ApprovalMissing(OfficeError):
    """The restoring waits for a second person."""


def _backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path, help=_("where the backup is written"))


def _backup(session: Session, given: Namespace) -> Answer:
    place = Copies(session.house).place(session.office)
    path = session.errand(backups.back_up, place, given.folder.absolute())
    return Answer({"archive": str(path)}, [_("Made and proved: {path}").format(path=path)])


def _archive_argument(parser: ArgumentParser) -> None:
    parser.add_argument("archive", metavar="ARCHIVE", type=Path, help=_("the file of a backup"))


def _drill(session: Session, given: Namespace) -> Answer:
    contents = session.errand(backups.drill, given.archive, Copies(session.house).scratch)
    manifest = contents.manifest
    data = {"proved": True, "archive": str(given.archive), "office": manifest.office, "name": manifest.name,
            "made_at": manifest.made_at.isoformat(), "made_by": manifest.maker_name, "program": manifest.program,
            "clients": manifest.clients, "rows": manifest.rows}  # fmt: skip
    said = _("Proved: {name}, made on {moment} by {who}; {clients} client files.")
    line = said.format(name=manifest.name, moment=f"{manifest.made_at:%Y-%m-%d %H:%M} UTC", who=manifest.maker_name,
                       clients=manifest.clients)  # fmt: skip
    return Answer(data, [line])


def _restore_arguments(parser: ArgumentParser) -> None:
    _archive_argument(parser)
    parser.add_argument("--to", metavar="OFFICE", required=True,
                        help=_("the new place: a file, or postgresql://login:password@server/database"))  # fmt: skip
    parser.add_argument("--reason", metavar="TEXT", default="",
                        help=_("why; where somebody can approve it, it is asked for with this reason"))  # fmt: skip
    parser.add_argument("--sheet-stdin", action="store_true",
                        help=_("where everything is lost: the recovery sheet is the first line of standard input; "
                               "no office has to be there. With --user the next line is a password"))  # fmt: skip


def _restore(session: Session, given: Namespace) -> Answer:
    copies = Copies(session.house)
    for last in (False, True):
        try:
            where = (given.archive, given.to, session.me.name, given.password)
            return _restored(session.errand(copies.restore, *where))
        except NeedsApproval as waits:
            if last:
                raise
            _approve(session, waits, given.reason)
    raise AssertionError("unreachable")


def _approve(session: Session, waits: NeedsApproval, reason: str) -> None:
    """Where nobody else is there the act goes through and is listed; otherwise it is asked for, and waits."""
    ways = session.ask(approvals.ways, waits.need)
    if ways.alone:
        session.do(approvals.go_alone, waits.need, reason or _("Restored by a command"))
        return
    if reason and ways.waiting is None:
        session.do(approvals.ask, waits.need, reason)
        raise ApprovalMissing(N_("Asked for approval; nothing was restored. Once it is approved, restore again."))
    said = N_("{refusal} Ask for it with --reason TEXT, and restore again once it is approved.")
    raise ApprovalMissing(said, refusal=str(waits)) from waits


def _restore_alone(house: House, given: Namespace) -> Answer:
    return _restored(
        Copies(house).restore_alone(given.archive, given.sheet, given.to, given.user or "", given.password)
    )


def _restored(found: Restored) -> Answer:
    joined, told = found.office, [str(each) for each in found.told]
    data = {"office": joined.id, "name": joined.name, "place": joined.locator, "told": told}
    said = _("Restored: {name} lies at {place}; this computer has joined it.")
    return Answer(data, [said.format(name=joined.name, place=joined.locator), *told])


def _move_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "to", metavar="OFFICE", help=_("the new place: a file, or postgresql://login:password@server/database")
    )


def _move(session: Session, given: Namespace) -> Answer:
    former = session.house.locate(session.office.id).locator
    place = session.errand(Copies(session.house).move, session.office, given.to)
    said = _("Moved to {place}. What is left at {former} can only be read.")
    return Answer({"place": place, "former": former}, [said.format(place=place, former=former)])


def _scrub_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--daily", action="store_true", help=_("only what is due today, a hundredth of all"))
    parser.add_argument("--from", dest="mirror", metavar="FOLDER", type=Path,
                        help=_("the folder of backups from which what is lost comes back"))  # fmt: skip


def _scrub(session: Session, given: Namespace) -> Answer:
    chosen = Copies(session.house).folder(session.office.id)
    mirror = given.mirror.absolute() if given.mirror is not None else Path(chosen) if chosen else None
    found = session.errand(scrubbing.scrub, mirror, whole=not given.daily)
    names = {name: [str(key) for key in getattr(found, name)] for name in ("missing", "damaged", "repaired")}
    said = _("{looked} stored documents read: {missing} missing, {damaged} damaged, {repaired} brought back.")
    counts = {name: len(ids) for name, ids in names.items()}
    data = {"looked": found.looked, **names, "cleared": found.cleared, "sound": found.sound}
    return Answer(data, [said.format(looked=found.looked, **counts)], 0 if found.sound else 1)


COMMANDS = (
    Command("backup", N_("make an encrypted backup in a folder and prove it"), _backup_arguments, _backup),
    Command("drill", N_("prove a backup by restoring it and looking everything over"), _archive_argument, _drill),
    Command("restore", N_("bring a backup back into a new place"), _restore_arguments, _restore,
            without_office=_restore_alone),
    Command("scrub", N_("read all stored documents again and bring back what a backup holds"), _scrub_arguments,
            _scrub),
    Command("move-to", N_("move the office elsewhere; the old place can only be read then"), _move_arguments, _move),
)  # fmt: skip
