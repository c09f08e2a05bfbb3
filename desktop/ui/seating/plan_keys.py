"""What the keys do in the plan: round tables and seats, picking up and putting down, and all else without the mouse."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from desktop.i18n import N_, _
from desktop.rules.seating.commands import Command, MoveTable, Pin, PlaceGroup, PutElement, Swap, TakeElement, Unseat
from desktop.rules.seating.elements import ElementRef
from desktop.rules.seating.facts import Overlay
from desktop.rules.seating.grouping import group_of
from desktop.rules.seating.plan import Plan, Seat
from desktop.rules.seating.rooms import Box, Point, Way, next_spot, next_table, next_table_seat
from desktop.rules.seating.sentences import say
from desktop.rules.seating.shapes import ROWS
from desktop.ui.seating.drag import act_of
from desktop.ui.seating.element_drag import ElementDrag, ElementSize
from desktop.ui.seating.table_drag import TableDrag
from desktop.ui.seating.why import why

Key, Keys = Qt.Key, Qt.KeyboardModifier
WAYS = {Key.Key_Up: Way.UP, Key.Key_Right: Way.RIGHT, Key.Key_Down: Way.DOWN, Key.Key_Left: Way.LEFT}
NUDGES = {Way.UP: (0, -1), Way.RIGHT: (1, 0), Way.DOWN: (0, 1), Way.LEFT: (-1, 0)}
ENTER = (Key.Key_Return, Key.Key_Enter)
DIGITS = {Key(Key.Key_0.value + n): n for n in range(10)}
PLAIN = {Key.Key_X, Key.Key_L, Key.Key_R, Key.Key_G, Key.Key_E, Key.Key_P, Key.Key_Space, Key.Key_Delete,
         Key.Key_Backspace, Key.Key_F1, Key.Key_Escape, Key.Key_Plus, Key.Key_Minus, Key.Key_Equal,
         Key.Key_BracketLeft, Key.Key_BracketRight, *ENTER, *DIGITS, *WAYS}  # fmt: skip
TURN = 15


class PlanKeys:
    """Where the keys are: at a table, on a seat of it, at what else stands in the room, or nowhere yet."""

    def __init__(self, view) -> None:
        self.view, self.editor = view, view.editor
        self.at: Seat | str | ElementRef | None = None
        self.picked: str | None = None
        """Who was picked up last, to be swapped with."""
        self._last: dict[str, int] = {}
        self._nudge: TableDrag | ElementDrag | None = None
        self._going = False
        self._plan = self.editor.plan
        self.editor.selection_changed.connect(self._follow)
        self.editor.carried_changed.connect(self._carried)

    # where the keys are

    def go(self, target: Seat | str | ElementRef | None, *, choose: bool = True, add: bool = False) -> None:
        """To a seat or table, which is chosen with it; to nowhere, which chooses nothing."""
        if self._nudge is not None:
            self._commit()
        changed, self.at = target != self.at, target
        if isinstance(target, ElementRef):
            add = False
        if isinstance(target, Seat):
            self._last[target.table] = target.number
        if choose:
            self._going = True
            seat, table = isinstance(target, Seat), isinstance(target, str)
            others = (target.id,) if isinstance(target, ElementRef) else ()
            self.editor.choose((target,) if seat else (), (target,) if table else (), elements=others, add=add)
            self._going = False
        if target is not None and changed:
            self.view.reveal(target)
        self.show()
        if changed:
            self.view.access.focus_moved()
            if self.editor.carried is not None and self.view.bubble.isVisible():
                self.view.access.announce(self.view.bubble.text)

    def show(self, *, box: Box | None = None) -> None:
        """The ring where the keys are, while they are here, and what putting down would do."""
        scene, at = self.view.plan_scene, self.at
        here = self.view.hasFocus()
        carried = self.editor.carried
        seat = at if isinstance(at, Seat) and at in scene.seats else None
        judged = carried is not None and seat is not None and here
        verdict = self.editor.verdict(carried, seat) if judged else None
        item = scene.seats[seat] if seat and here else None
        grade, instead = (verdict.grade, scene.as_if(carried, seat)) if judged else (None, None)
        scene.focus.lie_over(item, self.view.scale_now, grade, instead)
        framed = at if isinstance(at, str | ElementRef) and self._is_there(at) else None
        scene.put_frame((box or scene.box_of(framed)) if framed is not None and here else None)
        if self.view.mouse.dragging:
            return
        if verdict is not None:
            said, _command = act_of(self.editor, (carried,), seat, Keys.NoModifier)
            self.view.bubble.show_verdict(said, verdict, _("Enter puts down · Esc lets go"),
                                          self.view.rect_of(seat).toRect())  # fmt: skip
        else:
            self.view.bubble.hide()

    def step_table(self, forwards: bool) -> bool:
        """Tab: the next table in their order, then what else stands in the room; beyond the last one the keys go on to
        what follows the plan."""
        tables = self._all_in_order()
        here = self.at.table if isinstance(self.at, Seat) else self.at
        if here not in tables:
            return False
        step = tables.index(here) + (1 if forwards else -1)
        if not 0 <= step < len(tables):
            return False
        self.go(tables[step])
        return True

    def focus_in(self, reason: Qt.FocusReason) -> None:
        tables = self._all_in_order()
        back = reason == Qt.FocusReason.BacktabFocusReason
        by_tab = back or reason == Qt.FocusReason.TabFocusReason
        if tables and (by_tab or (self.at is None and reason != Qt.FocusReason.MouseFocusReason)):
            self.go(tables[-1 if back else 0], choose=False)
        self.show()
        self.view.access.focus_moved()

    def focus_out(self) -> None:
        if self._nudge is not None:
            self._commit()
        self.show()

    def plan_changed(self) -> None:
        """What is gone is no place for the keys; somebody who was carried may sit now."""
        plan = self._plan = self.editor.plan
        self._nudge = None
        if isinstance(self.at, Seat) and self.at not in self.view.plan_scene.seats:
            self.at = self.at.table
        if isinstance(self.at, str | ElementRef) and not self._is_there(self.at):
            self.at = None
        if self.picked not in plan.person_of:
            self.picked = None
        self.show()

    def _in_order(self) -> list[str]:
        return [table.id for table in sorted(self.editor.plan.tables, key=lambda table: table.rank)]

    def _all_in_order(self) -> list[str | ElementRef]:
        return [*self._in_order(), *(ElementRef(element.id) for element in self.editor.plan.elements)]

    def _is_there(self, target: str | ElementRef) -> bool:
        scene = self.view.plan_scene
        return target.id in scene.elements if isinstance(target, ElementRef) else target in scene.tables

    @staticmethod
    def ref(element: str) -> ElementRef:
        return ElementRef(element)

    def _follow(self) -> None:
        """Something was chosen elsewhere: in the list, among the people, in the strip of issues."""
        others = tuple(map(ElementRef, self.editor.elements))
        chosen = self.editor.seats[-1:] or self.editor.tables[-1:] or others[-1:]
        # where somebody chosen goes by a change of the plan, the keys don't
        if self.editor.plan is not self._plan or self._going or not chosen:
            return
        if self.at in (*self.editor.seats, *self.editor.tables, *others):
            return
        self.go(chosen[0], choose=False)

    def _carried(self) -> None:
        person = self.editor.carried
        if person is not None:
            self.picked = person
            self.editor.announced.emit(str(say(PICKED_UP, name=self.editor.plan.name(person))))
        self.show()

    # keys

    def wants(self, event: QEvent) -> bool:
        """Plain keys are commands of the plan while it has the focus."""
        assert isinstance(event, QKeyEvent)
        if event.key() == Key.Key_Escape:
            # nothing to let go of here: it belongs to the page
            busy = self.view.mouse.dragging or self._nudge is not None or self.editor.carried is not None
            return busy or isinstance(self.at, Seat)
        return not event.modifiers() & ~Keys.KeypadModifier and event.key() in PLAIN

    def press(self, event: QKeyEvent) -> bool:
        key, keys = Key(event.key()), event.modifiers() & ~Keys.KeypadModifier
        if key == Key.Key_Escape:
            return self._escape()
        if keys == Keys.ControlModifier and key == Key.Key_0:
            self.view.fit()
            return True
        # plus is a key with Shift on many keyboards
        if not keys & Keys.AltModifier and self._zoom(key):
            return True
        if keys == Keys.NoModifier and self._overlay(key):
            return True
        if key in WAYS and keys == Keys.NoModifier:
            return self._arrow(WAYS[key])
        if key in WAYS and keys == Keys.ShiftModifier:
            return self._arrow(WAYS[key], add=True)
        if key == Key.Key_A and keys == Keys.ControlModifier:
            self.editor.choose(tables=self._in_order())
            return True
        if key in WAYS and keys == Keys.ControlModifier and isinstance(self.at, str | ElementRef):
            return self._push(WAYS[key])
        if key in WAYS and keys == Keys.ControlModifier | Keys.ShiftModifier and isinstance(self.at, ElementRef):
            return self._push(WAYS[key], sizing=True)
        if key in ENTER:
            return self._enter(keys)
        if keys != Keys.NoModifier:
            return False
        if key == Key.Key_P:
            self.view.proposal_requested.emit()
            return True
        if isinstance(self.at, Seat):
            return self.on_seat(key, self.at)
        if isinstance(self.at, ElementRef):
            return self.on_element(key, self.at.id)
        return isinstance(self.at, str) and self.on_table(key, self.at)

    def release(self, event: QKeyEvent) -> bool:
        if self._nudge is None or event.isAutoRepeat() or event.key() not in (*WAYS, Key.Key_Control, Key.Key_Shift):
            return False
        self._commit()
        return True

    def on_seat(self, key: Qt.Key, seat: Seat) -> bool:
        """What a letter does on a seat; the menu does it by the same way."""
        plan, view = self.editor.plan, self.view
        person = plan.seating.get(seat)
        if key == Key.Key_R:
            view.roles_requested.emit(seat)
        elif key == Key.Key_F1:
            self._say_why(seat)
        elif key == Key.Key_G:
            self._place_group(seat)
        elif key == Key.Key_X:
            self._swap(seat)
        elif person is None:
            return False
        elif key == Key.Key_L:
            self._do(Pin(seat, seat not in plan.pins))
        elif key in (Key.Key_Delete, Key.Key_Backspace):
            self._do(Unseat(person))
        elif key == Key.Key_Space:
            view.card_requested.emit(person)
        elif key == Key.Key_E:
            view.person_requested.emit(person)
        else:
            return False
        return True

    def on_table(self, key: Qt.Key, table: str) -> bool:
        if key in (Key.Key_BracketLeft, Key.Key_BracketRight):
            one = self.editor.plan.table_of[table]
            by = TURN if key == Key.Key_BracketRight else -TURN
            self._do(MoveTable(table, one.x, one.y, (one.turn + by) % 360))
        elif key in (Key.Key_E, Key.Key_Space):
            self.view.table_requested.emit(table)
        else:
            return False
        return True

    def on_element(self, key: Qt.Key, element: str) -> bool:
        one = self.editor.plan.element_of[element]
        if key in (Key.Key_BracketLeft, Key.Key_BracketRight):
            by = TURN if key == Key.Key_BracketRight else -TURN
            self._do(PutElement(replace(one, turn=(one.turn + by) % 360)))
        elif key in (Key.Key_E, Key.Key_Space):
            self.view.element_requested.emit(element)
        elif key in (Key.Key_Delete, Key.Key_Backspace):
            self._do(TakeElement(element))
        else:
            return False
        return True

    def put_down(self, seat: Seat, keys: Qt.KeyboardModifier) -> None:
        """Whoever is carried, onto a seat; Alt pushes along, Ctrl places his whole group."""
        person = self.editor.carried
        if person is None:
            return
        _said, command = act_of(self.editor, (person,), seat, keys)
        self.editor.carry(None)
        self.go(seat)
        if command is not None:
            self._do(command)

    def _escape(self) -> bool:
        if self.view.mouse.cancel():
            return True
        if self._nudge is not None:
            nudge, self._nudge = self._nudge, None
            nudge.cancel()
        elif self.editor.carried is not None:
            name = self.editor.plan.name(self.editor.carried)
            self.editor.carry(None)
            self.editor.announced.emit(str(say(LET_GO, name=name)))
        elif isinstance(self.at, Seat):
            self.go(self.at.table)
        elif self.editor.tables or self.editor.seats or self.editor.elements:
            self.go(self.at, choose=False)
            self.editor.choose()
        else:
            return False
        return True

    def _enter(self, keys: Qt.KeyboardModifier) -> bool:
        plan = self.editor.plan
        if isinstance(self.at, str):
            table = plan.table_of[self.at]
            number = self._last.get(self.at, 0)
            self.go(Seat(self.at, number if number < table.form.seats else 0))
        elif isinstance(self.at, Seat):
            if self.editor.carried is not None:
                self.put_down(self.at, keys)
            elif self.at in plan.seating and self.editor.may_edit:
                self.editor.carry(plan.seating[self.at])
        elif isinstance(self.at, ElementRef):
            self.view.element_requested.emit(self.at.id)
        else:
            return False
        return True

    def _arrow(self, way: Way, *, add: bool = False) -> bool:
        """On to the next table or seat, which is chosen alone or besides."""
        plan, at = self.editor.plan, self.at
        if at is None:
            tables = self._in_order()
            target: Seat | str | ElementRef | None = tables[0] if tables else None
        elif isinstance(at, ElementRef):
            target = self._from_element(at, way)
        elif isinstance(at, str):
            target = next_table(plan.tables, at, way)
        elif way in (Way.LEFT, Way.RIGHT):
            target = beside(plan, at, way)
        else:
            target = next_table_seat(plan.tables, at, way)
        if target is not None:
            self.go(target, add=add)
        return at is not None or target is not None

    def _from_element(self, at: ElementRef, way: Way) -> str | ElementRef | None:
        """The nearest table or other thing that way."""
        plan = self.editor.plan
        spots = {table.id: Point(table.x, table.y) for table in plan.tables}
        others = {ElementRef(one.id): Point(one.x, one.y) for one in plan.elements}
        return next_spot({**spots, **others}, at, way)

    def _zoom(self, key: Qt.Key) -> bool:
        if key in (Key.Key_Plus, Key.Key_Equal):
            self.view.zoom_in()
        elif key == Key.Key_Minus:
            self.view.zoom_out()
        else:
            return False
        return True

    def _overlay(self, key: Qt.Key) -> bool:
        number = DIGITS.get(key)
        layers = list(Overlay)
        if number is None or (number or 10) > len(layers):
            return False
        layer = layers[(number or 10) - 1]
        self.editor.show_overlays(self.editor.overlays ^ {layer})
        said = SHOWN if layer in self.editor.overlays else HIDDEN
        self.editor.announced.emit(str(say(said, layer=_(layer.label))))
        return True

    # what keys and menu do

    def _do(self, command: Command) -> None:
        if self.editor.may_edit:
            self.editor.do(command)

    def _push(self, way: Way, *, sizing: bool = False) -> bool:
        """Tables that are chosen, or what else is, by one step of the grid; stored when the key is released."""
        if not self.editor.may_edit:
            return True
        if isinstance(self.at, ElementRef):
            if self._nudge is not None and isinstance(self._nudge, ElementSize) is not sizing:
                self._commit()
            if self._nudge is None:
                made = ElementSize if sizing else ElementDrag
                one = self.editor.plan.element_of[self.at.id]
                self._nudge = made(self.view, one, self.view.mapToScene(0, 0))
        elif self._nudge is None:
            plan = self.editor.plan
            keys = self.editor.tables if self.at in self.editor.tables else (self.at,)
            tables = tuple(plan.table_of[key] for key in keys)
            self._nudge = TableDrag(self.view, tables, plan.table_of[self.at], self.view.mapToScene(0, 0))
        self._nudge.nudge(*NUDGES[way])
        return True

    def _commit(self) -> None:
        nudge, self._nudge = self._nudge, None
        if nudge is not None:
            nudge.drop()

    def _swap(self, seat: Seat) -> None:
        other = self.editor.plan.seat_of.get(self.picked) if self.picked else None
        if other is None or other == seat:
            self.editor.announced.emit(_("Pick somebody up first, then swap."))
            return
        self.editor.carry(None)
        self._do(Swap(other, seat))

    def _place_group(self, seat: Seat) -> None:
        """Of whoever is carried or chosen; else of who sits here."""
        plan = self.editor.plan
        person = self.editor.carried or plan.seating.get(seat) or self.picked
        if len(self.editor.people) > 1:
            group = self.editor.people
        elif person is not None:
            group = group_of(plan, person)
        else:
            self.editor.announced.emit(_("Pick somebody of the group up first."))
            return
        self.editor.carry(None)
        self._do(PlaceGroup(group, seat))

    def _say_why(self, seat: Seat) -> None:
        said, verdict = why(self.editor, seat)
        beside_it = self.view.rect_of(seat).toRect()
        if verdict is None:
            self.view.bubble.say(said, (), "", beside_it)
        else:
            self.view.bubble.show_verdict(said, verdict, "", beside_it)
        self.view.access.announce(self.view.bubble.text)


def beside(plan: Plan, at: Seat, way: Way) -> Seat | None:
    """The next seat round the table: the right arrow goes clockwise, in a row to the right of the drawing."""
    table = plan.table_of[at.table]
    step = 1 if way is Way.RIGHT else -1
    if table.form.shape not in ROWS:
        return Seat(at.table, (at.number + step) % table.form.seats)
    first, second = table.place(0), table.place(1)
    if second.x < first.x:
        step = -step
    number = at.number + step
    return Seat(at.table, number) if 0 <= number < table.form.seats else None


PICKED_UP = N_("{name} is picked up: go to a seat and press Enter, or Esc to let go.")
LET_GO = N_("{name} stays where he was.")
SHOWN = N_("{layer}: shown.")
HIDDEN = N_("{layer}: hidden.")
