"""The stops of the tour at the audit: the log, one record, and what is verified and raised."""

from PySide6.QtWidgets import QApplication, QScrollArea

from desktop.rules.audit import Part, Question, Step
from desktop.rules.fields import Block
from desktop.services import accounts, audit_rounds, clients, incidents, security_scans
from desktop.ui.kit.times import today


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
    """With a finding of the round, somebody at two places, and much exported."""
    page = window.go("settings", "audit_watch")
    tour.settle()
    if not page.rounds.shown[0].findings:
        desk, last = window.desk, page.rounds.shown[0].last
        desk.do(audit_rounds.go_through, last, Part.SIGN_INS)
        desk.do(audit_rounds.find, last, Part.FILES, "周五晚上导出 180 位客户，理由没有写明")
        tour.as_colleague("张岚", _exported)
        desk.publish(frozenset({"audit"}))
        tour.settle()


def audit_round_signed(tour, window):
    page = window.go("settings", "audit_watch")
    page.rounds.handle(page.rounds.shown[0].findings[0])
    return page.rounds.dialog


def _exported(work):
    work.record("exports", "export", None, kind="xlsx", clients=268, columns=["name", "phone"])


def audit_verified(tour, window):
    page = window.go("settings", "audit_watch")
    tour.settle()
    page.findChild(QScrollArea).ensureWidgetVisible(page.verify)
    page.verify.verify(True)
    tour.settle()
    page.verify.typed.setText(page.verify.found.fingerprint)
    page.verify.look_up()
    tour.settle()


def audit_alarm(tour, window):
    page = window.go("settings", "audit_watch")
    tour.settle()
    if not page.alarms:
        tour.as_colleague("李娜", accounts.report_anomaly, "昨晚十一点我不在，却有人用我的账号登录")
        page.reload()
        tour.settle()
    page.handle(page.alarms[0])
    return page.dialog


def audit_anomaly(tour, window):
    """Whoever runs people finds the locked account where it is helped."""
    audit_alarm(tour, window).reject()
    page = window.go("settings", "settings")
    page.open("people")
    tour.settle()
    return page


def audit_incidents(tour, window):
    page = window.go("settings", "incidents")
    tour.settle()
    if not page.lines:
        tour.as_colleague("李娜", incidents.report, "打印的客户名单遗失", "昨晚收市后，前台的客户名单不见了，共三页。")
        window.desk.do(security_scans.enter_scan, today(), "全部电脑杀毒扫描", "两台电脑程序过旧", "")
        window.desk.publish(frozenset({"audit"}))
        tour.settle()
        window.desk.do(incidents.do_step, page.lines[0].id, Step.CONTAIN, "已在大堂和停车场寻找，通知保安查看录像。")


def audit_incident_step(tour, window):
    page = window.go("settings", "incidents")
    tour.settle()
    page.do_step(page.lines[0], page.lines[0].next)
    return page.dialog


def audit_scan(tour, window):
    page = window.go("settings", "incidents")
    page.enter_scan()
    return page.dialog


STOPS = (audit_log, audit_readers, audit_nothing, audit_detail, audit_watch, audit_round_signed, audit_verified,
         audit_incidents, audit_incident_step, audit_scan, audit_alarm, audit_anomaly)  # fmt: skip
