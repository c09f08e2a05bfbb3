"""What an admin does with an office from here: bringing it up to date, and opening it with the recovery sheet."""

from desktop.house import House
from desktop.i18n import N_
from desktop.models.database import open_postgres
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.rights import Right
from desktop.services import erasing, server_people
from desktop.services.office import Office
from desktop.services.recovery import pair_of, reopen_account
from desktop.services.upgrading import upgrade
from desktop.services.work import SignedIn
from desktop.workstation import paths, places


class Upkeep:
    """Every method may take long or wait for a keyring."""

    def __init__(self, house: House) -> None:
        self._house = house

    def migrate(self, office: Office, me: SignedIn, owner: str = "") -> list[str]:
        """Brings an open older office up to date after a proved copy in this machine's data folder; an admin's act.

        `owner` is the address of the office's database with the login that owns it: from then on its server keeps
        people apart. Raises BadEntry.
        """
        if owner and not office.on_server:
            raise BadEntry(N_("This office lies in a file: nobody owns it at a server."), "owner")
        key = self._house.opened(office).kept.secrets.get("file_key", "")
        database = open_postgres(places.with_login(owner)) if owner else None
        try:
            with office.staged(me) as work:
                done = upgrade(work, office.secret, paths.data_dir(), file_key=bytes.fromhex(key) if key else None,
                               owner=database)  # fmt: skip
                # what erasures left behind waits for this login, and for somebody who may clear it
                clears = work.may(Right.ERASE_CLIENTS) and work.may(Right.PROTECT_CLIENTS)
                if office.kept_apart and database is not None and clears:
                    erasing.purge(work, owner=database)
                return done
        finally:
            if database is not None:
                database.disconnect()

    def lacking(self, office: Office) -> list[str]:
        """What the login of a new office can't do for its server to keep people apart, as SQL for an administrator."""
        if not office.on_server or office.kept_apart:
            return []
        with office.database.reading():
            return server_people.lacking(office.database)

    def recover(self, where: str, sheet: str, name: str, password: str, owner: str = "") -> SignedIn:
        """Opens the account of somebody who runs people with the recovery sheet, under a new password.

        A file that this machine can't open without one is opened by the sheet itself, and this machine joins it.
        `owner` is the address of its database with the login that owns it, for a server that keeps people apart.
        Raises as `open` does, and BadEntry.
        """
        root = pair_of(sheet)  # what is mistyped is told before anything is opened
        found = None
        try:
            office = self._house.open(where)
        except OfficeError:
            found = self._house.open_by_sheet(where, root)
            if found is None:
                raise
            office = found[0]
        database = open_postgres(places.with_login(owner)) if owner else None
        try:
            me = reopen_account(office, sheet, name, password, self._house.kdf, database)
            if found is not None:
                self._house.take_in(office, *found[1:], me.name, password)
            else:
                self._house.password_changed(office, me.name, password)
        finally:
            if database is not None:
                database.disconnect()
            office.disconnect()
        return me
