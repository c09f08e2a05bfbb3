"""Walks every page and dialog of the sample office and takes a picture of each, in both languages and colour schemes.

python -m tests.tour DIR [--scale 2] [--text 18] [--size 1280x680] [--only clients] [--language en] [--look dark]
                     [--server]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import product
from pathlib import Path
from typing import Any

LANGUAGES = ("zh_CN", "en")
LOOKS = ("light", "dark")
PATIENCE = 20.0
SOON = 150
"""Milliseconds within which a page makes beforehand what will be needed next."""
# shown instead of the temporary folder
NEUTRAL = "/home/office/clientele"


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py tour", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", default="1")
    parser.add_argument("--text", type=int, default=14)
    parser.add_argument("--size", default="1280x760")
    parser.add_argument("--only", default="", help="stops whose name begins so")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--look", choices=LOOKS)
    parser.add_argument("--server", action="store_true", help="also an office on a PostgreSQL server started for it")
    parser.add_argument("--check", action="store_true", help="take no pictures; name what no page may have")
    given = parser.parse_args()
    ways = list(product([given.language] if given.language else LANGUAGES, [given.look] if given.look else LOOKS))
    if len(ways) > 1:
        # each begins with an office of its own: what one walk does to the files would stand in the way of the next
        return max([_walk_apart(*way) for way in ways])
    ((language, look),) = ways
    os.environ["QT_SCALE_FACTOR"] = given.scale
    os.environ["CLIENTELE_KEYRING"] = "off"
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="clientele-tour-", ignore_cleanup_errors=True) as home:
        os.environ["CLIENTELE_HOME"] = home
        os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={_screen(Path(home))}")
        width, _x, height = given.size.partition("x")
        tour = Tour(given.folder, given.text, given.only, (int(width), int(height)), check=given.check)
        with _server(given.server) as tour.server:
            tour.walk(language, look)
    for fault in tour.faults:
        sys.stdout.write(f"{fault}\n")
    done = f"{tour.taken} stops checked" if given.check else f"{tour.taken} pictures in {given.folder}"
    sys.stdout.write(f"{done}\n")
    return 1 if tour.faults or not tour.taken else 0


def _walk_apart(language: str, look: str) -> int:
    """The same with one language and colour scheme."""
    again = [sys.executable, "-m", "tests.tour", *sys.argv[1:], "--language", language, "--look", look]
    return subprocess.run(again, check=False).returncode


@contextmanager
def _server(wanted: bool) -> Iterator[str]:
    """The address of a server's administrator; empty where none is wanted."""
    if not wanted:
        yield ""
        return
    from tests import servers

    with servers.postgres() as address:
        yield address


def _screen(home: Path) -> Path:
    """The screen there is without one is 800 pixels wide: menus would be pushed away from their buttons."""
    path = home / "screen.json"
    screen = {"name": "tour", "x": 0, "y": 0, "width": 3200, "height": 2000, "logicalDpi": 96, "logicalBaseDpi": 96,
              "dpr": 1}  # fmt: skip
    path.write_text(json.dumps({"screens": [screen]}), "ascii")
    return path


class Tour:
    """The program as its user runs it, led from stop to stop."""

    def __init__(self, folder: Path, text: int, only: str, size: tuple[int, int], *, check: bool) -> None:
        from desktop import app as program
        from desktop.house import House
        from desktop.services.samples import LIGHT
        from desktop.ui.kit import start, theme
        from desktop.ui.kit.tokens import Look
        from desktop.workstation import paths

        self.folder, self.only, self.size, self.check = folder, only, size, check
        self.faults: list[str] = []
        self.home = Path(os.environ["CLIENTELE_HOME"])
        start.hush_qt()
        self.app = start.application(["tour"])
        self.looks = Look
        self.theme = theme.install(self.app, paths.resource(), Look.LIGHT, text, bundled_only=True)
        self.house = House(kdf=LIGHT)
        self.program = program.Program(self.app, self.house)
        self.server = ""
        self.suffix = ""
        self.taken = 0

    def walk(self, language: str, look: str) -> None:
        from desktop.i18n import set_language
        from desktop.ui.kit import start
        from tests.tour_checks import Strays

        set_language(language)
        self.house.preferences.set("language", language)
        start.speak(self.app)
        self.theme.set_look(self.looks(look))
        self.suffix = f"{'zh' if language == 'zh_CN' else 'en'}.{look}"
        strays = Strays()
        with strays if self.check else nullcontext():
            self._walk(language)
        self.faults += strays.found
        self.program.quit()

    def _walk(self, language: str) -> None:
        from tests import (
            tour_appraisal,
            tour_archive,
            tour_audit,
            tour_bookings,
            tour_cards,
            tour_care,
            tour_cases,
            tour_classes,
            tour_collecting,
            tour_consents,
            tour_deeds,
            tour_discipline,
            tour_documents,
            tour_duplicates,
            tour_entrance,
            tour_field_checks,
            tour_imports,
            tour_keeping,
            tour_knowledge,
            tour_letters,
            tour_many,
            tour_meal,
            tour_orders,
            tour_owners,
            tour_period_end,
            tour_plan,
            tour_reception,
            tour_seating,
            tour_server,
            tour_settings,
            tour_spot_checks,
            tour_stops,
            tour_surveys,
            tour_today,
            tour_visits,
        )

        self._outside(tour_entrance.FIRST)
        new, sample = tour_entrance.offices(self)
        self._outside(tour_entrance.STOPS)
        self._inside(lambda: tour_entrance.enter_new(self, new), (*tour_entrance.NEW, tour_today.today_lost), language)
        self._inside(
            lambda: tour_entrance.enter_new(self, new, tour_entrance.STRANGER), tour_entrance.FORBIDDEN, language
        )
        for person, stops in (("陆文渊", (*tour_stops.STOPS, *tour_classes.STOPS)),
                              ("张岚", (*tour_stops.MANAGER, *tour_letters.STOPS)), ("李娜", tour_stops.SERVER),
                              ("陆文渊", tour_imports.STOPS), ("陆文渊", (*tour_duplicates.STOPS, *tour_care.STOPS)),
                              ("王芳", (*tour_cases.STOPS, *tour_surveys.ASKING)), ("张岚", tour_surveys.STOPS),
                              ("陆文渊", tour_orders.STOPS),
                              ("陆文渊", (*tour_knowledge.STOPS, *tour_spot_checks.STOPS, *tour_field_checks.STOPS)),
                              ("陆文渊", tour_discipline.STOPS), ("李娜", tour_discipline.CONCERNED),
                              ("陆文渊", (*tour_owners.STOPS, *tour_many.STOPS, *tour_period_end.STOPS)),
                              *tour_today.PEOPLE,
                              (tour_appraisal.RUNS, tour_appraisal.STOPS), (tour_appraisal.STAFF, tour_appraisal.MINE),
                              # before she reports that somebody uses her account, which suspends it
                              ("李娜", tour_documents.LOCKED),
                              ("陆文渊", (*tour_audit.STOPS, *tour_consents.STOPS)),
                              ("周敏", (*tour_collecting.FORMS, *tour_meal.STOPS, *tour_plan.STOPS, *tour_seating.STOPS,
                                        *tour_cards.STOPS)),
                              ("陆文渊", (*tour_collecting.REVIEW, *tour_bookings.STOPS, *tour_documents.STOPS)),
                              ("何俊", (*tour_settings.STOPS, *tour_keeping.STOPS, *tour_consents.SETTINGS,
                                        tour_entrance.locked))):  # fmt: skip
            self._inside(lambda who=person: self.program.sample.look_as(sample, who), stops, language)
        # last: what they switch on stays on
        for who, stops in ((tour_reception.DESK, tour_reception.STOPS), (tour_reception.HOST, tour_reception.TOLD),
                           ("陆文渊", tour_reception.OFFICE)):  # fmt: skip
            self._inside(lambda who=who: tour_reception.enter(self, sample, who), stops, language)
        self._inside(
            lambda: tour_deeds.enter(self, sample),
            (*tour_deeds.STOPS, *tour_archive.STOPS, *tour_deeds.DESTRUCTION),
            language,
        )
        self._inside(lambda: tour_visits.enter(self, sample), tour_visits.STOPS, language)
        if self.server:
            self._inside(lambda: tour_server.enter(self, self.server), tour_server.STOPS, language)

    def _outside(self, stops: Iterable[Any]) -> None:
        entrance = self.program._entrance()
        entrance.resize(*self.size)
        entrance.show()
        for stop in self._wanted(stops):
            stop(self, entrance)
            self.settle()
            self._take(stop, entrance)
        entrance.hide()

    def _inside(self, enter: Any, stops: Iterable[Any], language: str) -> None:
        stops = self._wanted(stops)
        if not stops:
            return
        office, me = enter()
        self.house.preferences.for_person(str(me.id)).set("language", language)
        self.program.enter(office, me)
        window = self.program.window
        window.resize(*self.size)
        self.program.desk.faulted.connect(lambda text: self.faults.append(f"the program itself: {text}"))
        self.settle()
        self._wait(lambda: bool(window.status._day.text()))
        for stop in stops:
            shown = stop(self, window)
            self.settle()
            self._take(stop, shown or window)
            self._tidy(shown if shown is not window else None)
        self.program.leave()
        self.settle()

    def _wanted(self, stops: Iterable[Any]) -> list[Any]:
        return [stop for stop in stops if _name(stop).startswith(self.only)]

    # what stops need

    def find(self, text: str) -> Any:
        """The id of the first client found by `text`."""
        from desktop.services import search

        found: list[Any] = []
        self.program.desk.ask("tour.find", search.find, text, 1, done=found.extend)
        self.settle()
        return found[0].id

    def as_colleague(self, name: str, verb: Any, *args: Any) -> None:
        """A deed at another workstation."""
        from desktop.services.samples import PASSWORD

        # not opened again: the tables know one database at a time
        office = self.program.desk.office
        office.run(self.house.sign_in(office, name, PASSWORD), verb, *args)
        office.disconnect()

    def settle(self) -> None:
        """Until lanes, errands and background have nothing left to answer and the window has drawn it."""
        from PySide6.QtCore import QEvent

        for again in (True, False):
            waiting = [self._echo, self._echo_outside]
            for echo in waiting:
                answered: list[bool] = []
                echo(answered)
                self._wait(lambda answered=answered: bool(answered))
            self._wait(lambda: self.program.desk is None or not self.program.desk.errands)
            for _turn in range(5):
                self.app.processEvents()
            if again:
                self._wait(self._nothing_due)
        # what was let go is deleted by a loop that runs to the end, and nobody runs one here: windows and dialogs would
        # stay, and be asked whenever all are
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _echo(self, answered: list[bool]) -> None:
        desk = self.program.desk
        if desk is None:
            answered.append(True)
            return
        desk.do(_nothing, done=lambda _r: desk.ask("tour", _nothing, done=lambda _q: answered.append(True)))

    def _echo_outside(self, answered: list[bool]) -> None:
        background = self.program._entrance().background
        background.run("tour", lambda: True, answered.append, lambda _refusal: answered.append(False))

    def _nothing_due(self) -> bool:
        """Nobody builds on from turn to turn, and what is made a moment later so that nobody waits for it, is made."""
        from PySide6.QtCore import QTimer

        window = self.program.window
        return window is None or not any(
            timer.isActive() and (timer.interval() == 0 or (timer.isSingleShot() and timer.interval() <= SOON))
            for timer in window.findChildren(QTimer)
        )

    def _wait(self, done: Any) -> None:
        """By waiting for events: whatever is answered arrives as one."""
        from PySide6.QtCore import QEventLoop, QTimer

        if done():
            return
        alarm = QTimer(singleShot=True, interval=int(PATIENCE * 1000))
        alarm.start()
        while not done() and alarm.isActive():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _take(self, stop: Any, widget: Any) -> None:
        from PySide6.QtGui import QPainter
        from PySide6.QtWidgets import QApplication, QMenu

        if self.check:
            from tests.tour_checks import faults

            found = faults(widget)
            if found:
                # or a layout was still on its way
                self.settle()
                found = faults(widget)
            self.faults += [f"{_name(stop)}: {fault}" for fault in found]
            self.taken += 1
            return
        self._hide_folder(widget)
        self.app.processEvents()
        picture = widget.grab()
        painter = QPainter(picture)
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QMenu) and top.isVisible():
                painter.drawPixmap(widget.mapFromGlobal(top.pos()), top.grab())
        painter.end()
        path = self.folder / f"{_name(stop)}.{self.suffix}.png"
        if not picture.save(str(path)):
            raise OSError(f"no picture could be written to {path}")
        self.taken += 1

    def _hide_folder(self, widget: Any) -> None:
        from PySide6.QtWidgets import QLabel, QLineEdit

        for piece in (*widget.findChildren(QLabel), *widget.findChildren(QLineEdit)):
            if str(self.home) in piece.text():
                piece.blockSignals(True)
                piece.setText(piece.text().replace(str(self.home), NEUTRAL))
                piece.blockSignals(False)

    def _tidy(self, dialog: Any) -> None:
        from PySide6.QtWidgets import QApplication, QMenu

        for top in QApplication.topLevelWidgets():
            if isinstance(top, QMenu) and top.isVisible():
                top.close()
        if dialog is not None:
            dialog.reject() if hasattr(dialog, "reject") else dialog.close()
            # what it stood on, where it was opened from another one
            while (below := QApplication.activeModalWidget()) is not None and below.close():
                pass
        self.app.processEvents()


def _name(stop: Any) -> str:
    return str(stop.__name__).replace("_", "-")


def _nothing(_work: object) -> None:
    """A question that only waits for those before it."""


if __name__ == "__main__":
    sys.exit(main())
