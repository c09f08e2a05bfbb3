"""Spend and classes without a window: exactly the JSON that checks rely on."""

import json

import pytest

from desktop.rules.quarters import Quarter
from tests.offices import ADMIN, office_today

QUARTER = Quarter.of(office_today()).before()
DAY = QUARTER.first.isoformat()


@pytest.fixture
def place(founded):
    return founded


@pytest.fixture
def signed(run, place, tmp_path):
    def signed(*args: object, plain: bool = False) -> tuple[int, object, str]:
        words = ("--language", "en") if plain else ("--language", "en", "--json")
        status, out, err = run(*args, "--office", place, "--user", ADMIN, "--password-stdin", *words)
        return status, out if plain else json.loads(out) if out else None, err

    people = sheet(tmp_path / "clients.csv", "姓名", "贺启年", "单雪", "尉迟敬", "张岚")
    assert signed("import", people)[0] == 0
    return signed


def sheet(path, *lines):
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_spend_and_classify(signed, tmp_path):
    codes = {c["name"]: c["code"] for c in signed("list", "clients")[1]}
    bills = sheet(tmp_path / "bills.csv", "client,date,amount,visits", f"{codes['贺启年']},{DAY},500.50,2",
                  f"单雪,{DAY},300,1", f"尉迟敬,{DAY},300,1")  # fmt: skip
    status, taken, _err = signed("spend", bills)
    assert status == 0
    assert list(taken) == ["import", "rows", "clients", "amount", "quarters", "unmatched", "refused"]
    assert (taken["rows"], taken["clients"], taken["amount"]) == (3, 3, "1100.50")
    status, found, _err = signed("classify", str(QUARTER))
    assert status == 0
    assert [list(f) for f in found] == [["code", "class", "spend_rank", "visit_rank", "reason"]] * 4
    by_code = {f["code"]: f for f in found}
    assert {name: by_code[code]["class"] for name, code in codes.items()} == {
        "贺启年": "A", "单雪": "A", "尉迟敬": "A", "张岚": "D"}  # fmt: skip
    assert by_code[codes["单雪"]]["spend_rank"] == by_code[codes["尉迟敬"]]["spend_rank"] == 2
    assert by_code[codes["单雪"]]["reason"] == (
        "Rank 2 by spend: A takes ranks 1 to 15; 2 share the rank, all equals are admitted")  # fmt: skip
    assert by_code[codes["张岚"]]["spend_rank"] is None
    assert {c["class"] for c in signed("list", "clients")[1]} == {""}
    assert signed("classify", str(QUARTER), "--apply")[1] == found
    assert {c["name"]: c["class"] for c in signed("list", "clients")[1]} == {
        n: by_code[c]["class"] for n, c in codes.items()
    }
    # a run that moves nobody is named too, or nobody could take it back
    told = signed("classify", str(QUARTER), "--apply", plain=True)[1].splitlines()[-1]
    assert told.startswith("To take the classes back: undo ")
    assert signed("undo", told.split()[-1])[0] == 0
    assert "undone already" in signed("undo", told.split()[-1], plain=True)[1]
    assert "0 clients would move" in signed("classify", str(QUARTER), plain=True)[1]


def test_a_sheet_with_a_stranger_is_not_taken(signed, tmp_path):
    bills = sheet(tmp_path / "bills.csv", "client,date,amount", f"单雪,{DAY},300", f"生人,{DAY},1")
    status, told, _err = signed("spend", bills)
    assert (status, told["import"], told["rows"]) == (1, None, 0)
    assert told["unmatched"] == [{"row": 3, "client": "生人", "reason": "No client is named 生人."}]
    assert {f["spend_rank"] for f in signed("classify", str(QUARTER))[1]} == {None}
    # what is refused is said where refusals are said
    _status, out, err = signed("spend", bills, plain=True)
    assert "Row 3: No client is named 生人." in err and not out


def test_what_is_no_quarter_is_refused(signed):
    status, _told, err = signed("classify", "autumn")
    assert (status, err.strip()) == (1, "A quarter is written like 2026Q3; this is none: autumn")


def test_a_quarter_to_come_is_refused(signed):
    for apply in ([], ["--apply"]):
        status, _told, err = signed("classify", f"{office_today().year + 2}Q1", *apply)
        assert (status, "has not begun yet" in err) == (1, True)


def test_classes_and_spend_are_taken_back(signed, tmp_path):
    taken = signed("spend", sheet(tmp_path / "bills.csv", "client,date,amount", f"单雪,{DAY},300"))[1]
    signed("classify", str(QUARTER), "--apply")
    code = next(c["code"] for c in signed("list", "clients")[1] if c["name"] == "单雪")
    (given,) = (a for a in signed("history", code)[1] if a["action"] == "Class set")
    status, undone, _err = signed("undo", given["operation"] or given["record"])
    assert (status, undone["restored"]) == (0, 4)
    assert {c["class"] for c in signed("list", "clients")[1]} == {""}
    assert signed("undo", taken["import"])[1]["rows"] == 1
