"""The stops of the tour on the archive: files on their way and in it, their lists, and loans by the office's table."""

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

from desktop.i18n import translator
from desktop.rules.archive import Item, Section
from desktop.rules.archive_numbers import Term
from desktop.rules.borrowing import Form
from desktop.rules.inspections import InspectionKind
from desktop.services import (
    archive_files,
    archive_handing,
    archive_lists,
    archive_prints,
    clients,
    inspections,
    loans,
    on_file,
    search,
    settings,
)
from desktop.services.archive_files import FileEntry
from desktop.services.inspections import Found, Held
from desktop.services.samples import ADMIN
from tests.documents.papers import picture, scanned
from tests.tour_stops import _dialog

_LIST = (
    Item(Section.APPROVALS, "担保项目审批表", 2, 3, needs_signature=True, signed=True),
    Item(Section.APPROVALS, "评审委员会会议纪要", 4, 6, needs_signature=True, signed=True),
    Item(Section.CONTRACTS, "借款合同", 12, 22, contract=True, needs_signature=True, signed=True),
    Item(Section.CONTRACTS, "最高额保证合同（保证人及其配偶共同签署）", 8, 15, contract=True, needs_signature=True,
         signed=True),
    Item(Section.CONTRACTS, "客户未取走的合同", 12, contract=True, annex=True),
    Item(Section.INVESTIGATION, "实地调查报告", 20, 38),
    Item(Section.CLIENT, "营业执照复印件", 1, 1),
    Item(Section.CLIENT, "最近三年审计报告", 96, 180),
)  # fmt: skip
_TABLE = [{"mark": "", "form": "original", "approvers": ["general_manager"], "days": 5},
          {"mark": "", "form": "copy", "approvers": [], "days": 14},
          {"mark": "confidential", "form": "on_screen", "approvers": ["general_manager"], "days": 3}]  # fmt: skip
_COLLEAGUE = "张岚"
_LAID = 1_796_000_000  # when the scanner laid down what it did


def _counted(view):
    return {line.id: line.item.sheets for line in view.items if not line.item.annex}


def _page(tour, window, tab="archive"):
    page = window.go("documents", tab)
    tour.settle()
    return page


def _filled(tour, window):
    """With files in each state, made the first time."""
    page = _page(tour, window)
    with page.desk.office.work(page.desk.person) as work, work.reading():
        there = archive_files.files(work)
        people = {one.name: one.id for one in clients.staff(work)}
        hits = search.find(work, "贺")
        now = work.now
    if there:
        return page
    me, other = page.desk.person.id, people[_COLLEAGUE]
    made = {}
    plan = (("流动资金贷款担保（2026 年第一期）", me, other, 1), ("设备融资租赁担保", other, me, 9),
            ("工程履约保函", me, other, 3), ("年度授信担保", me, other, 4))  # fmt: skip
    for title, a, b, ago in plan:
        entry = FileEntry(title, a, b, now - timedelta(days=ago), now.year, Term.TEN, "XD")
        page.desk.do(archive_files.open_file, hits[0].id, entry, done=partial(made.__setitem__, title))
        tour.settle()
        items = _LIST if title != "流动资金贷款担保（2026 年第一期）" else (*_LIST[:2], Item(
            Section.CONTRACTS, "借款合同", None, 22, contract=True, needs_signature=True), *_LIST[5:7])  # fmt: skip
        if a == me:
            page.desk.do(archive_lists.add_items, made[title], items)
        else:
            tour.as_colleague(_COLLEAGUE, archive_lists.add_items, made[title], items)
        tour.settle()
    tour.as_colleague(_COLLEAGUE, archive_handing.sign_on, made["设备融资租赁担保"])
    for title in ("工程履约保函", "年度授信担保"):
        page.desk.do(archive_handing.sign_on, made[title])
        tour.settle()
        tour.as_colleague(_COLLEAGUE, archive_handing.sign_on, made[title])
    key = made["年度授信担保"]
    with page.desk.office.work(page.desk.person) as work, work.reading():
        view = archive_files.file_view(work, key)
    page.desk.do(archive_handing.take_in, key, _counted(view), "一号库 二柜 三层")
    page.desk.publish(frozenset({"archive"}))
    tour.settle()
    return page


def _chosen(tour, window, title, tab=0):
    page = _filled(tour, window)
    page.tabs.setCurrentIndex(tab)
    tour.settle()
    page.view.selectRow(next(n for n, line in enumerate(page.lines) if title in line.title))
    tour.settle()
    return page


def archive_nothing(tour, window):
    _page(tour, window)


def archive_open(tour, window):
    page = _page(tour, window)
    page.acts.open_file()
    tour.settle()
    return _dialog()


def archive_sorting(tour, window):
    _chosen(tour, window, "第一期")


def archive_checking(tour, window):
    _chosen(tour, window, "设备")


def archive_taking_in(tour, window):
    page = _chosen(tour, window, "履约")
    page.pane.view.selectRow(1)
    tour.settle()


def archive_count(tour, window):
    page = _chosen(tour, window, "履约")
    page.acts.take_in()
    tour.settle()
    dialog = _dialog()
    for number, entry in enumerate(list(dialog.counts.values())[:4]):
        entry.set_value(str(dialog._lines[number].item.sheets - (number == 2)))
        entry.edited.emit()
    return dialog


def archive_entry(tour, window):
    page = _chosen(tour, window, "第一期")
    page.pane.view.selectRow(4)
    tour.settle()
    page.acts.edit()
    tour.settle()
    return _dialog()


def archive_many(tour, window):
    page = _chosen(tour, window, "第一期")
    page.acts.paste()
    tour.settle()
    dialog = _dialog()
    dialog.lines.setPlainText("抵押合同*\t10\t18\n放款凭证\t2\t2")
    return dialog


def archive_back(tour, window):
    page = _chosen(tour, window, "设备")
    page.acts.send_back()
    tour.settle()
    return _dialog()


def archive_extend(tour, window):
    page = _chosen(tour, window, "第一期")
    page.acts.extend()
    tour.settle()
    return _dialog()


def archive_in(tour, window):
    _chosen(tour, window, "年度", tab=1)


def loans_unruled(tour, window):
    _filled(tour, window)
    _page(tour, window, "loans")


def loans_table(tour, window):
    page = _page(tour, window, "loans")
    page.edit_table()
    tour.settle()
    return _dialog()


def loans_proposed(tour, window):
    dialog = loans_table(tour, window)
    dialog.propose()
    return dialog


def loans_ask(tour, window):
    page = _chosen(tour, window, "年度", tab=1)
    tour.as_colleague(ADMIN, settings.change_setting, "borrowing_table", _TABLE)
    page.desk.publish(frozenset({"settings"}))
    tour.settle()
    page.pane.view.selectRow(1)
    page.acts.borrow()
    tour.settle()
    return _dialog()


def _lent(tour, window):
    page = _chosen(tour, window, "年度", tab=1)
    with page.desk.office.work(page.desk.person) as work, work.reading():
        there = loans.loans(work)
    if not there:
        items = [line.id for line in page.acts.view.items[:2]]
        for form, purpose, which in (
            (Form.ORIGINAL, "核对保证条款，客户来人签补充协议", items),
            (Form.COPY, "交律师存档", ()),
        ):
            tour.as_colleague(_COLLEAGUE, _borrow, page.acts.view.line.id, form, purpose, which)
        page.desk.publish(frozenset({"loans"}))
        tour.settle()
    return _page(tour, window, "loans")


def _borrow(work, file, form, purpose, which):
    return loans.borrow(work, file, form, purpose, items=which)


def loans_asked(tour, window):
    page = _lent(tour, window)
    page.tabs.setCurrentIndex(0)
    page.view.selectRow(0)
    tour.settle()


def loans_out(tour, window):
    page = _lent(tour, window)
    for line in list(page.all):
        if line.state.value == "asked":
            page.controller.approve(line.id)
            tour.settle()
        page.desk.do(loans.hand_out, line.id, "完好")
        tour.settle()
    page.tabs.setCurrentIndex(2)
    tour.settle()
    page.view.selectRow(0)
    tour.settle()


def loans_back(tour, window):
    page = _page(tour, window, "loans")
    page.tabs.setCurrentIndex(2)
    tour.settle()
    page.view.selectRow(next(n for n, line in enumerate(page.rows) if line.form is Form.ORIGINAL))
    page.take_back()
    tour.settle()
    return _dialog()


def inspections_nothing(tour, window):
    _page(tour, window, "inspections")


def inspections_held(tour, window):
    _filled(tour, window)
    page = _page(tour, window, "inspections")
    if not page.lines:
        with page.desk.office.work(page.desk.person) as work, work.reading():
            people = {one.name: one.id for one in clients.staff(work)}
            today = on_file.today(work)
        held = Held(InspectionKind.INTERNAL, today - timedelta(days=20), "张岚、何俊", "一柜至三柜全部案卷",
                    "案卷齐全，个别页码与清单不符，权证另行盘点。")  # fmt: skip
        found = [
            Found("第 12 页缺失，清单为 22 页", people[_COLLEAGUE], today - timedelta(days=6), "XD·2026-D10-001"),
            Found("封面未写档号", page.desk.person.id, today + timedelta(days=8)),
            Found("保证合同副本放错案卷", page.desk.person.id, today + timedelta(days=3), "XD·2026-D10-002"),
        ]
        page.desk.do(inspections.note_inspection, held, found)
        tour.settle()
        audit = Held(InspectionKind.EXTERNAL, today - timedelta(days=2), "信诚会计师事务所", "借阅登记与销毁清册")
        page.desk.do(inspections.note_inspection, audit)
        tour.settle()
        page.desk.do(inspections.put_right, page.lines[-1].findings[1].id, "已归回原案卷，清单已核对")
        tour.settle()
    page.view.selectRow(1)
    tour.settle()
    page.found.selectRow(0)
    tour.settle()


def inspections_note(tour, window):
    page = _page(tour, window, "inspections")
    page.note()
    tour.settle()
    return _dialog()


def scans_nothing(tour, window):
    _page(tour, window, "scans")


def _scanned(tour, window):
    """The signed list of a file, as the scanner brings it back, and a paper of somebody's behind it."""
    page = _filled(tour, window)
    folder = Path(tour.home) / "扫描"
    if not folder.exists():
        folder.mkdir()
        with page.desk.office.work(page.desk.person) as work, work.reading():
            key = archive_files.files(work)[0].id
        printed = page.desk.office.carry(page.desk.person, archive_prints.content_list, key, translator("zh_CN"))
        for number, content in enumerate((scanned(printed.pdf), picture((1240, 1754), "JPEG"))):
            name = folder / f"20261130-000{number + 1}.jpg"
            name.write_bytes(content)
            os.utime(name, (_LAID + 60 * number, _LAID + 60 * number))
    page = _page(tour, window, "scans")
    if page.watch.folder != folder:
        # nobody writes there meanwhile: it need not come to rest
        page.watch._rest = 0.0
        page.take_folder(folder)
    tour._wait(lambda: page.shown is not None and page.preview.opened is not None)
    tour.settle()
    return page


def scans_home(tour, window):
    _scanned(tour, window)


def folders_scans(tour, window):
    _scanned(tour, window)
    page = _page(tour, window, "folders")
    tour._wait(lambda: page.scans.button.isVisible())


def scans_filed(tour, window):
    """What became of it, on the record's own screen."""
    page = _scanned(tour, window)
    key = page.shown.looked.sheet.subjects[0]
    page.file_home()
    tour.settle()
    page = _page(tour, window)
    page.open(key)
    tour.settle()


STOPS = (inspections_nothing, inspections_held, inspections_note,
         archive_nothing, archive_open, archive_sorting, archive_entry, archive_many, archive_extend, archive_checking,
         archive_back, archive_taking_in, archive_count, archive_in, loans_unruled, loans_table, loans_proposed,
         loans_ask, loans_asked, loans_out, loans_back, scans_nothing, scans_home, folders_scans,
         scans_filed)  # fmt: skip
