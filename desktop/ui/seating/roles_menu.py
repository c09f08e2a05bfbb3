"""What a seat's place of honour may become: another of its table by hand, or that of the etiquette again."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QMenu, QWidget

from desktop.i18n import N_, _
from desktop.rules.seating import by_hand
from desktop.rules.seating.plan import Seat, Table
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.seating.openers import Openers


def role_actions(openers: Openers, seat: Seat) -> list[Action]:
    """The places of the table in their order; each goes to this seat in exchange for the one it has."""
    table = openers.editor.plan.table_of.get(seat.table)
    if table is None or not openers.editor.may_edit:
        return []
    here = table.role(seat.number)
    roles = [role for number in table.order if (role := table.role(number)) is not None]
    found = [Action(f"role_{role.code}", str(role.title), partial(_give, openers, table, seat, role.code),
                    checked=role == here) for role in roles]  # fmt: skip
    if table.by_hand:
        found.append(Action("roles_back", N_("The etiquette's own places at this table again"),
                            partial(openers.name_seats, UUID(table.id), {}), separator_before=True))  # fmt: skip
    return found


def role_menu(openers: Openers, seats: Sequence[Seat], parent: QWidget) -> QMenu | None:
    """The same for the menu of the list, where one seat is chosen."""
    actions = role_actions(openers, seats[0]) if len(seats) == 1 else []
    if not actions:
        return None
    menu = make_menu(actions, parent)
    menu.setTitle(_("Place of honour"))
    return menu


def _give(openers: Openers, table: Table, seat: Seat, code: str) -> None:
    openers.name_seats(UUID(table.id), by_hand.given(table, seat.number, code))
