"""The line to the server is cut at the very commit: what is told afterwards is what is so, done or not done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from desktop.i18n import _, translator
from desktop.models.database import open_postgres
from desktop.rules.bulk_edits import BulkEdit, Manner
from desktop.rules.errors import ConnectionLost, Interrupted, Undecided
from desktop.rules.exports import ExportKind
from desktop.rules.words import ClientForm
from desktop.services import bulk_edits, client_lists, clients, exports, importing, transfers, undoing
from desktop.services.checking import check_office
from desktop.services.client_lists import Chosen
from desktop.ui.kit.desk import Desk, Errand
from tests.lines import Cut, Line, line_to
from tests.offices import TestOffice, in_copy
from tests.put_back import Copies

NAMES = ("贺启年", "周敏", "李娜")


@dataclass
class Far:
    """An office at the end of a line, with some clients."""

    office: TestOffice
    line: Line
    ids: tuple[UUID, ...]

    def anew(self) -> None:
        """A fresh connection: over an old one known statements travel by their number alone."""
        self.office.office.disconnect()

    def units(self) -> set[Any]:
        return {line.values[0] for line in self.office.ask(client_lists.list_clients, ("unit",))}

    def count(self) -> int:
        return int(self.office.ask(client_lists.count_clients))


@pytest.fixture
def far(postgres_pattern: tuple[str, UUID], postgres_copies: Copies, pg_url: str) -> Iterator[Far]:
    with postgres_copies.lent() as copy, line_to(copy.url) as line:
        office = in_copy(postgres_pattern, pg_url, open_postgres(line.url))
        ids = tuple(office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in NAMES)
        yield Far(office, line, ids)
        office.office.disconnect()


def told(far: Far, act: Callable[[], Any], when: Cut, **how: Any) -> Any:
    """What comes of an act whose commit is cut: its result, or the refusal."""
    far.anew()
    far.line.cut(when, **how)
    try:
        result = act()
    except ConnectionLost as lost:
        result = lost
    assert far.line.was_cut.is_set()
    return result


@pytest.fixture(params=[Cut.AFTER, Cut.BEFORE], ids=lambda cut: f"cut_{cut.value}")
def when(request: pytest.FixtureRequest) -> Cut:
    return request.param


def is_not_saved(result: Any) -> bool:
    return isinstance(result, ConnectionLost) and "nothing was saved" in result.message


@pytest.mark.parametrize("turned_away", [0, 3])
def test_a_bulk_edit(far: Far, when: Cut, turned_away: int):
    edits = [BulkEdit("unit", Manner.SET, "云川茶业")]
    seen = far.office.errand(bulk_edits.preview, Chosen(ids=far.ids), edits)
    result = told(far, lambda: far.office.errand(bulk_edits.carry_out, seen), when, turned_away=turned_away)
    assert far.line.refused == turned_away
    if when is Cut.AFTER:
        assert (result.changed, far.units()) == (len(NAMES), {"云川茶业"})
    else:
        assert (is_not_saved(result), far.units()) == (True, {""})
    assert far.office.errand(check_office).findings == []


def test_an_import_and_its_undoing(far: Far, when: Cut, tmp_path: Path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("姓名,电话\n甲,13900000001\n乙,13900000002\n", "utf-8")
    plan = far.office.errand(importing.prepare, sheet)
    result = told(far, lambda: far.office.errand(importing.carry_out, plan), when)
    if when is Cut.BEFORE:
        assert (is_not_saved(result), far.count(), far.office.ask(importing.imports)) == (True, len(NAMES), [])
        result = far.office.errand(importing.carry_out, plan)
    (line,) = far.office.ask(importing.imports)
    assert (result.id, result.created, far.count()) == (line.id, 2, len(NAMES) + 2)
    undone = told(far, lambda: far.office.errand(undoing.undo_staged, line.id), when)
    assert is_not_saved(undone) is (when is Cut.BEFORE)
    assert far.count() == len(NAMES) + 2 * (when is Cut.BEFORE)
    assert far.office.errand(check_office).findings == []


def test_an_undoing(far: Far, when: Cut):
    far.office.do(clients.edit_client, far.ids[0], {"unit": "云川茶业"})
    (last, *_others) = far.office.ask(undoing.operations)
    result = told(far, lambda: far.office.errand(undoing.undo_staged, last.operation), when)
    if when is Cut.AFTER:
        assert (result.undone, far.units()) == (1, {""})
    else:
        assert (is_not_saved(result), far.units()) == (True, {"", "云川茶业"})


def test_an_export(far: Far, when: Cut, tmp_path: Path):
    path = tmp_path / "clients.csv"
    wish = exports.Wish(Chosen(ids=far.ids), ExportKind.CSV, ("name",))
    result = told(far, lambda: far.office.errand(exports.export_clients, wish, path, translator("en")), when)
    there = when is Cut.AFTER
    assert (path.exists(), is_not_saved(result)) == (there, not there)
    assert far.office.ask(exports.offer).today == len(NAMES) * there


def test_a_deed_is_done_once(far: Far, when: Cut):
    """A transfer is done again where it did not arrive."""
    heir = far.office.hire("王芳", {})
    wish = transfers.Wish(heir.id, reason="调任")
    made = told(far, lambda: far.office.do(transfers.transfer, list(far.ids), wish), when, turned_away=2)
    assert made.count == len(NAMES)
    assert set(far.office.ask(transfers.held_by, heir.id)) == set(far.ids)
    assert sum(line.operation == made.operation for line in far.office.ask(undoing.operations)) == len(NAMES)


def test_several_stages_of_one_act_are_told_apart(far: Far, when: Cut):
    """That an earlier stage arrived says nothing of a later one."""

    def act(work: Any) -> str:
        for key, unit in zip(far.ids, ("甲", "乙"), strict=False):
            if unit == "乙":
                far.anew()
                far.line.cut(when)
            with work.writing():
                clients.edit_client(work, key, {"unit": unit})
        return "both"

    result = None
    try:
        result = far.office.errand(act)
    except ConnectionLost as lost:
        assert is_not_saved(lost)
    assert (result, far.units()) == (("both", {"甲", "乙", ""}) if when is Cut.AFTER else (None, {"甲", ""}))


def test_nobody_is_told_what_is_not_known(far: Far, when: Cut):

    def give_up() -> None:
        raise Interrupted("")

    def edit(work: Any) -> None:
        work.wait = give_up
        clients.edit_client(work, far.ids[0], {"unit": "甲"})

    assert isinstance(told(far, lambda: far.office.do(edit), when, down=True), Undecided)
    far.line.down = False
    assert ("甲" in far.units()) is (when is Cut.AFTER)


@pytest.fixture
def waiting(far: Far, when: Cut, qtbot) -> Iterator[tuple[Errand, list[Any]]]:
    """An errand whose commit was cut, at a moment when nobody can be asked, and what will come of it."""
    edits = [BulkEdit("unit", Manner.SET, "云川茶业")]
    seen = far.office.errand(bulk_edits.preview, Chosen(ids=far.ids), edits)
    desk = Desk(far.office.office, far.office.me)
    said: list[str] = []
    done: list[Any] = []
    far.line.cut(when, down=True)
    errand = desk.errand("Change", bulk_edits.carry_out, seen, done=done.append, failed=done.append)
    errand.progressed.connect(lambda _done, _total, text: said.append(text))
    asking = _("The connection broke in saving. Asking whether it was saved")
    qtbot.waitUntil(lambda: asking in said)
    yield errand, done
    assert desk.close(5)


def test_an_errand_waits_for_the_answer(far: Far, when: Cut, waiting: tuple[Errand, list[Any]], qtbot):
    errand, done = waiting
    with qtbot.waitSignal(errand.finished):
        far.line.down = False
    qtbot.waitUntil(lambda: len(done) == 1)
    if when is Cut.AFTER:
        assert (done[0].changed, far.units()) == (len(NAMES), {"云川茶业"})
    else:
        assert (is_not_saved(done[0]), far.units()) == (True, {""})


def test_whoever_does_not_wait_for_the_answer_is_told_so(far: Far, waiting: tuple[Errand, list[Any]], qtbot):
    errand, done = waiting
    with qtbot.waitSignal(errand.finished):
        errand.cancel()
    qtbot.waitUntil(lambda: len(done) == 1)
    assert isinstance(done[0], Undecided)
    far.line.down = False
