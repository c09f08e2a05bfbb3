"""Today without a window."""

import json

from tests.offices import ADMIN


def test_what_is_due_is_said(run, tmp_path):
    place = str(tmp_path / "office.db")
    assert run("new", place, "--admin", ADMIN, "--kind", "restaurant", "--password-stdin")[0] == 0
    signed = ("--office", place, "--user", ADMIN, "--password-stdin", "--language", "en")
    assert run("today", *signed)[:2] == (0, "Nothing is due today.\n")
    status, out, _err = run("today", "--department", *signed, "--json")
    assert (status, json.loads(out)) == (0, {})
