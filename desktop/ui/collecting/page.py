"""收集与评审 Collect & review: the forms of the meals, one typed in, the review of what they brought, its minutes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.services.collecting import Forms, Typed
from desktop.services.prints import Printed
from desktop.services.review_meetings import Fact
from desktop.ui.collecting.controller import CollectController
from desktop.ui.collecting.entry_panel import EntryPanel
from desktop.ui.collecting.form_rows import is_open
from desktop.ui.collecting.forms_panel import FormsPanel
from desktop.ui.collecting.minutes_panel import MinutesPanel
from desktop.ui.collecting.review_panel import ReviewPanel
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.page import Page
from desktop.ui.kit.printing import PrintDesk, Printout
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.text import plain_action_text
from desktop.ui.kit.tokens import Tone

FORMS, REVIEW, MINUTES = "forms", "review", "minutes"
_KEYS = (("F3", "issue"), ("F4", "assign"), ("F8", "hand_in"), ("F2", "enter"))


class CollectPage(Page):
    TITLE = N_("Bookings")
    ICON = "clipboard-list"
    WATCHES = frozenset({"bookings", "clients", "rooms", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = CollectController(desk)
        self.entry: EntryPanel | None = None
        self.sheet: Any = None
        self._printing = printing
        self._drafts: dict[UUID, Mapping[str, Any]] = {}
        self._opening: UUID | None = None
        self.panels: dict[str, Any] = {}
        self._open_forms = self._waiting = 0
        super().__init__(desk, parent)
        controller = self.controller
        controller.setParent(self)
        self.forms = FormsPanel(controller)
        self.panels[FORMS] = self.forms
        titles = [_("Forms")]
        if controller.may_review:
            self.review, self.minutes = ReviewPanel(controller), MinutesPanel(controller)
            self.panels |= {REVIEW: self.review, MINUTES: self.minutes}
            titles += [_("Review"), _("Minutes")]
            self.review.warned.connect(lambda text, key: self.say(text, Tone.WARN, key=key))
            self.review.changed.connect(self._title_tabs)
        self._titles = titles
        self.tabs = tab_row(_("Collect & review"), map(plain_action_text, titles))
        self.content.addWidget(self.tabs)
        self.tabs.setVisible(len(titles) > 1)
        self.stack = QStackedLayout()
        self.content.addLayout(self.stack, 1)
        for panel in self.panels.values():
            self.stack.addWidget(panel)
        self.tabs.currentChanged.connect(self._chosen)
        self.forms.enter_requested.connect(self.open_sheet)
        self.forms.changed.connect(self.update_actions)
        self.forms.warned.connect(lambda text, key: self.say(text, Tone.WARN, key=key))
        for said in (self.forms.said, controller.said):
            said.connect(self.toast_requested)
        controller.refused.connect(self.refuse)
        controller.previewed.connect(self._preview)
        controller.forms_loaded.connect(self._show_forms)
        controller.facts_loaded.connect(self._show_facts)
        for keys, name in _KEYS:
            key = QShortcut(QKeySequence(keys), self.forms)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(lambda wanted=name: self.forms.do(wanted))
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.close_sheet)
        self.update_actions()

    # what the window asks

    def actions_offered(self) -> Sequence[Action]:
        if self.panels and self.entry is None and self.here == FORMS:
            printing = self.forms.print_action()
            return (printing,) if printing is not None else ()
        return ()

    @property
    def here(self) -> str:
        return tuple(self.panels)[max(0, self.tabs.currentIndex())]

    def first_focus(self) -> QWidget | None:
        if self.entry is not None:
            return self.entry.collector
        panel = self.panels[self.here]
        return panel.view if isinstance(panel.view, QWidget) else None

    def reload(self) -> None:
        for panel in (self.forms, *([self.review] if REVIEW in self.panels else [])):
            panel.reload()

    def open(self, argument: object) -> None:
        """A form by its line in the register, one to be typed in as ("enter", line), or "review"."""
        if argument == REVIEW and REVIEW in self.panels and self.close_sheet():
            self.tabs.setCurrentIndex(tuple(self.panels).index(REVIEW))
        elif isinstance(argument, tuple) and argument[0] == "enter":
            self.open_sheet(argument[1])
        elif isinstance(argument, UUID) and self.close_sheet():
            self.tabs.setCurrentIndex(0)
            self.forms.select(argument)

    def draft(self) -> object | None:
        self._keep()
        drafts = {str(key): held for key, held in self._drafts.items()}
        here = str(self.entry.known.line.id) if self.entry is not None else ""
        return {"here": here, "drafts": drafts} if drafts or here else None

    def restore(self, draft: object) -> None:
        assert isinstance(draft, dict)
        self._drafts |= {UUID(key): held for key, held in draft["drafts"].items()}
        if draft["here"]:
            self.open_sheet(UUID(draft["here"]))

    # a form typed in

    def open_sheet(self, given: UUID) -> None:
        self._opening = given
        self.controller.load_sheet(given, self._show_sheet, self._no_sheet)

    def _show_sheet(self, known: Typed) -> None:
        if known.line.id != self._opening:
            return
        self._opening = None
        if not self.close_sheet():
            return
        entry = self.entry = EntryPanel(self.controller, known)
        entry.left_requested.connect(self.close_sheet)
        entry.entered.connect(self._entered)
        entry.refused.connect(self._answered)
        held = self._drafts.pop(known.line.id, None)
        if held is not None:
            entry.restore(held)
            self.say(_("What you had typed and not entered is here again."), Tone.ACCENT, key="draft")
        self.stack.addWidget(entry)
        self.stack.setCurrentWidget(entry)
        self.tabs.hide()
        entry.stops[2].setFocus(Qt.FocusReason.TabFocusReason)
        self.update_actions()

    def _no_sheet(self, error: OfficeError) -> None:
        self._opening = None
        self.refuse(error)

    def _answered(self, error: OfficeError) -> None:
        self.bar.settle("saving")
        self.refuse(error)

    def _entered(self, text: str, back: object) -> None:
        for key in ("draft", "saving"):
            self.bar.settle(key)
        self.toast_requested.emit(text, back)

    def _keep(self) -> None:
        if self.entry is not None and (held := self.entry.draft()) is not None:
            self._drafts[self.entry.known.line.id] = held

    def close_sheet(self) -> bool:
        """Back to the list; what was typed and not entered waits for when the form is opened again. False while it is
        on its way to the office: whether it was entered isn't known before the answer."""
        entry = self.entry
        if entry is None:
            return True
        if entry.saving:
            self.say(_("The form is being saved: the answer comes first."), Tone.WARN, key="saving")
            return False
        self.bar.settle("saving")
        self._keep()
        self.entry = None
        self.tabs.setVisible(len(self._titles) > 1)
        self.stack.removeWidget(entry)
        entry.hide()
        entry.deleteLater()
        self.stack.setCurrentWidget(self.panels[self.here])
        self.forms.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update_actions()
        return True

    # what is shown

    def _chosen(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self.panels[self.here].reload()
        self.update_actions()
        if (first := self.first_focus()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_forms(self, forms: Forms) -> None:
        self._open_forms = sum(is_open(line) for line in forms.lines)
        self._title_tabs()

    def _show_facts(self, facts: Sequence[Fact]) -> None:
        self._waiting = sum(fact.faded or not fact.waiting.info.mine for fact in facts)
        self._title_tabs()

    def _title_tabs(self) -> None:
        counts = (self._open_forms, self._waiting, 0)
        for number, words in enumerate(self._titles):
            text = plain_action_text(f"{words} {counts[number]}" if counts[number] else words)
            if self.tabs.tabText(number) != text:
                self.tabs.setTabText(number, text)

    def _preview(self, printed: Printed) -> None:
        self.sheet = self._printing.preview(Printout(printed.kind, printed.title, printed.pdf), self)
