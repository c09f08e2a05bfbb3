"""What is done with saved views, one line per verb; each deed is told with what takes it back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.services import views
from desktop.services.views import View
from desktop.ui.clients.list_controller import ListController

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class ViewsController(QObject):
    counted = Signal(object)
    """How many clients each view shows, by its id."""
    deed_done = Signal(str, object)
    """What was done, and what takes it back."""
    refused = Signal(object)

    def __init__(self, controller: ListController) -> None:
        super().__init__(controller)
        self.list, self.desk = controller, controller.desk

    def count(self) -> None:
        self.desk.ask("clients.counts", views.counts, done=self.counted.emit, owner=self)

    def save_view(self, name: str, shared: bool, done: Done, failed: Failed) -> None:
        def saved(made: UUID) -> None:
            self.list.view = View(made, name, "", True, shared, True, content)
            self._told(_("View saved."), views.withdraw_view, made)
            done(made)

        content = self.list.content
        self.desk.do(views.save_view, name, content, shared=shared, done=saved, failed=failed, owner=self)

    def keep_changes(self) -> None:
        view, content = self.list.view, self.list.content
        if view is None:
            return

        def kept(_result: object) -> None:
            self.list.view = replace(view, content=content)
            self._told(_("View changed."), views.change_view, view.id, view.content, content)

        self.desk.do(views.change_view, view.id, content, view.content, done=kept, failed=self.refused.emit,
                     owner=self)  # fmt: skip

    def rename_view(self, name: str, done: Done, failed: Failed) -> None:
        if (view := self.list.view) is not None:

            def renamed(_result: object) -> None:
                self._told(_("View renamed."), views.rename_view, view.id, view.name)
                done(view.id)

            self.desk.do(views.rename_view, view.id, name, done=renamed, failed=failed, owner=self)

    def share_view(self, shared: bool) -> None:
        if (view := self.list.view) is not None:
            said = _("The office has this view now.") if shared else _("Only you have this view now.")
            self.desk.do(views.share_view, view.id, shared, failed=self.refused.emit, owner=self,
                         done=lambda _r: self._told(said, views.share_view, view.id, not shared))  # fmt: skip

    def withdraw_view(self) -> None:
        if (view := self.list.view) is not None:
            self.desk.do(views.withdraw_view, view.id, failed=self.refused.emit, owner=self,
                         done=lambda _r: self._told(_("View deleted."), views.restore_view, view.id))  # fmt: skip

    def open_with(self, view: UUID | None) -> None:
        before = self.list.shelf.first if self.list.shelf is not None else None
        said = _("The list opens with this view.") if view is not None else _("The list opens with all clients.")
        self.desk.do(views.open_with, view, failed=self.refused.emit, owner=self,
                     done=lambda _r: self._told(said, views.open_with, before))  # fmt: skip

    def _told(self, text: str, back: Callable[..., object], *args: object) -> None:
        self.list.load_shelf()
        undo = lambda: self.desk.do(back, *args, done=lambda _r: self.list.load_shelf(),  # noqa: E731
                                    failed=self.refused.emit, owner=self)  # fmt: skip
        self.deed_done.emit(text, undo)
