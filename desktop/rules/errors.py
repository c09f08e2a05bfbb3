"""The refusals a user may meet, each a sentence that says what is wrong and what to do."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.i18n import N_, _


class OfficeError(Exception):
    """A refusal in the user's words. `message` is a message id; `values` fill its {placeholders}.

    `field` names the form field or column it belongs to, or is None.
    Anything that is not an OfficeError is our own fault and goes to the log.
    """

    def __init__(self, message: str, field: str | None = None, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        return _(self.message).format(**{k: _(v) if isinstance(v, Label) else v for k, v in self.values.items()})


class Label(str):
    """A message id used as a value inside another message, to be translated with it."""


class BadEntry(OfficeError):
    """An entry that can't be taken as it stands; `field` says where."""


class NotAllowed(OfficeError):
    """The person may not do or see this."""


class NeedsTicket(NotAllowed):
    """The office's server hands out level 3 of this client only for an act that was noted and committed before (AC-5).
    The office sees to that and does the work again; nobody is told."""

    def __init__(self, client: str) -> None:
        super().__init__(
            N_("The office's server hands out values of level 3 only for an act that it has noted before.")
        )
        self.client = client


class Suspended(NotAllowed):
    """The account was suspended while its session was open: it neither reads nor writes any more (AC-3)."""

    def __init__(self, message: str = N_("Your account has been suspended. Ask the admin.")) -> None:
        super().__init__(message)


class Restricted(NotAllowed):
    """The client's file rests: its processing was stopped (AC-7)."""

    def __init__(self) -> None:
        super().__init__(N_("The processing of this file was stopped: until that is lifted, nothing in it is changed, "
                            "printed or exported. Whoever answers clients' requests can lift it."))  # fmt: skip


class NotFound(OfficeError):
    """What was asked for is not there, or not for this person: both look the same on purpose."""

    def __init__(self, what: str = "") -> None:
        super().__init__(N_("There is nothing here by that name or number: {what}"), what=what)


class Stale(OfficeError):
    """Somebody else saved the same fields meanwhile. `clashes` maps field → (loaded, mine, theirs)."""

    def __init__(self, clashes: Mapping[str, tuple[object, object, object]], version: int, who: str = "") -> None:
        super().__init__(N_("{who} has changed the same fields meanwhile. Choose field by field."), who=who)
        self.clashes = clashes
        self.version = version
        self.who = who
        # a clash shows what the others entered: where that lay sealed, this records the reading before it is shown
        self.owed: Callable[[Any], object] | None = None


class Unreachable(OfficeError):
    """The office's database does not answer; what was entered is kept."""


class LoginRefused(Unreachable):
    """The server knows no such login, or its password is another."""


class ConnectionLost(Unreachable):
    """The connection broke in mid-work, and nothing of it was saved."""


class Undecided(ConnectionLost):
    """The connection broke at the commit and nobody could be asked yet whether it arrived."""

    def __init__(self) -> None:
        super().__init__(
            N_("The connection broke at the moment of saving, and the office's server does not answer again. Whether "
               "it was saved shows when it does: look there before you do it again."))  # fmt: skip


class AlreadyDone(OfficeError):
    """This very write arrived before; doing it again would do it twice."""

    def __init__(self) -> None:
        super().__init__(N_("This has been saved already; it is not done twice."))


class OfficeBusy(OfficeError):
    """Somebody else holds the office's lock for longer than we are willing to wait."""


class Deadlock(OfficeBusy):
    """Two waited for each other, and this one was taken back so that the other can go on."""


class NewerOffice(OfficeError):
    """The office was written by a newer program; this one touches nothing."""


class OlderOffice(OfficeError):
    """The office lacks steps this program knows; an admin brings it up to date by an act of his own."""


class Moved(OfficeError):
    """The office lies elsewhere now; what is left in the old place can only be read. `access` opens the new place for
    who holds the office's secret."""

    def __init__(self, moved_to: Mapping[str, object], *, followed: bool | None = None) -> None:
        said = N_("This office has moved to {place}. Here it can only be read: close it and open it there.")
        if followed is not None:
            said = _FOLLOWED if followed else _NOT_FOLLOWED
        super().__init__(said, place=moved_to.get("place", ""))
        self.place, self.access = str(moved_to.get("place", "")), str(moved_to.get("access", ""))


_FOLLOWED = N_("This office has moved to {place}. This computer knows the new place from now on: sign in once more.")
_NOT_FOLLOWED = N_("This office has moved to {place}, which can't be reached from this computer. Ask the admin for an "
                   "invitation to it.")  # fmt: skip


class SignInRefused(OfficeError):
    """Name or password do not fit."""


class Damaged(OfficeError):
    """The office's data fails its own checks; nothing is written any more."""


class Interrupted(OfficeError):
    """A question broken off because a newer one overtook it, or long work the user cancelled."""
