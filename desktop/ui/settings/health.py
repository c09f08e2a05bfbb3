"""How the office and this computer stand, on one page: what is well, what is not, each with one button that does it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout

from desktop import __version__
from desktop.i18n import N_, _, _n
from desktop.rules.health import Check, State, ordered
from desktop.rules.lines import Line
from desktop.rules.rights import Right
from desktop.rules.today import Said
from desktop.services import checking, health, sign_ins
from desktop.ui.kit.background import Background
from desktop.ui.kit.checks import check_row
from desktop.ui.kit.filling import empty_out, keeping_focus
from desktop.ui.kit.text import section
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.share_dialog import share_words
from desktop.workstation.share_check import SLOW, is_due
from desktop.workstation.witness import Witness

DATA, HERE = ("settings", "data"), ("settings", "workstation")
# as `clientele --help` has it; the address is the office's own
PREPARE = "clientele migrate --owner ADDRESS"


class HealthPanel(Panel):
    TITLE = N_("Health")
    ICON = "life-buoy"
    WORDS = (N_("Last proved backup"), N_("Workstations"), N_("Short passwords"), N_("Recovery sheet"),
             N_("Unused accounts"), N_("Shared folder"))  # fmt: skip

    def build(self) -> None:
        self._background = Background(self)
        self._here: Sequence[Check] = ()
        self._office: Sequence[Check] = ()
        self.checks: Sequence[Check] = ()
        self._head = section()
        self.column.addWidget(self._head)
        self._to_do = QVBoxLayout()
        inside = self.card()
        inside.addLayout(self._to_do)
        self._to_do_card = inside.parentWidget()
        self._well = QVBoxLayout()
        inside = self.card(_("Well"))
        inside.addLayout(self._well)
        self._well_card = inside.parentWidget()
        for card in (self._to_do_card, self._well_card):
            card.hide()

    def load(self) -> None:
        self.desk.ask("settings.health", health.look, done=self._take_office)
        self.desk.ask("settings.health_line", checking.line, done=self._look_here)

    def _take_office(self, checks: Sequence[Check]) -> None:
        self._office = checks
        self._show()

    def _look_here(self, line: Line) -> None:
        """What only this computer can tell; it may wait for a keyring or a share."""
        host, office, may = self.host, self.desk.office, self.desk.person.may

        def look() -> Sequence[Check]:
            found = [*_of_share(host.house, office), *_of_server(office, line), *_of_memory(office, may)]
            found += _of_keyring(host.house.custody.available())
            return [*found, *(_of_copies(host.copies.left(office)) if may(Right.RUN_OFFICE) else ())]

        self._background.run("health", look, self._take_here, self.refused.emit)

    def _take_here(self, checks: Sequence[Check]) -> None:
        self._here = checks
        self._show()

    @keeping_focus
    def _show(self) -> None:
        self.checks = ordered([*self._office, *self._here])
        to_do = [one for one in self.checks if one.state is not State.GOOD]
        well = [one for one in self.checks if one.state is State.GOOD]
        said = _n("{n} thing to see to", "{n} things to see to", len(to_do)).format(n=len(to_do))
        self._head.setText(said if to_do else _("All that can be looked at from here is well."))
        for layout, card, found in ((self._to_do, self._to_do_card, to_do), (self._well, self._well_card, well)):
            empty_out(layout)
            for one in found:
                layout.addLayout(check_row(one, self._carry_out))
            card.setVisible(bool(found))

    def _carry_out(self, check: Check) -> None:
        if check.deed == "retire":
            key, name = check.given
            said = _("{name} is off the list. What it knew is changed by “Shut out…”.").format(name=name)
            back = partial(self.do, sign_ins.bring_station_back, key)
            self.do(sign_ins.retire_station, key, done=lambda _r: self.undoable.emit(said, back))
        elif check.deed == "copy":
            QGuiApplication.clipboard().setText(str(check.given[0]))
            self.said.emit(_("Copied"))
        elif check.opens is not None:
            self.desk.open_requested.emit(*check.opens)


# what this computer can tell


def _of_share(house: Any, office: Any) -> list[Check]:
    if house.share_of(office) is None:
        return []
    kept, key = house.share_check(office), ("share",)
    move = ("settings", ("backups", "move"))
    if kept is not None and kept["faults"]:
        return [Check(key, State.BAD, Said(N_("The shared folder does not keep the office safe")), share_words(kept),
                      N_("Move the office…"), move)]  # fmt: skip
    if is_due(kept, datetime.now(UTC), __version__):
        below = share_words(kept)
        return [Check(key, State.WARN, Said(N_("The shared folder is to be tried out")), below, N_("Check…"), HERE)]
    if kept["commit_ms"] > SLOW:
        what = Said(N_("The shared folder is slow: it is time for PostgreSQL"))
        return [Check(key, State.WARN, what, share_words(kept), N_("Move the office…"), move)]
    return [Check(key, State.GOOD, Said(N_("The shared folder was tried out")), share_words(kept))]


def _of_server(office: Any, line: Line) -> list[Check]:
    if not office.on_server:
        return []
    bad = {Line.OPEN: State.BAD, Line.ENCRYPTED: State.WARN}.get(line, State.GOOD)
    act = (N_("Go to the data"), DATA) if bad is not State.GOOD else ("", None)
    found = [Check(("line",), bad, Said(N_("The way to the office's server")), _(line.label), *act)]
    if office.kept_apart:
        said = Said(N_("The office's server itself keeps people apart"))
        return [*found, Check(("apart",), State.GOOD, said)]
    below = Said(N_("Rights are kept by this program only. The server's administrator prepares it with: {command}"),
                 {"command": PREPARE})  # fmt: skip
    return [*found, Check(("apart",), State.WARN, Said(N_("The office's server does not keep people apart")), below,
                          N_("Copy the command"), deed="copy", given=(PREPARE,))]  # fmt: skip


def _of_memory(office: Any, may: Callable[[Right], bool]) -> list[Check]:
    memory, key = Witness.here(office.id, office.secret).read(), ("memory",)
    if not memory.spoilt:
        return []
    act = (N_("Go to the checks"), ("audit_watch", None)) if may(Right.SEE_AUDIT) else ("", None)
    below = Said(N_("What this workstation remembers of the chains was changed or can't be read."))
    return [Check(key, State.BAD, Said(N_("This computer's memory of the records is spoilt")), below, *act)]


def _of_keyring(state: Any) -> list[Check]:
    key = ("keyring",)
    if state.ok:
        return [Check(key, State.GOOD, Said(N_("The office's key lies in this computer's keyring")), state.name)]
    below = state.sentence() + " " + _("The office's key is sealed under passwords instead.")
    return [Check(key, State.WARN, Said(N_("This computer has no keyring")), below, N_("Go to this workstation"), HERE)]


def _of_copies(copies: Sequence[Any]) -> list[Check]:
    if not copies:
        return []
    what = Said(N_("Copies of the office on this computer, which no erasure reaches: {n}"), {"n": len(copies)})
    return [Check(("copies",), State.WARN, what, "", N_("Look at them"), DATA)]
