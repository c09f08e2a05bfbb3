"""Fills the evidence panel of a page: asks for the records behind a figure, and offers what may be done about one."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from desktop.i18n import N_, _, _n
from desktop.rules.charts.parts import points_text
from desktop.rules.scoring import Scored
from desktop.services import appraisal_board
from desktop.services.appraisal_board import Asked
from desktop.ui.appraisal.evidence import Behind, Evidence, EvidencePanel
from desktop.ui.appraisal.figures import Words, interval, kept
from desktop.ui.appraisal.words import evidence_of, where_of, words_of
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk

LIMIT = 200
"""So many records are shown at once; whoever has more chooses those that lost points."""

Acts = Callable[[Any, str, Evidence], Sequence[Action]]
"""What may be done about a record of this sheet under this indicator."""


class Evidences(QObject):
    def __init__(self, desk: Desk, panel: EvidencePanel, acts: Acts, refused: Callable[[Any], object],
                 parent: QObject) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk, self.panel, self._acts, self._refused = desk, panel, acts, refused
        self.sheet: Any = None
        self.key = ""
        panel.acts = self._offered
        panel.open_requested.connect(self.open_record)
        panel.fewer_requested.connect(lambda _on: self.ask())

    def show(self, sheet: Any, key: str, *, lost: bool | None = None, focus: bool = False) -> None:
        """The records of a sheet's indicator; `lost`: only those that cost points, None leaves the box as it is."""
        if lost is not None:
            self.panel.only_lost.set_value(lost)
        if self.sheet is None or (sheet.id, sheet.person, key) != (self.sheet.id, self.sheet.person, self.key):
            self.panel.view.select_keys([])
        self.sheet, self.key = sheet, key
        self.panel.wait_for(self._behind())
        self.ask(focus=focus)

    def forget(self) -> None:
        self.sheet, self.key = None, ""
        self.panel.show_nothing()

    def ask(self, *, focus: bool = False) -> None:
        if self.sheet is None:
            return
        asked = Asked(self.sheet.period.id, self.sheet.person, self.key, bool(self.panel.only_lost.value()))
        self.desk.ask("appraisal.evidence", appraisal_board.evidence, asked, LIMIT,
                      done=partial(self._show, asked, focus), failed=self._refused, owner=self)  # fmt: skip

    def open_record(self, one: Evidence) -> None:
        where = where_of(one.row)
        if where is not None:
            self.desk.open_requested.emit(*where)

    def _show(self, asked: Asked, focus: bool, found: Any) -> None:
        if self.sheet is None or (asked.person, asked.key) != (self.sheet.person, self.key):
            return
        rows = found.rows
        more = ""
        if found.more:
            more = _n("Only the first {n} record is shown.", "Only the first {n} records are shown.", len(rows)).format(
                n=len(rows))  # fmt: skip
        if found.frozen:
            more = " ".join(part for part in (_("As it was frozen when the period was locked."), more) if part)
        self.panel.show_lines(self._behind(), evidence_of(rows), more)
        if focus:
            self.panel.take_focus()

    def _behind(self) -> Behind:
        sheet, key = self.sheet, self.key
        words: Words = words_of(sheet.period)
        one: Scored | None = next((one for one in sheet.total.scored if one.key == key), None)
        heading = f"{key} {words.name(key)} · {sheet.name}"
        return Behind(sheet.person, key, heading, words.formula(key), _figures(one, sheet) if one else "")

    def _offered(self, one: Evidence) -> list[Action]:
        found: list[Action] = []
        if where_of(one.row) is not None:
            found.append(Action("open_record", N_("Open"), lambda: self.open_record(one), "external-link"))
        return [*found, *self._acts(self.sheet, self.key, one)]


def _figures(one: Scored, sheet: Any) -> str:
    """What was counted, and by which bounds it becomes points."""
    bounds = sheet.period.plan.bound(one.key)
    parts = [kept(one)] if one.count.cases else []
    if span := interval(one):
        parts.append(_("90 % range {range}").format(range=span))
    if one.adjusted is not None:
        parts.append(_("adjusted {rate}, drawn towards {mean}").format(
            rate=_share(one.adjusted), mean=_share(sheet.period.plan.mean(one.key))))  # fmt: skip
    parts.append(_("0 points at {floor}, 60 at {passing}, 100 at {target}").format(
        floor=_share(bounds.floor), passing=_share(bounds.passing), target=_share(bounds.target)))  # fmt: skip
    if one.points is not None:
        parts.insert(0, _("{points} points").format(points=points_text(one.points)))
    return " · ".join(parts)


def _share(value: Any) -> str:
    return f"{float(value) * 100:.1f} %".replace(".0 %", " %")
