"""The head of this meal: how long until cards and forms must be out, how many are where, and how many people come."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.collecting import Sheet, Stage
from desktop.services.meals import ThisMeal
from desktop.ui.bookings.meal_steps import all_back
from desktop.ui.bookings.words import people
from desktop.ui.kit.clocks import hour, left
from desktop.ui.kit.messages import TONE_ICONS
from desktop.ui.kit.text import IconLabel, figure, label, note, set_tone
from desktop.ui.kit.tokens import GAP, HUGE, MEDIUM, SMALL, WIDE, Tone

# What is counted of each kind of sheet: with leader or server it is out alike
COUNTED: tuple[tuple[Stage, ...], ...] = (
    (Stage.DUE,), (Stage.OUT, Stage.RECEIVED), (Stage.UNDERSTOOD,), (Stage.BACK,),
)  # fmt: skip


class MealHead(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._meal: ThisMeal | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, GAP, WIDE, GAP)
        row.setSpacing(HUGE)
        clock = QVBoxLayout()
        clock.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self._icon = IconLabel("clock")
        self.countdown = figure()
        line.addWidget(self._icon)
        line.addWidget(self.countdown)
        line.addStretch(1)
        clock.addLayout(line)
        self.by = note()
        clock.addWidget(self.by)
        row.addLayout(clock)
        row.addLayout(self._grid())
        self.heads = label(role="strong")
        self.tables = note()
        who = QVBoxLayout()
        who.setSpacing(SMALL)
        who.addStretch(1)
        who.addWidget(self.heads)
        who.addWidget(self.tables)
        who.addStretch(1)
        row.addLayout(who)
        row.addStretch(1)

    def _grid(self) -> QGridLayout:
        """A line for cards and one for forms: each number with its word behind it."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(SMALL)
        self.numbers: dict[Sheet, list[QLabel]] = {}
        words = (_("to hand out"), _("out"), _("understood"), _("back"))
        for line, (kind, head) in enumerate(((Sheet.CARD, _("Cards")), (Sheet.FORM, _("Forms")))):
            grid.addWidget(note(head), line, 0)
            self.numbers[kind] = [label(role="strong") for _stages in COUNTED]
            for place, (number, word) in enumerate(zip(self.numbers[kind], words, strict=True)):
                if kind is Sheet.FORM and COUNTED[place] == (Stage.UNDERSTOOD,):
                    # nobody notes of a form that it was read
                    continue
                grid.setColumnMinimumWidth(2 * place + 1, HUGE + GAP)
                grid.addWidget(number, line, 2 * place + 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(note(word), line, 2 * place + 2)
        return grid

    def show_meal(self, meal: ThisMeal, now: datetime) -> None:
        self._meal = meal
        for kind, numbers in self.numbers.items():
            counts = meal.counts(kind)
            for place, stages in enumerate(COUNTED):
                if kind is Sheet.FORM and stages == (Stage.UNDERSTOOD,):
                    continue
                count = sum(counts[stage] for stage in stages)
                if kind is Sheet.FORM and place == 1:
                    count += counts[Stage.UNDERSTOOD]
                numbers[place].setText(str(count))
                set_tone(numbers[place], Tone.PLAIN if count else Tone.NOTE)
        comes = [booking.line for booking in meal.bookings if booking.line.state.takes_place]
        self.heads.setText(people(meal.people))
        self.tables.setText(_n("{n} table", "{n} tables", tables(meal)).format(n=tables(meal)) + " · "
                            + _n("{n} booking", "{n} bookings", len(comes)).format(n=len(comes)))  # fmt: skip
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Says anew what is left; asks nobody."""
        if self._meal is None:
            return
        words, tone, icon, below = self._said(self._meal, now)
        if words != self.countdown.text():
            self.countdown.setText(words)
            self.countdown.setAccessibleName(f"{words} · {below}")
        set_tone(self.countdown, tone)
        self._icon.show_icon(icon, tone.value)
        self.by.setText(below)

    def _said(self, meal: ThisMeal, now: datetime) -> tuple[str, Tone, str, str]:
        counts = [meal.counts(kind) for kind in Sheet]
        by = _("cards and forms out before {time}").format(time=hour(meal.ready_by))
        if any(count[Stage.DUE] for count in counts):
            words, tone = left(meal.ready_by, now)
            return words, tone, TONE_ICONS[tone] if tone is Tone.BAD else "clock", by
        if all_back(meal):
            return _("All are back"), Tone.GOOD, "circle-check", by
        if any(count[stage] for count in counts for stage in (Stage.OUT, Stage.RECEIVED, Stage.UNDERSTOOD)):
            words, tone = left(meal.over_at, now)
            back = _("all handed out; back by {time}").format(time=hour(meal.over_at))
            return words, tone, TONE_ICONS[tone] if tone is Tone.BAD else "clock", back
        if any(count[Stage.BACK] for count in counts):
            return _("All are back"), Tone.GOOD, "circle-check", by
        return _("Nothing to hand out"), Tone.NOTE, "info", _("Nobody is recognised among the bookings yet.")


class EveningLine(QWidget):
    """The good evening: said once the last card is back, and true."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(MEDIUM, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(IconLabel("star", Tone.GOOD.value))
        self.words = label(role="strong", tone=Tone.GOOD)
        row.addWidget(self.words)
        row.addStretch(1)
        self.hide()

    def show_meal(self, meal: ThisMeal, learnt: int) -> None:
        self.setVisible(all_back(meal))
        said = [_n("{n} table", "{n} tables", tables(meal)).format(n=tables(meal)), people(meal.people),
                _("all cards back")]  # fmt: skip
        if learnt:
            said.append(_n("{n} like or habit entered", "{n} likes and habits entered", learnt).format(n=learnt))
        self.words.setText(_("{meal} today: {what}").format(meal=meal.name, what=_(", ").join(said)))


def tables(meal: ThisMeal) -> int:
    """Rooms and tables given out."""
    return sum(len(booking.line.places) for booking in meal.bookings if booking.line.state.takes_place)
