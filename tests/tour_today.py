"""The stops of the tour on Today and at approvals, as the sample's people see them."""

from PySide6.QtWidgets import QApplication

from desktop.models.blobs import Blob
from desktop.rules.approvals import Act, Need
from desktop.rules.today import Group
from desktop.services import blob_store, filing, scrubbing
from desktop.services.filing import Wish
from desktop.ui.kit.approval import ASK, HERE, Approvals


def _dialog():
    active = QApplication.activeModalWidget()
    assert active is not None
    return active


def _page(tour, window):
    page = window.go("today")
    tour.settle()
    return page


def _stop(name):
    def stop(tour, window):
        _page(tour, window)

    stop.__name__ = f"today_{name}"
    return stop


def today_department(tour, window):
    _page(tour, window).scope.setCurrentIndex(1)


def today_all(tour, window):
    page = _page(tour, window)
    page.scope.setCurrentIndex(0)
    tour.settle()
    page._unfold(Group.WAITING)
    tour.settle()
    page.board.take_focus()


def _approval(name, way):
    def stop(tour, window):
        page = _page(tour, window)
        kit = Approvals(window.desk, page)
        kit.ask(Need(Act.EXPORT, 226, "名册：前厅部客户，名称、电话", exactly="tour"), lambda: None)
        tour.settle()
        kit.dialog.tabs.setCurrentIndex(way)
        return kit.dialog

    stop.__name__ = f"today_approval_{name}"
    return stop


def _lose(work, *, progress):
    """A paper whose content a bad disk took, found where the store is read again."""
    filing.file_document(work, Wish(b"%PDF-1.7 a contract", "采购合同.pdf", None))
    with work.reading():
        blob = Blob.select().order_by(Blob.id).first()
        path = blob_store.of(work.database, work.me.id).path(blob.id)
    path.chmod(0o600)
    path.unlink()
    return scrubbing.scrub(work, None, whole=True, progress=progress)


def today_lost(tour, window):
    """In an office of one's own: nobody would miss the sample's papers."""
    window.desk.errand("", _lose)
    tour.settle()
    _page(tour, window)


MANAGER = (_stop("manager"),)
BOSS = (_stop("boss"), today_department, today_all)
DESK = (_stop("desk"),)
SERVER = (_stop("server"),)
HEAD = (_stop("head"), _approval("asked", ASK), _approval("here", HERE))
ADMIN = (_stop("admin"),)
PEOPLE = (("陆文渊", BOSS), ("张岚", MANAGER), ("周敏", DESK), ("王芳", HEAD), ("李娜", SERVER), ("何俊", ADMIN))
