"""The menu of a seat, a table or the floor of the plan: each entry is what a key does too."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop.i18n import N_, _
from desktop.rules.seating import arranging
from desktop.rules.seating.arranging import Along, Side, to_door
from desktop.rules.seating.commands import Flag, MoveTable, MoveTables, ResizeTable, TakeElement
from desktop.rules.seating.edits import apply
from desktop.rules.seating.elements import ElementRef
from desktop.rules.seating.facts import Overlay
from desktop.rules.seating.plan import Seat, SeatFlag, Table
from desktop.rules.seating.shapes import LEAST
from desktop.ui.kit.actions import Action, make_menu

Key = Qt.Key
STEP = 500
"""Millimetres by which a table is moved from the list."""
_ON_PLAN = frozenset({"enter", *Side, *Along})


def plan_menu(view, target: Seat | str | ElementRef | None) -> QMenu:
    if isinstance(target, Seat):
        return make_menu(_of_seat(view, target), view)
    if isinstance(target, ElementRef):
        return make_menu(element_actions(view, target.id) or _of_floor(view), view)
    if target is not None:
        return make_menu(_of_table(view, target), view)
    return make_menu(_of_floor(view), view)


def _of_seat(view, seat: Seat) -> list[Action]:
    editor, keys, plan = view.editor, view.keys, view.editor.plan
    person = plan.seating.get(seat)

    def press(key: Qt.Key):
        return lambda: keys.on_seat(key, seat)

    actions = []
    if editor.may_edit:
        carried = editor.carried
        if carried is not None:
            actions.append(Action("put_down", N_("Put down here"), lambda: keys.put_down(seat, Qt.KeyboardModifier(0)),
                                  keys="Return", main=True))  # fmt: skip
        elif person is not None:
            actions.append(Action("pick_up", N_("Pick up"), lambda: editor.carry(person), keys="Return"))
        nobody = (
            "" if keys.picked in plan.seat_of and keys.picked != person else _("Pick somebody up first, then swap.")
        )
        actions.append(Action("swap", N_("Swap with whoever was picked up"), press(Key.Key_X), keys="X", reason=nobody))
        actions.append(Action("group", N_("Place the group from here on"), press(Key.Key_G), keys="G"))
        if person is not None:
            pinned = seat in plan.pins
            actions.append(Action("pin", N_("Unpin") if pinned else N_("Pin"), press(Key.Key_L), icon="pin", keys="L"))
            actions.append(Action("unseat", N_("Take the seat back"), press(Key.Key_Delete), keys="Del"))
        actions.append(Action("role", N_("Role of this seat"), press(Key.Key_R), keys="R", separator_before=True))
        actions += flag_actions(editor, seat)
    actions.append(Action("why", N_("Why this seat"), press(Key.Key_F1), keys="F1"))
    if person is not None:
        actions.append(Action("card", N_("Preview the card"), press(Key.Key_Space), keys="Space"))
        if editor.may_edit:
            actions.append(Action("person", N_("Change this person"), press(Key.Key_E), icon="pencil", keys="E"))
    return actions


def flag_actions(editor, seat: Seat) -> list[Action]:
    """What a seat is, each to be switched; those of the list's menu too."""
    table = editor.plan.table_of.get(seat.table)
    if table is None:
        return []
    return [
        Action(f"seat_{flag.value}", flag.label,
               lambda flag=flag: editor.do(Flag(seat, flag, not table.has(seat.number, flag))),
               checked=table.has(seat.number, flag), separator_before=number == 0, seldom=True)
        for number, flag in enumerate(SeatFlag)
    ]  # fmt: skip


def _of_table(view, table: str) -> list[Action]:
    editor, keys = view.editor, view.keys
    one = editor.plan.table_of[table]
    if not editor.may_edit:
        return _of_floor(view)
    door = view.plan_scene.door
    actions = [
        Action("enter", N_("Go to its seats"), lambda: keys.go(Seat(table, 0)), keys="Return"),
        Action("table", N_("Change this table"), lambda: view.table_requested.emit(table), icon="pencil", keys="E"),
        Action("more", N_("One seat more"), lambda: editor.do(ResizeTable(table, one.form.seats + 1)), icon="plus"),
        Action("less", N_("One seat less"), lambda: _one_less(view, one),
               reason="" if one.form.seats > LEAST else _("A table has two seats at least.")),
        Action("door", N_("Turn to the door"),
               lambda: editor.do(MoveTable(table, one.x, one.y, to_door(one, door))) if door else None,
               separator_before=True),
        Action("left", N_("Turn to the left"), lambda: keys.on_table(Key.Key_BracketLeft, table), keys="["),
        Action("right", N_("Turn to the right"), lambda: keys.on_table(Key.Key_BracketRight, table), keys="]"),
    ]  # fmt: skip
    return actions + arranging_actions(view) if len(editor.tables) > 1 else actions


def add_table_menus(menu: QMenu, view, tables: Sequence[str]) -> None:
    """What the drawing can do to the tables of the seats that are chosen in a list, and its layers."""
    parts = [(_("Room"), room_actions(view))] if view.editor.may_edit else []
    parts.append((_("Layers"), overlay_actions(view)))
    if tables and view.editor.may_edit:
        offered = [action for action in _of_table(view, tables[0]) if action.name not in _ON_PLAN] + _moving(
            view, tables
        )
        parts.insert(0, (_("Table"), offered))
    menu.addSeparator()
    for name, actions in parts:
        under = make_menu(actions, menu)
        under.setTitle(name)
        menu.addMenu(under)


def _moving(view, tables: Sequence[str]) -> list[Action]:
    """Moved by a step, and, of several, aligned and spread."""
    editor = view.editor

    def move(right: int, down: int) -> None:
        moves = tuple(arranging.moved(editor.plan.table_of[t], right * STEP, down * STEP) for t in tables)
        editor.do(moves[0] if len(moves) == 1 else MoveTables(moves))

    found = [
        Action(f"move_{way}", text, partial(move, *by), separator_before=way == "up")
        for way, text, by in (
            ("up", N_("Move up by half a metre"), (0, -1)),
            ("down", N_("Move down by half a metre"), (0, 1)),
            ("left", N_("Move left by half a metre"), (-1, 0)),
            ("right", N_("Move right by half a metre"), (1, 0)),
        )
    ]
    few, fewer = (_("Choose seats of two tables or more.") if len(tables) < 2 else "",
                  _("Choose seats of three tables or more.") if len(tables) < 3 else "")  # fmt: skip

    def arrange(act: Callable[[], None]) -> None:
        editor.choose(tables=tables)
        act()

    found += [Action(side.value, side.label, partial(arrange, partial(view.align, side)), reason=few,
                     separator_before=side is Side.LEFT) for side in Side]  # fmt: skip
    return found + [Action(along.value, along.label, partial(arrange, partial(view.spread, along)), reason=fewer)
                    for along in Along]  # fmt: skip


def _one_less(view, table: Table) -> None:
    """Where somebody would lose his seat the dialog says who, before it is done."""
    command = ResizeTable(table.id, table.form.seats - 1)
    _after, change = apply(view.editor.plan, command)
    if change.left_over:
        view.table_requested.emit(table.id)
    else:
        view.editor.do(command)


def arranging_actions(view) -> list[Action]:
    """For several tables that are chosen; those of the page's own menu too."""
    count = len(view.editor.tables)
    few = "" if count > 1 else _("Choose two tables or more.")
    fewer = "" if count > 2 else _("Choose three tables or more.")
    aligned = [Action(side.value, side.label, lambda side=side: view.align(side), reason=few,
                      separator_before=side is Side.LEFT) for side in Side]  # fmt: skip
    return aligned + [Action(along.value, along.label, lambda along=along: view.spread(along), reason=fewer)
                      for along in Along]  # fmt: skip


def element_actions(view, element: str) -> list[Action]:
    """What can be done with what stands in the room besides tables."""
    editor, keys = view.editor, view.keys
    if not editor.may_edit or element not in editor.plan.element_of:
        return []
    return [
        Action("element", N_("Change it…"), lambda: view.element_requested.emit(element), icon="pencil", keys="E"),
        Action("element_left", N_("Turn to the left"), lambda: keys.on_element(Key.Key_BracketLeft, element), keys="["),
        Action("element_right", N_("Turn to the right"), lambda: keys.on_element(Key.Key_BracketRight, element),
               keys="]"),
        Action("element_away", N_("Take it away"), lambda: editor.do(TakeElement(element)), icon="trash-2", keys="Del"),
    ]  # fmt: skip


def room_actions(view) -> list[Action]:
    """All that stands in the room, each to be changed, and something more to be put there."""
    plan = view.editor.plan
    more = Action("add_element", N_("Add to the room…"), lambda: view.element_requested.emit(""), icon="plus")
    return [more, *(
        Action(f"element_{number}", str(one.title), lambda key=one.id: view.element_requested.emit(key),
               separator_before=number == 1)
        for number, one in enumerate(plan.elements, 1)
    )]  # fmt: skip


def _of_floor(view) -> list[Action]:
    more = room_actions(view)[:1] if view.editor.may_edit else []
    return [
        *more,
        Action("fit", N_("Show all tables"), view.fit, keys="Ctrl+0"),
        Action("larger", N_("Larger"), view.zoom_in, keys="+"),
        Action("smaller", N_("Smaller"), view.zoom_out, keys="-"),
        *overlay_actions(view),
    ]


def overlay_actions(view) -> list[Action]:
    """The layers, each with the digit that switches it."""
    editor = view.editor
    return [
        Action(layer.value, layer.label, lambda layer=layer: editor.show_overlays(editor.overlays ^ {layer}),
               keys=str(n % 10) if n <= 10 else "", checked=layer in editor.overlays, separator_before=n == 1)
        for n, layer in enumerate(Overlay, 1)
    ]  # fmt: skip
