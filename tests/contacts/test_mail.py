"""Mail taken in: read without loading anything, matched by address, shown first and undone as one (CM-1)."""

from datetime import UTC, datetime

import pytest

from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.mails import LARGEST, attachments_in, messages_in, plain, read_mail
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    clients,
    contact_lists,
    contact_papers,
    contacts,
    document_hand_outs,
    document_lists,
    mail_imports,
    undoing,
)
from desktop.services.contact_imports import Verdict
from desktop.services.contact_lists import Only
from tests.offices import TestOffice

FROM_HE = """From: =?gb2312?B?utjG9MTq?= <HE@example.com>
To: office@example.org
Date: Thu, 5 Mar 2026 11:00:00 +0800
Subject: =?utf-8?B?6Zeu5oql5Lu3?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/html; charset=utf-8

<head><style>p{}</style></head><p>Price &amp; date?</p><img src="http://example.com/track.png"><script>go()</script>
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename="menu.pdf"

JVBERi0=
--x--
"""
TO_HE = """From: office@example.org
To: he@example.com, other@example.com
Date: Thu, 5 Mar 2026 12:00:00 +0800
Subject: offer

2,000
>From us all
"""


def test_a_message_is_words_whatever_it_wants_to_load():
    mail = read_mail(FROM_HE.encode())
    assert (mail.sender.name, mail.sender.address, mail.subject) == ("贺启年", "he@example.com", "问报价")
    assert (mail.at, mail.text, mail.attached) == (datetime(2026, 3, 5, 3, tzinfo=UTC), "Price & date?", ("menu.pdf",))
    assert plain("<div>one<div>two</div></div>\n<a href='x'>three</a>") == "one\ntwo\n\nthree"
    raw = "From: 单雄飞 <a@b.cn>\nDate: Thu, 5 Mar 2026 12:00:00 +0800\nSubject: 年会\n\nx"
    for charset in ("utf-8", "gb18030"):
        mail = read_mail(raw.encode(charset))
        assert (mail.sender.name, mail.subject) == ("单雄飞", "年会")
    # GBK without saying so
    assert read_mail("From: a@b.cn\nDate: Thu, 5 Mar 2026 12:00:00 +0800\n\n牡丹厅".encode("gb18030")).text == "牡丹厅"


def test_a_picture_of_the_words_does_not_hang_on_them():
    def part(kind, name, shown, number):
        return (f"--x\nContent-Type: {kind}\nContent-Disposition: {shown}; filename={name}\n"
                f"Content-ID: <{number}>\n\nabc\n")  # fmt: skip

    parts = (part("image/png", "logo.png", "inline", "a"), part("image/png", "line.png", "attachment", "b@x"),
             part("image/jpeg", "hall.jpg", "attachment", "c"),
             part("application/pdf", "menu.pdf", "inline", "d"))  # fmt: skip
    page = '--x\nContent-Type: text/html\n\n<p>Price?</p><img src="cid:b@x">\n'
    head, _rest = FROM_HE.split("--x\n", 1)
    data = (head + page + "".join(parts) + "--x--\n").encode()
    # programs number photos and papers too: those of the sender's stay
    assert read_mail(data).attached == ("hall.jpg", "menu.pdf") and read_mail(data).text == "Price?"
    assert [name for name, _content in attachments_in(data)] == ["hall.jpg", "menu.pdf"]


@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff\x00" * 50, b"hello", b"From: a@b.cn\nDate: soon\n\nx", b"x" * (LARGEST + 1)]
)
def test_what_is_no_message_gets_a_sentence(data):
    with pytest.raises(BadEntry):
        read_mail(data)


def test_mail_is_matched_shown_taken_in_once_and_undone_as_one(office: TestOffice, tmp_path):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "email": "He@Example.com"})
    twins = [office.do(clients.open_client, ClientForm.PERSON, {"name": name, "email": "twin@example.com"})
             for name in ("单雄飞", "单雄信")]  # fmt: skip
    box = tmp_path / "in.mbox"
    several = TO_HE.replace("office@example.org", "twin@example.com").replace("offer", "both").replace("12:00", "12:30")
    stranger = TO_HE.replace("he@example.com, ", "").replace("offer", "nobody")
    box.write_bytes(
        b"".join(b"From x\n" + mail.encode() + b"\n" for mail in (TO_HE, FROM_HE, stranger, several, "no mail"))
    )
    assert len(list(messages_in(box.read_bytes().splitlines(keepends=True)))) == 5
    plan = office.errand(mail_imports.plan_mail, [box])
    told = [(line.verdict, line.direction, [one.name for one in line.clients]) for line in plan.lines]
    assert told[:3] == [(Verdict.NEW, Direction.OUT, ["贺启年"]), (Verdict.NEW, Direction.IN, ["贺启年"]),
                        (Verdict.NOBODY, Direction.OUT, [])]  # fmt: skip
    assert [verdict for verdict, _way, _names in told[3:]] == [Verdict.SEVERAL, Verdict.BROKEN]

    reader = office.hire("单雪", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.errand(mail_imports.plan_mail, [box], me=reader)
    taken = office.errand(mail_imports.take_mail, plan, {4: twins[1]}, True)
    assert (taken.count, taken.left) == (3, ())
    operation = office.ask(undoing.operations)[0].operation
    (sent, came) = office.ask(contacts.contacts_of, he)
    assert (came.subject, came.content, came.persons, came.waits) == (
        "问报价", "Price & date?\n\n[menu.pdf]", "贺启年", False)  # fmt: skip
    assert "From us all" in sent.content and sent.persons == "he@example.com, other@example.com"
    # what nobody has answered among these waits
    assert [one.line.subject for one in office.ask(contact_lists.page, Only(unanswered=True))] == ["both"]
    again = office.errand(mail_imports.plan_mail, [box])
    assert [line.verdict for line in again.lines][:2] == [Verdict.KNOWN, Verdict.KNOWN]
    with pytest.raises(BadEntry):
        office.errand(mail_imports.take_mail, again, {})
    # what hung on the message lies in the file, and goes with the import
    (paper,) = office.ask(contact_papers.papers_of, came.id)
    assert paper.title == "menu" and office.ask(contact_papers.papers_of, sent.id) == ()
    assert office.errand(document_hand_outs.read, paper.document).content == b"JVBERi0="
    assert office.ask(contact_papers.papers_of, came.id, me=reader) == ()
    other = office.do(contacts.log_contact, he, Report(Channel.PHONE, "x"))
    with pytest.raises(BadEntry):
        office.do(undoing.undo, operation)
    office.do(contact_papers.undo, operation)
    assert [one.id for one in office.ask(contact_lists.page)] == [other]
    assert office.ask(contact_papers.papers_of, came.id) == ()
    assert office.ask(document_lists.list_documents, None, document_lists.Only(client=he)) == []


def test_a_box_is_taken_in_once_and_its_paper_filed_once(office: TestOffice, tmp_path):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "email": "he@example.com"})
    box = tmp_path / "in.mbox"
    answer = FROM_HE.replace("11:00", "11:30")
    box.write_bytes(b"".join(b"From x\n" + mail.encode() + b"\n" for mail in (FROM_HE, answer)))
    here, there = (office.errand(mail_imports.plan_mail, [box]) for _each in range(2))
    office.errand(mail_imports.take_mail, here, {})
    operation = office.ask(undoing.operations)[0].operation
    with pytest.raises(BadEntry, match="另一台电脑"):
        office.errand(mail_imports.take_mail, there, {})
    told = office.ask(contacts.contacts_of, he)
    first, second = (office.ask(contact_papers.papers_of, one.id) for one in told)
    assert first == second and len(first) == 1
    assert len(office.ask(document_lists.list_documents, None, document_lists.Only(client=he))) == 1
    assert office.errand(document_hand_outs.read, first[0].document).content == b"JVBERi0="
    office.do(contact_papers.undo, operation)
    assert office.ask(contacts.contacts_of, he) == ()


def test_files_are_filed_with_the_contact_or_nothing_is_done(office: TestOffice, tmp_path):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    plan, empty = tmp_path / "平面图.txt", tmp_path / "空.txt"
    plan.write_text("牡丹厅", "utf-8")
    empty.write_bytes(b"")
    said = (he, Report(Channel.IN_PERSON, "面谈"), None, None)
    with pytest.raises(BadEntry, match="空"):
        office.errand(contact_papers.log_with_papers, *said, [plan, empty])
    assert office.ask(contacts.contacts_of, he) == () and office.ask(contact_lists.page) == []
    made = office.errand(contact_papers.log_with_papers, *said, [plan])
    logged = office.ask(undoing.operations)[0].operation
    again = office.errand(contact_papers.log_with_papers, *said, [plan])
    # the same paper stands once in the file, however often it is handed over
    first, second = (office.ask(contact_papers.papers_of, key) for key in (made, again))
    assert first == second and first[0].title == "平面图"
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.errand(contact_papers.log_with_papers, *said, [plan], me=clerk)
    office.do(contact_papers.undo, office.ask(undoing.operations)[0].operation)
    assert [line.id for line in office.ask(contacts.contacts_of, he)] == [made]
    office.do(contact_papers.undo, logged)
    assert office.ask(contacts.contacts_of, he) == ()
