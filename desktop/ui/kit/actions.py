"""Actions are declared once and shown as button, menu entry and shortcut alike."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from desktop.i18n import _
from desktop.rules.values import dataclass
from desktop.ui.kit.icons import SMALL_ICON, icon
from desktop.ui.kit.text import button, icon_button, plain_action_text, set_tooltip, tooltip
from desktop.ui.kit.tokens import GAP


@dataclass(frozen=True, slots=True)
class Action:
    """`text` is a message id and names the act. `reason` (shown text) says why it can't be done now."""

    name: str
    text: str
    act: Callable[[], object]
    icon: str = ""
    keys: str = ""
    reason: str = ""
    main: bool = False
    checked: bool | None = None
    separator_before: bool = False
    seldom: bool = False
    """Always under ⋯, also where there would be room for a button."""

    @property
    def hint(self) -> str:
        shown = QKeySequence(self.keys).toString(QKeySequence.SequenceFormat.NativeText) if self.keys else ""
        return self.reason or (f"{_(self.text)}  {shown}" if shown else "")


def make_button(action: Action) -> QPushButton:
    made = button(_(action.text), action.act, icon_name=action.icon, main=action.main)
    made.setObjectName(action.name)
    made.setEnabled(not action.reason)
    made.setAccessibleDescription(action.hint)
    set_tooltip(made, action.hint)
    return made


def make_qaction(action: Action, parent: QWidget, *, with_keys: bool = True) -> QAction:
    made = QAction(plain_action_text(_(action.text)), parent)
    made.setObjectName(action.name)
    if action.icon:
        made.setIcon(icon(action.icon))
    if action.keys and with_keys:
        made.setShortcut(QKeySequence(action.keys))
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    if action.checked is not None:
        made.setCheckable(True)
        made.setChecked(action.checked)
    made.setEnabled(not action.reason)
    made.setToolTip(tooltip(action.hint))
    made.triggered.connect(lambda _checked=False: action.act())
    return made


def make_menu(actions: Iterable[Action], parent: QWidget) -> QMenu:
    """Shows shortcuts as text only: the page itself holds them, else they would be ambiguous."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    for action in actions:
        if action.separator_before:
            menu.addSeparator()
        made = make_qaction(action, menu, with_keys=False)
        if action.keys:
            shown = QKeySequence(action.keys).toString(QKeySequence.SequenceFormat.NativeText)
            made.setText(f"{made.text()}\t{shown}")
        menu.addAction(made)
    return menu


def more_button(actions: Sequence[Action], parent: QWidget) -> QToolButton:
    """⋯ with everything that has no button of its own."""
    made = icon_button("ellipsis", _("More"))
    made.setParent(parent)
    made.clicked.connect(lambda _checked=False: open_below(make_menu(actions, made), made))
    return made


class ActionRow(QHBoxLayout):
    """Buttons of what can be done with what is chosen, made anew each time; what there is no room for waits under ⋯."""

    def __init__(self, most: int | None = None, *, stretched: bool = False, after: QWidget | None = None) -> None:
        """`most` buttons beside ⋯, where not all; `stretched` keeps them at the left. Tab comes to them from `after`,
        else behind all that was there before they were made."""
        super().__init__()
        self.setSpacing(GAP)
        self._most, self._stretched, self._after = most, stretched, after

    def show_actions(self, actions: Sequence[Action], parent: QWidget) -> None:
        while self.count():
            if (old := self.takeAt(0).widget()) is not None:
                # at once, or it would be painted until it is gone
                old.hide()
                old.deleteLater()
        often = [action for action in actions if not action.seldom]
        shown = often[: self._most]
        for action in shown:
            self.addWidget(make_button(action))
        if more := [action for action in actions if action not in shown]:
            self.addWidget(more_button(more, parent))
        before = self._after
        for n in range(self.count() if before is not None else 0):
            made = self.itemAt(n).widget()
            if before is not None and made is not None:
                QWidget.setTabOrder(before, made)
                before = made
        if self._stretched and actions:
            self.addStretch(1)


def menu_button(text: str, actions: Callable[[], Sequence[Action]], *, icon_name: str = "") -> QPushButton:
    """A button with a menu that is asked for anew each time."""
    made = button(text, icon_name=icon_name)
    made.clicked.connect(lambda _checked=False: open_below(make_menu(actions(), made), made))
    return made


def check_entry(menu: QMenu, text: str, on: bool, act: Callable[[bool], object]) -> None:
    """An entry that is switched on and off; `text` is shown as it is."""
    made = menu.addAction(plain_action_text(text))
    made.setCheckable(True)
    made.setChecked(on)
    made.toggled.connect(act)


def open_below(menu: QMenu, widget: QWidget) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.setMinimumSize(QSize(max(160, widget.width()), SMALL_ICON))
    popup_below(menu, widget)


def popup_below(menu: QMenu, widget: QWidget) -> None:
    """Under the widget, and to the left of its right edge where the window would end too soon."""
    corner = widget.mapTo(widget.window(), QPoint(0, widget.height() + 2))
    if corner.x() + menu.sizeHint().width() > widget.window().width():
        corner.setX(max(0, corner.x() + widget.width() - menu.sizeHint().width()))
    menu.popup(widget.window().mapToGlobal(corner))
