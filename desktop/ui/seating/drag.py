"""People on their way to a seat: what would happen where they are, how it is judged, and the command when they drop."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPixmapItem

from desktop.i18n import _, _n
from desktop.rules.seating.checking import Grade, Verdict
from desktop.rules.seating.commands import Assign, Command, PlaceGroup, PushAlong, Reseat, Unseat
from desktop.rules.seating.grouping import group_of
from desktop.rules.seating.plan import Seat
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.seat_face import edge_of

MIME = "application/x-clientele-person"
"""Ids of people, one a line, as whoever drags them from beside the plan hands them over."""
HELD = 56
"""Pixels of somebody who is carried."""
EDGE = 28
"""Pixels from the edge of the view within which it moves along."""
Keys = Qt.KeyboardModifier


def act_of(editor: Editor, people: tuple[str, ...], seat: Seat, keys: Qt.KeyboardModifier
           ) -> tuple[str, Command | None]:  # fmt: skip
    """What putting people down on a seat does, in a few words, and its command; None where it changes nothing."""
    plan, person = editor.plan, people[0]
    if keys & Keys.ControlModifier or len(people) > 1:
        group = people if len(people) > 1 else group_of(plan, person)
        said = _n("Place {n} person from here on", "Place {n} people from here on, clockwise", len(group))
        return said.format(n=len(group)), PlaceGroup(group, seat)
    sits = plan.seating.get(seat)
    if sits == person:
        return str(plan.seat_title(seat)), None
    if sits is None:
        return str(plan.seat_title(seat)), Assign(person, seat)
    if keys & Keys.AltModifier:
        return _("{name} and those after move along by one").format(name=plan.name(sits)), PushAlong(person, seat)
    if person in plan.seat_of:
        return _("Swap with {name}").format(name=plan.name(sits)), Assign(person, seat)
    return _("Takes the seat of {name}").format(name=plan.name(sits)), Assign(person, seat)


def leave_of(editor: Editor, people: tuple[str, ...]) -> tuple[str, Command | None]:
    """The same for letting go of them where no seat is."""
    seated = [person for person in people if person in editor.plan.seat_of]
    if not seated:
        return "", None
    said = _n("Takes the seat back", "Takes {n} seats back", len(seated)).format(n=len(seated))
    return said, Unseat(seated[0]) if len(seated) == 1 else Reseat(tuple((person, None) for person in seated))


class PersonDrag:
    """Shows beneath the pointer who is carried, grows the seat he would get, and says how it is judged."""

    def __init__(self, view, people: tuple[str, ...], *, ghost: bool) -> None:
        self.view, self.people = view, people
        self.editor: Editor = view.editor
        self.seat: Seat | None = None
        self.verdict = Verdict(Grade.FITS)
        self._tables: dict[str, bool] = {}
        self._ghost = self._make_ghost() if ghost else None
        for item in self._own_seats():
            item.dim(True)

    def move(self, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        if self._ghost is not None:
            self._ghost.setPos(self.view.mapToScene(at))
        self._move_along(at)
        seat = self.view.seat_at(at) if self.view.viewport().rect().contains(at) else None
        if seat != self.seat:
            self.seat = seat
            self.verdict = self.editor.verdict(self.people[0], seat) if seat else Verdict(Grade.FITS)
        self._show(at, keys)

    def drop(self, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        self.move(at, keys)
        seat, command = self.seat, None
        if seat is not None:
            _said, command = act_of(self.editor, self.people, seat, keys)
        elif self.view.viewport().rect().contains(at):
            _said, command = leave_of(self.editor, self.people)
        self.end()
        if seat is not None:
            self.view.keys.go(seat)
        if command is not None:
            self.editor.do(command)

    def end(self) -> None:
        """Nothing was dropped, or it is on its way now."""
        scene = self.view.plan_scene
        scene.target.lie_over(None, 1)
        self.view.bubble.hide()
        for item in self._own_seats():
            item.dim(False)
        if self._ghost is not None:
            scene.removeItem(self._ghost)
            self._ghost = None

    def holds(self) -> bool:
        """After a change of the plan: whether all of them are still there. The seat is judged anew."""
        self.seat = None
        return all(person in self.editor.plan.person_of for person in self.people)

    def scale_changed(self) -> None:
        if self.seat is not None:
            self._lie()

    def _show(self, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        self._lie()
        if self.seat is not None:
            said, _command = act_of(self.editor, self.people, self.seat, keys)
            hint = _("Alt: push along · Ctrl: the whole group") if len(self.people) == 1 else ""
            beside = self.view.rect_of(self.seat).toRect().united(QRect(at - QPoint(8, 8), at + QPoint(8, 8)))
            self.view.bubble.show_verdict(said, self.verdict, hint, beside)
            return
        said, command = leave_of(self.editor, self.people)
        if command is not None and self.view.viewport().rect().contains(at):
            half = HELD // 2
            self.view.bubble.say(said, (), "", QRect(at - QPoint(half, half), at + QPoint(half, half)))
        else:
            self.view.bubble.hide()

    def _lie(self) -> None:
        scene = self.view.plan_scene
        item = scene.seats.get(self.seat) if self.seat is not None else None
        if scene.target.item is not item or scene.target.grade is not self.verdict.grade:
            instead = scene.as_if(self.people[0], self.seat) if item is not None else None
            scene.target.lie_over(item, self.view.scale_now, self.verdict.grade, instead)
        if self._ghost is not None:
            # over a seat he is seen on it
            self._ghost.setVisible(item is None)

    def _move_along(self, at: QPoint) -> None:
        """At its edge the plan moves along, to what lies beyond."""
        room = self.view.viewport().rect()
        if self._ghost is None or not room.contains(at):
            return
        for bar, low, high in ((self.view.horizontalScrollBar(), at.x(), room.width() - at.x()),
                               (self.view.verticalScrollBar(), at.y(), room.height() - at.y())):  # fmt: skip
            if min(low, high) < EDGE:
                bar.setValue(bar.value() + (-12 if low < high else 12))

    def _own_seats(self):
        plan, seats = self.editor.plan, self.view.plan_scene.seats
        return [seats[plan.seat_of[p]] for p in self.people if p in plan.seat_of and plan.seat_of[p] in seats]

    def _make_ghost(self) -> QGraphicsPixmapItem | None:
        scene = self.view.plan_scene
        own = self._own_seats()
        if not own:
            return None
        look = own[0].look._replace(role="", chosen=False, corners=(), number=0)
        side = max(HELD, round(own[0].side * self.view.scale_now * 0.9))
        picture = scene.pictures.of(look, side, self.view.devicePixelRatioF())
        ghost = QGraphicsPixmapItem(picture)
        half = side / 2 + edge_of(side)
        ghost.setOffset(-half, -half)
        ghost.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        ghost.setOpacity(0.9)
        ghost.setZValue(40)
        scene.addItem(ghost)
        return ghost
