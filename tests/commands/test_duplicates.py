"""Duplicates without a window: exactly the JSON that checks rely on."""

import json
from pathlib import Path

import pytest

from tests.offices import ADMIN


@pytest.fixture
def place(founded):
    return founded


@pytest.fixture
def signed(run, place):
    def signed(*args: object) -> tuple[int, object, str]:
        said = (*args, "--office", place, "--user", ADMIN, "--password-stdin", "--language", "en", "--json")
        status, out, err = run(*said)
        return status, json.loads(out) if out else None, err

    return signed


def sheet(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(("姓名,电话,车牌", *lines)), "utf-8")
    return path


def test_find_merge_and_take_apart(signed, tmp_path):
    signed("import", sheet(tmp_path, "a.csv", "张伟,19900001111,", "李娜,19900002222,"))
    signed("import", sheet(tmp_path, "b.csv", "张玮,19900001111,云A12345"))
    codes = {c["name"]: c["code"] for c in signed("list", "clients")[1]}
    status, found, _err = signed("duplicates")
    assert status == 0
    assert len(found) == 1
    assert list(found[0]) == ["codes", "score", "reasons"]
    assert sorted(found[0]["codes"]) == sorted([codes["张伟"], codes["张玮"]])
    assert (found[0]["score"], found[0]["reasons"]) == (90, ["same phone", "names sound alike"])
    status, done, _err = signed("merge", codes["张伟"], codes["张玮"])
    assert status == 0
    assert (done["kept"], done["withdrawn"], done["fields"]) == (codes["张伟"], codes["张玮"], ["plate"])
    assert signed("duplicates")[1] == []
    for code in (codes["张伟"], codes["张玮"]):
        shown = signed("show", code)[1]
        assert (shown["code"], shown["name"], shown["plate"]) == (codes["张伟"], "张伟", "云A12345")
    status, _out, err = signed("merge", codes["张伟"], codes["张玮"])
    assert (status, err.strip()) == (1, "These are one file and no pair: choose two.")
    assert signed("unmerge", "1")[0] == 1
    status, again, _err = signed("merge", codes["李娜"], codes["张伟"])
    # the other's number is kept where there is room, and why they were taken apart stands in the history
    joined = signed("show", codes["李娜"])[1]
    assert (joined["phone"], joined["other_phone"]) == ("19900002222", "19900001111")
    undone = signed("undo", again["operation"], "--reason", "不是一个人")
    assert (status, undone[1]["restored"]) == (0, codes["张伟"])
    assert signed("show", codes["李娜"])[1]["other_phone"] == ""
    told = [change["after"] for act in signed("history", codes["李娜"])[1] for change in act["changes"]]
    assert "不是一个人" in told
    assert signed("unmerge", done["merged"])[1]["restored"] == codes["张玮"]
    assert signed("show", codes["张玮"])[1]["name"] == "张玮"
    assert signed("show", codes["张伟"])[1]["plate"] == ""
