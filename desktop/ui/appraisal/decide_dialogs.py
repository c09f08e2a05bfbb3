"""Comparing the marks of superiors, deciding appeals, and what changed since a lock."""

from collections.abc import Callable, Sequence
from statistics import mean, pstdev
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, _n
from desktop.rules.appraisal import Against, Verdict
from desktop.rules.appraisal_marks import ITEMS
from desktop.rules.charts.parts import points_text
from desktop.rules.errors import OfficeError
from desktop.ui.appraisal.figures import Words
from desktop.ui.kit import theme
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.form_dialog import words_of as choices_of
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone

Send = Callable[[Any, dict[str, Any], Callable[[Any], object], Callable[[OfficeError], object]], object]
_ROWS = 7


class _ListDialog(Dialog):
    """A list above, and below it what is done about the row that is chosen."""

    def __init__(self, heading: str, said: str, columns: Sequence[Column], parent: QWidget | None,
                 width: int = 900) -> None:  # fmt: skip
        super().__init__(heading, parent, width=width)
        self.body.addWidget(note(said, wrap=True))
        self.view = TableView(heading, double=True)
        self.table = LazyTable(columns, self._fetch, self)
        self.view.show_table(self.table)
        look = theme.current()
        self.view.setMinimumHeight(look.control_height + _ROWS * look.double_row_height // 2)
        self.view.chosen.connect(lambda _keys: self.look())
        self.body.addWidget(self.view, 1)
        self.finished.connect(self.deleteLater)

    def look(self) -> None:
        """Another row was chosen."""

    def _fetch(self, _wanted: Wanted) -> None:
        """All of them are there from the beginning."""


class CalibrateDialog(_ListDialog):
    """Each superior's marks as they lie, then each person's; a mark is changed below, with its reason."""

    def __init__(self, sheets: Sequence[Any], send: Send, parent: QWidget | None = None) -> None:
        columns = [Column("name", _("Colleague"), 150, fixed=True, sortable=False),
                   Column("by", _("Rated by"), 110, sortable=False),
                   *(Column(str(item.number), _(item.name), 92, Fit.WHOLE, sortable=False) for item in ITEMS),
                   Column("points", _("Superior, records"), 130, sortable=False)]  # fmt: skip
        said = _("Who marks everybody alike, or far from what the records say, is seen here. A mark is changed only "
                 "with a reason, which stands on the report beside the mark before.")  # fmt: skip
        super().__init__(_("Calibration"), said, columns, parent, 1000)
        self._sheets = [sheet for sheet in sheets if sheet.superior_marks]
        self._send = send
        for text in rater_words(self._sheets):
            self.body.insertWidget(1, label(text, wrap=True))
        fields = [
            FormField("item", _("Sentence"), Kind.CHOICE, required=True,
                      choices=[(item.number, f"{item.number} {_(item.name)}") for item in ITEMS]),
            FormField("mark", _("New mark"), Kind.CHOICE, required=True, choices=[(n, str(n)) for n in range(1, 6)]),
            FormField("reason", _("Reason"), required=True, limit=300),
        ]  # fmt: skip
        self.form = Form(fields, 3)
        self.form.set_values({"item": 1})
        self.body.addWidget(self.form)
        self.set_main(_("Change the mark"), self.save)
        self.add_button(_("Close"), self.accept)
        self.show_sheets()

    @property
    def sheet(self) -> Any:
        keys = self.view.selected_keys
        return next((sheet for sheet in self._sheets if sheet.person in keys), None)

    def show_sheets(self) -> None:
        self.view.remember_place()
        self.table.start(len(self._sheets), Rows(self._sheets, _calibrated))
        if self._sheets and self.sheet is None:
            self.view.select_key(self._sheets[0].person)
        self.set_busy(not self._sheets)

    def save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        entry = self.form.values()
        missing = next((name for name in ("item", "mark", "reason") if not entry[name]), "")
        if self.sheet is None or missing:
            if missing:
                self.form.show_error(missing, _("Fill this in."))
                self.form.focus_on(missing)
            return
        self.set_busy(True)
        sheet, item, mark = self.sheet, entry["item"], entry["mark"]

        def done(_result: object) -> None:
            self.set_busy(False)
            self.form.put({"reason": "", "mark": None})
            self._changed(sheet, item, mark)

        self._send(sheet, entry, done, self._failed)

    def _changed(self, sheet: Any, item: Any, mark: Any) -> None:
        """The page behind asks the office anew; here the new mark stands at once."""
        from dataclasses import replace

        marks = tuple(replace(one, mark=mark, before=one.mark if one.before is None else one.before)
                      if one.item == item else one for one in sheet.superior_marks)  # fmt: skip
        self._sheets = [replace(one, superior_marks=marks) if one.person == sheet.person else one
                        for one in self._sheets]  # fmt: skip
        self.show_sheets()

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


def rater_words(sheets: Sequence[Any]) -> list[str]:
    """Of each superior: mean and spread of the marks, and how far they go with the records."""
    raters: dict[str, list[Any]] = {}
    for sheet in sheets:
        raters.setdefault(sheet.rated_by, []).append(sheet)
    found = []
    for name, people in sorted(raters.items()):
        marks = [one.mark for sheet in people for one in sheet.superior_marks if one.mark is not None]
        if not marks:
            continue
        spread = pstdev(marks) if len(marks) > 1 else 0.0
        said = _("{name}: {n} people, mean {mean}, spread {spread}").format(
            name=name, n=len(people), mean=f"{mean(marks):.1f}", spread=f"{spread:.1f}")  # fmt: skip
        together = correlation([(float(sheet.total.superior), float(sheet.total.data)) for sheet in people
                                if sheet.total.superior is not None and sheet.total.data is not None])  # fmt: skip
        if together is not None:
            said += _(", goes with the records {r}").format(r=f"{together:+.2f}")
        if len(marks) > 4 and spread < 0.3:
            said += _(" — nearly all marks are alike")
        found.append(said)
    return found


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's; None of too few, or where one side never differs."""
    if len(pairs) < 4:
        return None
    xs, ys = zip(*pairs, strict=True)
    mx, my = mean(xs), mean(ys)
    across = sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)
    return sum((x - mx) * (y - my) for x, y in pairs) / across**0.5 if across else None


def _calibrated(sheet: Any) -> Row:
    marks = {one.item: one for one in sheet.superior_marks}
    cells = []
    for item in ITEMS:
        one = marks.get(item.number)
        if one is None or one.mark is None:
            cells.append(Cell("—", Tone.NOTE))
        elif one.before is not None and one.before != one.mark:
            cells.append(Cell(str(one.mark), bold=True, below=_("was {mark}").format(mark=one.before)))
        else:
            cells.append(Cell(str(one.mark)))
    points = f"{points_text(sheet.total.superior)} · {points_text(sheet.total.data)}"
    return Row(sheet.person, (Cell(sheet.name, below=sheet.department), sheet.rated_by, *cells, points))


class AppealsDialog(_ListDialog):
    """Every appeal with what it is against; an open one is decided below by somebody who had no part in it."""

    def __init__(self, lines: Sequence[Any], period: Any, words: Words, send: Send, parent: QWidget | None = None
                 ) -> None:  # fmt: skip
        columns = [Column("who", _("Colleague"), 110, fixed=True, sortable=False),
                   Column("what", _("Against"), 230, Fit.WHOLE, sortable=False),
                   Column("due", _("To be decided by"), 140, Fit.WHOLE, sortable=False),
                   Column("verdict", _("Decision"), 150, Fit.WHOLE, sortable=False)]  # fmt: skip
        said = _("Who scored, supervised or made it decides nothing. What is accepted is reckoned anew; both results "
                 "stand on the report.")  # fmt: skip
        super().__init__(_("Appeals, {period}").format(period=period.name), said, columns, parent)
        self._lines, self._words, self._send = list(lines), words, send
        self.said = label("", wrap=True, select=True)
        self.body.addWidget(self.said)
        fields = [FormField("verdict", _("Decision"), Kind.CHOICE, required=True, choices=choices_of(Verdict)),
                  FormField("mark", _("New mark"), Kind.CHOICE,
                            choices=[(None, "—"), *((n, str(n)) for n in range(1, 6))]),
                  FormField("reason", _("Reason"), Kind.LONG, required=True, span=2, limit=2000)]  # fmt: skip
        self.form = Form(fields, 2)
        self.body.addWidget(self.form)
        self.set_main(_("Decide it"), self.save)
        self.add_button(_("Close"), self.accept)
        self._show()

    @property
    def line(self) -> Any:
        keys = self.view.selected_keys
        return next((line for line in self._lines if line.id in keys), None)

    def _show(self) -> None:
        self.table.start(len(self._lines), Rows(self._lines, lambda line: _appeal(line, self._words)))
        if not self._lines:
            self.view.hide()
            self.body.insertWidget(1, Empty(_("Nobody appealed."), icon_name="check"))
        elif self.line is None:
            first = next((line for line in self._lines if line.verdict is None), self._lines[0])
            self.view.select_key(first.id)
        self.look()

    def look(self) -> None:
        line = self.line
        open_ = line is not None and line.verdict is None and line.mine
        self.form.setVisible(open_)
        self.set_busy(not open_)
        self.form.show_field("mark", line is not None and line.target.kind is Against.ITEM)
        if line is None:
            self.said.setText("")
            return
        parts = [line.words]
        if line.verdict is not None:
            parts.append(f"{_(line.verdict.label)} · {line.decided_by}: {line.reason}")
        elif not line.mine:
            parts.append(_("Somebody else decides on it."))
        self.said.setText("\n".join(parts))

    def save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        entry = self.form.values()
        for name in ("verdict", "reason"):
            if not entry[name]:
                self.form.show_error(name, _("Fill this in."))
                self.form.focus_on(name)
                return
        self.set_busy(True)
        more = {"mark": entry["mark"]} if entry.get("mark") else {}
        given = {"verdict": Verdict.of(entry["verdict"]), "reason": entry["reason"], "more": more}
        self._send(self.line, given, lambda _done: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


def against(line: Any, words: Words) -> str:
    """What an appeal is against, in words."""
    target = line.target
    if target.kind is Against.ITEM:
        return next((f"{item.number} {_(item.name)}" for item in ITEMS if item.number == target.item), "")
    if target.kind is Against.PENALTY:
        return _(target.kind.label)
    return f"{target.key} {words.name(target.key)}"


def _appeal(line: Any, words: Words) -> Row:
    verdict = Cell(_("to be decided"), Tone.WARN, "clock")
    if line.verdict is not None:
        verdict = Cell(_(line.verdict.label), below=line.decided_by)
    due = "" if line.due_at is None or line.verdict is not None else moment(line.due_at)
    return Row(line.id, (line.name, Cell(against(line, words), below=_(line.target.kind.label)), due, verdict))


class DriftDialog(_ListDialog):
    """What reads otherwise today than when it was frozen, and who changed it; no score moves."""

    def __init__(self, lines: Sequence[Any], period: Any, words: Words, parent: QWidget | None = None) -> None:
        columns = [Column("who", _("Colleague"), 110, fixed=True, sortable=False),
                   Column("key", _("Indicator"), 190, Fit.WHOLE, sortable=False),
                   Column("was", _("When it was locked"), 150, Fit.WHOLE, sortable=False),
                   Column("now", _("Today"), 150, Fit.WHOLE, sortable=False),
                   Column("by", _("Changed by"), 130, Fit.WHOLE, sortable=False)]  # fmt: skip
        said = _n("{n} record reads otherwise today. The locked figures stay as they are.",
                  "{n} records read otherwise today. The locked figures stay as they are.", len(lines)).format(
            n=len(lines))  # fmt: skip
        super().__init__(_("Changed since the lock, {period}").format(period=period.name), said, columns, parent)
        self.table.start(len(lines), Rows([(n, one, words) for n, one in enumerate(lines)], _drifted))
        self.add_button(_("Close"), self.accept)


def _drifted(told: tuple[int, Any, Words]) -> Row:
    number, one, words = told
    at = moment(one.at) if one.at is not None else ""
    return Row(number, (one.name, f"{one.key} {words.name(one.key)}", _case(one.was), _case(one.now),
                        Cell(one.by or "—", below=at)))  # fmt: skip


def _case(told: Any) -> Cell:
    """An outcome with its moment, as it was or is."""
    if told is None:
        return Cell(_("no such case"), Tone.NOTE)
    outcome, at = told
    return Cell(_("{n} % met").format(n=round(outcome / 10_000)), below=moment(at) if at is not None else _("not done"))
