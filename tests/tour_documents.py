"""The stops of the tour on documents: folders, what one may do with a paper, and papers on their way in."""

from pathlib import Path

from desktop.rules.approvals import Act, ApprovalState
from desktop.services import approval_lists, approvals, document_lists, document_rights, filing, search
from desktop.services.filing import Wish
from desktop.ui.clients.file_pane import PAPERS
from tests.tour_papers import contract, quotation
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


def _secret(window):
    """A paper that whoever serves at table does not reach."""
    desk = window.desk
    with desk.office.work(desk.person) as work, work.reading():
        return next(line.id for line in document_lists.list_documents(work) if line.mark == "secret")


def _ask(work, document):
    need = document_rights.need_to_see(work, document).for_days(3, 14)
    return approvals.ask(work, need, "客户来电，要核对供货价一条")


def today_asked_for(tour, window):
    tour.as_colleague("周敏", _ask, _secret(window))
    desk = window.desk
    with desk.office.work(desk.person) as work, work.reading():
        (line,) = [line for line in approval_lists.waiting(work) if line.act is Act.SEE_DOCUMENT]
    page = window.go("today")
    tour.settle()
    page.controller.request(line.id)
    tour.settle()
    return _dialog()


def _locked(tour, window):
    page = _page(tour, window)
    page.open(_secret(window))
    tour.settle()
    return page


def folders_locked_why(tour, window):
    page = _locked(tour, window)
    page.acts.why()
    tour.settle()
    return _dialog()


def folders_locked_asked(tour, window):
    desk = window.desk
    for line in desk.office.ask(desk.person, approval_lists.mine, (ApprovalState.ASKED,)):
        desk.office.run(desk.person, approvals.take_back, line.id)
    page = _locked(tour, window)
    page.acts.ask_for(_secret(window))
    tour.settle()
    return _dialog()


def folders_lent(tour, window):
    desk = window.desk
    asked = desk.office.run(desk.person, _ask, _secret(window))
    tour.as_colleague("陆文渊", approvals.approve, asked)
    page = _locked(tour, window)
    page.reload()
    tour.settle()
    page.preview.open_requested.emit()


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


def _previewed(tour, window, name, content, mark=""):
    """A paper of the office as it looks at the side of the list; filed the first time."""
    page = _page(tour, window)
    desk = window.desk
    with desk.office.work(desk.person) as work, work.reading():
        there = [line for line in document_lists.list_documents(work) if line.client_id is None]
    title = name.rpartition(".")[0]
    if not any(line.title == title for line in there):
        desk.errand("", _file, Wish(content, name, None, mark=mark))
        tour.settle()
    page.shelf.show_office()
    tour.settle()
    keys = [key for key, line in page.list.lines.items() if line.title == title]
    page.view.select_key(keys[0])
    page._look()
    page.split.setSizes([200, 320, 640])
    # what is said of it, its pages, the one that is drawn
    for _answer in range(3):
        tour.settle()
    return page


def _file(work, wish, *, progress):
    return filing.file_document(work, wish)


def folders_word(tour, window):
    _previewed(tour, window, "采购合同.docx", contract())


def folders_word_next(tour, window):
    page = _previewed(tour, window, "采购合同.docx", contract())
    page.preview.turn(1)
    tour.settle()


def folders_book(tour, window):
    _previewed(tour, window, "四季度报价.xlsx", quotation())


def folders_history(tour, window):
    page = _previewed(tour, window, "采购合同.docx", contract())
    page.acts.history()
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


def clients_papers_none(tour, window):
    """Of a client who has none yet."""
    desk = window.desk
    with desk.office.work(desk.person) as work, work.reading():
        having = {line.client_id for line in document_lists.list_documents(work)}
        without = next(hit.id for name in ("尉迟", "王", "李", "张") for hit in search.find(work, name)
                       if hit.id not in having)  # fmt: skip
    page = window.go("clients", "list")
    page.open(without)
    tour.settle()
    page.file.tabs.setCurrentIndex(PAPERS)
    tour.settle()


def clients_paper_opened(tour, window):
    clients_papers(tour, window)
    tab = window.page.file.papers.tab
    tab.view.opened.emit(next(iter(tab.list.lines)))
    tour.settle()
    return _dialog()


def clients_paper_locked(tour, window):
    desk, secret = window.desk, _secret(window)
    client = desk.office.ask(desk.person, document_lists.view, secret).line.client_id
    page = window.go("clients", "list")
    page.open(client)
    tour.settle()
    page.file.tabs.setCurrentIndex(PAPERS)
    tour.settle()
    page.file.papers.tab.view.opened.emit(secret)
    tour.settle()
    return _dialog()


STOPS = (folders_all, folders_chosen, folders_edit, folders_why, folders_mark, folders_new, folders_word,
         folders_word_next, folders_book, folders_history, folders_filing,
         folders_client, clients_papers, clients_papers_none, clients_paper_opened, today_asked_for)  # fmt: skip
LOCKED = (folders_locked_why, clients_paper_locked, folders_locked_asked, folders_lent)
