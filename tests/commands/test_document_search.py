"""Papers filed by a command are found by any word in them (CL-16, DO-1)."""

import json

from desktop.house import House
from desktop.services import filing
from desktop.services.filing import Wish
from tests.documents import papers
from tests.offices import ADMIN, CHEAP, PASSWORD


def test_what_was_filed_is_read_and_found(founded, run, tmp_path):
    office = ("--office", founded, "--user", ADMIN, "--password-stdin", "--language", "en")
    for name, content in (("供货合同.pdf", papers.pdf("甲方", "付款条件：货到付款")), ("坏.pdf", b"%PDF-1.7")):
        (tmp_path / name).write_bytes(content)
    status, _said, trouble = run("file", tmp_path / "供货合同.pdf", tmp_path / "坏.pdf", *office)
    assert (status, trouble) == (0, "")
    status, said, _trouble = run("documents", "search", "付款", "条件", "--json", *office)
    (hit,) = json.loads(said)
    assert status == 0 and hit.keys() == {"id", "title", "client", "page", "snippet"}
    assert (hit["title"], hit["client"], hit["page"], hit["snippet"]) == ("供货合同", "", 2, "付款条件：货到付款")
    status, said, _trouble = run("documents", "search", "没有此词", *office)
    assert (status, said.strip()) == (0, "Nothing is found by these words.")
    status, _said, trouble = run("documents", "read", "--scans", *office)
    assert status == 1 and "clientele[ocr]" in trouble


def test_what_a_window_has_left_unread_is_read(founded, run, tmp_path):
    office = ("--office", founded, "--user", ADMIN, "--password-stdin", "--language", "en")
    house = House(kdf=CHEAP)
    opened = house.open(founded, name=ADMIN, password=PASSWORD)
    wishes = [Wish(papers.pdf("付款条件：货到付款"), "供货合同.pdf"), Wish(b"%PDF-1.7", "坏.pdf")]
    opened.carry(house.sign_in(opened, ADMIN, PASSWORD), filing.file_documents, wishes)
    opened.disconnect()
    assert run("documents", "search", "付款", *office)[1].strip() == "Nothing is found by these words."
    status, said, trouble = run("documents", "read", "--json", *office)
    assert (status, trouble) == (1, "")  # one could not be read
    assert json.loads(said) == {"read": 1, "empty": 0, "failed": 1, "scanned_pages": 0}
    assert "供货合同" in run("documents", "search", "付款", *office)[1]
    # neither waits any more
    assert json.loads(run("documents", "read", "--json", *office)[1])["failed"] == 0


def test_the_papers_of_a_sample_are_read_as_it_is_founded(run, tmp_path):
    office = str(tmp_path / "sample.office")
    end = ("--password-stdin", "--language", "zh_CN")
    assert run("new", office, "--admin", ADMIN, "--kind", "restaurant", "--sample", *end)[0] == 0
    status, said, trouble = run("documents", "search", "花生", "--json", "--office", office, "--user", ADMIN, *end)
    assert (status, trouble) == (0, "") and "花生过敏" in json.loads(said)[0]["snippet"]
