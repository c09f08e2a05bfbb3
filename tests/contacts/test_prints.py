"""Contacts on paper and as a file: what is marked or out of reach stays out, and clients count as exported (AC-6)."""

from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from desktop.i18n import translator
from desktop.rules.approvals import NeedsApproval
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.exports import ExportKind
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, contact_prints, contacts, exports, settings
from desktop.services.contact_lists import Only
from tests.archive.test_handing import text_of
from tests.offices import TestOffice

SEE = {Right.SEE_CLIENTS: Scope.ALL}
GIVES = SEE | {Right.PRINT_CLIENTS: Scope.OWN, Right.EXPORT_CLIENTS: Scope.OWN}


def test_contacts_are_printed_and_exported_as_far_as_one_may(office: TestOffice, tmp_path):
    clerk, reader = office.hire("李娜", GIVES), office.hire("单雪", SEE)
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"}, owner=clerk.id)
    other = office.do(clients.open_client, ClientForm.PERSON, {"name": "单雄飞"})
    at = datetime(2026, 3, 5, 3, tzinfo=UTC)
    office.do(contacts.log_contact, he, Report(Channel.PHONE, "=1+1", "要牡丹厅", "已留房", at=at, persons="司机"))
    office.do(contacts.log_contact, he, Report(Channel.VISIT, "机密的事", "不可外传", mark="secret"))
    office.do(contacts.log_contact, other, Report(Channel.FAX, "别人的事"))
    say = translator("zh_CN")

    sheet = office.errand(contact_prints.print_contacts, Only(client=he), say, me=clerk)
    words = text_of(sheet.pdf)
    assert "要牡丹厅" in words and "司机" not in words and "机密的事" not in words and "不可外传" not in words
    # of the whole list what one may print
    assert "别人的事" not in text_of(office.errand(contact_prints.print_contacts, Only(), say, me=clerk).pdf)
    assert "别人的事" in text_of(office.errand(contact_prints.print_contacts, Only(), say).pdf)
    for only, who, wrong in ((Only(), reader, NotAllowed), (Only(client=other), clerk, NotAllowed),
                             (Only(client=he, text="nobody says this"), clerk, BadEntry)):  # fmt: skip
        with pytest.raises(wrong):
            office.errand(contact_prints.print_contacts, only, say, me=who)

    path = tmp_path / "contacts.xlsx"
    office.errand(contact_prints.export_contacts, Only(), ExportKind.XLSX, path, say, me=clerk)
    rows = [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows(min_row=2)]
    assert [(row[2], row[6], row[8]) for row in rows] == [("贺启年", "机密", None), ("贺启年", "=1+1", "要牡丹厅")]
    assert office.ask(exports.exported_today, me=clerk) == 1
    office.do(settings.change_setting, "export_limit", 1)
    text = tmp_path / "contacts.csv"
    with pytest.raises(NeedsApproval):
        office.errand(contact_prints.export_contacts, Only(), ExportKind.CSV, text, say)
    with pytest.raises(BadEntry):
        office.errand(contact_prints.export_contacts, Only(), ExportKind.VCARD, text, say)
    assert not text.exists()
    office.errand(contact_prints.export_contacts, Only(client=he, last=at.date()), ExportKind.CSV, text, say)
    assert "'=1+1" in text.read_text("utf-8-sig")
