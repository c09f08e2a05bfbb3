"""What an export takes along, in words for whoever approves it: whom and which columns, no client's value (AC-6)."""

from collections.abc import Iterable

from desktop.i18n import N_
from desktop.models.office import Department, Person
from desktop.rules.approvals import Detail
from desktop.rules.errors import Label
from desktop.rules.words import ClientClass
from desktop.services.client_lists import Chosen, Column, Filter
from desktop.services.work import Work

_MARKS = {
    "mine": N_("My clients"), "drafts": N_("Drafts"), "risky": N_("At risk"), "overdue": N_("Update overdue"),
    "short": N_("Too few contact persons"),
}  # fmt: skip


def details(work: Work, chosen: Chosen, columns: Iterable[Column]) -> tuple[Detail, ...]:
    """Which clients and which columns. A typed text may be a client's name or phone, so only that there is one is
    said."""
    if chosen.ids or chosen.stretches:
        whom = [Detail(N_("Clients"), (Label(N_("picked in the list")),))]
    elif chosen.only.empty:
        whom = [Detail(N_("Clients"), (Label(N_("all that may be exported")),))]
    else:
        whom = []
    of_column = (column.label if column.own is not None and column.own.own else Label(column.label)
                 for column in columns)  # fmt: skip
    return (*whom, *_narrowing(work, chosen.only), Detail(N_("Columns"), tuple(of_column)))


def _narrowing(work: Work, only: Filter) -> Iterable[Detail]:
    if only.text:
        yield Detail(N_("Search"), (Label(N_("by a text that is not shown here")),))
    if only.classes:
        letters = [str(letter) for letter in ClientClass if letter in only.classes]
        words = [Label(ClientClass.LOST.label) if letter == ClientClass.LOST.value else letter for letter in letters]
        yield Detail(N_("Class"), (*words, *([Label(N_("Without a class"))] if "" in only.classes else [])))
    for head, kinds in ((N_("Kind"), only.kinds), (N_("Person or organisation"), only.forms)):
        if kinds:
            yield Detail(head, tuple(Label(kind.label) for kind in sorted(kinds)))
    if only.owner is not None:
        yield Detail(N_("Owner"), (str(work.get(Person, only.owner).name),))
    if only.department is not None:
        yield Detail(N_("Department"), (str(work.get(Department, only.department, withdrawn=True).name),))
    marks = tuple(Label(words) for name, words in _MARKS.items() if getattr(only, name))
    if marks:
        yield Detail(N_("Only"), marks)
