"""Prints and saves sheets: the system's printer dialog, printer and tray remembered for each kind of sheet."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.rules.values import dataclass
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.text import label
from desktop.ui.kit.times import today

# printers, pages and preview are loaded with the first sheet: a start goes without
if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter
    from PySide6.QtWidgets import QFileDialog, QProgressDialog

    from desktop.services.stamps import Printed
    from desktop.ui.kit.pdf_pages import PdfPages
    from desktop.ui.kit.print_job import PrintJob
    from desktop.ui.kit.print_preview import PreviewDialog

SHOW_PROGRESS_AFTER = 400  # milliseconds


class PreferenceStore(Protocol):
    """Where choices of this workstation are kept."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def set(self, key: str, value: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Printout:
    """A finished sheet: its kind (which remembers its printer), a title for people, the PDF.

    `came_out` is told once all its pages have gone to a printer, or its file is saved: not when a dialog is cancelled.
    """

    kind: str
    title: str
    pdf: bytes
    duplex: bool = False
    came_out: Callable[[], object] | None = None


def printout(printed: "Printed", desk: Desk, *, duplex: bool = False) -> Printout:
    """A print as the print desk takes it; that it came out is noted in the office."""
    noted = printed.came_out
    came_out = partial(desk.do, noted) if noted is not None else None
    return Printout(printed.kind, printed.title, printed.pdf, duplex, came_out)


class PrintDesk(QObject):
    """What pages call to print. It keeps the last sheet, so that it can be printed again."""

    progressed = Signal(int, int)
    printed = Signal(str, int)
    saved = Signal(str)
    cancelled = Signal()
    refused = Signal(object)

    def __init__(
        self,
        preferences: PreferenceStore,
        parent: QObject | None = None,
        *,
        make_printer: "Callable[[], QPrinter] | None" = None,
        office: str = "",
    ) -> None:
        """`make_printer` gives the printer to set up; a file printer stands in for paper. `office` goes into the names
        of saved files."""
        super().__init__(parent)
        self._preferences = preferences
        self._make_printer = make_printer or _high_resolution
        self._office = office
        self._job: PrintJob | None = None
        self._shown: dict[int, tuple[QDialog, object]] = {}
        self.last: Printout | None = None

    @property
    def busy(self) -> bool:
        return self._job is not None

    def choose_and_print(self, printout: Printout, parent: QWidget | None = None) -> "QPrintDialog | None":
        """Opens the printer dialog with this kind's printer and tray already chosen."""
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog

        pages = self._open(printout)
        if pages is None:
            return None
        printer = self._printer(printout, pages)
        dialog = QPrintDialog(printer, parent)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, True)
        dialog.setMinMax(1, len(pages))
        dialog.accepted.connect(lambda: self._accepted(printout, pages, printer, parent))
        dialog.rejected.connect(pages.close)
        # the dialog only points to the printer, which must outlive it
        self._show(dialog, printer)
        return dialog

    def print_now(self, printout: Printout, parent: QWidget | None = None) -> None:
        """Prints to this kind's remembered printer without asking; asks where none is remembered or it is gone."""
        from PySide6.QtPrintSupport import QPrinterInfo

        known = self._remembered(printout.kind).get("printer", "")
        if known not in QPrinterInfo.availablePrinterNames():
            self.choose_and_print(printout, parent)
            return
        pages = self._open(printout)
        if pages is not None:
            self._start(printout, pages, self._printer(printout, pages), parent)

    def reprint_last(self, parent: QWidget | None = None) -> None:
        if self.last is None:
            self.refused.emit(OfficeError(N_("Nothing has been printed since the program started.")))
        else:
            self.print_now(self.last, parent)

    def preview(self, printout: Printout, parent: QWidget | None = None) -> "PreviewDialog | None":
        """Shows the pages; its buttons print them or save them."""
        from desktop.ui.kit.print_preview import PreviewDialog

        pages = self._open(printout)
        if pages is None:
            return None
        dialog = PreviewDialog(pages, printout.title, parent)
        dialog.print_requested.connect(lambda: self.choose_and_print(printout, dialog))
        dialog.save_requested.connect(lambda: self.choose_and_save(printout, dialog))
        dialog.finished.connect(lambda _result: pages.close())
        self.saved.connect(dialog.line.saved)
        self.refused.connect(dialog.line.refused)
        self._show(dialog)
        return dialog

    def choose_and_save(self, printout: Printout, parent: QWidget | None = None) -> "QFileDialog":
        """Opens the file dialog and writes the PDF whole or not at all."""
        from PySide6.QtCore import QStandardPaths
        from PySide6.QtWidgets import QFileDialog

        from desktop.ui.kit.saving import file_name, free_path

        folder = self._preferences.get("printing.folder", "") or QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        proposed = free_path(Path(folder) / file_name(printout.title, self._office, today()))
        dialog = QFileDialog(parent, _("Save as PDF"), str(proposed))
        # some systems ask before the name is complete, so it is asked here
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, True)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("PDF files (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda chosen: self._chosen(printout, Path(chosen), parent))
        self._show(dialog)
        return dialog

    def _chosen(self, printout: Printout, path: Path, parent: QWidget | None) -> None:
        if path.exists():
            from desktop.ui.kit.saving import ReplaceDialog

            self._show(ReplaceDialog(path, partial(self.save, printout), parent))
        else:
            self.save(printout, path)

    def save(self, printout: Printout, path: Path) -> None:
        part = path.with_name(path.name + ".part")
        try:
            part.write_bytes(printout.pdf)
            part.replace(path)
        except OSError as fault:
            # a start goes without
            from desktop.rules.system_words import why

            part.unlink(missing_ok=True)
            self._refuse_saving(path, why(fault))
            return
        except UnicodeEncodeError:
            self._refuse_saving(path, _("this system can't store such a name"))
            return
        self._preferences.set("printing.folder", str(path.parent))
        _came_out(printout)
        self.saved.emit(str(path))

    def _refuse_saving(self, path: Path, reason: str) -> None:
        message = N_("{file} can't be written: {reason}. Choose another folder or name.")
        self.refused.emit(OfficeError(message, file=path.name, reason=reason))

    def close_over(self, parent: QWidget) -> None:
        """What is shown over a page that goes: a sheet renders in a thread of its own, which must not outlive it."""
        for dialog, _kept in list(self._shown.values()):
            if dialog.parentWidget() is parent:
                dialog.reject()

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show(self, dialog: QDialog, kept: object = None) -> None:
        """Opens a dialog and keeps it, and what it needs, until it is closed and gone."""
        key = id(dialog)
        self._shown[key] = (dialog, kept)
        dialog.finished.connect(dialog.deleteLater)
        dialog.destroyed.connect(lambda: self._shown.pop(key, None))
        QDialog.open(dialog)

    def _open(self, printout: Printout) -> "PdfPages | None":
        from desktop.ui.kit.pdf_pages import PdfPages

        try:
            return PdfPages(printout.pdf)
        except OfficeError as refusal:
            self.refused.emit(refusal)
            return None

    def _remembered(self, kind: str) -> dict[str, Any]:
        found = self._preferences.get(f"printing.{kind}", {})
        return found if isinstance(found, dict) else {}

    def _printer(self, printout: Printout, pages: "PdfPages") -> "QPrinter":
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        from desktop.ui.kit.print_job import fit_printer

        printer = self._make_printer()
        known = self._remembered(printout.kind)
        if known.get("printer") in QPrinterInfo.availablePrinterNames():
            printer.setPrinterName(known["printer"])
        tray = known.get("tray")
        if isinstance(tray, int) and tray in {source.value for source in QPrinter.PaperSource}:
            printer.setPaperSource(QPrinter.PaperSource(tray))
        printer.setDocName(printout.title)
        printer.setCreator("Clientele")
        if printout.duplex:
            printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
        fit_printer(printer, pages.sizes[0])
        return printer

    def _accepted(self, printout: Printout, pages: "PdfPages", printer: "QPrinter", parent: QWidget | None) -> None:
        self._preferences.set(
            f"printing.{printout.kind}", {"printer": printer.printerName(), "tray": printer.paperSource().value}
        )
        self._start(printout, pages, printer, parent)

    def _start(self, printout: Printout, pages: "PdfPages", printer: "QPrinter", parent: QWidget | None) -> None:
        from desktop.ui.kit.print_job import PrintJob, page_order

        if self._job is not None:
            pages.close()
            self.refused.emit(OfficeError(N_("Another sheet is still being printed. Wait for it or cancel it.")))
            return
        ranged = printer.printRange() == printer.PrintRange.PageRange
        first, last = (printer.fromPage(), printer.toPage()) if ranged else (0, 0)
        copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
        order = page_order(len(pages), first, last, copies, collated=printer.collateCopies())
        job = self._job = PrintJob(pages, printer, order)
        progress = _progress(printout, len(order), parent)
        progress.canceled.connect(job.cancel)
        job.progressed.connect(lambda done, _of: progress.setValue(done))
        job.progressed.connect(self.progressed)

        def ended() -> None:
            # the job is still in the middle of saying so; it goes when it has returned
            QTimer.singleShot(0, self, partial(_let_go, self._job))
            self._job = None
            progress.canceled.disconnect()
            progress.close()
            progress.deleteLater()
            pages.close()

        def done(count: int) -> None:
            ended()
            self.last = printout
            # some of its pages are not the sheet
            if set(order) == set(range(len(pages.sizes))):
                _came_out(printout)
            self.printed.emit(printout.kind, count)

        def refused(error: OfficeError) -> None:
            ended()
            self.refused.emit(error)

        def cancelled() -> None:
            ended()
            self.cancelled.emit()

        job.printed.connect(done)
        job.refused.connect(refused)
        job.cancelled.connect(cancelled)
        job.start()


def _high_resolution() -> "QPrinter":
    from PySide6.QtPrintSupport import QPrinter

    return QPrinter(QPrinter.PrinterMode.HighResolution)


def _came_out(printout: Printout) -> None:
    if printout.came_out is not None:
        printout.came_out()


def _let_go(_finished: object) -> None:
    """Only holds its argument until it is called."""


def _progress(printout: Printout, count: int, parent: QWidget | None) -> "QProgressDialog":
    from PySide6.QtWidgets import QProgressDialog

    progress = QProgressDialog(parent)
    progress.setWindowTitle(_("Print"))
    progress.setLabel(label(_("Printing: {title}").format(title=printout.title)))
    progress.setCancelButtonText(_("Stop printing"))
    progress.setRange(0, count)
    progress.setMinimumDuration(SHOW_PROGRESS_AFTER)
    progress.setAutoReset(False)
    progress.setAutoClose(False)
    return progress
