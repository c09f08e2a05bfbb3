"""Asking for what one's roles do not reach: locked values, or a file outside one's scope (AC-10)."""

from uuid import UUID

from desktop.i18n import N_, language, translator
from desktop.rules.approvals import Act, Need
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.rules.text import check_length, tidy
from desktop.services import approvals, lent
from desktop.services.work import Work

_WHAT = {
    Block.IDENTITY: N_("ID numbers (level 1)"), Block.PROPERTY: N_("Property and income (level 2)"),
    Block.ACCOUNTS: N_("Bank accounts (level 3)"),
}  # fmt: skip
_NOTES = {"contact": N_("Contact report"), "competitor_note": N_("Competitor note"), "dealing": N_("Important dealing")}
WHAT_LIMIT = 120


def values_wanted(client_id: UUID, block: Block) -> Need:
    """What is to be approved so that a block of this client is opened for me; hand it to `approvals`."""
    place = lent.place_of(block)
    what = translator(language())(_WHAT[block])
    return Need(Act.SEE_LOCKED, 1, what, place, block.level, client_id, place=place, row=client_id)


def note_wanted(client_id: UUID, place: str, row: UUID, mark: Secrecy, level: int) -> Need:
    """The same for the words of a marked note, by the table it lies in."""
    say = translator(language())
    what = f"{say(_NOTES[place])} · {say(mark.label)}"
    return Need(Act.SEE_LOCKED, 1, what, f"{place} {row}", level, client_id, place=place, row=row)


def ask_for_file(work: Work, what: str, reason: str) -> UUID:
    """Asks for the sight of a file by its code or its client's name (AC-10).

    Nothing is looked up, and the answer is the same whether there is such a file or not: who may approve finds it.
    Raises BadEntry, NotAllowed for who may see no files at all.
    """
    work.require(Right.SEE_CLIENTS)
    if work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL:
        raise BadEntry(N_("You see every client's file: look for it in the list."), "what")
    words = check_length(tidy(what), WHAT_LIMIT, "what")
    if not words:
        raise BadEntry(N_("Enter the code or the name."), "what")
    return approvals.ask(work, Need(Act.SEE_FILE, 1, words, words, place=lent.FILE), reason)
