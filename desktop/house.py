"""Builds everything that has no Qt: this user's folders, the joined offices, their keys, and an open office."""

import os
import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from desktop import __version__
from desktop.i18n import N_
from desktop.models.database import OfficeDatabase, open_postgres, open_sqlite, opens
from desktop.rules.audit import Way
from desktop.rules.errors import BadEntry, Damaged, Moved, NotAllowed, OfficeError
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import office as offices
from desktop.services.office import Office, check_password
from desktop.services.powers import Pin
from desktop.services.vault import Kdf, access_of, seal_access
from desktop.services.work import SignedIn
from desktop.workstation import paths, places
from desktop.workstation.custody import MACHINE, Custody, Kept
from desktop.workstation.keyrings import SWITCH
from desktop.workstation.location import Kind, Location, check_location
from desktop.workstation.offices import JoinedOffice, Offices, is_server, normalise_locator
from desktop.workstation.preferences import Preferences
from desktop.workstation.secrets import Cost, NotJoined, PassphraseNeeded

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from desktop.models.server_roles import Login
    from desktop.services.founding import Founding
    from desktop.services.joining import Invitation
    from desktop.services.vault import OpenKeys
    from desktop.services.work import Work
    from desktop.workstation.share_check import Verdict

SEEN = "anchor"
"""What of the office's signed powers this machine has seen: it believes nothing older."""
NEW_FILE = "clientele.office"


@dataclass(slots=True)
class Opened:
    """What this machine knows of an office that is open."""

    kept: Kept
    locator: str


class House:
    """This user on this machine. Keyrings may ask for a password of their own, so call it from a worker thread."""

    def __init__(self, *, kdf: Kdf | None = None, keyring_backend: "KeyringBackend | None" = None) -> None:
        self.preferences = Preferences(paths.config_dir() / "preferences.json")
        self.offices = Offices(paths.config_dir() / "offices.json")
        self.kdf = kdf
        cost = Cost(kdf.iterations, kdf.lanes, kdf.memory_kib) if kdf else None
        self.custody = Custody(paths.data_dir(), keyring_backend, cost)
        self._open: dict[str, Opened] = {}

    # Where offices lie

    def locate(self, text: str) -> JoinedOffice:
        """The joined office of this id, place or name. Raises NotJoined."""
        found = self.offices.find(text)
        if found is None:
            same = [office for office in self.offices.all() if office.name == text]
            found = same[0] if len(same) == 1 else None
        if found is None:
            raise NotJoined(
                N_("This computer has not joined an office at {place}. Join it by invitation, or found a new one."),
                "office", place=places.shown(text),
            )  # fmt: skip
        return found

    def look_at(self, text: str) -> Location | None:
        """What speaks for or against an office file at this place; None for a server. Raises BadEntry."""
        locator = normalise_locator(text)
        return None if is_server(locator) else check_location(Path(locator))

    def share_of(self, office: Office) -> Path | None:
        """The file of an office on a network share; None for one on this disk or on a server."""
        opened = self._open.get(office.id)
        if opened is None or is_server(opened.locator):
            return None
        path = Path(opened.locator)
        return path if check_location(path).kind is Kind.SHARE else None

    def share_check(self, office: Office) -> dict[str, Any] | None:
        """What this workstation found when it tried the office's share last; None where it has not yet."""
        found: dict[str, Any] | None = self.preferences.get(f"share_check:{office.id}")
        return found

    def check_share(self, office: Office, share: Path, *, progress: Callable[[int, int], object]) -> "Verdict":
        """Tries the share out together with another workstation, and keeps what was found. Raises NobodyCame."""
        from desktop.workstation.share_check import check

        verdict = check(share, platform.node() or "?", progress=progress)
        self.preferences.set(f"share_check:{office.id}", verdict.to_json(datetime.now(UTC), __version__))
        return verdict

    def default_place(self) -> str:
        """A file for a new office that is not taken yet."""
        return str(places.free(paths.data_dir() / NEW_FILE))

    # Founding and joining

    def found(self, plan: "Founding", where: str, *, sample: bool = False) -> Office:
        """Founds an office at `where`, a file or a PostgreSQL address with its login, and joins it.

        Where there is no keyring, the office's key is sealed under the admin's password. Raises BadEntry or
        BadLocation, having left nothing behind.
        """
        from desktop.services.founding import found

        locator = normalise_locator(where)
        check_password(plan.password)
        secret, key = os.urandom(32), os.urandom(32)
        path = None if is_server(locator) else Path(locator)
        if path is None:
            database = open_postgres(places.with_login(where))
        else:
            check_location(path).require()
            if path.exists():
                raise BadEntry(N_("There is a file at {path} already. Choose another name."), "office", path=str(path))
            if places.documents(path).exists():
                said = N_("At {path} lie the documents of another office. Choose another name.")
                raise BadEntry(said, "office", path=str(places.documents(path)))
            database = open_sqlite(path, key, create=True)
        kept: list[str] = []

        def keep(office: Office) -> None:
            kept.append(office.id)
            access = key.hex()
            if path is None:
                # nobody's workstation keeps the login that owns all
                door = _door(office.id, secret) if database.enforced else None
                access = places.as_login(where, door.name, door.password) if door else where
            self.take_in(office, locator, access, plan.admin, plan.password, sample=sample)

        try:
            office = found(database, plan, secret, self.kdf, keep=keep, apart=True)
            if database.enforced:
                database.go_through(_door(office.id, secret))
            return office
        except BaseException:
            database.disconnect()
            if path is not None:
                places.remove(path)
            for office_id in kept:
                # what stood in the way of keeping the key may stand in the way of forgetting it
                with suppress(OfficeError):
                    self.forget(office_id)
            raise

    def undo_founding(self, office: Office) -> None:
        """Takes an office away that was founded here, with its file; a database on a server stays."""
        locator = self._open[office.id].locator
        office.disconnect()
        if not is_server(locator):
            places.remove(Path(locator))
        self.forget(office.id)

    def join(self, data: bytes, code: str, *, where: str = "", passphrase: str = "") -> Office:
        """Joins the office of an invitation. `where` is its place as this machine sees it, if that is another.

        Without a keyring `passphrase` seals the key for this machine. Raises BadEntry, NoKeyring or Unreachable.
        """
        from desktop.services.joining import read_invitation

        invitation = read_invitation(data, code)
        locator = normalise_locator(where or invitation.locator)
        url = places.same_login(invitation.url, where) if is_server(locator) else ""
        state = self.custody.available()
        if not state.ok and not passphrase:
            raise PassphraseNeeded(state.why, "passphrase", name=state.name, switch=SWITCH)
        if passphrase:
            check_password(passphrase)
        if not is_server(locator):
            check_location(Path(locator)).require()
        database = _database(locator, url, invitation.file_key)
        try:
            secret = bytes.fromhex(invitation.office_secret)
            _find_door(database, invitation.office_id, secret)
            office = offices.open_office(database, secret, UUID(int=0))
            if office.id != invitation.office_id:
                raise BadEntry(
                    N_("At {place} lies another office than the invitation is for."), "office", place=locator
                )
            with database.writing():
                office.workstation = offices.register_workstation(database).id
            office.pin = Pin.parse(invitation.anchor)
            self.take_in(office, locator, url or invitation.file_key, MACHINE, passphrase)
        except BaseException:
            database.disconnect()
            raise
        return office

    def take_in(
        self, office: Office, locator: str, access: str, holder: str, passphrase: str, *, sample: bool = False
    ) -> None:
        """Puts a new office's keys away and lists it as joined. `access`: a server's address with its login, or the key
        of the file. Raises NoKeyring or KeyringLocked where there is no passphrase either."""
        url, key = (access, "") if is_server(locator) else ("", access)
        secrets = _secrets(office.secret, office.workstation, key, url) | _seen(office)
        self.know(office, Opened(self.custody.keep(office.id, secrets, holder, passphrase), locator))
        self.offices.add(JoinedOffice(office.id, office.name, locator, office.kind.value, sample))

    def know(self, office: Office, opened: Opened) -> None:
        self._open[office.id] = opened

    def opened(self, office: Office) -> Opened:
        """What this machine knows of an office that is open."""
        return self._open[office.id]

    def invitation(self, office: Office) -> "Invitation":
        """What another workstation needs; give it to `joining.invite`, nowhere else."""
        from desktop.services.joining import Invitation

        kept, locator = self._open[office.id].kept, self._open[office.id].locator
        return Invitation(
            office.id, office.name, office.kind.value, locator, kept.secrets["office_secret"],
            kept.secrets.get("file_key", ""), kept.secrets.get("url", ""), anchor=_seen(office).get(SEEN, ""),
        )  # fmt: skip

    def open_by_sheet(self, where: str, root: "OpenKeys") -> tuple[Office, str, str] | None:
        """An office's file that no keyring or password here opens, by what lies beside it for the recovery sheet; with
        its place and its key for `take_in`. None where nothing lies there. Raises as `open` does."""
        from desktop.services import sheet_file

        joined = self.offices.find(where)
        locator = joined.locator if joined is not None else normalise_locator(where)
        found = None if is_server(locator) else sheet_file.read(_for_sheet(locator), root)
        if found is None:
            return None
        key = next((key for key in found.keys if opens(Path(locator), key)), None)
        if key is None:
            return None
        check_location(Path(locator)).require()
        database = open_sqlite(Path(locator), key)
        try:
            office = offices.open_office(database, found.secret, UUID(int=0))
            if office.id != found.office:
                raise Damaged(N_("At {place} lies another office than the one joined here."), place=locator)
            with database.writing():
                office.workstation = offices.register_workstation(database).id
        except BaseException:
            database.disconnect()
            raise
        return office, locator, key.hex()

    def forget(self, office_id: str) -> None:
        """This machine leaves the office; the office itself stays where it is."""
        # a start goes without
        from desktop.workstation.witness import Witness

        self.custody.forget(office_id)
        Witness.here(office_id).forget()
        self.offices.remove(office_id)
        self._open.pop(office_id, None)

    # Opening and signing in

    def open(
        self, where: str, *, name: str = "", password: str = "", passphrase: str = "", older: bool = False
    ) -> Office:
        """Opens a joined office. Where there is no keyring, name and password open the sealed key; who signs in here
        for the first time also gives `passphrase`: this machine's, or the password of somebody who has signed in here.

        `older` opens an office that still has to be brought up to date.

        Named by a place it was moved away from, it opens what was left there, to be looked at.

        Raises NotJoined, PassphraseNeeded, WrongPassphrase, KeyringLocked, Unreachable, OlderOffice, NewerOffice,
        Moved or Damaged.
        """
        joined = self.locate(where)
        kept = self.custody.unseal(joined.id, name, password, passphrase)
        left = self._left_behind(joined, where)
        secret = bytes.fromhex(kept.secrets["office_secret"])
        if joined.access and not left:
            kept.secrets = _at_its_place(kept.secrets, access_of(secret, joined.access))
        locator = left or joined.locator
        url = places.with_login(where) if is_server(locator) and urlsplit(where).username else ""
        if not is_server(locator):
            place = check_location(Path(locator))
            if place.kind.value in ("cloud", "broken_locks", "missing"):
                place.require()
        if not left:
            self._take_newer_key(joined, kept, name, password)
        database = _database(locator, url or kept.secrets.get("url", ""), kept.secrets.get("file_key", ""))
        try:
            workstation = UUID(kept.secrets["workstation"])
            _find_door(database, joined.id, secret)
            self._forget_owner(kept, database, joined, secret)
            office = offices.open_office(database, secret, workstation, older=older, left=bool(left))
            if office.id != joined.id:
                raise Damaged(N_("At {place} lies another office than the one joined here."), place=locator)
            office.pin = Pin.parse(kept.secrets.get(SEEN, ""))
        except Moved as moved:
            database.disconnect()
            raise self._follow(joined, secret, moved, name, password) from moved
        except BaseException:
            database.disconnect()
            raise
        self.know(office, Opened(kept, locator))
        return office

    def _left_behind(self, joined: JoinedOffice, where: str) -> str:
        """The place that was meant, if the office was moved away from it."""
        meant = places.shown(where)
        return meant if meant in joined.former and meant != joined.locator else ""

    def _follow(self, joined: JoinedOffice, secret: bytes, moved: Moved, name: str, password: str) -> Moved:
        """Learns where an office lies now, if that can be reached from here; what is to be told in either case."""
        told = {"place": moved.place, "access": moved.access}
        access = access_of(secret, moved.access)
        try:
            newer = _key_beside(moved.place, joined.id, secret, access.get("file_key", ""), name, password)
            if newer:
                # the mark that was left behind knows nothing of it
                access["file_key"] = newer
            database = _database(moved.place, access.get("url", ""), access.get("file_key", ""))
            try:
                there = offices.open_office(database, secret, UUID(int=0), older=True)
            finally:
                database.disconnect()
        except OfficeError:
            return Moved(told, followed=False)
        if there.id != joined.id:
            return Moved(told, followed=False)
        self.offices.moved(joined.id, moved.place, seal_access(secret, access))
        return Moved(told, followed=True)

    def _forget_owner(self, kept: Kept, database: OfficeDatabase, joined: JoinedOffice, secret: bytes) -> None:
        """Once its server keeps people apart, this machine keeps no login any more that could do everything."""
        url = kept.secrets.get("url", "")
        if not database.enforced or not url:
            return
        door = _door(joined.id, secret)
        if urlsplit(url).username != door.name:
            kept.secrets["url"] = places.as_login(url, door.name, door.password)
            if kept.sealed:
                # sealed anew for whoever signs in
                kept.slot = ""
            else:
                self.custody.keep(joined.id, kept.secrets, "", "")

    def sign_in(self, office: Office, name: str, password: str, way: Way = Way.WINDOW) -> SignedIn:
        """Raises SignInRefused. The first time without a keyring, the office's key is sealed for this person too."""
        me = office.sign_in(name, password, way)
        kept = self._open[office.id].kept
        self.custody.settle(office.id, kept, name, password)
        self.custody.renew(office.id, kept, _seen(office), name, password)
        self.offices.opened(office.id, me.name, datetime.now(UTC))
        places.clear_old_copies(paths.data_dir(), office.id)
        if me.may(Right.RUN_PEOPLE):
            # a folder that can't be written to is told where something hangs on it
            with suppress(OfficeError):
                self._keep_for_sheet(office, me, [])
        return me

    def _keep_for_sheet(self, office: Office, me: SignedIn, newer: list[bytes]) -> None:
        """Lets the recovery sheet open the office's file on any computer; `newer` is a key that it is about to get."""
        from desktop.services import sheet_file

        opened, anchor = self._open[office.id], me.powers.anchor
        if is_server(opened.locator) or anchor is None or office.settings["moved_to"]:
            return
        path = _for_sheet(opened.locator)
        if newer or not sheet_file.is_for(path, office.id, anchor.exchange):
            keys = [*newer, bytes.fromhex(opened.kept.secrets["file_key"])]
            sheet_file.write(path, office.id, office.secret, anchor.exchange, keys)

    def change_file_key(self, office: Office, work: "Work", progress: Callable[..., object] = lambda *_: None) -> bool:
        """Gives the office's file another key, which everybody who may still sign in finds in a small file beside it;
        False for an office on a server. Give it staged work.

        Broken off at any moment the file has the one key or the other, and both are found beside it.
        """
        from desktop.services import key_file, leaving

        opened = self._open[office.id]
        if is_server(opened.locator):
            return False
        progress(0, 2)
        with work.reading():
            slips = leaving.slips(work)
        old, new = bytes.fromhex(opened.kept.secrets["file_key"]), os.urandom(32)
        key_file.write(_beside(opened.locator), office.id, office.secret, slips, (new, old))
        self._keep_for_sheet(office, work.me, [new])
        progress(1, 2)
        office.database.change_key(new)
        self._keep_file_key(self.locate(office.id), opened.kept, office.secret, new.hex())
        with work.writing():
            leaving.note_file_key(work)
        progress(2, 2)
        return True

    def change_door(self, office: Office, work: "Work") -> None:
        """Another password for the door of the office's server, which this computer keeps; all others join again by
        invitation. Give it staged work. Raises NotAllowed."""
        from desktop.services import server_people

        opened = self._open[office.id]
        if opened.kept.sealed:
            raise NotAllowed(N_("This computer keeps the office's key under passwords, and could not keep a new door "
                                "for those who are not here. Change it on a computer with a keyring."))  # fmt: skip
        with work.writing():
            door = server_people.change_door(work)
            opened.kept.secrets["url"] = places.as_login(opened.kept.secrets["url"], door.name, door.password)
            # before it holds: a computer that lost it would have to be let in by the owner
            self.custody.put_again(office.id, opened.kept)
        joined = self.locate(office.id)
        if joined.access:
            self.offices.add(replace(joined, access=seal_access(office.secret, {"url": opened.kept.secrets["url"]})))
        office.database.engine.connect_params.update(password=door.password)

    def _take_newer_key(self, joined: JoinedOffice, kept: Kept, name: str, password: str) -> None:
        """Where the office's file has had another key since, takes it from beside it, by this person's password."""
        secret = bytes.fromhex(kept.secrets["office_secret"])
        key = _key_beside(joined.locator, joined.id, secret, kept.secrets.get("file_key", ""), name, password)
        if key:
            self._keep_file_key(joined, kept, secret, key)

    def _keep_file_key(self, joined: JoinedOffice, kept: Kept, secret: bytes, key: str) -> None:
        kept.secrets["file_key"] = key
        self.custody.put_again(joined.id, kept)
        if joined.access:
            # what opens an office that was moved is asked there first
            self.offices.add(replace(joined, access=seal_access(secret, {"file_key": key})))

    def password_changed(self, office: Office, name: str, password: str) -> None:
        """Keeps what this machine holds for a person in step with a changed password."""
        kept = self._open[office.id].kept
        kept.slot = ""
        self.custody.settle(office.id, kept, name, password)
        if self.custody.remembered(office.id, name) is not None:
            self.custody.remember(office.id, name, password)

    def keeps_in_keyring(self, office: Office) -> bool:
        return not self._open[office.id].kept.sealed


def _database(locator: str, url: str, key: str) -> OfficeDatabase:
    if is_server(locator):
        return open_postgres(url or locator)
    return open_sqlite(Path(locator), bytes.fromhex(key))


def _beside(locator: str) -> Path:
    """Where the file's newer key is found, by who was not there when it was changed."""
    return Path(locator + ".keys")


def _for_sheet(locator: str) -> Path:
    """Where the recovery sheet finds what opens the file."""
    return Path(locator + ".sheet")


def _key_beside(locator: str, office_id: str, secret: bytes, known: str, name: str, password: str) -> str:
    """The key of an office's file that does not open with the one `known` here, from beside it by a person's password;
    empty where that one opens it, or none is found. Raises SignInRefused."""
    if is_server(locator) or not _beside(locator).is_file():
        return ""
    path = Path(locator)
    if not path.is_file() or (known and opens(path, bytes.fromhex(known))):
        return ""
    from desktop.services import key_file

    keys = key_file.read(_beside(locator), office_id, secret, offices.login_of(name), password)
    return next((key.hex() for key in keys if opens(path, key)), "")


def _seen(office: Office) -> dict[str, str]:
    return {SEEN: str(office.pin)} if office.pin is not None else {}


def _at_its_place(secrets: dict[str, str], access: dict[str, str]) -> dict[str, str]:
    """What opens an office where it lies now, with the keys that it has had all along."""
    return {name: value for name, value in secrets.items() if name not in ("url", "file_key")} | access


def _find_door(database: OfficeDatabase, office_id: str, secret: bytes) -> None:
    if not database.sqlite:
        from desktop.services import server_people

        server_people.find_door(database, office_id, secret)


def _door(office_id: str, secret: bytes) -> "Login":
    from desktop.services import server_people

    return server_people.door_of(office_id, secret)


def _secrets(secret: bytes, workstation: UUID, file_key: str, url: str) -> dict[str, str]:
    kept = {"office_secret": secret.hex(), "workstation": str(workstation), "file_key": file_key, "url": url}
    return {name: value for name, value in kept.items() if value}
