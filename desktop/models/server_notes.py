"""What an office's server notes of its own accord: level 3 handed out, and the whole office opened for a copy."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Plain, Reach, UtcField
from desktop.rules.rights import Right


class ServerNote(Plain):
    """Written by the server's functions alone. The record of the same act names `act`; a note that no record names
    was left by another program."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_AUDIT)

    id = peewee.UUIDField(primary_key=True)
    at = UtcField(index=True)
    person = peewee.UUIDField()
    what = peewee.CharField(16)  # accounts, copy
    subject = peewee.UUIDField(null=True)  # a client; none where it was all that this person sees
    act = peewee.UUIDField()
