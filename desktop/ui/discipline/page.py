"""奖惩 Rewards & penalties: what concerns me, my department or the office, as far as I see it (RP-1, RP-2)."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.list_page import ListPage
from desktop.ui.kit.printing import PrintDesk


class _Controller(QObject):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))


class DisciplinePage(ListPage):
    TITLE = N_("Appraisal")
    ICON = "chart-column"
    RIGHT = Right.SEE_DISCIPLINE
    WATCHES = frozenset({"discipline", "settings", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = _Controller(desk)
        super().__init__(desk, parent, printing)
        self.content.addWidget(Empty(_("There is none here."), _("What is proposed and decided stands here."),
                                     icon_name="check"), 1)  # fmt: skip
        self.built()
