"""The archive is inspected by its plan; what was found is put right by one and looked at again by another (DO-9)."""

from datetime import date, timedelta

import pytest
import shiboken6

from desktop.i18n import translator
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.inspections import FindingState, InspectionKind, check_another, next_due, state_of
from desktop.rules.rights import Right, Scope
from desktop.rules.today import Group, View
from desktop.services import archive_handing, closing, inspection_prints, inspections, on_file
from desktop.services import settings as office_settings
from desktop.services.inspections import Found, Held
from desktop.ui.inspections.dialogs import FoundDialog, HeldDialog
from desktop.ui.inspections.page import InspectionsPage
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.printing import PrintDesk
from tests.archive.test_handing import LIST, Company, text_of
from tests.screens import Shelf

DAY = timedelta(days=1)


def test_the_next_one_is_due_by_the_plan_and_nobody_re_checks_himself():
    day = date(2026, 5, 8)
    assert next_due(day, None, 90) == date(2026, 8, 6) == next_due(day, day - DAY, 90)
    assert next_due(None, day, 30) == date(2026, 6, 7)
    assert next_due(None, None, 30) is next_due(day, day, 0) is None
    assert [state_of(fixed=fixed, checked=checked).value for fixed, checked in (
        (False, False), (True, False), (True, True))] == ["open", "fixed", "settled"]  # fmt: skip
    check_another(1, 2)
    with pytest.raises(BadEntry):
        check_another(1, 1)


def test_what_an_inspection_finds_is_put_right_by_one_and_re_checked_by_another(office):
    company = Company(office)
    auditor = office.hire("穆然", dict.fromkeys((Right.SEE_AUDIT, Right.SEE_CLIENTS, Right.SEE_DOCUMENTS), Scope.ALL))
    reader = office.hire("何岸", {Right.SEE_DOCUMENTS: Scope.ALL})
    day, keeper, a = office.ask(on_file.today), company.archivist, company.a

    def shown(me):
        batches = office.ask(lambda work: inspections.due(work, View(me.id, None, day)), me=me)
        return [(batch.group, row.key[0]) for batch in batches for row in batch.rows]

    # nothing is planned while there is nothing to look at
    assert [one.due for one in office.ask(inspections.plan)] == [None, None]
    key = company.open(items=LIST[:1])
    for person in (a, company.b):
        office.do(archive_handing.sign_on, key, me=person)
    office.do(archive_handing.take_in, key, company.counts(key), "一柜", me=keeper)
    assert [one.due for one in office.ask(inspections.plan)] == [day + 90 * DAY, day + 365 * DAY]
    for name in ("inspect_internal_days", "inspect_external_days"):
        office.do(office_settings.change_setting, name, 7 if "internal" in name else 0)
    assert shown(keeper) == shown(auditor) == [(Group.NEXT, "inspection_due")] and shown(a) == shown(reader) == []

    held = Held(InspectionKind.INTERNAL, day, "穆然、柯简", "一柜全部案卷", "总体良好")
    found = [Found("第 3 页缺失", a.id, day, "J001"), Found("封面未编号", keeper.id, day + 3 * DAY)]
    for who in (a, reader):
        with pytest.raises(NotAllowed):
            office.do(inspections.note_inspection, held, found, me=who)
    for bad, field in ((Held(InspectionKind.INTERNAL, day + DAY, "x", "y"), "held_on"),
                       (Held(InspectionKind.INTERNAL, day, " ", "y"), "inspectors")):  # fmt: skip
        with pytest.raises(BadEntry) as refused:
            office.do(inspections.note_inspection, bad, me=auditor)
        assert refused.value.field == field
    with pytest.raises(BadEntry) as refused:
        # whoever may only read puts nothing right
        office.do(inspections.note_inspection, held, [Found("x", reader.id, day)], me=auditor)
    assert refused.value.field == "fixer" and office.ask(inspections.inspections) == ()
    noted = office.do(inspections.note_inspection, held, found, me=auditor)
    assert [one.due for one in office.ask(inspections.plan)] == [day + 7 * DAY, None]
    (line,) = office.ask(inspections.inspections, me=a)
    missing, cover = line.findings
    assert (line.open, missing.mine, cover.mine, cover.late) == (2, True, False, 0)
    assert (Group.DUE, "finding") in shown(a) and (Group.NEXT, "finding") in shown(keeper) and shown(reader) == []

    # who leaves is told that he holds it, and somebody else puts it right
    holds = lambda: {one.kind: one.count for one in office.ask(closing.holdings, a.id)}.get("findings")  # noqa: E731
    assert holds() == 1
    with pytest.raises(NotAllowed):
        office.do(inspections.name_fixer, missing.id, company.b.id, day, me=a)
    for person in (reader, a):
        with pytest.raises(BadEntry):
            office.do(inspections.name_fixer, missing.id, person.id, day, me=auditor)
    office.do(inspections.name_fixer, missing.id, company.b.id, day, me=auditor)
    assert holds() is None and (Group.DUE, "finding") not in shown(a) and (Group.DUE, "finding") in shown(company.b)
    office.do(inspections.name_fixer, missing.id, a.id, day, me=auditor)

    with pytest.raises(NotAllowed):
        office.do(inspections.put_right, cover.id, "x", me=a)
    office.do(inspections.put_right, missing.id, "补扫第 3 页", me=a)
    assert (Group.WAITING, "finding") in shown(auditor) and shown(a) == []
    with pytest.raises(NotAllowed):
        office.do(inspections.check_again, missing.id, True, me=a)
    with pytest.raises(BadEntry):
        office.do(inspections.check_again, missing.id, False, me=auditor)
    office.do(inspections.check_again, missing.id, False, "扫描不清", me=auditor)
    assert (Group.DUE, "finding") in shown(a)
    office.do(inspections.put_right, missing.id, "重扫", me=a)
    office.do(inspections.check_again, missing.id, True, me=auditor)
    # the archivist puts right what is his, and another person looks
    office.do(inspections.put_right, cover.id, "已编号", me=keeper)
    with pytest.raises(BadEntry):
        office.do(inspections.check_again, cover.id, True, me=keeper)
    with pytest.raises(BadEntry):
        office.do(inspections.withdraw_inspection, noted, me=keeper)
    office.do(inspections.check_again, cover.id, True, "清楚", me=auditor)
    line = office.ask(inspections.inspection, noted)
    assert [(one.state, one.sent_back, one.checked_by) for one in line.findings] == [
        (FindingState.SETTLED, 1, "穆然"), (FindingState.SETTLED, 0, "穆然")]  # fmt: skip
    said = text_of(office.errand(inspection_prints.inspection_record, noted, translator("zh_CN")).pdf)
    assert "第3页缺失" in said and "重扫" in said and "穆然" in said
    mistaken = office.do(inspections.note_inspection, held, found[:1], me=keeper)
    office.do(inspections.withdraw_inspection, mistaken, me=keeper)
    assert [one.id for one in office.ask(inspections.inspections)] == [noted] and shown(a) == []


def test_one_is_noted_settled_and_printed_from_the_page(pages, sqlite_office, qtbot):
    office, company = sqlite_office, Company(sqlite_office)
    page = pages(
        lambda desk: InspectionsPage(desk, PrintDesk(Shelf())), None, ready=lambda page: page.lines is not None
    )
    assert page.lines == () and not page.split.isVisible()

    def sent(kind, **values):
        qtbot.waitUntil(lambda: isinstance(page.dialog, kind) and shiboken6.isValid(page.dialog))
        dialog = page.dialog
        dialog.form.put(values)
        dialog.press_main()
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    page.note()
    sent(HeldDialog, looked_at="一柜")
    qtbot.waitUntil(lambda: page.line is not None)
    page.add()
    sent(FoundDialog, what="第 3 页缺失", fixer=company.a.id)
    qtbot.waitUntil(lambda: bool(page.line.findings))
    office.do(inspections.put_right, page.line.findings[0].id, "补扫", me=company.a)
    page.reload()
    qtbot.waitUntil(lambda: page.line.findings[0].state is FindingState.FIXED and page.found_table.total == 1)
    page.found.selectRow(0)
    assert [action.name for action in page.actions_offered()][:3] == ["note", "settle", "send_back"]
    page.send_back()
    sent(ReasonDialog, reason="看不清")
    qtbot.waitUntil(lambda: page.line.findings[0].state is FindingState.OPEN)
    office.do(inspections.put_right, page.line.findings[0].id, "重扫", me=company.a)
    page.reload()
    qtbot.waitUntil(lambda: page.line.findings[0].state is FindingState.FIXED)
    page.found.selectRow(0)
    page.settle()
    qtbot.waitUntil(lambda: page.line.open == 0)
    page.print_record()
    qtbot.waitUntil(lambda: page._sheet is not None)
