"""The office commands as an administrator or a schedule calls them."""

import io
import json
import os
import subprocess
import sys

import pytest

from desktop.commands import read_secrets
from tests.offices import PASSWORD


def test_new_and_check(run, place):
    status, out, _err = run("new", place, "--admin", "何俊", "--kind", "restaurant", "--password-stdin", "--json")
    assert (status, json.loads(out)["kind"]) == (0, "restaurant")
    status, out, err = run("check", "--office", place, "--user", "何俊", "--password-stdin", "--json")
    assert (status, json.loads(out)["sound"], err) == (0, True, "")
    assert PASSWORD not in out
    status, out, _err = run("check", "--json", "--password-stdin", "--user", "何俊", "--language", "en")
    assert status == 0
    assert run("new", place, "--admin", "乙", "--kind", "trade", "--password-stdin")[0] == 1


@pytest.mark.parametrize(
    ("args", "status"),
    [((), 2), (("nothing",), 2), (("new", "x", "--admin", "a", "--kind", "school", "--password-stdin"), 2),
     (("new", "x", "--kind", "trade"), 2), (("check", "--language", "fr"), 2), (("--version",), 0), (("-h",), 0),
     (("new", "x", "--admin", "a", "--kind", "trade"), 1), (("check", "--password-stdin"), 1)],
)  # fmt: skip
def test_status_tells_refused_from_wrongly_used(run, args, status):
    got, _out, err = run(*args)
    assert got == status
    assert bool(err) == (status != 0)
    assert "Traceback" not in err


def test_refusals_are_sentences_on_standard_error(run, tmp_path):
    place = tmp_path / "office.db"
    run("new", place, "--admin", "何俊", "--kind", "trade", "--password-stdin")
    for args, said, expected in (
        (("check", "--office", place, "--user", "何俊", "--password-stdin"), "wrong horse", "does not open"),
        (("check", "--office", place, "--user", "何俊"), "", "--password-stdin"),
        (("check", "--office", tmp_path / "else", "--user", "何俊", "--password-stdin"), PASSWORD, "has not joined"),
    ):
        status, out, err = run(*args, said=said)
        assert (status, out) == (1, "")
        assert expected in err
        assert err.count("\n") == 1


def test_a_real_process_speaks_utf_8_under_a_gbk_console(tmp_path):
    env = {
        **os.environ,
        "CLIENTELE_HOME": str(tmp_path / "home"),
        "CLIENTELE_KEYRING": "off",
        "PYTHONIOENCODING": "gbk",
    }
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "new", str(tmp_path / "𠮷.office"), "--admin", "何俊", "--kind", "service",
         "--password-stdin", "--json"],
        input=f"{PASSWORD}\r\n".encode(), capture_output=True, env=env, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["name"] == "𠮷"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"one\n", ("one", "", "")), (b"one\r\ntwo\r\nthree\nfour", ("one", "two", "three")),
     ("\ufeff密码 一\n二".encode(), ("密码 一", "二", "")), (b"", ("", "", "")),
     (b" keeps spaces \n", (" keeps spaces ", "", ""))],
)  # fmt: skip
def test_passwords_are_read_by_lines(raw, expected):
    assert read_secrets(io.BytesIO(raw)) == expected


@pytest.mark.parametrize(("args", "said"), [
    (("classify",), "缺少 QUARTER"), (("nothing",), "“nothing”不在可选范围内"), (("merge", "2025-0001"), "缺少 CODE"),
    (("today", "--week"), "没有这个参数：--week"), (("history", "K1", "--at"), "--at 后面要有内容"),
    (("history", "K1", "--at", "2026-13-45"), "--at：2026-13-45 不是"),
])  # fmt: skip
def test_wrong_usage_is_told_in_the_users_language(run, args, said):
    status, _out, err = run(*args, "--language", "zh_CN")
    assert status == 2
    assert said in err


def test_recover_says_what_is_mistyped(run, place):
    run("new", place, "--admin", "何俊", "--kind", "restaurant", "--password-stdin")
    status, _out, err = run("recover", place, "--user", "何俊", "--password-stdin", said="seven tall green ships\n0W40")
    assert status == 1
    assert "14 groups" in err
