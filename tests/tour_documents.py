"""The stops of the tour on documents: folders, what one may do with a paper, and papers on their way in."""

from pathlib import Path

from desktop.services import document_lists, search
from desktop.ui.clients.file_pane import PAPERS
from tests.tour_stops import _dialog

_PAPER = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n"


def _page(tour, window):
    page = window.go("documents", "folders")
    tour.settle()
    return page


def folders_all(tour, window):
    page = _page(tour, window)
    page.shelf.show_office()
    tour.settle()


def folders_chosen(tour, window):
    page = _page(tour, window)
    if page.table.total:
        page.view.selectRow(0)
        tour.settle()


def folders_client(tour, window):
    page = _page(tour, window)
    desk = window.desk
    with desk.office.work(desk.person) as work, work.reading():
        held = [line for line in document_lists.list_documents(work) if line.client_id is not None]
        hit = search.find(work, "贺")[0]
    page.shelf.show_client(held[0].client_id if held else hit.id, held[0].client if held else hit.title)
    tour.settle()


def folders_edit(tour, window):
    folders_chosen(tour, window)
    page = _page(tour, window)
    page.acts.edit()
    tour.settle()
    return _dialog()


def folders_why(tour, window):
    folders_chosen(tour, window)
    page = _page(tour, window)
    page.acts.why()
    tour.settle()
    return _dialog()


def folders_mark(tour, window):
    folders_chosen(tour, window)
    page = _page(tour, window)
    page.acts.mark()
    tour.settle()
    return _dialog()


def folders_new(tour, window):
    page = _page(tour, window)
    page.acts.new_folder()
    tour.settle()
    return _dialog()


def folders_filing(tour, window):
    page = _page(tour, window)
    folder = Path(tour.home) / "papers"
    folder.mkdir(exist_ok=True)
    names = ("采购合同（第二版）.pdf", "报价单 2026-11.pdf", "空.pdf")
    for name in names:
        (folder / name).write_bytes(b"" if name == "空.pdf" else _PAPER + name.encode())
    page.intake.take([folder / name for name in names])
    tour.settle()
    return _dialog()


def clients_papers(tour, window):
    desk = window.desk
    with desk.office.work(desk.person) as work, work.reading():
        held = [line for line in document_lists.list_documents(work) if line.client_id is not None]
    page = window.go("clients", "list")
    page.open(held[0].client_id)
    tour.settle()
    page.file.tabs.setCurrentIndex(PAPERS)
    tour.settle()


def clients_paper_opened(tour, window):
    clients_papers(tour, window)
    tab = window.page.file.papers.tab
    tab.view.opened.emit(next(iter(tab._lines)))
    tour.settle()
    return _dialog()


STOPS = (folders_all, folders_chosen, folders_edit, folders_why, folders_mark, folders_new, folders_filing,
         folders_client, clients_papers, clients_paper_opened)  # fmt: skip
