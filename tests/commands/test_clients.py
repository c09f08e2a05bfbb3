"""Clients without a window: listed, shown, found and printed, under the rights of who signs in."""

import json
import os
import sys
from contextlib import contextmanager

import pytest

from desktop.house import House
from desktop.i18n import translator
from desktop.models.records import Record
from desktop.rules.consents import Ground, Way
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, on_file
from desktop.services.purposes import Agreed
from tests.offices import ADMIN, CHEAP, PASSWORD, TestOffice

FILES = (
    (ClientForm.PERSON, {"name": "张伟", "salutation": "张总", "unit": "云川茶业", "phone": "19900001234",
                         "allergies": "花生", "note": "first line\nsecond line", "bank": "云川银行"}),
    (ClientForm.PERSON, {"name": "A<B 单雄飞"}),
    (ClientForm.ORGANISATION, {"name": "白石建材", "phone": "19900005678", "registered_capital": "1,280.5"}),
)  # fmt: skip
END = ("--user", ADMIN, "--password-stdin", "--json")


@contextmanager
def inside(place):
    """The office as the services see it; each opening makes it the process's only one."""
    house = House(kdf=CHEAP)
    office = house.open(place, name=ADMIN, password=PASSWORD)
    yield TestOffice(office, house.sign_in(office, ADMIN, PASSWORD))
    office.disconnect()


@pytest.fixture
def place(founded):
    return founded


@pytest.fixture
def seeded(run, place):
    """An office with three clients, asked by commands with JSON."""
    with inside(place) as office:
        for form, values in FILES:
            agreed = Agreed(Ground.CONSENT, Way.CARD, office.ask(on_file.today))
            office.do(clients.open_client, form, values, agreed=agreed)

    def ask(*args, status=0):
        got, out, err = run(*args, "--office", place, *END)
        assert (got, bool(err)) == (status, status != 0), err
        return json.loads(out) if out else err

    return ask


def code_of(ask, text):
    return ask("search", text)[0]["code"]


def test_list(seeded):
    rows = seeded("list", "clients")
    assert sorted(row["name"] for row in rows) == ["A<B 单雄飞", "张伟", "白石建材"]
    first = next(row for row in rows if row["name"] == "张伟")
    assert {k: first[k] for k in ("kind", "form", "class", "unit", "phone", "owner", "draft")} == {
        "kind": "customer", "form": "person", "class": "", "unit": "云川茶业", "phone": "19900001234",
        "owner": ADMIN, "draft": False,
    }  # fmt: skip
    assert next(row for row in rows if row["name"] == "A<B 单雄飞")["draft"] is True
    assert seeded("list", "clients", "--limit", "2") == rows[:2]


def test_list_goes_on_past_a_page(seeded, monkeypatch):
    from desktop.commands import clients as command

    monkeypatch.setattr(command, "_PAGE", 2)
    assert len(seeded("list", "clients")) == 3
    assert len({row["code"] for row in seeded("list", "clients")}) == 3


def test_show(seeded):
    shown = seeded("show", code_of(seeded, "张伟"))
    assert (shown["name"], shown["kind"], shown["allergies"], shown["draft"]) == ("张伟", "customer", "花生", False)
    assert shown["bank"] == {"locked": 3}
    assert shown["income"] == {"locked": 2}
    assert shown["provisional"] == ["allergies", "bank"]
    firm = seeded("show", code_of(seeded, "白石建材"))
    assert firm["registered_capital"] == "1280.50"
    assert "allergies" not in firm
    assert seeded("show", code_of(seeded, "单雄飞"))["missing"] == ["salutation", "unit", "phone"]
    assert "K9" in seeded("show", "K9", status=1)


def test_search(seeded):
    hit = {
        "kind": "client",
        "code": code_of(seeded, "张"),
        "title": "张伟",
        "detail": "云川茶业 · 张总 · 19900001234",
        "risk": "",
    }
    for text in ("张伟", "张", "zhangwei", "zw", "1234", "茶业"):
        assert hit in seeded("search", text), text
    assert [h["title"] for h in seeded("search", "shan")] == ["A<B 单雄飞"]
    assert len(seeded("search", "1990000", "--limit", "1")) == 1
    assert seeded("search", "%") == []


def test_prints(seeded, tmp_path):
    code, pdf = code_of(seeded, "张伟"), tmp_path / "纸.pdf"
    told = seeded("card", code, "--pdf", pdf)
    assert (told["sheet"], told["pdf"]) == ("card", str(pdf))
    one = pdf.read_bytes()
    assert one.startswith(b"%PDF")
    seeded("card", code, code_of(seeded, "单雄飞"), "--pdf", pdf)
    assert pdf.read_bytes() != one
    assert seeded("print", "clients", "--pdf", pdf)["sheet"] == "client_list"
    assert "客户一览表" in text_of(pdf)
    seeded("print", "clients", "--language", "en", "--pdf", pdf)
    assert translator("en")("Client list") in text_of(pdf)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def text_of(pdf):
    import pypdf

    return "".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)


def test_nobody_sees_or_prints_beyond_the_own_rights(seeded, run, place, tmp_path):
    code = code_of(seeded, "张伟")
    with inside(place) as office:
        office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    as_her = ("--office", place, "--user", "李娜", "--password-stdin", "--json")
    # her first sign-in here is let in by somebody who has one
    said = f"{PASSWORD}\n{PASSWORD}"
    assert run("list", "clients", *as_her, said=said)[:2] == (0, "[]\n")
    assert run("search", "张伟", *as_her)[:2] == (0, "[]\n")
    assert run("show", code, *as_her)[0] == 1
    pdf = tmp_path / "list.pdf"
    assert run("print", "clients", "--pdf", pdf, *as_her)[0] == 1
    assert run("card", code, "--pdf", pdf, *as_her)[0] == 1
    assert not pdf.exists()


def test_lines_for_people(seeded, run, place):
    status, out, _err = run("show", code_of(seeded, "张伟"), "--office", place, *END[:-1], "--language", "en")
    assert status == 0
    assert "Kind: Customer" in out
    assert "Note: first line\n    second line" in out
    assert "locked, level 3" in out
    assert "云川银行" not in out
    assert "3 clients" in run("list", "clients", "--office", place, *END[:-1], "--language", "en")[1]
    assert run("search", "nobody", "--office", place, *END[:-1], "--language", "en")[1] == "Nothing found.\n"


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_place_that_takes_no_file_is_named_before_anything_is_recorded(seeded, place, tmp_path):
    code, before = code_of(seeded, "张伟"), tmp_path / "before.pdf"
    (tmp_path / "folder").mkdir()
    before.write_bytes(b"old")
    bad = [tmp_path / "none" / "x.pdf", tmp_path / "folder", before / "x.pdf"]
    if sys.platform != "win32":
        bad.append("/dev/null")
    if sys.platform != "win32" and os.geteuid() != 0:
        (tmp_path / "folder").chmod(0o500)
        bad.append(tmp_path / "folder" / "x.pdf")
    for pdf in bad:
        said = seeded("card", code, "--pdf", pdf, status=1)
        assert said.count("\n") == 1
        assert str(pdf) in said or str(pdf.parent) in said
    assert before.read_bytes() == b"old"
    assert list((tmp_path / "folder").iterdir()) == []
    with inside(place) as office, office.work(write=False) as work:
        assert not work.visible(Record).where(Record.topic == "prints").exists()


@pytest.mark.parametrize(
    "args", [("list",), ("list", "suppliers"), ("list", "clients", "--limit", "0"), ("show",), ("search",),
             ("card", "1"), ("card", "--pdf", "x"), ("print", "clients"), ("search", "a", "--limit", "x")],
)  # fmt: skip
def test_wrong_usage(run, args):
    assert run(*args)[0] == 2
