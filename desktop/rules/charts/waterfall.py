"""How a total comes about: for each part the points earned, where they begin, and the points lost."""

from collections.abc import Sequence
from decimal import Decimal

from desktop.i18n import N_, Translator
from desktop.rules.charts.parts import NOTHING, label_height, label_marks, label_width, legend, points_text, signed
from desktop.rules.charts.scene import (
    LINE_HEIGHT,
    Line,
    Mark,
    Point,
    Rect,
    Room,
    Row,
    Scene,
    Text,
    one_line,
    said_lines,
    wrapped,
)
from desktop.rules.values import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the total: of `full` points it earned `got`. `full` 0 with a `got` is added or taken off, such as a
    reward or a penalty; `got` None counts nothing, and `note` says why."""

    key: str
    label: str
    got: Decimal | None
    full: Decimal
    note: str = ""

    @property
    def lost(self) -> Decimal:
        return max(self.full - self.got, Decimal(0)) if self.got is not None and self.full else Decimal(0)


def waterfall(steps: Sequence[Step], total: Decimal | None, room: Room, say: Translator, title: str = "") -> Scene:
    """The chart; it is as high as its rows need."""
    u, size = room.unit, room.text
    line = size * LINE_HEIGHT
    labels = label_width([step.label for step in steps] + [say(N_("Total score"))], room, 0.4)
    heads = say(N_("Points earned")), say(N_("Points lost"))
    column = max([room.measure(head, size, True) for head in heads] + [room.measure("+100.0", size, True)]) + 10 * u
    left = labels + 10 * u
    width = max(room.width - left - 2 * column, 20 * u)
    scale = width / float(max([sum((step.full for step in steps), Decimal(0)), Decimal(1), total or Decimal(0)]))
    marks: list[Mark] = [Text(room.width - column, 0, heads[0], size, "ink2", bold=True, align="right"),
                         Text(room.width, 0, heads[1], size, "ink2", bold=True, align="right")]  # fmt: skip
    points, top, begun = [], line + 2 * u, Decimal(0)
    first = top
    for step in steps:
        lines = said_lines(step.label, room, labels)
        notes = wrapped(step.note or NOTHING, size, width - 8 * u, room.measure) if step.got is None else []
        high = max(label_height(lines), line, len(notes) * line) + 3 * u
        middle = top + high / 2
        marks += label_marks(lines, 0, middle - label_height(lines) / 2)
        got = step.got or Decimal(0)
        x = left + float(begun) * scale
        if step.got is None:
            marks += _beside(notes, x + 4 * u, middle - len(notes) * line / 2, left + width, room)
        elif got < 0:
            marks.append(Rect(x + float(got) * scale, middle - 5 * u, -float(got) * scale, 10 * u, "bad"))
        else:
            marks.append(Rect(x, middle - 5 * u, float(got) * scale, 10 * u, "accent"))
            if step.lost:
                marks.append(Rect(x + float(got) * scale, middle - 5 * u, float(step.lost) * scale, 10 * u,
                                  edge="ink2", hatch=True))  # fmt: skip
        begun += got
        end = left + float(begun) * scale
        marks.append(
            Line(end, middle + 5 * u, end, top + high + (line + 3 * u) / 2 - 5 * u, "edge", 0.8 * u, dash=True)
        )
        marks += _figures(step, middle - line / 2, column, room)
        points.append(Point(step.key, _said(step, say), 0, top, room.width, high))
        top += high
    middle = top + (line + 4 * u) / 2
    marks.append(Line(0, top, room.width, top, "edge", 0.8 * u))
    marks.insert(2, Line(left, first, left, top, "edge", 0.8 * u))
    marks.append(Text(0, middle - line / 2, say(N_("Total score")), size, bold=True))
    if total is not None:
        marks.append(Rect(left, middle - 5 * u, float(total) * scale, 10 * u, "ink"))
    marks.append(Text(room.width - column, middle - line / 2, points_text(total), size, bold=True, align="right"))
    lost = sum((step.lost for step in steps), Decimal(0))
    marks.append(Text(room.width, middle - line / 2, signed(-lost), size, bold=True, align="right"))
    top += line + 6 * u
    signs = [("bar", "accent", say(N_("Points earned"))), ("hollow", "ink2", say(N_("Points lost")))]
    if any(step.got is not None and step.got < 0 for step in steps):
        signs.append(("bar", "bad", say(N_("Points taken off"))))
    more, top = legend(signs, left, top, room.width - left, room)
    columns = (say(N_("What is judged")), say(N_("Of")), say(N_("Points earned")), say(N_("Points lost")))
    rows = tuple(
        Row(s.key, (one_line(s.label), points_text(s.full), points_text(s.got), points_text(_lost(s)))) for s in steps
    )
    rows += (Row("", (say(N_("Total score")), "", points_text(total), points_text(lost))),)
    return Scene(title or say(N_("Points earned and lost")), _summary(steps, total, say), room.width, top,
                 (*marks, *more), tuple(points), columns, rows)  # fmt: skip


def _lost(step: Step) -> Decimal | None:
    return step.lost if step.got is not None else None


def _figures(step: Step, top: float, column: float, room: Room) -> list[Mark]:
    if step.got is None:
        return [Text(room.width - column, top, NOTHING, room.text, "ink2", align="right")]
    marks: list[Mark] = [Text(room.width - column, top, signed(step.got), room.text, align="right")]
    if step.lost:
        marks.append(Text(room.width, top, signed(-step.lost), room.text, align="right"))
    return marks


def _beside(lines: Sequence[str], x: float, top: float, end: float, room: Room) -> list[Mark]:
    """To the right of a place, but no further than the chart's end."""
    long = max(room.measure(line, room.text, False) for line in lines)
    x = min(x, end - long)
    return [Text(x, top + n * room.text * LINE_HEIGHT, line, room.text, "ink2") for n, line in enumerate(lines)]


def _said(step: Step, say: Translator) -> str:
    label = one_line(step.label)
    if step.got is None:
        why = step.note or say(N_("does not count"))
        return f"{label}: {why}"
    if not step.full:
        return f"{label}: {signed(step.got)}"
    return say(N_("{label}: {got} of {full} points, {lost} lost")).format(
        label=label, got=points_text(step.got), full=points_text(step.full), lost=points_text(step.lost))  # fmt: skip


def _summary(steps: Sequence[Step], total: Decimal | None, say: Translator) -> str:
    if total is None:
        return say(N_("There is no total yet."))
    worst = max(steps, key=lambda step: step.lost, default=None)
    if worst is None or not worst.lost:
        return say(N_("Total {total}; nothing was lost.")).format(total=points_text(total))
    return say(N_("Total {total}; most was lost in {label}: {lost} points.")).format(
        total=points_text(total), label=one_line(worst.label), lost=points_text(worst.lost))  # fmt: skip
