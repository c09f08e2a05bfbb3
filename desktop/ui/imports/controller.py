"""Carries the wishes of the imports page to the office and its answers back."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _
from desktop.rules.dates import DateOrder
from desktop.rules.errors import OfficeError
from desktop.services import import_undo, importing
from desktop.services.import_undo import ChangedSince
from desktop.services.importing import Plan
from desktop.ui.kit.desk import Desk, Errand


class ImportController(QObject):
    imports_loaded = Signal(object)
    planned = Signal(object)
    """A Plan."""
    imported = Signal(object)
    """An ImportResult."""
    undone = Signal(object)
    blocked = Signal(object, object)
    """The id of an import, and the ChangedSince that keeps it from being undone."""
    refused = Signal(object)
    began = Signal(object)
    """An Errand, to be followed."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._errand: Errand | None = None

    @property
    def busy(self) -> bool:
        return self._errand is not None

    def load(self, also: UUID | None = None) -> None:
        """The newest, and one that is asked for however old it is."""
        self.desk.ask("imports.list", importing.imports, also, done=self.imports_loaded.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def read(self, path: Path, sheet: str | None = None, charset: str | None = None) -> None:
        self._begin(_("Reading {file}").format(file=path.name), _prepare, path, sheet, charset, done=self.planned.emit)

    def remap(self, plan: Plan, columns: Mapping[int, str | None], orders: Mapping[int, DateOrder] | None = None
              ) -> None:  # fmt: skip
        self._begin(_("Comparing with the office"), _remap, plan, dict(columns), dict(orders or {}),
                    done=self.planned.emit)  # fmt: skip

    def carry_out(self, plan: Plan) -> None:
        title = _("Importing {file}").format(file=plan.file_name)
        self._begin(title, importing.carry_out, plan, done=self.imported.emit)

    def undo(self, import_id: UUID, *, force: bool = False, rest: bool = False) -> None:
        """With `force` what was changed since goes too, with `rest` it stays; without either the office may ask."""

        def failed(error: OfficeError) -> None:
            if isinstance(error, ChangedSince):
                self.blocked.emit(import_id, error)
            else:
                self.refused.emit(error)

        self._begin(_("Undoing the import"), _undo, import_id, force, rest, done=self.undone.emit, failed=failed)

    def release(self, plan: Plan) -> None:
        """Frees a plan that is shown no longer; a large one takes a while."""
        threading.Thread(target=plan.let_go, name="plan let go", daemon=True).start()

    def _begin(self, title: str, verb: Any, *args: Any, done: Callable[[Any], object],
               failed: Callable[[OfficeError], object] | None = None) -> None:  # fmt: skip
        if self._errand is not None:
            self._errand.cancel()
        errand = self.desk.errand(title, verb, *args, done=done, failed=failed or self.refused.emit, owner=self)
        self._errand = errand
        errand.finished.connect(lambda: self._ended(errand))
        self.began.emit(errand)

    def _ended(self, errand: Errand) -> None:
        if self._errand is errand:
            self._errand = None


def _prepare(work: Any, path: Path, sheet: str | None, charset: str | None, *, progress: Any) -> Plan:
    return importing.prepare(work, path, sheet=sheet, charset=charset, progress=progress)


def _remap(work: Any, plan: Plan, columns: Mapping[int, str | None], orders: Mapping[int, DateOrder], *,
           progress: Any) -> Plan:  # fmt: skip
    return importing.remap(work, plan, columns, orders, progress=progress)


def _undo(work: Any, import_id: UUID, force: bool, rest: bool, *, progress: Any) -> import_undo.Undone:
    return import_undo.undo_import(work, import_id, force=force, keep_changed=rest, progress=progress)
