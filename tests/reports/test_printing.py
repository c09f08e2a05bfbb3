"""Printing: a PDF reaches the printer whole, the window goes on meanwhile, choices are remembered."""

from datetime import datetime

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import QSizeF, Qt, QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QProgressDialog, QWidget

from desktop.i18n import set_language, translator
from desktop.reports.cards import CardValues, client_cards
from desktop.reports.clients import client_list
from desktop.reports.pen import OfficeLook, Stamp
from desktop.reports.tables import ColumnHead
from desktop.ui.kit.pdf_pages import PdfPages
from desktop.ui.kit.print_job import PrintJob, fit_printer, page_order
from desktop.ui.kit.printing import PrintDesk, Printout
from desktop.ui.kit.saving import ReplaceDialog, file_name
from desktop.ui.kit.times import today

LOOK = OfficeLook("云水阁")
STAMP = Stamp("林晓雨", datetime(2026, 11, 23, 14, 5), "S-1")
SAY = translator("zh_CN")


class Choices(dict):
    def set(self, key, value):
        self[key] = value


def sheet(rows=90):
    columns = [ColumnHead("编码"), ColumnHead("姓名", 2)]
    return client_list([[f"K-{n}", "王伟"] for n in range(rows)], columns, LOOK, STAMP, SAY)


def file_printer(path, dpi=150):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(dpi)
    return printer


def printed_on(tmp_path, dpi=150):
    return PrintDesk(Choices(), make_printer=lambda: file_printer(tmp_path / "out.pdf", dpi))


def grey(pdf, page, scale=150 / 72):
    return pypdfium2.PdfDocument(pdf)[page].render(scale=scale, grayscale=True).to_pil()


def ink(picture):
    return sum((255 - level) * count for level, count in enumerate(picture.histogram()))


def test_each_page_is_printed_as_it_stands_in_the_pdf(qtbot, tmp_path):
    desk, pdf = printed_on(tmp_path), sheet()
    dialog = desk.choose_and_print(Printout("client-list", "客户一览表", pdf))
    assert dialog.isVisible()
    with qtbot.waitSignal(desk.printed, timeout=20_000) as done:
        dialog.accept()
    count = len(pypdfium2.PdfDocument(pdf))
    assert done.args == ["client-list", count] and count == 3
    out = (tmp_path / "out.pdf").read_bytes()
    assert len(pypdfium2.PdfDocument(out)) == count
    for page in range(count):
        before, after = grey(pdf, page), grey(out, page)
        assert abs(before.width - after.width) < 3 and abs(before.height - after.height) < 3
        assert ink(before) > 10_000
        assert abs(ink(before) - ink(after)) < 0.1 * ink(before)
        # seen from afar both are the same: rows stand where they stood, and none is lost between two bands
        afar = [picture.resize((60, 85), Image.Resampling.BOX).tobytes() for picture in (before, after)]
        assert max(abs(a - b) for a, b in zip(*afar, strict=True)) < 40


def test_the_printer_and_tray_of_a_kind_are_remembered(qtbot, tmp_path):
    choices = Choices()

    def make():
        printer = file_printer(tmp_path / "out.pdf", 72)
        printer.setPaperSource(QPrinter.PaperSource.Manual) if not choices else None
        return printer

    desk = PrintDesk(choices, make_printer=make)
    with qtbot.waitSignal(desk.printed, timeout=20_000):
        desk.choose_and_print(Printout("card", "卡", sheet(2))).accept()
    assert choices["printing.card"]["tray"] == QPrinter.PaperSource.Manual.value
    dialog = desk.choose_and_print(Printout("card", "卡", sheet(2)))
    assert dialog.printer().paperSource() == QPrinter.PaperSource.Manual
    dialog.reject()
    other = desk.choose_and_print(Printout("client-list", "表", sheet(2)))
    assert other.printer().paperSource() != QPrinter.PaperSource.Manual
    other.reject()


def test_the_window_gets_its_turn_between_the_bands_of_a_page(qtbot, tmp_path):
    desk = printed_on(tmp_path, dpi=600)
    turns = []
    dialog = desk.choose_and_print(Printout("client-list", "表", sheet(150)))
    clock = QTimer()
    clock.timeout.connect(lambda: turns.append(1))
    with qtbot.waitSignal(desk.printed, timeout=60_000):
        dialog.accept()
        clock.start(1)
    clock.stop()
    # painting a page at once would give one turn to each of the handful of pages
    assert len(turns) > 80


def test_cancelling_stops_and_lets_the_next_sheet_print(qtbot, tmp_path):
    desk = printed_on(tmp_path, dpi=300)
    printout = Printout("client-list", "表", sheet(400))
    dialog = desk.choose_and_print(printout)
    desk.progressed.connect(lambda done, _of: desk.cancel() if done == 1 else None)
    with qtbot.waitSignal(desk.cancelled, timeout=20_000), qtbot.assertNotEmitted(desk.printed):
        dialog.accept()
    assert not desk.busy and desk.last is None
    desk.progressed.disconnect()
    with qtbot.waitSignal(desk.printed, timeout=20_000):
        desk.choose_and_print(Printout("card", "卡", sheet(3))).accept()


def test_a_second_sheet_waits_its_turn(qtbot, tmp_path):
    desk = printed_on(tmp_path)
    one, two = (desk.choose_and_print(Printout("client-list", "表", sheet(60))) for _n in range(2))
    with qtbot.waitSignal(desk.printed, timeout=20_000):
        one.accept()
        with qtbot.waitSignal(desk.refused) as refusal:
            two.accept()
    assert "cancel it" in refusal.args[0].message


def test_the_last_sheet_is_printed_again(qtbot, tmp_path):
    desk = printed_on(tmp_path)
    with qtbot.waitSignal(desk.refused):
        desk.reprint_last()
    printout = Printout("client-list", "表", sheet(3))
    with qtbot.waitSignal(desk.printed, timeout=20_000):
        desk.choose_and_print(printout).accept()
    assert desk.last is printout
    opened = []
    desk.choose_and_print = lambda printout, _parent=None: opened.append(printout)
    desk.reprint_last()
    # no printer is installed here, so it asks where to
    assert opened == [printout]


def test_a_printer_that_refuses_is_said_so(qtbot, tmp_path):
    desk = PrintDesk(Choices(), make_printer=lambda: file_printer(tmp_path / "no" / "such" / "folder.pdf"))
    printout = Printout("client-list", "表", sheet(3))
    with qtbot.waitSignal(desk.refused):
        desk._start(printout, PdfPages(printout.pdf), desk._make_printer(), None)
    assert not desk.busy


def test_what_is_no_pdf_is_refused(qtbot):
    desk = PrintDesk(Choices())
    with qtbot.waitSignal(desk.refused):
        assert desk.choose_and_print(Printout("card", "卡", b"no pdf at all")) is None


def test_saving_writes_the_whole_file_and_remembers_the_folder(qtbot, tmp_path):
    choices = Choices()
    desk = PrintDesk(choices)
    pdf = sheet(3)
    with qtbot.waitSignal(desk.saved):
        desk.save(Printout("client-list", "表", pdf), tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes() == pdf
    assert choices["printing.folder"] == str(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["list.pdf"]
    with qtbot.waitSignal(desk.refused) as refusal:
        desk.save(Printout("client-list", "表", pdf), tmp_path / "missing" / "list.pdf")
    assert "list.pdf" in str(refusal.args[0])
    name = f"A B C D {today().isoformat()}.pdf"
    dialog = desk.choose_and_save(Printout("client-list", "A<B: C/D", pdf))
    assert dialog.isVisible() and dialog.selectedFiles() == [str(tmp_path / name)]
    with qtbot.waitSignal(desk.saved):
        dialog.accept()
    assert (tmp_path / name).read_bytes() == pdf


def test_a_saved_file_bears_its_office_and_replaces_none_unasked(qtbot, tmp_path):
    set_language("en")
    choices = Choices({"printing.folder": str(tmp_path)})
    desk, printout = PrintDesk(choices, office="柏溪楼"), Printout("client-list", "客户一览表", sheet(3))
    preview = desk.preview(printout)
    name = f"客户一览表 柏溪楼 {today().isoformat()}"
    with qtbot.waitSignal(desk.saved):
        desk.choose_and_save(printout, preview).accept()
    opened = []
    preview.line.opener = opened.append
    assert preview.line.isVisible() and preview.line.text.text() == f"Saved: {name}.pdf"
    preview.line.open_folder.click()
    preview.line.open_file.click()
    assert opened == [tmp_path, tmp_path / f"{name}.pdf"]
    # the next is proposed under a name of its own
    dialog = desk.choose_and_save(printout, preview)
    assert dialog.selectedFiles() == [str(tmp_path / f"{name} (2).pdf")]
    dialog.selectFile(f"{name}.pdf")
    (tmp_path / f"{name}.pdf").write_bytes(b"older")
    dialog.accept()
    asking = next(shown for shown, _kept in desk._shown.values() if isinstance(shown, ReplaceDialog))
    assert asking.isVisible() and (tmp_path / f"{name}.pdf").read_bytes() == b"older"
    asking.press_main()
    assert (tmp_path / f"{name}.pdf").read_bytes() == b"older"
    assert (tmp_path / f"{name} (2).pdf").read_bytes() == printout.pdf
    desk.save(printout, tmp_path / "missing" / "x.pdf")
    assert "x.pdf" in preview.line.text.text() and preview.line.open_file.isHidden()
    preview.close()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("客户一览表 7/12", "客户一览表 7 12.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("\u202egpj", "gpj.pdf"),
        ("…?", "….pdf"),
        ("", "Clientele.pdf"),
    ],
)
def test_file_names_suit_every_system(title, name):
    assert file_name(title) == name
    assert len(file_name(title * 200)) < 100


def test_pages_chosen_and_copies():
    assert page_order(4, 0, 0, 1, collated=True) == [0, 1, 2, 3]
    assert page_order(4, 2, 9, 2, collated=True) == [1, 2, 3, 1, 2, 3]
    assert page_order(3, 0, 0, 2, collated=False) == [0, 0, 1, 1, 2, 2]


def test_the_paper_is_that_of_the_sheet(qtbot, tmp_path):
    printer = file_printer(tmp_path / "out.pdf")
    for wide, high in ((595.28, 841.89), (841.89, 595.28), (255.12, 153.07), (419.53, 595.28)):
        fit_printer(printer, QSizeF(wide, high))
        room = printer.pageLayout().fullRectPoints()
        assert abs(room.width() - wide) <= 1.5 and abs(room.height() - high) <= 1.5


def test_a_card_comes_out_true_to_size_on_larger_paper(qtbot, tmp_path):
    pages = PdfPages(client_cards([CardValues("K-1", "王伟", "王总", "云海公司")], LOOK, STAMP, SAY))
    printer = file_printer(tmp_path / "out.pdf", 72)
    fit_printer(printer, QSizeF(595.28, 841.89))
    job = PrintJob(pages, printer, [0, 1])
    with qtbot.waitSignal(job.printed, timeout=20_000):
        job.start()
    page = grey((tmp_path / "out.pdf").read_bytes(), 0, 1.0)
    left, top, right, bottom = page.point(lambda level: 255 if level < 160 else 0).getbbox()
    assert abs((left + right) / 2 - 297.6) < 12 and abs((top + bottom) / 2 - 421) < 12
    assert 205 < right - left < 240


def test_bands_make_the_same_picture_as_the_whole_page(qtbot):
    pages = PdfPages(sheet(20))
    high = pages.pixels(0, 100)[1]
    whole = pages.band(0, 100, 0, high)
    top = 300
    part = pages.band(0, 100, top, 256)
    assert part == whole.copy(0, top, whole.width(), 256)
    assert pages.band(0, 100, high - 10, 256).height() == 10


def test_the_preview_shows_page_after_page(qtbot, tmp_path):
    desk = PrintDesk(Choices())
    dialog = desk.preview(Printout("client-list", "<b>客户一览表", sheet(90)))
    qtbot.waitUntil(lambda: not dialog._paper._picture.isNull(), timeout=10_000)
    first = dialog._paper._picture.copy()
    assert dialog.number == 0 and not first.isNull()
    with qtbot.waitSignal(dialog.page_shown, timeout=10_000):
        qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert dialog.number == 1 and dialog._paper._picture != first
    with qtbot.waitSignal(dialog.page_shown, timeout=10_000):
        qtbot.keyClick(dialog, Qt.Key.Key_End)
    assert dialog.number == 2
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert dialog.number == 2 and not dialog._on.isEnabled()
    painter = dialog._painter
    dialog.close()
    qtbot.waitUntil(lambda: not desk._shown)
    assert painter.isFinished()


def test_a_preview_ends_with_the_window_it_lies_on(qtbot):
    """As when somebody is signed out: a thread that went on would take the program down."""
    desk, window = PrintDesk(Choices()), QWidget()
    dialog = desk.preview(Printout("client-list", "表", sheet(1)), window)
    painter = dialog._painter
    del dialog
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()
    assert desk._shown == {} and painter.isFinished()


def test_progress_is_shown_with_its_stop(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("desktop.ui.kit.printing.SHOW_PROGRESS_AFTER", 0)
    shown = []
    show = QProgressDialog.setValue
    monkeypatch.setattr(QProgressDialog, "setValue", lambda self, value: (shown.append(value), show(self, value)))
    desk = printed_on(tmp_path, 72)
    with qtbot.waitSignal(desk.printed, timeout=20_000):
        desk.choose_and_print(Printout("client-list", "表", sheet(90))).accept()
    assert shown == [0, 1, 2, 3]
