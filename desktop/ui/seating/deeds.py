"""What is done to people, tables and etiquette in other ways than by seats, to be undone and redone in its turn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.i18n import _
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.by_hand import ByHand
from desktop.rules.seating.packs import Hand
from desktop.rules.seating.plan import Table
from desktop.services import seating, seating_people, seating_tables
from desktop.services.seating_people import GuestEntry, Typed
from desktop.services.work import Work
from desktop.ui.seating.controller import Done, Failed, SeatingController, take_off

Call = tuple[Any, ...]
"""A verb of the services with what it is given."""


@dataclass(frozen=True, slots=True)
class Deed:
    """`words` name it at the buttons for undo and redo."""

    words: str
    back: Callable[[Done, Failed], None]
    again: Callable[[Done, Failed], None]


def come_again(work: Work, people: Sequence[UUID]) -> None:
    for key in people:
        seating_people.give_back_person(work, key)


def note_all(work: Work, replies: Mapping[UUID, Reply]) -> None:
    for person, reply in replies.items():
        seating.note_reply(work, person, reply)


class Deeds:
    """Makes them of what was just done; each verb refuses by itself where a colleague's change stands against it."""

    def __init__(self, controller: SeatingController) -> None:
        self._controller = controller

    def _of(self, words: str, back: Call, again: Call) -> Deed:
        def call(what: Call) -> Callable[[Done, Failed], None]:
            return lambda done, failed: self._controller.call(*what, done=done, failed=failed)

        return Deed(words, call(back), call(again))

    # people

    def added(self, people: Sequence[UUID]) -> Deed:
        return self._of(_("people added"), (take_off, tuple(people)), (come_again, tuple(people)))

    def removed(self, person: UUID, name: str) -> Deed:
        return self._of(_("{name} taken off the list").format(name=name), (seating_people.give_back_person, person),
                        (seating_people.remove_person, person))  # fmt: skip

    def changed(self, person: UUID, before: GuestEntry, after: GuestEntry, name: str) -> Deed:
        etiquette, change = self._controller.etiquette, seating_people.change_person
        return self._of(_("change of {name}").format(name=name),
                        (change, person, before, etiquette, seating_people.columns(after)),
                        (change, person, after, etiquette, seating_people.columns(before)))  # fmt: skip

    def linked(self, person: UUID, client: UUID, typed: Typed) -> Deed:
        return self._of(_("file of {name}").format(name=typed.name), (seating_people.unlink_client, person, typed),
                        (seating_people.link_client, person, client))  # fmt: skip

    def answered(self, before: Mapping[UUID, Reply], reply: Reply) -> Deed:
        return self._of(_("answer of guests"), (note_all, before), (note_all, dict.fromkeys(before, reply)))

    # rules

    def rule_added(self, rule: UUID) -> Deed:
        return self._of(_("rule"), (seating_people.withdraw_rule, rule), (seating_people.give_back_rule, rule))

    def rule_withdrawn(self, rule: UUID) -> Deed:
        return self._of(_("rule"), (seating_people.give_back_rule, rule), (seating_people.withdraw_rule, rule))

    # tables

    def table_added(self, table: UUID) -> Deed:
        return self._of(_("table added"), (seating_tables.remove_table, table),
                        (seating_tables.give_back_table, table))  # fmt: skip

    def table_removed(self, table: UUID) -> Deed:
        return self._of(_("table taken away"), (seating_tables.give_back_table, table),
                        (seating_tables.remove_table, table))  # fmt: skip

    def table_changed(self, table: UUID, before: tuple[str, int], after: tuple[str, int]) -> Deed:
        change = seating_tables.change_table
        return self._of(_("name of table {label}").format(label=after[0]), (change, table, *before, after[0]),
                        (change, table, *after, before[0]))  # fmt: skip

    def etiquette(self, booking: UUID, before: tuple[str, Hand | None], after: tuple[str, Hand | None]) -> Deed:
        etiquette, choose = self._controller.etiquette, seating_tables.choose_etiquette
        return self._of(_("etiquette"), (choose, booking, etiquette, *before, after),
                        (choose, booking, etiquette, *after, before))  # fmt: skip

    def seats_named(self, before: Table, after: ByHand) -> Deed:
        etiquette, name, table = self._controller.etiquette, seating_tables.name_seats, UUID(before.id)
        return self._of(_("places of honour"), (name, table, before.by_hand, etiquette, after, before),
                        (name, table, after, etiquette, before.by_hand))  # fmt: skip

    def house(self, pack: str, seats: int, before: Sequence[str] | None, after: Sequence[str] | None) -> Deed:
        etiquette, keep = self._controller.etiquette, seating_tables.keep_house_row
        return self._of(_("the house's own order"), (keep, etiquette, pack, seats, before),
                        (keep, etiquette, pack, seats, after))  # fmt: skip
