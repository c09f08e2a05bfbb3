"""Exports without a window: the kind by the file's ending, a saved view, and the office's limit."""

import openpyxl

from desktop.rules.approvals import ApprovalState
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import approval_lists, approvals, exports, settings, views
from desktop.services.client_lists import Filter, Sort
from desktop.services.views import Content
from tests.commands.test_clients import END, inside, place, seeded
from tests.offices import PASSWORD

__all__ = ["place", "seeded"]


def test_export(seeded, run, place, tmp_path):
    path = tmp_path / "all.csv"
    done = seeded("export", "clients", "--to", path)
    assert (done["file"], done["kind"], done["clients"]) == (str(path), "csv", 3)
    assert "张伟" in path.read_text("utf-8-sig")
    firms = Content(Filter(forms=frozenset({ClientForm.ORGANISATION})), Sort("code"), ("name", "phone"))
    with inside(place) as office:
        office.do(views.save_view, "单位", firms)
        office.do(settings.change_setting, "export_limit", 5)
    book = tmp_path / "firms.xlsx"
    done = seeded("export", "clients", "--to", book, "--view", "单位")
    assert (done["kind"], done["clients"], done["columns"]) == ("xlsx", 1, 2)
    assert list(openpyxl.load_workbook(book).active.values) == [("名称", "电话"), ("白石建材", "19900005678")]
    assert seeded("export", "clients", "--to", tmp_path / "one.vcf", "--search", "张伟")["clients"] == 1
    refused = seeded("export", "clients", "--to", tmp_path / "more.csv", status=1)
    assert "审批" in refused
    assert "--ask" in refused
    more = ("export", "clients", "--to", tmp_path / "more.csv")
    assert "已申请审批" in seeded(*more, "--ask", "与会计核对", status=1)
    with inside(place) as office:
        zhao = office.hire("赵峰", {Right.APPROVE_CLIENTS: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL})
        (line,) = office.ask(approval_lists.waiting, me=zhao)
        office.do(approvals.approve, line.id, me=zhao)
    assert seeded(*more)["clients"] == 3
    (tmp_path / "more.csv").unlink()
    assert "没有找到" in seeded("export", "clients", "--to", path, "--search", "无此人", status=1)
    assert not (tmp_path / "more.csv").exists()
    assert "“nothing”" in seeded("export", "clients", "--to", path, "--columns", "name,nothing", status=1)
    status, _out, said = run("export", "clients", "--to", tmp_path / "x.doc", "--office", place, *END)
    assert (status, "must end in" in said) == (2, True)


def test_a_long_list_is_an_export(seeded, run, place, tmp_path):
    """`list` and `search` give at once what the screen gives page by page: beyond the limit they are no way round."""
    with inside(place) as office:
        office.do(settings.change_setting, "export_limit", 2)
        office.hire("钱进", {Right.SEE_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.OWN})
    assert len(seeded("list", "clients", "--limit", "2")) == 2
    with inside(place) as office:
        assert office.ask(exports.exported_today) == 0
    assert len(seeded("list", "clients")) == 3
    with inside(place) as office:
        assert office.ask(exports.exported_today) == 3
    assert "审批" in seeded("export", "clients", "--to", tmp_path / "one.csv", "--search", "张伟", status=1)
    as_him = ("--office", place, "--user", "钱进", "--password-stdin", "--json")
    # his first sign-in here is let in by somebody who has one
    status, out, said = run("list", "clients", *as_him, said=f"{PASSWORD}\n{PASSWORD}")
    assert (status, out, "--limit 2" in said) == (1, "", True)
    # it went through for want of anybody who could approve it, and waits to be confirmed; now there is somebody
    with inside(place) as office:
        boss = office.hire("赵峰", {Right.APPROVE_CLIENTS: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL})
        (first,) = office.ask(approval_lists.waiting, me=boss)
        assert (first.state, first.size) == (ApprovalState.UNCONFIRMED, 3)
        office.do(settings.change_setting, "export_limit", 1)
    for command, count in ((("list", "clients"), 3), (("search", "1990000"), 2)):
        assert "--ask" in seeded(*command, status=1)
        assert "已申请审批，没有给出" in seeded(*command, "--ask", "与会计核对", status=1)
        with inside(place) as office:
            wanted = [line for line in office.ask(approval_lists.waiting, me=boss) if line.id != first.id]
            assert [line.state for line in wanted] == [ApprovalState.ASKED]
            office.do(approvals.approve, wanted[0].id, me=boss)
        assert len(seeded(*command)) == count
        assert "--ask" in seeded(*command, status=1)
    assert len(seeded("search", "1990000", "--limit", "1")) == 1
    assert run("list", "clients", "--limit", "1", *as_him)[0] == 0
