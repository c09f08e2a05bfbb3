"""How long the drawing of a seating plan takes: 50 tables of ten painted whole, and a frame of dragging in it."""

import random
import sys
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsScene, QGraphicsSimpleTextItem, QGraphicsView

from benchmarks._report import Report, Timing, finish, in_turn, quick, timed
from benchmarks._screen import application, settle
from desktop.rules.seating.etiquette import by_etiquette, with_roles
from desktop.rules.seating.facts import Overlay, SeatFacts
from desktop.rules.seating.laying import in_rows
from desktop.rules.seating.packs import Party, read_folder
from desktop.rules.seating.plan import Person, Plan, Table, Trait
from desktop.rules.seating.shapes import Shape, form
from desktop.workstation.paths import resource

TABLES, SEATS = 50, 10
SIZE = (1280, 900)
REPAINT, FRAME = 30, 16  # milliseconds
NAMES = "张王李赵陈刘杨黄周吴徐孙马朱胡林郭何高罗"


def banquet() -> Plan:
    """Everybody has a seat; a fifth has something that must show there."""
    chance = random.Random(7)
    people = tuple(
        Person(f"p{n}", chance.choice(NAMES) + chance.choice(NAMES) + chance.choice(NAMES),
               Party.HOST if n % 4 == 0 else Party.GUEST, n + 1,
               traits=frozenset({Trait.SMOKER}) if n % 5 == 0 else frozenset())
        for n in range(TABLES * SEATS)
    )  # fmt: skip
    forms = [form(Shape.ROUND, SEATS)] * TABLES
    tables = tuple(Table(f"t{n:02}", str(n + 1), made, round(spot.x), round(spot.y), rank=n + 1)
                   for n, (made, spot) in enumerate(zip(forms, in_rows(forms), strict=True)))  # fmt: skip
    return by_etiquette(with_roles(Plan(tables, people), read_folder(resource("etiquette")).pack("two_hosts")))


def ours(plan: Plan) -> Any:
    from desktop.ui.seating.editor import Editor
    from desktop.ui.seating.plan_view import PlanView

    editor = Editor()
    editor.show_plan(plan)
    editor.take_facts({person.id: SeatFacts(allergy="花生" if n % 5 == 0 else "", taboo="牛肉" if n % 7 == 0 else "")
                       for n, person in enumerate(plan.people)})  # fmt: skip
    view = PlanView(editor)
    view.resize(*SIZE)
    view.show()
    settle()
    while not editor.issues:
        settle()
    complete(view)
    return view


def complete(view: Any) -> None:
    """Until every seat is drawn at this scale."""
    view.viewport().repaint()
    while view.plan_scene.pictures.lacking:
        view.viewport().repaint()


def plain(view: Any) -> QGraphicsView:
    """The same seats as Qt's own items: a circle with a text each, all painted in C++."""
    scene = QGraphicsScene()
    for item in view.plan_scene.seats.values():
        side = item.side
        circle = QGraphicsEllipseItem(-side / 2, -side / 2, side, side)
        circle.setPos(item.scenePos())
        text = QGraphicsSimpleTextItem(item.look.name[:1], circle)
        text.setFlag(QGraphicsSimpleTextItem.GraphicsItemFlag.ItemIgnoresTransformations)
        text.setFont(QFont(view.font()))
        scene.addItem(circle)
    made = QGraphicsView(scene)
    made.setRenderHints(view.renderHints())
    made.setSceneRect(view.sceneRect())
    made.resize(view.size())
    made.setTransform(view.transform())
    made.show()
    scene.setParent(made)
    settle()
    return made


def carry(view: Any, frames: int) -> Timing:
    """Somebody dragged across the hall: each frame moves the pointer, judges the seat beneath it and paints."""
    from desktop.ui.seating.drag import PersonDrag

    chance, timing = random.Random(5), Timing()
    seats = list(view.plan_scene.seats)
    drag = PersonDrag(view, (view.editor.plan.people[-1].id,), ghost=True)
    at = QPointF(view.viewport().rect().center())
    for _leg in range(max(1, frames // 20)):
        goal = QPointF(view.spot_of(chance.choice(seats)))
        for step in range(20):
            spot = (at + (goal - at) * ((step + 1) / 20)).toPoint()

            def frame(spot: QPoint = spot) -> None:
                drag.move(spot, Qt.KeyboardModifier.NoModifier)
                settle_paint(view)

            timing.samples.append(timed(frame))
        at = goal
    drag.end()
    return timing


def haul(view: Any, frames: int) -> Timing:
    """A table dragged among the others, with guides and aisles reckoned in each frame."""
    from desktop.ui.seating.table_drag import TableDrag

    timing = Timing()
    table = view.editor.plan.tables[TABLES // 2]
    pressed = QPointF(table.x, table.y)
    drag = TableDrag(view, (table,), table, pressed)
    start = view.mapFromScene(pressed)
    for number in range(frames):
        spot = start + QPoint(round(number * 1.5) % 160 - 80, number % 120 - 60)

        def frame(spot: QPoint = spot) -> None:
            drag.move(spot, Qt.KeyboardModifier.NoModifier)
            settle_paint(view)

        timing.samples.append(timed(frame))
    drag.cancel()
    return timing


def settle_paint(view: Any) -> None:
    """What was changed is painted, as it would be before the next frame."""
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()


def measure(report: Report, name: str, view: Any, rounds: int) -> None:
    complete(view)
    floor_view = plain(view)

    def painted(_number: int) -> Any:
        return view.viewport().repaint

    def floor(_number: int) -> Any:
        return floor_view.viewport().repaint

    in_turn(3, painted, floor)
    paint, least = in_turn(rounds, painted, floor)
    floor_view.close()
    report.limit(f"{name}: painted whole, p95", paint.p95, REPAINT)
    report.ratio(f"{name}: painted whole, p50", paint.p50, least.p50, None)


def zoomed(view: Any) -> Timing:
    """Each at another scale, where every seat is to be drawn anew."""
    timing = Timing()
    for _step in range(40):

        def frame() -> None:
            view.zoom(0.99)
            view.viewport().repaint()

        timing.samples.append(timed(frame))
    return timing


def main() -> int:
    application()
    rounds, frames = (10, 60) if quick() else (60, 400)
    report = Report(f"A plan of {TABLES * SEATS} seats, against circles and texts of Qt's own at the same places")
    view = ours(banquet())
    name = f"all tables, {view.percent} %"
    measure(report, name, view, rounds)
    carried = carry(view, frames)
    report.limit(f"{name}: a frame of dragging somebody, p95", carried.p95, FRAME)
    report.limit(f"{name}: the longest", carried.most, None)
    report.limit(f"{name}: a frame of dragging a table, p95", haul(view, frames).p95, FRAME)
    view.editor.show_overlays(set(Overlay))
    measure(report, f"{name}, all layers", view, rounds)
    view.resize(2400, 1800)
    view.fit()
    settle()
    measure(report, f"a large screen, {view.percent} %", view, rounds)
    report.limit("a large screen: a frame of dragging somebody, p95", carry(view, frames).p95, FRAME)
    report.limit("a large screen: a frame at another scale, p95", zoomed(view).p95, None)
    view.resize(*SIZE)
    settle()
    view.zoom(0.125 / view.scale_now)
    settle()
    measure(report, "tables near, 100 %", view, rounds)
    report.limit("tables near: a frame of dragging somebody, p95", carry(view, frames).p95, FRAME)
    changed = replace(view.editor.plan, seating=dict(list(view.editor.plan.seating.items())[1:]))

    def change() -> None:
        view.editor.show_plan(changed)

    report.limit("a change of the plan, drawn", timed(change), None)
    view.close()
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
