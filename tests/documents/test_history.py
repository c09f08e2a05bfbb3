"""Of one document it is told who filed, described, moved, printed, sent, opened and lent it (DO-2)."""

import pytest

from desktop.rules.documents import Entry
from desktop.rules.errors import Label, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    clients,
    document_hand_outs,
    document_history,
    documents,
    filing,
    folders,
)
from desktop.services.filing import Wish
from desktop.ui.folders.history_dialog import rows_of
from tests.offices import TestOffice


def told(office: TestOffice, key, me=None):
    return office.ask(document_history.history, key, me=me)


def test_a_documents_history_tells_of_it_and_of_no_other(office: TestOffice):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    wish = Wish("第一版".encode(), "合同.txt", he, ("02 合同",))
    key = office.errand(filing.file_document, wish)
    other = office.errand(filing.file_document, Wish("别的".encode(), "报价.txt", he, ("02 合同",)))
    office.errand(filing.file_document, Wish("第二版".encode(), "合同（改）.txt", he, version_of=key))
    office.errand(document_hand_outs.hand_out, Right.PRINT_DOCUMENTS, key, 1)
    office.errand(document_hand_outs.hand_out, Right.SEND_DOCUMENTS, key, None, "王芳律师")
    office.errand(document_hand_outs.hand_out, Right.PRINT_DOCUMENTS, other)
    office.do(folders.add_folder, he, ("08 往来",))
    place = next(line for line in office.ask(folders.tree, he) if line.name == "08 往来")
    office.do(documents.move_documents, [key], place.id)
    acts = told(office, key)
    assert [act.action for act in acts] == ["Documents moved", "Document sent", "Document printed",
                                            "Version of a document added", "Documents filed"]  # fmt: skip
    moved, sent, printed, added, filed = acts
    assert {(change.before, change.after) for change in moved.changes} == {("02 合同", "08 往来")}
    assert (sent.version, sent.whom, printed.version, printed.whom) == (2, "王芳律师", 1, "")
    assert "合同（改）.txt" in [change.after for change in added.changes]
    assert {"合同", "02 合同", "合同.txt"} <= {change.after for change in filed.changes}
    assert {act.who for act in acts} == {office.me.name}
    assert "王芳律师" in str(rows_of(sent)[0].cells)
    with pytest.raises(NotFound):
        told(office, key, office.hire("李静", dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS), Scope.OWN)))


def test_of_a_marked_document_no_word_is_told_and_readings_to_the_audit_alone(office: TestOffice):
    key = office.errand(filing.file_document, Wish(b"x", "并购底价.txt", None, entry=Entry("并购底价")))
    office.errand(documents.set_mark, key, "top_secret")
    office.errand(document_hand_outs.read, key)
    seen = dict.fromkeys((Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS), Scope.ALL)
    staff = office.hire("韩磊", seen)
    auditor = office.hire("穆然", {**seen, Right.SEE_AUDIT: Scope.ALL})
    assert "底价" not in str(told(office, key, staff)) + str(told(office, key))
    assert [act.action for act in told(office, key, staff)][-1] == "Documents filed"
    assert document_history.READ not in [act.action for act in told(office, key, staff)]
    read = told(office, key, auditor)[0]
    assert (read.action, read.version) == (document_history.READ, 1)
    marks = [
        change.after for act in told(office, key, staff) for change in act.changes if change.field.endswith("mark")
    ]
    assert Label("Marked top secret") in marks
