"""How the office stands, looked at in one go: backups, computers, passwords, keys, rights, unused accounts (SA-6)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from desktop import __version__
from desktop.i18n import N_, _
from desktop.models.backups import Backup
from desktop.models.office import Person, PersonKeys, Workstation
from desktop.models.records import Record
from desktop.models.sign_ins import Presence
from desktop.rules.accounts import needs_long
from desktop.rules.backups import NO_SHEET, BackupState
from desktop.rules.errors import Label
from desktop.rules.features import switched_on
from desktop.rules.health import NAMED, Check, State, ordered
from desktop.rules.rights import Right
from desktop.rules.today import Said, View
from desktop.rules.words import OfficeKind
from desktop.services import (
    backup_lists,
    granting,
    on_file,
    pledges,
    proofs,
    recovery,
    security_scans,
    sign_ins,
    signing,
)
from desktop.services.granting import VAULT_LABELS
from desktop.services.powers import Powers
from desktop.services.work import Work

PEOPLE, KEYS, BACKUPS = ("settings", "people"), ("settings", "keys"), ("settings", "backups")
MOST_WRITERS = 8
"""As many workstations write to one file without waiting for each other too long."""
CLOCK_TOLERANCE = timedelta(minutes=2)
TO_PEOPLE, TO_KEYS = N_("Go to the people"), N_("Go to the keys")


def look(work: Work) -> tuple[Check, ...]:
    """All that this person may look after, the worst first: for whoever runs people, runs the office or sees the
    audit. Whoever does neither is told nothing. Only numbers, names of colleagues and computers are told."""
    found = [check for right, about in ABOUT if work.may(right) for check in about(work)]
    return ordered(found)


# for whoever runs the office


def _backups(work: Work) -> list[Check]:
    standing = backup_lists.standing(work)
    if standing.trouble:
        return [Check(("backup",), State.BAD, Said(N_("The newest backup failed")), standing.trouble,
                      N_("Back up now"), ("settings", ("backups", "make")))]  # fmt: skip
    if standing.proved_at is None or standing.late:
        what = Said(N_("No backup was proved for {n} days"), {"n": standing.days})
        if standing.proved_at is None:
            what = Said(N_("No backup was proved yet"))
        return [Check(("backup",), State.BAD if standing.late else State.WARN, what, "", N_("Back up now"),
                      ("settings", ("backups", "make")), at=standing.proved_at)]  # fmt: skip
    if standing.no_sheet:
        what = Said(N_("The newest backup is sealed for no recovery sheet"))
        if proofs.sheet_for_all(signing.current(work), work.me.vaults.keys) is None:
            # one that I made would lack it as well
            return [Check(("backup",), State.BAD, what, Said(NO_SHEET), N_("Go to the backups"), BACKUPS,
                          at=standing.proved_at)]  # fmt: skip
        return [Check(("backup",), State.BAD, what, "", N_("Back up now"), ("settings", ("backups", "make")),
                      at=standing.proved_at)]  # fmt: skip
    proved = work.visible(Backup).where(Backup.state == BackupState.PROVED.value).order_by(Backup.made_at.desc())
    newest = proved.first()
    machine = work.visible(Workstation, withdrawn=True).where(Workstation.id == newest.workstation).get_or_none()
    below = Said(N_("In {folder}, made at {workstation}"),
                 {"folder": newest.folder, "workstation": machine.name if machine is not None else "?"})  # fmt: skip
    return [Check(("backup",), State.GOOD, Said(N_("A backup was proved")), below, at=standing.proved_at)]


def _documents(work: Work) -> list[Check]:
    found = backup_lists.lost(work)
    if not found.missing and not found.damaged:
        return []
    below = Said(N_("Check the documents where the backups are: what a backup holds comes back."))
    return [Check(("documents",), State.BAD, found.said, below, N_("Go to the backups"), BACKUPS)]


def _workstations(work: Work) -> list[Check]:
    lines, found = sign_ins.stations(work), []
    since = work.now - timedelta(days=int(work.settings["station_days"]))
    fresh = [one for one in lines if one.here or (one.last_seen_at is not None and one.last_seen_at >= since)]
    for one in (one for one in lines if one not in fresh):
        what = Said(N_("{name} was not seen for long"), {"name": one.name})
        below = Said(N_("It holds the office's key. If it is gone for good, take it off the list; if it was lost, shut "
                        "its users out."))  # fmt: skip
        found.append(Check(("station", one.id), State.WARN, what, below, N_("Take off the list"), deed="retire",
                           given=(one.id, one.name), at=one.last_seen_at))  # fmt: skip
    for one in fresh:
        if one.clock is not None and abs(one.clock) > CLOCK_TOLERANCE:
            what = Said(N_("The clock of {name} is wrong by {n} minutes"),
                        {"name": one.name, "n": round(abs(one.clock) / timedelta(minutes=1))})  # fmt: skip
            found.append(Check(("clock", one.id), State.WARN, what, "", N_("Go to the workstations"), PEOPLE))
    other = [one.name for one in fresh if not one.here and one.program != __version__]
    if other:
        what = Said(N_("Another version of Clientele than {version} is at: {names}"),
                    {"version": __version__, "names": _named(other)})  # fmt: skip
        found.append(Check(("version",), State.WARN, what, "", N_("Go to the workstations"), PEOPLE))
    if work.database.sqlite and len(fresh) > MOST_WRITERS:
        what = Said(N_("{n} computers write to one file: it is time for PostgreSQL"), {"n": len(fresh)})
        found.append(Check(("writers",), State.WARN, what, "", N_("Move the office…"),
                           ("settings", ("backups", "move"))))  # fmt: skip
    return [*found, _witnesses(len(fresh), len(lines))]


def _witnesses(fresh: int, joined: int) -> Check:
    """Each session remembers the newest records at its computer, so that a cut end shows there."""
    key, values = ("witnesses",), {"n": fresh, "all": joined}
    if joined == 1:
        return Check(key, State.GOOD, Said(N_("One computer, which remembers the newest records")))
    if fresh < 2:
        what = Said(N_("Of {all} computers only this one was here lately, and remembers the newest records"), values)
        below = Said(N_("What is cut off the records shows at computers that have seen them: sign in at another one."))
        return Check(key, State.WARN, what, below, N_("Go to the workstations"), PEOPLE)
    return Check(key, State.GOOD, Said(N_("{n} of {all} computers were here lately, and remember the newest records"),
                                       values))  # fmt: skip


# for whoever runs people


def _passwords(work: Work) -> list[Check]:
    now = signing.current(work)
    guards = {key for key in _active(now) if needs_long(now.mandate(key))}
    short = _names(now, guards & _short(work))
    start = _names(now, {key for key in _active(now) if now.starts(key)})
    found = []
    if short:
        what = Said(N_("Short passwords that guard much: {names}"), {"names": _named(short)})
        below = Said(N_("With level 3 or administration it takes a long one: each chooses it under Settings › Mine."))
        found.append(Check(("passwords",), State.BAD, what, below, TO_PEOPLE, PEOPLE))
    else:
        found.append(Check(("passwords",), State.GOOD, Said(N_("No short password is known that guards much"))))
    if start:
        what = Said(N_("Never signed in since the start password was told: {names}"), {"names": _named(start)})
        found.append(Check(("start",), State.WARN, what, "", TO_PEOPLE, PEOPLE))
    return found


def _short(work: Work) -> set[UUID]:
    """Whose password is known to be no long one; of who has not signed in since that is asked, nothing is known."""
    if work.database.enforced:
        # an office that is a file goes without
        from desktop.models import server_doors

        return set(server_doors.weak_passwords(work.database.engine))
    # reading path: whether a password is long, for whoever runs people; no keys
    rows = PersonKeys.select(PersonKeys.person_id).where(~PersonKeys.long)
    return {key for (key,) in rows.tuples()}


def _pledged(work: Work) -> list[Check]:
    today = on_file.today(work)
    without = [line.name for line in pledges.pledges(work) if not line.holds(today)]
    if not without:
        return []
    what = Said(N_("Without a confidentiality pledge that holds: {names}"), {"names": _named(without)})
    below = Said(N_("Levels 2 and 3 stay closed to them."))
    return [Check(("pledges",), State.WARN, what, below, TO_PEOPLE, PEOPLE)]


def _unused(work: Work) -> list[Check]:
    if work.settings["sample"]:
        # invented people sign in nowhere
        return []
    since = work.now - timedelta(days=int(work.settings["unused_days"]))
    seen: dict[UUID, datetime] = {}
    for row in work.visible(Presence):
        seen[row.person] = max(row.seen_at, seen.get(row.person, row.seen_at))
    query = work.visible(Person).where(Person.suspended_at.is_null() & Person.closed_at.is_null())
    idle = [row for row in query.order_by(Person.name) if seen.get(row.id, row.created_at) < since]
    found = []
    for row in idle[:NAMED]:
        what = Said(N_("The account of {name} was not used for long"), {"name": row.name})
        found.append(Check(("unused", row.id), State.WARN, what, "", N_("Look at the account"),
                           ("settings", ("people", row.id)), at=seen.get(row.id)))  # fmt: skip
    if len(idle) > NAMED:
        what = Said(N_("More accounts that were not used for long: {n}"), {"n": len(idle) - NAMED})
        found.append(Check(("unused",), State.WARN, what, "", TO_PEOPLE, PEOPLE))
    return found or [Check(("unused",), State.GOOD, Said(N_("All accounts are in use")))]


def _rights(work: Work) -> list[Check]:
    """Who may do much (open rights), and whether there is anybody to help."""
    now = signing.current(work)
    active = _active(now)
    runs = _names(now, {key for key in active if now.mandate(key).scope(Right.RUN_PEOPLE)})
    high = [key for key in active if now.mandate(key).level == 3]
    out = [key for key in active if now.mandate(key).scope(Right.EXPORT_CLIENTS)]
    values = {"names": _named(runs), "high": len(high), "out": len(out)}
    below = Said(N_("Accounts that reach level 3: {high}; that may export clients: {out}."), values)
    if len(runs) == 1 and len(active) > 1:
        what = Said(N_("Only {names} runs people and rights: nobody else could help"), values)
        return [Check(("rights",), State.WARN, what, below, TO_PEOPLE, PEOPLE)]
    return [Check(("rights",), State.GOOD, Said(N_("People and rights are run by: {names}"), values), below)]


def _keys(work: Work) -> list[Check]:
    sheet = recovery.sheet_state(work)
    found = [_sheet(sheet)]
    held = {vault: granting.holders(work, vault) for vault in VAULT_LABELS}
    alone = len(_active(signing.current(work))) == 1
    lone = {names[0] for names in held.values() if len(names) == 1}
    if not alone and len(lone) == 1 and all(len(names) == 1 for names in held.values()):
        found.append(_lone(Said(N_("{name} alone holds the keys of all that is sealed"), {"name": min(lone)})))
    elif not alone:
        for vault, names in held.items():
            if len(names) == 1:
                values = {"name": names[0], "vault": Label(VAULT_LABELS[vault])}
                found.append(_lone(Said(N_("{name} alone holds the key of: {vault}"), values), vault))
    for vault, names in held.items():
        if not names:
            what = Said(N_("Nobody holds the key of: {vault}"), {"vault": Label(VAULT_LABELS[vault])})
            below = Said(N_("Only the recovery sheet opens it."))
            found.append(Check(("nobody", vault), State.BAD, what, below, TO_KEYS, KEYS))
    return [*found, *_due(work)]


def _sheet(sheet: recovery.SheetState) -> Check:
    if sheet.tried and sheet.restores:
        return Check(("sheet",), State.GOOD, Said(N_("The recovery sheet was printed and tried")))
    if sheet.tried:
        what = N_("With the recovery sheet alone no backup could be restored: print a new one")
        below = Said(N_("It is of a time when sheets did not sign their own place. It still opens what is sealed."))
        return Check(("sheet",), State.BAD, Said(what), below, N_("Go to the recovery sheet"), KEYS)
    what = (
        N_("The recovery sheet opens no more") if sheet.shut else N_("The recovery sheet was never printed and tried")
    )
    below = Said(N_("Where passwords are lost, it alone opens what is sealed."))
    return Check(("sheet",), State.BAD, Said(what), below, N_("Go to the recovery sheet"), KEYS)


def _lone(what: Said, vault: str = "") -> Check:
    below = Said(N_("Let a second person hold it: give the role, then the key."))
    return Check(("lone", vault), State.WARN, what, below, TO_PEOPLE, PEOPLE)


def _due(work: Work) -> list[Check]:
    """What is to be changed since somebody left, and what another program changed."""
    found = []
    for vault in (vault for vault in VAULT_LABELS if vault in work.settings["keys_due"]):
        what = Said(N_("To be changed since somebody left: the key of {vault}"), {"vault": Label(VAULT_LABELS[vault])})
        found.append(Check(("due", vault), State.BAD, what, "", N_("Change the key…"), ("settings", ("keys", vault))))
    if work.settings["file_key_due"]:
        what = Said(N_("To be changed since somebody left: the key of the office's file"))
        found.append(Check(("due", "file"), State.BAD, what, "", N_("Change the file's key"),
                           ("settings", ("keys", "file"))))  # fmt: skip
    if _door_due(work):
        what = Said(N_("To be changed since somebody left: the door of the office's server"))
        found.append(
            Check(("due", "door"), State.BAD, what, "", N_("Change the door…"), ("settings", ("keys", "door")))
        )
    if not found:
        found.append(Check(("due",), State.GOOD, Said(N_("No key waits to be changed"))))
    changed = len(signing.differences(work))
    if changed:
        what = Said(N_("Another program changed people, roles or keys: {n} differences"), {"n": changed})
        found.append(Check(("changed",), State.BAD, what, "", TO_KEYS, KEYS))
    return found


def _door_due(work: Work) -> bool:
    """Whether somebody was shut out since the door of the server was made or changed; told by the records, which are
    for whoever sees the audit."""
    if not work.database.enforced or not work.may(Right.SEE_AUDIT):
        return False
    acts = work.visible(Record).where((Record.topic == "accounts") & Record.action.in_(("shut_out", "change_door")))
    newest = acts.order_by(Record.serial.desc()).first()
    return newest is not None and newest.action == "shut_out"


def _book(work: Work) -> list[Check]:
    """In an office from before the booking book nobody holds its rights: a migration can't sign what roles give."""
    now = signing.current(work)
    on = switched_on(OfficeKind.of(work.settings["kind"]), work.settings["features"])
    if "bookings" not in on or any(now.mandate(key).scope(Right.TAKE_BOOKINGS) for key in _active(now)):
        return []
    below = Said(N_("Give “{see}” and “{take}” to the roles that book, or switch Bookings off under Office."),
                 {"see": Label(Right.SEE_BOOKINGS.label), "take": Label(Right.TAKE_BOOKINGS.label)})  # fmt: skip
    return [Check(("book",), State.WARN, Said(N_("Nobody may take bookings yet")), below, TO_PEOPLE, PEOPLE)]


# for whoever sees the audit


def _scans(work: Work) -> list[Check]:
    view = View(work.me.id, work.me.mandate.department, on_file.today(work), limit=0)
    if any(batch.total for batch in security_scans.due(work, view)):
        opens = ("incidents", None)
        return [Check(("scan",), State.WARN, Said(N_("A security scan is due")), "", N_("Go to the scans"), opens)]
    return [Check(("scan",), State.GOOD, Said(N_("No security scan is due")))]


ABOUT: Sequence[tuple[Right, Callable[[Work], list[Check]]]] = (
    (Right.RUN_OFFICE, _backups),
    (Right.RUN_OFFICE, _documents),
    (Right.RUN_PEOPLE, _keys),
    (Right.RUN_PEOPLE, _passwords),
    (Right.RUN_PEOPLE, _pledged),
    (Right.RUN_PEOPLE, _rights),
    (Right.RUN_PEOPLE, _unused),
    (Right.RUN_PEOPLE, _book),
    (Right.RUN_OFFICE, _workstations),
    (Right.SEE_AUDIT, _scans),
)


def _active(now: Powers) -> list[UUID]:
    return [key for key, person in now.people.items() if not person.suspended]


def _names(now: Powers, people: Iterable[UUID]) -> list[str]:
    return sorted(now.people[key].name for key in people)


def _named(names: Sequence[str]) -> str:
    said = _(", ").join(names[:NAMED])
    return said if len(names) <= NAMED else f"{said} …"
