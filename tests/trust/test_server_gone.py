"""The server goes down in mid-work and comes back: nothing by halves, no file left over, done once when repeated."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from desktop.i18n import translator
from desktop.models.database import open_postgres
from desktop.rules.bulk_edits import BulkEdit, Manner
from desktop.rules.errors import ConnectionLost
from desktop.rules.exports import ExportKind
from desktop.rules.words import ClientForm
from desktop.services import bulk_edits, client_lists, clients, exports, founding, transfers
from desktop.services import office as offices
from desktop.services.checking import check_office
from desktop.services.client_lists import Chosen
from desktop.services.exports import Wish
from desktop.services.transfers import Wish as TransferWish
from desktop.ui.clients import place
from desktop.ui.kit import theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.watch import Watch
from desktop.ui.window import Window
from tests import servers
from tests.offices import ADMIN, CHEAP, PASSWORD, PLAN, SECRET, TestOffice, create_database, postgres_copy
from tests.screens import RESOURCES, Shelf
from tests.servers import Server

MANY = 90


@pytest.fixture(scope="module")
def server(pg_url: str) -> Iterator[Server]:
    """One of its own: the others' must not go down. Skips as `pg_url` does where there is none."""
    started = servers.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def crowded(server: Server) -> tuple[str, UUID]:
    """An office with many clients, to be copied."""
    name = f"pattern_{uuid4().hex[:8]}"
    database = open_postgres(create_database(server.url, name))
    workstation = founding.found(database, PLAN, SECRET, CHEAP).workstation
    office = offices.open_office(database, SECRET, workstation)
    with TestOffice(office, office.sign_in(ADMIN, PASSWORD)).work() as work:
        for n in range(MANY):
            clients.open_client(work, ClientForm.PERSON, {"name": f"客人{n}", "phone": f"{19900000000 + n}"})
    database.disconnect()
    return name, workstation


@pytest.fixture
def lone(server: Server, crowded: tuple[str, UUID]) -> Iterator[TestOffice]:
    with postgres_copy(crowded, server.url, f"office_{uuid4().hex[:12]}") as found:
        yield found


def everybody(office: TestOffice) -> list[UUID]:
    return [line.id for line in office.ask(client_lists.list_clients, ("name",))]


def units(office: TestOffice) -> set[Any]:
    return {line.values[0] for line in office.ask(client_lists.list_clients, ("unit",))}


class Cut:
    """Takes the server down when work has come so far."""

    def __init__(self, server: Server, after: int) -> None:
        self.server, self.after, self.calls = server, after, 0

    def __call__(self, *_how_far: object) -> None:
        self.calls += 1
        if self.calls == self.after:
            self.server.go_down()


@pytest.mark.parametrize("after", [1, 2])
def test_a_bulk_edit_is_whole_or_not_at_all(lone: TestOffice, server: Server, after: int):
    edits = [BulkEdit("unit", Manner.SET, "云川茶业")]
    seen = lone.errand(bulk_edits.preview, Chosen(ids=tuple(everybody(lone))), edits)
    cut = Cut(server, after)
    with pytest.raises(ConnectionLost) as told:
        lone.errand(bulk_edits.carry_out, seen, progress=cut)
    assert cut.calls >= after
    assert "try again" in told.value.message
    server.come_back()
    assert units(lone) == {""}
    outcome = lone.errand(bulk_edits.carry_out, seen)
    assert (outcome.changed, outcome.stale, units(lone)) == (MANY, (), {"云川茶业"})
    assert lone.errand(check_office).findings == []


def test_an_export_leaves_no_half_file(lone: TestOffice, server: Server, tmp_path: Path):
    path = tmp_path / "clients.csv"
    path.write_text("of yesterday", "utf-8")
    wish = Wish(Chosen(ids=tuple(everybody(lone))), ExportKind.CSV, ("name", "phone"), "")
    with pytest.raises(ConnectionLost):
        lone.errand(exports.export_clients, wish, path, translator("en"), progress=Cut(server, 1))
    server.come_back()
    assert [(one.name, one.read_text("utf-8")) for one in tmp_path.iterdir()] == [("clients.csv", "of yesterday")]
    assert lone.ask(exports.offer).today == 0
    assert lone.errand(exports.export_clients, wish, path, translator("en")).clients == MANY
    assert len(path.read_text("utf-8-sig").splitlines()) == MANY + 1


@pytest.mark.parametrize("back", [False, True])
def test_a_transfer_is_done_once_or_not_at_all(lone: TestOffice, server: Server, back: bool):
    heir = lone.hire("周敏", {})
    wish = TransferWish(heir.id, reason="调任")
    chosen, seen = everybody(lone), []

    def cut_off(work: Any) -> Any:
        made = transfers.transfer(work, chosen, wish)
        if not seen:
            seen.append(made)
            server.go_down()
            if back:
                server.come_back()
        return made

    if back:
        assert lone.do(cut_off).count == MANY
    else:
        with pytest.raises(ConnectionLost):
            lone.do(cut_off)
        server.come_back()
        assert lone.ask(transfers.held_by, heir.id) == []
        assert lone.do(transfers.transfer, chosen, wish).count == MANY
    assert len(lone.ask(transfers.held_by, heir.id)) == MANY
    assert lone.errand(check_office).findings == []


def test_a_question_over_a_connection_that_broke_meanwhile_is_asked_again(lone: TestOffice, server: Server):
    assert lone.office.ask(lone.me, client_lists.count_clients) == MANY
    server.go_down()
    server.come_back()
    assert lone.office.ask(lone.me, client_lists.count_clients) == MANY
    server.go_down()
    with pytest.raises(ConnectionLost):
        lone.office.ask(lone.me, client_lists.count_clients)
    server.come_back()
    assert lone.office.ask(lone.me, client_lists.count_clients) == MANY


def test_pages_come_back_by_themselves(lone: TestOffice, server: Server, qtbot, qapp):
    """What was opened while the server was away is there once it answers, and the message about it is gone."""
    theme.install(qapp, RESOURCES, bundled_only=True)
    desk = Desk(lone.office, lone.me)
    window = Window(desk, [place(desk, Shelf(), PrintDesk(Shelf()))], Shelf())
    qtbot.addWidget(window)
    window.show()
    watch = Watch(desk)
    page = window.go("clients", "list")
    qtbot.waitUntil(lambda: page.list.count == MANY)
    server.go_down()
    with qtbot.waitSignal(watch.connected) as heard:
        watch.look()
    assert heard.args == [False]
    page.list.filter.line.setText("客人7")
    dates = window.go("clients", "dates")
    qtbot.waitUntil(lambda: len(dates.bar.messages) == 1)
    server.come_back()
    with qtbot.waitSignal(watch.connected) as heard:
        watch.look()
    assert heard.args == [True]
    qtbot.waitUntil(lambda: not dates.bar.messages)
    page = window.go("clients", "list")
    qtbot.waitUntil(lambda: page.list.count == 11 and not page.bar.messages)
    window.leave()
    assert desk.close(5)
