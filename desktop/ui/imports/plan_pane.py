"""The preview of an import: which file, what would happen, and every row of it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.dates import DateOrder, readings
from desktop.rules.importing import Verdict
from desktop.services.import_plan import Plan
from desktop.ui.imports.controller import ImportController
from desktop.ui.imports.grid import Grid
from desktop.ui.imports.words import SHORT, counted
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.text import Elided, label, note
from desktop.ui.kit.tokens import Tone

CHARSETS = ("utf-8", "gb18030", "big5", "utf-16")


class PlanPane(QWidget):
    changed = Signal()
    """The plan's counts are others now."""

    def __init__(self, controller: ImportController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller
        self.plan: Plan | None = None
        self.path = Path()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.file = Elided()
        head.addWidget(self.file, 1)
        self._sheet_word, self.sheet = note(_("Sheet")), Choice()
        self._charset_word, self.charset = note(_("Charset")), Choice()
        for word, choice in ((self._sheet_word, self.sheet), (self._charset_word, self.charset)):
            choice.setAccessibleName(word.text())
            choice.edited.connect(self._read_again)
            head.addWidget(word)
            head.addWidget(choice)
        column.addLayout(head)
        self.counts = label(role="strong", wrap=True)
        column.addWidget(self.counts)
        self.locked = note(tone=Tone.WARN, wrap=True)
        column.addWidget(self.locked)
        self._dates = QWidget()
        self.date_choices: dict[int, Choice] = {}
        column.addWidget(self._dates)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(_("Rows shown"))
        self._verdicts: tuple[Verdict | None, ...] = (None, *SHORT)
        for _verdict in self._verdicts:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(lambda at: self.grid.show_only(self._verdicts[at]))
        column.addWidget(self.tabs)
        self.grid = Grid()
        self.grid.changed.connect(self._recount)
        self.grid.columns_chosen.connect(lambda columns: self.plan and controller.remap(self.plan, columns))
        column.addWidget(self.grid, 1)
        self.hint = note(_("Enter repairs a cell or decides about a row. What is not taken stays in your file."))
        column.addWidget(self.hint)

    def show_plan(self, path: Path, plan: Plan) -> None:
        if path != self.path:
            self.tabs.setCurrentIndex(0)
        self.clear()
        self.path, self.plan = path, plan
        sheet = plan.sheet
        title = f"{plan.file_name} · {sheet.title}" if sheet.title else plan.file_name
        self.file.say(title)
        self._offer(self._sheet_word, self.sheet, [(name, name) for name in sheet.sheet_names], sheet.name,
                    len(sheet.sheet_names) > 1)  # fmt: skip
        known = list(dict.fromkeys((*CHARSETS, *([sheet.charset] if sheet.charset else []))))
        self._offer(self._charset_word, self.charset, [(name, name.upper()) for name in known], sheet.charset,
                    bool(sheet.charset))  # fmt: skip
        self.locked.setText("\n".join(dict.fromkeys(
            _("Column “{heading}” is not taken: {reason}").format(heading=c.column.heading, reason=c.locked)
            for c in plan.columns if c.locked is not None)))  # fmt: skip
        self.locked.setVisible(bool(self.locked.text()))
        self._ask_dates(plan)
        self.grid.show_plan(plan)
        self._recount()

    def clear(self) -> None:
        """Lets go of the plan shown."""
        old, self.plan = self.plan, None
        self.grid.clear()
        if old is not None:
            self.controller.release(old)

    def _ask_dates(self, plan: Plan) -> None:
        """One question for each column whose dates could be read in several ways."""
        asking, self.date_choices = QWidget(), {}
        questions = QVBoxLayout(asking)
        questions.setContentsMargins(0, 0, 0, 0)
        questions.setSpacing(4)
        self.layout().replaceWidget(self._dates, asking)
        self._dates.hide()
        self._dates.deleteLater()
        self._dates = asking
        asking.setVisible(any(planned.unsure for planned in plan.columns))
        for planned in plan.columns:
            if not planned.unsure:
                continue
            at = planned.column.index
            heading = planned.column.heading or planned.column.letter
            asked = _("In the column “{heading}”, {date} is:").format(heading=heading, date=planned.unsure)
            ways = [(order.value, f"{iso} · {_(order.label)}") for order, iso in readings(planned.unsure)]
            choice = Choice([*([] if planned.order else [(None, _("Choose…"))]), *ways])
            choice.set_value(planned.order and planned.order.value)
            choice.setMinimumContentsLength(24)
            choice.setAccessibleName(asked)
            choice.edited.connect(lambda at=at, choice=choice: self._order_chosen(at, choice.value()))
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(note(asked, tone=Tone.NOTE if planned.order else Tone.WARN))
            row.addWidget(choice)
            row.addStretch(1)
            questions.addLayout(row)
            self.date_choices[at] = choice

    def _order_chosen(self, at: int, order: object) -> None:
        if self.plan is not None and order is not None:
            columns = {c.column.index: c.field for c in self.plan.columns}
            self.controller.remap(self.plan, columns, {at: DateOrder.of(order)})

    def _offer(self, word: QWidget, choice: Choice, options: list[tuple[object, str]], held: object, on: bool) -> None:
        choice.offer(options)
        choice.set_value(held)
        word.setVisible(on)
        choice.setVisible(on)

    def _recount(self) -> None:
        assert self.plan is not None
        counts = self.plan.counts()
        self.counts.setText(counted(self.plan))
        self.counts.setAccessibleName(self.counts.text())
        for at, verdict in enumerate(self._verdicts):
            count = len(self.plan.rows) if verdict is None else counts[verdict]
            shown = verdict is None or count > 0 or self.tabs.currentIndex() == at
            if shown != self.tabs.isTabVisible(at):
                # told what it is already, Qt forgets that the texts ask for other widths
                self.tabs.setTabVisible(at, shown)
            word = _("All") if verdict is None else _(SHORT[verdict])
            self.tabs.setTabText(at, f"{word} {count}")
        self.changed.emit()

    def _read_again(self) -> None:
        sheet = self.sheet.value() if self.sheet.isVisible() else None
        charset = self.charset.value() if self.charset.isVisible() else None
        self.controller.read(self.path, sheet, charset)  # type: ignore[arg-type]
