"""The recovery sheet: printed, tried, replaced, and used when passwords or everything else is lost."""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from desktop.i18n import LANGUAGES, N_, language, translator
from desktop.models import server_doors
from desktop.models.base import database as tables_lie_in
from desktop.models.database import OfficeDatabase
from desktop.models.office import Person, PersonKeys, RecoveryWrap, VaultKey
from desktop.rules.errors import BadEntry, Damaged, NotAllowed
from desktop.rules.recovery import SEED, groups_of, seed_of, wrong_groups
from desktop.rules.rights import Right, Scope
from desktop.services import granting, powers, proofs, server_people, signing
from desktop.services.office import Office, check_password, login_of
from desktop.services.people_keys import add_keys, grant
from desktop.services.powers import RECOVERY, Anchor, Powers
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.vault import Kdf, OpenKeys, check_of, open_box, wrap_text
from desktop.services.work import SignedIn, Work

TOPIC = "accounts"
TRIED = 2  # groups typed back
FOREIGN = N_("This is not the recovery sheet of this office, or a newer one was printed since.")
Keys = dict[tuple[str, int], bytes]


@dataclass(frozen=True, slots=True)
class SheetState:
    """How the office stands with its sheet. `waiting` is whose account can still print it; `lacking` are vaults that
    I hold no key of, so that a new sheet is made by somebody else; `shut`: it waits for me, whose keys are others now,
    so that it opens no more; `restores`: it alone brings a backup back, having signed its own place."""

    signed: bool
    tried: bool
    waiting: str
    mine: bool
    lacking: tuple[str, ...]
    shut: bool = False
    restores: bool = True


def sheet_state(work: Work) -> SheetState:
    """For whoever runs people."""
    work.require(Right.RUN_PEOPLE)
    now, kept = signing.current(work), work.settings["recovery_seed"]
    holder = UUID(kept["person"]) if kept else None
    name = now.people[holder].name if holder is not None and holder in now.people else ""
    lacking = {vault for vault, _epoch in _lacking(work, now)}
    tried = bool(work.settings["recovery_sheet"])
    mine, shut = holder == work.me.id, False
    if mine:
        try:
            _seed(work)
        except NotAllowed:
            shut = True
    restores = now.anchor is None or powers.vouches(now, now.anchor)
    return SheetState(now.anchor is not None, tried, name, mine, tuple(sorted(lacking)), shut, restores)


def print_sheet(work: Work) -> Printed:
    """The sheet in both languages, the reader's first. It can be printed until it has been tried.

    In stages: give it staged work. Raises NotAllowed for anybody but the one for whom it waits.
    """
    from desktop.reports.recovery import recovery_sheet as drawn

    with work.reading():
        work.require(Right.RUN_PEOPLE)
        seed, stamp = _seed(work), stamp_of(work)
    mine = language()
    languages = [translator(mine), *(translator(other) for other in LANGUAGES if other != mine)]
    pdf = drawn(groups_of(seed), look_of(work), stamp, languages)
    with work.writing():
        work.record("prints", "print", None, sheet="recovery_sheet", code=stamp.code)
    return Printed("recovery_sheet", languages[0](N_("Recovery sheet")), pdf, stamp.code)


def try_sheet(work: Work, typed: Mapping[int, str]) -> None:
    """Takes two groups typed back from the paper (number from 1 → text); from then on the paper alone holds it.

    Raises BadEntry (field `group_N`) for a group that is not the sheet's.
    """
    work.require(Right.RUN_PEOPLE)
    groups = groups_of(_seed(work))
    if len(typed) < TRIED:
        raise BadEntry(N_("Type two groups of the printed sheet."), "sheet")
    for number in wrong_groups(groups, dict(typed)):
        raise BadEntry(
            N_("This is not group {n} of the sheet. Compare it with the paper."), f"group_{number}", n=number
        )
    signing.put_setting(work, "recovery_seed", {})
    signing.put_setting(work, "recovery_sheet", True)
    work.record(TOPIC, "try_sheet", work.get(Person, work.me.id))


def new_sheet(work: Work) -> None:
    """Makes another sheet, which I can then print and try; the one before opens nothing that is sealed from now on.

    Raises NotAllowed unless I hold every vault's keys: the new sheet must open them all.
    """
    work.require(Right.RUN_PEOPLE)
    work.alone()
    now = signing.current(work)
    lacking = _lacking(work, now)
    if now.anchor is None or lacking:
        raise NotAllowed(N_("A new recovery sheet is made by who runs people and holds the keys of all vaults."))
    seed, put = os.urandom(SEED), lambda name, value: signing.put_setting(work, name, value)
    root = OpenKeys.of_seed(seed)
    proved = proofs.anchor_proofs(now, Anchor(*root.public), work.me.vaults.keys)
    signing.sign(work, powers.anchor_says(root, proved, now))
    for (vault, epoch), key in work.me.vaults.keys.items():
        signing.wrap_for_recovery(vault, epoch, key, root.public[0])
    signing.keep_seed(now.office, work.me.id, work.me.keys.public[0], seed, put)
    put("recovery_sheet", False)
    work.record(TOPIC, "new_sheet", work.get(Person, work.me.id))


def use_sheet(work: Work, text: str) -> int:
    """Wraps the vaults anew for all whose roles reach them and who hold no key any more; returns how many people got
    some. Raises BadEntry (field `sheet`)."""
    work.require(Right.RUN_PEOPLE)
    now = signing.current(work)
    keys = _opened(now, pair_of(text))
    given = 0
    for person in work.visible(Person).where(Person.suspended_at.is_null()):
        lacking = [place for place in keys if now.reaches(person.id, place[0]) and not _held(person.id, *place)]
        if not lacking:
            continue
        before = granting.vaults_of(person.id)
        for vault, epoch in lacking:
            exchange = now.people[person.id].exchange
            grant(vault, epoch, keys[vault, epoch], person.id, exchange, work.me.id, work.me.keys)
        granting.note(work, person, before)
        given += 1
    work.record(TOPIC, "use_sheet", work.get(Person, work.me.id), people=given)
    return given


def pair_of(text: str) -> OpenKeys:
    """The private keys a sheet stands for: `exchange` opens backups and vaults, `signing` is the office's anchor.

    Raises BadEntry (field `sheet`) for what is mistyped.
    """
    return OpenKeys.of_seed(seed_of(text))


def reopen_account(office: Office, text: str, name: str, password: str, kdf: Kdf | None = None,
                   owner: OfficeDatabase | None = None) -> SignedIn:  # fmt: skip
    """Lets somebody who runs people in again under a new password when nobody else can, and signs in.

    A server that keeps people apart can't tell a sheet, so there it takes the `owner`, the same office by the login
    that owns it. Raises BadEntry (field `sheet`, `name`, `password` or `owner`).
    """
    check_password(password, long=True)
    root = pair_of(text)
    if office.kept_apart and owner is None:
        raise BadEntry(N_("This office's server keeps people apart, so only the login that owns the office can let the "
                          "sheet open an account: give its address with --owner."), "owner")  # fmt: skip
    database = owner or office.database
    with tables_lie_in.elsewhere(database.engine), database.writing():
        if owner is not None and server_doors.office_at(owner.engine) != office.id:
            raise BadEntry(N_("At the owner's address lies another office, or none."), "owner")
        now = powers.read(office.signed_as, office.pin)
        keys = _opened(now, root)
        # reading path: whose account the sheet is to open; nobody is signed in
        person = Person.get_or_none(Person.login == login_of(name))
        mine = now.people.get(person.id) if person is not None else None
        if mine is None or now.mandate(person.id).scope(Right.RUN_PEOPLE) is Scope.NONE:
            raise BadEntry(N_("The sheet opens the account of somebody who runs people; {name} does not."), "name",
                           name=name)  # fmt: skip
        if person.suspended_at is not None:
            # another program's flag, or his own for an anomaly: signed he is not suspended, or his mandate were none
            # writing path: nobody is signed in; the record below tells of it
            Person.update(suspended_at=None, version=Person.version + 1).where(Person.id == person.id).execute()
        # reading path: a public key, which the record keeps
        before = bytes(PersonKeys.get_by_id(person.id).signing).hex()
        # writing path: keys have no journal; the record below names the old and the new public key
        PersonKeys.delete().where(PersonKeys.person == person.id).execute()
        fresh = add_keys(person.id, password, office.secret, kdf)
        said = powers.person_says(person.id, replace(mine, exchange=fresh.public[0], signing=fresh.public[1],
                                                           start=False))  # fmt: skip
        # writing path: the chain of powers is its own record
        powers.entry(now, database.now(), None, root, [said]).save(force_insert=True)
        # writing path: wrapped for a key pair that is gone
        VaultKey.delete().where(VaultKey.person == person.id).execute()
        for (vault, epoch), key in keys.items():
            if now.reaches(person.id, vault):
                grant(vault, epoch, key, person.id, fresh.public[0], person.id, fresh)
        if office.kept_apart:
            server_people.invite(database, person.id, fresh.public[0])
    me = office.sign_in(name, password)
    office.run(me, _note_reopened, before)
    return me


def _note_reopened(work: Work, before: str) -> None:
    work.record(TOPIC, "reset_password", work.get(Person, work.me.id), signing=work.me.keys.public[1].hex(),
                signed_before=before, sheet=True)  # fmt: skip


def _seed(work: Work) -> bytes:
    kept: Any = work.settings["recovery_seed"]
    if not kept:
        raise NotAllowed(N_("The recovery sheet has been printed and tried; only the paper holds it. Make a new one."))
    if UUID(kept["person"]) != work.me.id:
        raise NotAllowed(N_("The recovery sheet waits for somebody else, who founded or signed the office."))
    anchor = signing.current(work).anchor
    try:
        seed = signing.seed_of(work.me.powers.office, kept, work.me.keys)
    except (InvalidTag, ValueError):
        raise NotAllowed(N_("The recovery sheet does not open with your keys any more. Make a new one.")) from None
    if anchor is None or Anchor(*OpenKeys.of_seed(seed).public) != anchor:
        raise NotAllowed(N_("The recovery sheet does not open with your keys any more. Make a new one."))
    return seed


def _opened(now: Powers, root: OpenKeys) -> Keys:
    """Every vault key that was wrapped for the sheet. Raises BadEntry if it is another office's."""
    if now.anchor is None or Anchor(*root.public) != now.anchor:
        raise BadEntry(FOREIGN, "sheet")
    keys: Keys = {}
    # reading path: wrapped keys, for who has typed the sheet that opens them
    for row in RecoveryWrap.select().order_by(RecoveryWrap.vault, RecoveryWrap.epoch):
        place = row.vault, row.epoch
        try:
            key = open_box(root, bytes(row.wrapped), wrap_text(*place, RECOVERY))
        except (InvalidTag, ValueError):
            continue
        told = now.known.get(place)
        before = keys.get((row.vault, max((epoch for vault, epoch in keys if vault == row.vault), default=0)))
        if told is None or not hmac.compare_digest(check_of(key), told.check):
            continue
        if before is None or proofs.follows(before, told):
            keys[place] = key
    if keys.keys() != now.known.keys() - proofs.unproved(now.known, keys):
        raise Damaged(N_("A key that was wrapped for the recovery sheet has been changed by another program."))
    return keys


def _lacking(work: Work, now: Powers) -> frozenset[tuple[str, int]]:
    """Keys that I hold not, of those that are believed."""
    held = work.me.vaults.keys
    return frozenset(now.known.keys() - proofs.unproved(now.known, held) - held.keys())


def _held(person: UUID, vault: str, epoch: int) -> bool:
    # reading path: whether somebody holds a key, for whoever runs people
    return VaultKey.get_or_none(
        (VaultKey.person == person) & (VaultKey.vault == vault) & (VaultKey.epoch == epoch)
    ) is not None  # fmt: skip
