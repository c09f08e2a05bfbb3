"""History and undo without a window: the JSON that checks rely on."""

import pytest

from tests.commands.test_imports import ENGLISH, place, sheet, signed
from tests.offices import ADMIN, office_today

__all__ = ["place", "signed"]


@pytest.fixture
def one(signed, tmp_path):
    """An office with one imported sheet, and the code of 张伟."""
    done = signed("import", sheet(tmp_path))[1]
    return done["import"], next(c["code"] for c in signed("list", "clients")[1] if c["name"] == "张伟")


def test_history_names_operations_and_undo_takes_them_back(signed, one):
    run, code = one
    lines = signed("history", code)[1]
    assert list(lines[0]) == ["operation", "record", "at", "who", "action", "about", "undone", "file", "changes"]
    assert [line["action"] for line in lines] == ["Imported"]
    status, undone, _err = signed("undo", lines[0]["operation"], "--force")
    assert (status, undone["withdrawn"]) == (0, 2)
    assert signed("list", "clients")[1] == []
    assert signed("undo", run)[1]["withdrawn"] == 0
    # one out of use is found by its code still, for that is where the act is taken back
    status, lines, _err = signed("history", code)
    assert (status, [line["action"] for line in lines]) == (0, ["Import undone", "Imported"])
    assert signed("history", code, "--at", office_today().isoformat())[1]["code"] == code
    # it is shown, and says so
    gone = signed("show", code)[1]["out_of_use"]
    assert (gone["who"], gone["why"], signed("list", "clients")[1]) == (ADMIN, "", [])


def test_the_file_as_of_a_day(signed, one):
    _run, code = one
    today = office_today().isoformat()
    past = signed("history", code, "--at", today)[1]
    shown = signed("show", code)[1]
    assert {name: past[name] for name in ("name", "phone", "taboos")} == {
        name: shown[name] for name in ("name", "phone", "taboos")
    }
    assert (past["links"], past["at"]) == ([], today)
    status, out, err = signed("history", code, "--at", "2001-01-01")
    assert (status, out) == (1, None)
    assert "opened on" in err


def test_what_is_no_operation_is_refused(signed, run, place):
    for text in ("nonsense", "00000000-0000-0000-0000-000000000000", "999999"):
        status, _out, err = signed("undo", text)
        assert (status, text in err) == (1, True)
    status, _out, _err = run("history", "2026-0001", "--at", "yesterday", "--office", place, "--user", ADMIN, *ENGLISH)
    assert status == 2
