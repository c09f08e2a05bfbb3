"""Walks every page and dialog of the sample office and takes a picture of each, in both languages and colour schemes.

python -m tests.tour DIR [--scale 2] [--text 18] [--only clients] [--language en] [--look dark]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LANGUAGES = ("zh_CN", "en")
LOOKS = ("light", "dark")
SIZE = (1280, 760)
PATIENCE = 20.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py tour", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", default="1")
    parser.add_argument("--text", type=int, default=14)
    parser.add_argument("--only", default="", help="stops whose name begins so")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--look", choices=LOOKS)
    given = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = given.scale
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["CLIENTELE_KEYRING"] = "off"
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="clientele-tour-", ignore_cleanup_errors=True) as home:
        os.environ["CLIENTELE_HOME"] = home
        taken = Tour(given.folder, given.text, given.only).walk(
            [given.language] if given.language else LANGUAGES, [given.look] if given.look else LOOKS
        )
    sys.stdout.write(f"{taken} pictures in {given.folder}\n")
    return 0 if taken else 1


class Tour:
    """The program as its user runs it, led from stop to stop."""

    def __init__(self, folder: Path, text: int, only: str) -> None:
        from desktop import app as program
        from desktop.house import House
        from desktop.ui.kit import start, theme
        from desktop.ui.kit.tokens import Look
        from desktop.workstation import paths

        self.folder, self.only = folder, only
        self.look_of = Look
        self.app = start.application(["tour"])
        self.theme = theme.install(self.app, paths.resource(), Look.LIGHT, text, bundled_only=True)
        self.house = House()
        self.program = program.Program(self.app, self.house)
        self.taken = 0

    def walk(self, languages, looks) -> int:
        from desktop.i18n import set_language
        from desktop.ui.kit import start

        office = None
        for language in languages:
            set_language(language)
            self.house.preferences.set("language", language)
            start.speak(self.app)
            for look in looks:
                self.theme.set_look(self.look_of(look))
                self.suffix = f"{'zh' if language == 'zh_CN' else 'en'}.{look}"
                if office is None:
                    self._entrance()
                    office = self.house.found_sample("zh_CN")
                self._entrance_again(office.id)
                self._inside(office.id, language)
        self.program.quit()
        return self.taken

    # stops

    def _entrance(self) -> None:
        entrance = self.program._entrance()
        entrance.resize(*SIZE)
        entrance.show()

    def _entrance_again(self, office: str) -> None:
        entrance = self.program._entrance()
        entrance.resize(*SIZE)
        entrance.show()
        for name, show in (("begin-welcome", entrance.show_welcome), ("begin-new", entrance.show_new),
                           ("begin-join", entrance.show_join), ("begin-look-as", entrance.show_sign_in)):  # fmt: skip
            show()
            self._settle(entrance.background)
            self._take(name, entrance)

    def _inside(self, office: str, language: str) -> None:
        self.house.preferences.forget("language")
        opened, me = self.house.look_as(office, "张岚" if self.taken % 2 else "陆文渊")
        self.house.preferences.for_person(str(me.id)).set("language", language)
        self.program.enter(opened, me)
        window = self.program.window
        window.resize(*SIZE)
        for name, stop in self._stops(window):
            if name.startswith(self.only):
                shown = stop()
                self._settle()
                self._take(name, shown or window)
                if shown is not None and shown is not window:
                    shown.reject() if hasattr(shown, "reject") else shown.close()
                    self._settle()
        self.program.leave()

    def _stops(self, window) -> Iterator[tuple[str, Callable[[], object]]]:
        from tests import tour_stops

        for stop in tour_stops.STOPS:
            yield stop.__name__.replace("_", "-"), lambda stop=stop: stop(self, window)

    # what stops need

    def find(self, text: str):
        """The id of the first client found by `text`."""
        from desktop.services import search

        found = []
        self.program.desk.ask("tour.find", search.find, text, 1, done=found.extend)
        self._settle()
        return found[0].id

    def _settle(self, background=None) -> None:
        """Until both lanes have nothing left to answer and the window has drawn it."""
        desk = self.program.desk
        for _round in range(4):
            answered = [desk is None]
            if desk is not None:
                desk.do(_nothing, done=lambda _r: desk.ask("tour", _nothing, done=lambda _q: answered.append(True)))
            deadline = time.monotonic() + PATIENCE
            while not any(answered) and time.monotonic() < deadline:
                self.app.processEvents()
                time.sleep(0.005)
            for _turn in range(8):
                self.app.processEvents()
                time.sleep(0.01)

    settle = _settle

    def _take(self, name: str, widget) -> None:
        if not name.startswith(self.only):
            return
        path = self.folder / f"{name}.{self.suffix}.png"
        if not widget.grab().save(str(path)):
            raise OSError(f"no picture could be written to {path}")
        self.taken += 1


def _nothing(_work) -> None:
    """A question that only waits for those before it."""


if __name__ == "__main__":
    sys.exit(main())
