"""What the store of documents holds and refuses: how a stored content stands, and sentences for each trouble."""

import errno

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, Damaged, OfficeError, Unreachable
from desktop.rules.system_words import why
from desktop.rules.words import Word

BESIDE = ".documents"
"""What the folder with the documents of an office that is a file is called, behind the name of the file."""
MOST = 200 * 1024 * 1024
"""Bytes of one file: it is held in memory as a whole when it is shown or read for search."""


class BlobState(Word):
    HERE = "here", N_("Stored")
    MISSING = "missing", N_("No longer there")
    DAMAGED = "damaged", N_("Damaged")
    DESTROYED = "destroyed", N_("Destroyed")


class Missing(OfficeError):
    """The sealed bytes of a content are not where they were stored."""


class Spoilt(Damaged):
    """The sealed bytes are there and are not those that were stored."""


class TooLarge(BadEntry):
    """A file above the limit."""


def gone() -> Missing:
    return Missing(N_("The content of this document is not in the office's store. “Check the documents” under Backups "
                      "brings it back from the newest backup; tell the admin."))  # fmt: skip


def destroyed() -> Missing:
    return Missing(N_("The content of this document was destroyed."))


def spoilt() -> Spoilt:
    return Spoilt(N_("The content of this document was changed or cut off since it was stored; nothing of it is used. "
                     "“Check the documents” under Backups brings it back from the newest backup; tell the "
                     "admin."))  # fmt: skip


def too_large(size: int) -> TooLarge:
    return TooLarge(N_("The file has {size} MB; a document holds {most} MB at most. Divide it, or store it smaller."),
                    "file", size=-(-size // 1024**2), most=MOST // 1024**2)  # fmt: skip


def unwritable(folder: str, trouble: OSError) -> Unreachable:
    """Why no document can be stored there, and what to do."""
    if trouble.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return Unreachable(N_("There is no room left for documents in {folder}. Nothing was filed: free some space, "
                              "then file it again."), folder=folder)  # fmt: skip
    if trouble.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Unreachable(N_("Documents can't be stored in {folder}: it is read-only for you. Nothing was filed: ask "
                              "the admin for the right to write there."), folder=folder)  # fmt: skip
    return Unreachable(N_("Documents can't be stored in {folder}: {why}. Nothing was filed. Is the drive connected?"),
                       folder=folder, why=why(trouble))  # fmt: skip


def unreadable(folder: str, trouble: OSError) -> Unreachable:
    return Unreachable(N_("Documents can't be read from {folder}: {why}. Is the drive connected, and may you read "
                          "there?"), folder=folder, why=why(trouble))  # fmt: skip
