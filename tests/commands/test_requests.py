"""The commands about a client's own data: the dossier, and erasing for good."""

import json

from desktop.models.clients import Client
from desktop.rules.rights import Right, Scope
from desktop.services import approval_lists, approvals, erasing
from tests.commands.test_clients import inside, place, seeded

__all__ = ["place", "seeded"]


def code_of(place, name: str) -> str:
    with inside(place) as office, office.work(write=False) as work:
        return str(work.visible(Client).where(Client.name == name).get().code)


def test_dossier(seeded, place, tmp_path):
    code = code_of(place, "张伟")
    pdf, data = tmp_path / "he.pdf", tmp_path / "he.json"
    done = seeded("dossier", code, "--pdf", pdf, "--data", data)
    assert done["pdf"] == str(pdf) and pdf.read_bytes().startswith(b"%PDF")
    assert json.loads(data.read_text("utf-8"))["name"] == "张伟"
    assert "X404" in seeded("dossier", "X404", "--pdf", pdf, status=1)
    assert "原因" in seeded("dossier", code, "--pdf", pdf, "--level", "3", status=1)


def test_erase_needs_a_second_person(seeded, place, tmp_path):
    code = code_of(place, "张伟")
    with inside(place) as office:
        zhao = office.hire("赵峰", {Right.APPROVE_CLIENTS: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL})
    assert "--ask" in seeded("erase", code, "--reason", "不再往来", status=1)
    assert "已提请审批" in seeded("erase", code, "--reason", "不再往来", "--ask", status=1)
    assert "赵峰" in seeded("erase", code, "--reason", "不再往来", "--alone", status=1)
    with inside(place) as office:
        (line,) = office.ask(approval_lists.waiting, me=zhao)
        office.do(approvals.approve, line.id, me=zhao)
    pdf = tmp_path / "proof.pdf"
    done = seeded("erase", code, "--reason", "不再往来", "--basis", "period", "--pdf", pdf)
    assert done["code"] == code and done["counts"]["client"] == 1 and pdf.read_bytes().startswith(b"%PDF")
    assert "彻底删除" in seeded("erase", code, "--reason", "再来", status=1)
    with inside(place) as office:
        assert office.ask(erasing.register)[0].second == "赵峰"
