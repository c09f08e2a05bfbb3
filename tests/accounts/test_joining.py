"""Invitations: file and code together open, each alone or too late does not."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.services import joining, sign_ins
from desktop.services.joining import Invitation, read_invitation
from tests.offices import TestOffice

CONTENTS = Invitation("0190", "柏溪楼", "restaurant", "/srv/office.db", "aa" * 32, "bb" * 32)


def test_file_and_code_together_open(office: TestOffice):
    data, code = office.do(joining.invite, CONTENTS)
    found = read_invitation(data, code.lower().replace("-", " "))
    assert (found.locator, found.file_key) == (CONTENTS.locator, CONTENTS.file_key)
    assert len(joining.plain_code(code)) == 26
    assert b"office.db" not in data


def test_neither_alone_nor_changed_nor_late(office: TestOffice):
    data, code = office.do(joining.invite, CONTENTS)
    _data, other = office.do(joining.invite, CONTENTS)
    changed = data[:-1] + bytes([data[-1] ^ 1])
    for wrong, with_code, field in ((data, other, "code"), (changed, code, "code"), (b"PK\3\4", code, "file"),
                                    (b"", code, "file"), (data * 500, code, "file")):  # fmt: skip
        with pytest.raises(BadEntry) as refusal:
            read_invitation(wrong, with_code)
        assert refusal.value.field == field
    late = datetime.now(UTC) + timedelta(hours=73)
    with pytest.raises(BadEntry, match="72 hours"):
        read_invitation(data, code, late)


def test_only_who_runs_the_office_invites(office: TestOffice):
    with pytest.raises(NotAllowed):
        office.do(joining.invite, CONTENTS, me=office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL}))
    assert len(office.ask(sign_ins.stations)) == 1
