"""The stops of the tour at the audit: the log, one record, and what is verified and raised."""

from PySide6.QtWidgets import QApplication

from desktop.rules.audit import Question
from desktop.rules.fields import Block
from desktop.services import accounts, clients


def _log(tour, window, **asked):
    page = window.go("settings", "audit")
    tour.settle()
    page.open(Question(**asked))
    tour.settle()
    return page


def _dialog():
    active = QApplication.activeModalWidget()
    assert active is not None
    return active


def audit_log(tour, window):
    _log(tour, window)


def audit_readers(tour, window):
    tour.as_colleague("陆文渊", clients.unlock, tour.find("贺启年"), Block.ACCOUNTS, "客户来电核对账号")
    window.desk.open_requested.emit(
        "audit", {"client": tour.find("贺启年"), "name": "贺启年", "kinds": ("reads", "files")}
    )
    tour.settle()


def audit_nothing(tour, window):
    _log(tour, window, text="没有这样的记录")


def audit_detail(tour, window):
    page = _log(tour, window, text="贺启年")
    row = next(row for _n, row in page.table.held() if str(row.cells[4]).startswith(("Fields", "字段")))
    page.controller.load_detail(row.key)
    tour.settle()
    return _dialog()


def audit_watch(tour, window):
    page = window.go("settings", "audit_watch")
    tour.settle()
    page.verify.verify(True)
    tour.settle()
    page.verify.typed.setText(page.verify.found.fingerprint)
    page.verify.look_up()
    tour.settle()


def audit_alarm(tour, window):
    if not window.page.alarms:
        tour.as_colleague("李娜", accounts.report_anomaly, "昨晚十一点我不在，却有人用我的账号登录")
        window.desk.publish(frozenset({"audit"}))
    window.go("settings", "audit_watch").reload()
    tour.settle()
    window.page.handle(window.page.alarms[0])
    return _dialog()


STOPS = (audit_log, audit_readers, audit_nothing, audit_detail, audit_watch, audit_alarm)
