"""What each file's state was on each day: complete so far, fresh or not, and in whose hands (AP-1, A2 and A4).

Once a day, when somebody comes in (at a server that keeps people apart: who runs appraisals), what has changed since is
written by the database in one go. No journal tells of these rows: they follow from the files.
"""

from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

import peewee

from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.field_checks import FileSpan
from desktop.rules import features
from desktop.rules import file_states as rules
from desktop.rules.fields import Field
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, OfficeKind
from desktop.services import client_updates, on_file
from desktop.services.work import Work

TOPIC = "indicators"
_ONE, _NONE = peewee.SQL("1"), peewee.SQL("0")


def is_due(work: Work) -> bool:
    """Whether some file is in another state than was noted last. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    on = features.switched_on(OfficeKind.of(work.settings["kind"]), work.settings["features"])
    if "appraisal" not in on or not _sees_all(work):
        return False
    state = _states(work).alias("state")
    # reading path: whether there is one, for what is noted of all files
    new = peewee.Select([state], [_ONE]).where(~_has_one(state)).limit(1)
    if new.bind(Client._meta.database).tuples().first() is not None:
        return True
    # reading path: as above
    return bool(FileSpan.select(_ONE).where(FileSpan.last.is_null() & ~_holds(work)).exists())


def note(work: Work) -> int:
    """Notes from today on the state of every file that is in another one than it was; returns of how many. Raises
    NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    if not _sees_all(work):
        return 0
    work.alone()
    today = on_file.today(work)
    over = FileSpan.last.is_null() & ~_holds(work)
    # writing path: states of all files at once, which follow from these and have no journal
    gone = FileSpan.delete().where(over & (FileSpan.first >= today)).execute()
    # writing path: as above
    ended = FileSpan.update(last=today - timedelta(days=1)).where(over).execute()
    state = _states(work).alias("state")
    columns = [state.c.client, state.c.person, _day(work, today), state.c.filled, state.c.required, state.c.fresh]
    new = peewee.Select([state], columns).where(~_has_one(state))
    fields = [FileSpan.client, FileSpan.person, FileSpan.first, FileSpan.filled, FileSpan.required, FileSpan.fresh]
    # writing path: as above
    begun = FileSpan.insert_from(new, fields).as_rowcount().execute()
    work.record(TOPIC, "note_files", None, files=int(begun), ended=int(ended) + int(gone))
    return int(begun)


# Parts of the verbs above


def _sees_all(work: Work) -> bool:
    """At a server that keeps people apart only who sees all files can tell how all stand, and who runs appraisals may
    write it."""
    if not work.database.enforced:
        return True
    return work.may(Right.RUN_APPRAISALS) and work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL


def _day(work: Work, day: date) -> Any:
    return peewee.Value(day.isoformat()) if work.database.sqlite else peewee.Value(day).cast("DATE")


def _has_one(state: Any) -> Any:
    """Whether a state of this file is noted that lasts still."""
    # reading path: whether there is one
    return peewee.fn.EXISTS(FileSpan.select(_ONE).where((FileSpan.client == state.c.client) & FileSpan.last.is_null()))


def _holds(work: Work) -> Any:
    """Whether what was noted of a file last is so still."""
    state = _states(work).alias("state")
    same = [getattr(state.c, name) == getattr(FileSpan, name) for name in ("client", "person", "filled", "required",
                                                                          "fresh")]  # fmt: skip
    return peewee.fn.EXISTS(peewee.Select([state], [_ONE]).where(*same))


def _states(work: Work) -> Any:
    """How every file in use that has an owner stands now."""
    supplies = Client.kind.in_([one.value for one in rules.SUPPLIERS])
    kinds = [(Client.form == form.value, supplies if supplier else ~supplies, _share(work, form, supplier=supplier))
             for form in ClientForm for supplier in (True, False)]  # fmt: skip
    filled, required = (peewee.Case(None, [(form & of_kind, share[n]) for form, of_kind, share in kinds], _NONE)
                        for n in (0, 1))  # fmt: skip
    # reading path: how all files stand, told to nobody but as figures of who has them in hand
    return Client.select(
        Client.id.alias("client"), Client.owner.alias("person"), filled.alias("filled"), required.alias("required"),
        _fresh(work).alias("fresh"),
    ).where(Client.withdrawn_at.is_null() & Client.restricted_at.is_null() & Client.owner.is_null(False))  # fmt: skip


def _share(work: Work, form: ClientForm, *, supplier: bool) -> tuple[Any, Any]:
    """How many fields of a form are filled, and how many it must hold."""
    fields = rules.asked_of(work.catalogue, form, supplier=supplier)
    asked = [_flag(~_withheld(field)) for field in fields]
    filled = [_flag(_filled(field) & ~_withheld(field)) for field in fields]
    return reduce(add, filled, _NONE + _NONE), reduce(add, asked, _NONE + _NONE)


def _flag(condition: Any) -> Any:
    return peewee.Case(None, ((condition, _ONE),), _NONE)


def _withheld(field: Field) -> Any:
    among = peewee.fn.REPLACE(_in_commas(Client.withheld), f",{field.name},", "")
    return (Client.withheld != "") & (among != _in_commas(Client.withheld))


def _in_commas(column: Any) -> Any:
    return peewee.Value(",").concat(column).concat(",")


def _filled(field: Field) -> Any:
    column = Client._meta.fields[field.name]
    if not rules.is_text(field):
        return column.is_null(False)
    text = peewee.fn.LOWER(peewee.fn.TRIM(column))
    real = text.not_in(sorted(rules.fillers_of(field)))
    one_sign = peewee.fn.REPLACE(text, peewee.fn.SUBSTR(text, 1, 1), "") == ""
    return real & ~((peewee.fn.LENGTH(text) >= rules.REPEATED) & one_sign)


def _fresh(work: Work) -> Any:
    """Looked through within its rhythm, and somebody was in contact with the client within it too: to look a file
    through is a click. A client without a rhythm, for he was lost, is no burden."""
    since = client_updates.fresh_since(work)
    # reading path: whether there is one
    met = peewee.fn.EXISTS(Contact.select(_ONE).where(
        (Contact.client == Client.id) & (Contact.at >= since) & Contact.withdrawn_at.is_null()
    ))  # fmt: skip
    return peewee.Case(None, ((since.is_null(), True), ((Client.looked_through_at >= since) & met, True)), False)
