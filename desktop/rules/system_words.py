"""Says in the user's words why the operating system refuses a file: its own are English, or codes."""

import errno

from desktop.i18n import N_
from desktop.rules.errors import Label

_NO_ROOM = N_("there is no space left")
_AWAY = N_("the network or the drive does not answer")
# on Windows what another program holds open is refused as if there were no right to it
_NO_RIGHT = N_("you have no right to it, or another program holds it open")
_SAID = {
    "ENOENT": N_("it is not there"), "EEXIST": N_("it is there already"), "EISDIR": N_("it is a folder"),
    "ENOTDIR": N_("a part of its path is no folder"), "EACCES": _NO_RIGHT, "EPERM": _NO_RIGHT,
    "EROFS": N_("it lies on a read-only drive"), "ENOSPC": _NO_ROOM, "EDQUOT": _NO_ROOM,
    "EFBIG": N_("it is too large for this drive"), "ENAMETOOLONG": N_("its name is too long"),
    "EBUSY": N_("another program holds it open"), "ETXTBSY": N_("another program holds it open"),
    "EIO": N_("the drive reports an error"), "EMFILE": N_("too many files are open on this computer"),
    "ENFILE": N_("too many files are open on this computer"), "ELOOP": N_("its links lead nowhere"),
    "ENETDOWN": _AWAY, "ENETUNREACH": _AWAY, "EHOSTDOWN": _AWAY, "EHOSTUNREACH": _AWAY, "ETIMEDOUT": _AWAY,
    "ENOTCONN": _AWAY, "ECONNRESET": _AWAY, "ESTALE": _AWAY, "ENXIO": _AWAY, "ENODEV": _AWAY, "EREMOTEIO": _AWAY,
}  # fmt: skip
# which codes there are, and what they are, differs between systems
_BY_CODE = {getattr(errno, name): said for name, said in _SAID.items() if hasattr(errno, name)}


def why(trouble: OSError) -> Label:
    """A message id for the end of a sentence; where there are no words for it, what the system itself says."""
    said = _BY_CODE.get(trouble.errno) if trouble.errno is not None else None
    return Label(said or trouble.strerror or str(trouble) or type(trouble).__name__)
