"""Contacts without a window: logged, listed, and answered."""

import json

from desktop.rules.words import ClientForm
from desktop.services import clients
from tests.commands.test_clients import END, inside


def test_contacts_are_logged_listed_and_answered(run, founded):
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
    assert run("contact", "add", code, *signed)[0] == run("contact", "add", code, "--channel", "fax", *signed)[0] == 1
    assert run("contact", "add", "nobody", "--channel", "phone", "--text", "x", *signed)[0] == 1
