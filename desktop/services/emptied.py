"""Which journal entries may be empty: those that a lawful erasure has emptied, as its signed record says."""

from typing import Any

from desktop.i18n import N_
from desktop.models.records import Journal, Record
from desktop.models.registers import RegisterLine
from desktop.rules.erasing import entries_of
from desktop.rules.rights import Right
from desktop.services.chains import Keys, Report, hash_of
from desktop.services.work import Work

# By which act, and whose
ERASING = {"erase": Right.ERASE_CLIENTS, "erase_again": Right.RUN_OFFICE}


def check_emptied(work: Work, report: Report) -> None:
    """Complains of entries that are empty though no sound record of an erasure, by somebody who ever might erase,
    names them. Erasures from before they were named tell how many there were."""
    with work.reading():
        work.require(Right.SEE_AUDIT)
        # reading path: numbers alone
        query = Journal.select(Journal.id, Journal.table).where(Journal.changes.is_null() & Journal.salt.is_null())
        empty = dict(query.tuples())
        if not empty:
            return
        uncounted = RegisterLine._meta.table_name
        told, counted = _told(Keys(work))
    left = [number for number, table in empty.items() if number not in told and (not counted or table != uncounted)]
    if len(left) > counted:
        report.add("records", N_("{n} entries of the journal were emptied outside the program: no erasure names them."),
                   n=len(left) - counted)  # fmt: skip


def _told(keys: Keys) -> tuple[set[int], int]:
    """The entries that erasures name, and how many others were emptied by erasures that only count them."""
    told: set[int] = set()
    counted = 0
    # reading path: records of erasures alone
    for row in Record.select().where((Record.topic == "clients") & Record.action.in_(list(ERASING))):
        if not _is_sound(row, keys):
            continue
        try:
            if "emptied" in row.facts:
                told.update(entries_of(row.facts["emptied"]))
            else:
                counted += int(row.facts["counts"].get("journal", 0))
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
    return told, counted


def _is_sound(row: Any, keys: Keys) -> bool:
    allowed = row.person in keys.ever_might(ERASING[row.action])
    return allowed and hash_of(row) == bytes(row.hash) and keys.signed(row)
