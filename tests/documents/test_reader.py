"""The reader's own process: what dies there takes nothing else along, and what it says is not believed (DO-1)."""

import os
import signal
import threading

import pytest

from desktop.rules.document_reading import CRASHED, DAMAGED, NO_OCR, TOO_SLOW, Kind, Line, Unreadable
from desktop.services import document_process, document_worker
from desktop.services.document_process import Opening, Paper, Reader
from tests.documents import papers


def paper(content: bytes, name: str = "x", key: str = "") -> Paper:
    return Paper(key or str(hash(content)), name, lambda: content)


def stand_in():
    """Reads the colour of a page's corner instead of its words."""
    return lambda image: f"seen {image.getpixel((0, 0))}"


def endless():
    """An engine that never comes back."""

    def read(image):
        threading.Event().wait()

    return read


@pytest.fixture
def reader():
    made = Reader(engine="tests.documents.test_reader:stand_in")
    yield made
    made.close()


def test_documents_are_read_and_shown_by_a_process_that_may_die_at_any_moment(reader):
    pdf, text = paper(papers.pdf("客户信息", "第二页")), paper("一\n二".encode("gb18030"), "a.txt")
    assert reader.open(pdf) == Opening(Kind.PDF, 2)
    assert reader.text(pdf, 2) == "第二页"
    assert reader.picture(pdf, 1, 200).png.startswith(b"\x89PNG")
    assert reader.values(pdf, 1) is None
    assert reader.values(text, 1).blocks == (Line("一"), Line("二"))
    first = reader.running
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    # it is begun anew for what is asked next, whatever became of the one before
    assert reader.text(pdf, 1) == "客户信息"
    assert reader.running not in (None, first)
    # three documents, of which it keeps two
    for at in range(3):
        assert reader.text(paper(f"字{at}".encode(), "a.txt"), 1) == f"字{at}"
    with pytest.raises(Unreadable) as told:
        reader.open(paper(b"%PDF-1.4 nothing of one"))
    assert told.value.message == DAMAGED
    reader.close()
    assert reader.running is None


def test_what_breaks_the_reader_is_told_and_the_next_document_is_read(reader):
    pdf = paper(papers.pdf("客户信息"))
    reader.open(pdf)
    with pytest.raises(Unreadable) as told:
        # no request it knows: it breaks down as it would at a hostile file
        reader._of(pdf, {"do": "harm", "page": 1}, None)
    assert told.value.message == CRASHED
    assert reader.text(pdf, 1) == "客户信息"


def test_a_scan_is_read_page_by_page_and_killing_it_in_mid_page_loses_nothing(reader):
    scan = paper(papers.scan(3))
    assert reader.scan(scan, 1) == "seen (255, 255, 255)"
    other = Reader(engine="tests.documents.test_reader:endless")

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        other.scan(scan, 1, tick=stop)
    assert other.running is None
    lame = Reader(engine="no.such.engine:read")
    with pytest.raises(Unreadable) as told:
        lame.scan(scan, 1)
    assert told.value.message == NO_OCR
    lame.close()


def test_what_takes_too_long_is_given_up_by_the_reader_itself(monkeypatch):
    monkeypatch.setattr(document_process, "SCAN_LIMIT", 0.1)
    reader = Reader(engine="tests.documents.test_reader:endless")
    scan = paper(papers.scan(1))
    reader.open(scan)
    with pytest.raises(Unreadable) as told:
        reader.scan(scan, 1)
    assert told.value.message == TOO_SLOW
    reader.close()


def test_a_reader_that_answers_in_another_form_is_not_believed(reader):
    for said in ({}, {"kind": "spell", "pages": 1}, {"kind": "pdf", "pages": "many"}):
        with pytest.raises(Unreadable):
            document_process._checked(lambda said=said: (Kind(said["kind"]), max(0, int(said["pages"]))))
    assert document_worker.used_memory() > 1_000_000
