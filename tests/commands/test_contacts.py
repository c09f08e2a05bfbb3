"""Contacts without a window: logged, listed, and answered."""

import json

from desktop.rules.words import ClientForm
from desktop.services import clients
from tests.commands.test_clients import END, inside


def test_contacts_are_logged_listed_and_answered(run, founded, tmp_path):
    with inside(founded) as office:
        code = office.ask(
            clients.client_file, office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
        ).code
    signed = ("--office", founded, *END)
    came = run("contact", "add", code, "--channel", "email", "--text", "问报价", "--in", *signed)
    assert came[0] == 0
    asked = json.loads(came[1])["id"]

    def listed(*more):
        return [(row["subject"], row["waits"]) for row in json.loads(run("contact", "list", *more, *signed)[1])]

    assert listed("--unanswered") == listed("--client", code) == [("问报价", True)]
    answer = ("contact", "add", code, "--channel", "phone", "--text", "报价", "--answers", asked, *signed)
    assert run(*answer)[0] == 0
    assert listed("--unanswered") == []
    assert listed("--text", "报价") == [("报价", False), ("问报价", False)]
    file = tmp_path / "calls.csv"
    file.write_text("号码,方向,时间\n13912345678,呼入,2026-03-05 09:00\n", "utf-8")
    taken = json.loads(run("contact", "calls", str(file), *signed)[1])
    assert (taken["logged"], taken["kept"], taken["nobody"]) == (0, 1, 1)
    assert json.loads(run("contact", "calls", str(file), *signed)[1])["kept"] == 0
    assert run("contact", "calls", *signed)[0] == run("contact", "mail", str(tmp_path / "none.eml"), *signed)[0] == 1
    assert run("contact", "add", code, *signed)[0] == run("contact", "add", code, "--channel", "fax", *signed)[0] == 1
    assert run("contact", "add", "nobody", "--channel", "phone", "--text", "x", *signed)[0] == 1
