"""Importing without a window: exactly the JSON that checks rely on."""

import json
from pathlib import Path

import pytest

from tests.offices import ADMIN

ENGLISH = ("--language", "en")
LINES = (
    "姓名,电话,忌口",
    "张伟,199 0000 1111,不吃香菜",
    "李娜,19900001111,",
    ",19900002222,",
    "王强,1990,",
    "张伟,+8619900001111,",
)


@pytest.fixture
def place(founded):
    return founded


@pytest.fixture
def signed(run, place):
    def signed(*args: object) -> tuple[int, object, str]:
        status, out, err = run(*args, "--office", place, "--user", ADMIN, "--password-stdin", *ENGLISH, "--json")
        return status, json.loads(out) if out else None, err

    return signed


def sheet(folder: Path) -> Path:
    path = folder / "客户.csv"
    path.write_bytes("\r\n".join(LINES).encode("gbk"))
    return path


def test_import_and_undo(signed, tmp_path):
    path = sheet(tmp_path)
    status, planned, _err = signed("import", path, "--dry-run")
    assert status == 0
    assert (planned["import"], planned["created"]) == (None, 2)
    assert signed("list", "clients")[1] == []
    status, done, _err = signed("import", path)
    assert status == 0
    assert list(done) == ["import", "created", "updated", "unchanged", "similar", "refused"]
    assert (done["created"], done["updated"], done["unchanged"]) == (2, 0, 0)
    assert [(s["row"], s["name"], s["known"]) for s in done["similar"]] == [(3, "李娜", "张伟")]
    assert [(r["row"], r["field"]) for r in done["refused"]] == [(4, "name"), (5, "phone")]
    assert done["refused"][1]["reason"] == "A mobile number has 11 digits: 7 missing."
    listed = signed("list", "clients")[1]
    assert {c["name"] for c in listed} == {"张伟", "李娜"}
    assert done["similar"][0]["code"] == next(c["code"] for c in listed if c["name"] == "张伟")
    again = signed("import", path)[1]
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    status, undone, _err = signed("undo", done["import"])
    assert (status, undone["withdrawn"]) == (0, 2)
    assert signed("list", "clients")[1] == []
    assert signed("undo", done["import"])[1]["withdrawn"] == 0


def test_refusals_are_sentences(signed, tmp_path):
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(b"%PDF-1.7")
    status, data, err = signed("import", path)
    assert (status, data) == (1, None)
    assert err.strip() == "This is a PDF and no sheet. Ask for the spreadsheet it was printed from."
    assert signed("import", tmp_path / "gone.csv")[0] == 1
    assert signed("undo", "no-such-import")[0] == 1


def test_plain_words_without_json(run, tmp_path):
    place = tmp_path / "office.db"
    run("new", place, "--admin", ADMIN, "--kind", "restaurant", "--password-stdin")
    status, out, _err = run("import", sheet(tmp_path), "--office", place, "--user", ADMIN, "--password-stdin", *ENGLISH)
    assert status == 0
    assert "Created 2, completed 0, unchanged 0, refused 2." in out
    assert "Row 5, Phone: A mobile number has 11 digits: 7 missing." in out
