"""`verify` as an auditor or a schedule calls it."""

import json
import shutil

from tests.offices import PASSWORD

SIGNED = ("--user", "何俊", "--password-stdin", "--language", "en")


def verify(run, place, *more):
    status, out, err = run("verify", "--office", place, *SIGNED, "--json", *more)
    return status, json.loads(out) if out else {}, err


def test_verify_says_sound_and_gives_a_fingerprint(run, place):
    run("new", place, "--admin", "何俊", "--kind", "restaurant", "--password-stdin")
    status, told, err = verify(run, place)
    assert (status, told["sound"], told["findings"], err) == (0, True, [], "")
    status, again, _err = verify(run, place, "--quick")
    assert status == 0
    assert again["fingerprint"] != told["fingerprint"]
    status, known, _err = verify(run, place, "--fingerprint", told["fingerprint"].lower().replace("-", " "))
    assert (status, known["stands"], known["given_by"]) == (0, True, "何俊")
    slip = ("0" if told["fingerprint"][0] != "0" else "1") + told["fingerprint"][1:]
    status, _known, err = verify(run, place, "--fingerprint", slip)
    assert (status, err.startswith("This is no fingerprint")) == (1, True)
    _status, out, _err = run("verify", "--office", place, *SIGNED)
    assert out.splitlines()[0] == "Sound."
    assert PASSWORD not in out


def test_an_older_file_is_found_and_may_be_held_for_lawful(run, tmp_path):
    place, older = tmp_path / "office.db", tmp_path / "older.db"
    run("new", place, "--admin", "何俊", "--kind", "restaurant", "--password-stdin")
    verify(run, place)
    shutil.copyfile(place, older)
    verify(run, place)
    shutil.copyfile(older, place)
    status, told, _err = verify(run, place)
    assert (status, [f["area"] for f in told["findings"]]) == (1, ["witness"])
    status, told, _err = verify(run, place, "--quick")
    assert (status, [f["area"] for f in told["findings"]]) == (1, ["witness"])
    assert verify(run, place, "--accept", " ")[0] == 1
    status, told, _err = verify(run, place, "--accept", "restored from the backup of the 28th")
    assert (status, told["accepted"]) == (0, True)
    status, told, _err = verify(run, place, "--accept", "nothing is missing")
    assert (status, told["accepted"]) == (0, False)
    status, told, _err = verify(run, place)
    assert (status, told["findings"]) == (0, [])
