"""Handing over without a window."""

import argparse

import pytest

from desktop.commands.command import Session
from desktop.commands.transfers import COMMANDS
from desktop.i18n import language, set_language
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients
from tests.offices import TestOffice


@pytest.fixture
def run(office: TestOffice):
    held = language()
    set_language("en")

    def run(*args: str):
        parser = argparse.ArgumentParser()
        COMMANDS[0].arguments(parser)
        return COMMANDS[0].run(Session(None, office.office, office.me), parser.parse_args(args))

    yield run
    set_language(held)


def test_clients_are_handed_over_by_code_or_all_of_one(office: TestOffice, run):
    office.hire("周敏", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    files = [office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("贺启年", "单雄飞")]
    code = office.ask(clients.client_file, files[0]).code
    seen = run(code, "--to", "周敏", "--reason", "调岗", "--plan")
    assert seen.lines[-1] == "Nothing was changed." and seen.data["clients"][0]["owner"] == "周敏"
    assert office.ask(clients.client_file, files[0]).owner.id == office.me.id
    assert "operation" in run(code, "--to", "周敏", "--reason", "调岗").data
    everything = run("--from", office.me.name, "--to", "周敏", "--reason", "离职")
    assert [one["name"] for one in everything.data["clients"]] == ["单雄飞"]
    with pytest.raises(BadEntry, match="already"):
        run(code, "--to", "周敏", "--reason", "调岗")
    with pytest.raises(BadEntry, match="holds no clients"):
        run("--from", office.me.name, "--to", "周敏", "--reason", "离职")
    for wrong, refusal in ((("--to", "无此人", "--reason", "x", code), NotFound), (("--reason", "x", code), BadEntry)):
        with pytest.raises(refusal):
            run(*wrong)
