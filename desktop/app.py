"""Builds the window on top of the house: the way in, the places, and what happens between them."""

# before anything else is loaded: they are what makes loading quick
from desktop.ui import quick_enums  # noqa: F401, I001
from desktop.ui import plain_imports  # noqa: F401  # isort: split

import gc
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop import places
from desktop.house import House
from desktop.i18n import LANGUAGES, _, language, set_language
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Mandate
from desktop.services.office import SUSPENDED, Office, renewed
from desktop.services.work import SignedIn
from desktop.ui import clients as client_screens
from desktop.ui import today as today_screens
from desktop.ui.kit import start, theme, times
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.rubbish import Rubbish
from desktop.ui.kit.tokens import BASES, Look
from desktop.ui.kit.watch import Watch
from desktop.ui.search.controller import SearchController
from desktop.ui.window import Place, Window
from desktop.workstation import logs, paths
from desktop.workstation.instance import Instance, raise_first

if TYPE_CHECKING:
    from desktop.house_copies import Copies
    from desktop.house_records import Records
    from desktop.house_sample import Sample
    from desktop.ui.backups.schedule import Schedule
    from desktop.ui.beside import Beside
    from desktop.ui.document_reading import DocumentReading
    from desktop.ui.kit.idle import Idle
    from desktop.ui.sentry import Sentry
    from desktop.ui.sign_in import Entrance

SMOKE_SECONDS = 90
BESIDE_AFTER = 400
"""Milliseconds after the first page was there until the window asks for what stands beside it."""
READING_AFTER = 6_000
"""Milliseconds from then until documents are read for their words."""


class Program(QObject):
    """One person at a time in one office; `shown` tells that the first page has its rows."""

    shown = Signal()
    _raised = Signal()

    def __init__(self, app: QApplication, house: House) -> None:
        super().__init__(app)
        self.app, self.house = app, house
        Rubbish(self)
        self.entrance: Entrance | None = None
        self.window: Window | None = None
        self.desk: Desk | None = None
        self.schedule: Schedule | None = None
        self.sentry: Sentry | None = None
        self.beside: Beside | None = None
        self.reading: DocumentReading | None = None
        self.bell: QObject | None = None
        self._claim: Instance | None = None
        self._reviews_instead = False  # of a colleague who is away (AC-11)
        self._drafts: dict[str, Mapping[str, object]] = {}
        self._raised.connect(self._come_to_front)
        self._behind: list[QWidget] = []  # dialogs that were open when the window was locked
        self.idle: Idle | None = None

    # coming in

    def begin(self) -> bool:
        """Shows the way in; False if the program runs already and was raised."""
        last = str(self.house.preferences.get("last_session", ""))
        if last and raise_first(last, paths.runtime_dir()):
            return False
        self._entrance().begin()
        self._entrance().show()
        return True

    def enter(self, office: Office, me: SignedIn) -> None:
        """Opens the window for a person who has signed in."""
        if self.desk is not None and self.desk.person.id == me.id and self.desk.office.id == office.id:
            self._unlock()
            return
        self.leave()
        self._forget_leavers(office, me)
        key = f"{office.id}:{me.id}"
        self._claim = Instance.claim(key, paths.runtime_dir(), self._raised.emit, listen=False)
        if self._claim is None:
            raise_first(key, paths.runtime_dir())
            self.app.quit()
            return
        self.house.preferences.set("last_session", key)
        mine = self.house.preferences.for_person(str(me.id))
        set_language(str(mine.get("language", language())))
        start.speak(self.app)
        times.use_zone(str(office.settings["time_zone"]))
        self._entered = datetime.now(UTC)
        self._reviews_instead = False
        self.desk = Desk(office, me, self)
        self.printing = PrintDesk(self.house.preferences, self, office=office.name)
        self.window = Window(self.desk, self._places(), mine, new=self._new(), first=self._first(mine),
                             over=places.over(self.desk, self.printing))  # fmt: skip
        self.window.keep_drafts(self._drafts.pop(key, {}))
        self.window.switch_requested.connect(self._switch_at_last)
        self.window.lock_requested.connect(self.lock)
        self.window.closed.connect(self.app.quit)
        self.window.place_shown.connect(lambda place, _tab: _remember(mine, place))
        self.desk.changed.connect(self._office_changed)
        self._finish_window()
        self.window.show()
        if self.entrance is not None:
            self.entrance.hide()
        self.watch = Watch(self.desk)
        self.watch.connected.connect(lambda on: self.window.status.show_connection(on) if self.window else None)
        self.watch.suspended.connect(self._shut_out, Qt.ConnectionType.QueuedConnection)
        # answered after what the first page asked: then comes what stands beside it
        self.watch.connected.connect(self._beside_soon)
        self.watch.start()
        # a start pauses the rubbish collection
        QTimer.singleShot(1500, gc.enable)

    def _first(self, mine: Any) -> str:
        """Whoever comes back on the same day goes on where he was; a day begins with the place of his work."""
        assert self.desk is not None
        # by this computer's own day: a start has not loaded the time zones
        today = date.today().isoformat()
        left = str(mine.get("place", "")) if mine.get("place_on", today) == today else ""
        return left or places.first(self.desk)

    # going out

    def leave(self) -> None:
        """Closes the session; what was typed and not saved waits for the same person."""
        self._stop_idling()
        self._behind = []
        if self.window is not None and self.desk is not None:
            self._drafts[f"{self.desk.office.id}:{self.desk.person.id}"] = self.window.drafts()
            self.window.leave()
            self.window.holds = None
            self.window.closed.disconnect(self.app.quit)
            self.window.close()
            self.window.deleteLater()
        if self.desk is not None:
            self._sign_out(self.desk)
            self.desk.close()
            self.desk.deleteLater()
        if self._claim is not None:
            self._claim.release()
        self.window, self.desk, self._claim = None, None, None
        self.schedule, self.sentry, self.beside, self.reading, self.bell = None, None, None, None, None

    def _forget_leavers(self, office: Office, me: SignedIn) -> None:
        """What somebody typed who has left meanwhile waits for nobody."""
        gone = {f"{office.id}:{person}" for person, power in me.powers.people.items() if power.suspended}
        self._drafts = {key: kept for key, kept in self._drafts.items() if key not in gone}

    def open_office(self, office_id: str) -> None:
        """Leaves the open office for another one, or for the place it has moved to."""
        self.leave()
        self._entrance().show_sign_in(office_id)
        self._entrance().show()

    def _switch_at_last(self) -> None:
        """Whoever is the last to leave makes a backup first."""
        if self.schedule is None:
            self.switch_person()
        else:
            self.schedule.before_leaving(self.switch_person)

    def _sign_out(self, desk: Desk) -> None:
        """The last deeds of a session, which closing the desk waits for."""
        from desktop.services import sign_ins

        if not self.watch.lost:
            desk.do(sign_ins.note_exit, failed=_unheard)
            desk.do(self.records(desk.office).look_back, failed=_unheard)

    def switch_person(self) -> None:
        office = self.desk.office.id if self.desk is not None else ""
        self.leave()
        self._entrance().show_sign_in(office)
        self._entrance().show()

    def _shut_out(self) -> None:
        """The account was suspended while its window was open, or locked by its own person."""
        self.switch_person()
        self._entrance().say(_(SUSPENDED))

    def lock(self) -> None:
        """Hides everything until the same person, or another one, signs in; work that runs goes on."""
        if self.window is None or self.desk is None or not self.window.isVisible():
            return
        from desktop.services import sign_ins

        self._stop_idling()
        while (popup := self.app.activePopupWidget()) is not None:
            popup.close()
        # a dialog is a window of its own, and would stay
        self._behind = [w for w in self.app.topLevelWidgets() if w.isVisible() and w is not self.entrance]
        for widget in self._behind:
            widget.hide()
        self.desk.do(sign_ins.note_lock, failed=_unheard)
        self._entrance().show_sign_in(self.desk.office.id, locked=(self.desk.office, self.desk.person.name))
        self._entrance().show()

    def _unlock(self) -> None:
        assert self.window is not None
        self.window.show()
        for widget in self._behind:
            # what was closed meanwhile, such as the progress of work that went on, is gone
            if shiboken6.isValid(widget):
                widget.show()
        self._behind = []
        self._entrance().hide()
        self.watch_idling()

    def watch_idling(self) -> None:
        """Locks by itself after as many minutes without a touch as this workstation says."""
        from desktop.ui.kit import idle

        if self.idle is None:
            self.idle = idle.Idle(self.app, self)
            self.idle.reached.connect(self.lock)
        self.idle.watch(float(self.house.preferences.get(idle.PREFERENCE, idle.USUAL)))

    def _stop_idling(self) -> None:
        if self.idle is not None:
            self.idle.watch(0)

    def quit(self) -> None:
        self.leave()
        if self.entrance is not None:
            self.entrance.background.close()

    # what settings choose

    def choose_language(self, code: str) -> None:
        if self.window is None or self.desk is None:
            return
        set_language(code)
        self.house.preferences.set("language", code)
        self.house.preferences.for_person(str(self.desk.person.id)).set("language", code)
        start.speak(self.app)
        self._rebuild()

    def choose_look(self, look: str) -> None:
        self.house.preferences.set("look", look)
        theme.current().set_look(Look(look))

    def choose_base(self, base: int) -> None:
        self.house.preferences.set("text_size", base)
        theme.current().set_base(base)

    def leave_office(self, office_id: str) -> None:
        """Forgets an office on this machine; if it is the open one, its window closes."""
        if self.desk is not None and self.desk.office.id == office_id:
            self.leave()
        self.house.forget(office_id)
        if self.desk is None:
            self._entrance().begin()
            self._entrance().show()

    def remove_sample(self) -> None:
        """Deletes the open sample office and goes back to the beginning."""
        if self.desk is None:
            return
        office = self.desk.office
        self.leave()
        self.sample.remove(office)
        self._entrance().begin()
        self._entrance().show()

    # building

    @cached_property
    def sample(self) -> "Sample":
        # most starts go without
        from desktop.house_sample import Sample

        return Sample(self.house)

    @cached_property
    def copies(self) -> "Copies":
        """Backups and moves of this machine's offices."""
        from desktop.house_copies import Copies

        return Copies(self.house)

    def records(self, office: Office) -> "Records":
        """What this machine remembers of an office's records."""
        from desktop.house_records import Records

        return Records.of(office)

    def _entrance(self) -> "Entrance":
        if self.entrance is None:
            from desktop.ui.sign_in import Entrance

            self.entrance = Entrance(self.house, self.sample)
            self.entrance.entered.connect(self.enter)
            self.entrance.given_up.connect(self.leave)
            self.entrance.language_chosen.connect(self._language_chosen)
            self.entrance.closed.connect(self.app.quit)
        return self.entrance

    def _language_chosen(self, code: str) -> None:
        self.house.preferences.set("language", code)
        start.speak(self.app)

    def places_of(self, mandate: Mandate) -> Sequence[Place]:
        """The places that somebody with these rights would have; none of their pages is made."""
        assert self.desk is not None
        other = SimpleNamespace(office=self.desk.office, person=replace(self.desk.person, mandate=mandate))
        return self._places(other)

    def _places(self, other: Any = None) -> Sequence[Place]:
        assert self.desk is not None
        desk = other or self.desk
        mine = self.house.preferences.for_person(str(desk.person.id))
        return places.places(desk, self, self.printing, mine, self._entered,
                             reviews=self._reviews_instead and other is None)  # fmt: skip

    def _new(self) -> Sequence[Action]:
        assert self.desk is not None
        return places.new_actions(self.desk)

    def _finish_window(self) -> None:
        """What a window has besides its places; after a rebuild its widgets are new."""
        assert self.window is not None
        assert self.desk is not None
        self.window.setWindowTitle(f"{self.desk.office.name} – Clientele")
        self.window.status.show_office(self.desk.office.name)
        self.window.status.show_person(self.desk.person.name)
        SearchController(self.desk, self.window.search, self.window.offers)

    def _beside_soon(self) -> None:
        self.watch.connected.disconnect(self._beside_soon)
        QTimer.singleShot(BESIDE_AFTER, self._tell_beside)

    def _rebuild(self) -> None:
        if self.window is not None:
            self.window.rebuild(self._places(), self._new())
            self._finish_window()
            self._tell_beside()

    def _tell_beside(self) -> None:
        """What nobody looks for first."""
        if self._claim is not None:
            self._claim.listen()
        self.watch_idling()
        self._keep_watch()
        self._keep_schedule()
        # its service is loaded when nobody waits for the window any more
        QTimer.singleShot(READING_AFTER, self, self._keep_reading)
        if self.beside is None and self.desk is not None and self.window is not None:
            from desktop.ui.beside import Beside
            from desktop.ui.today.tray import Tray

            mine = self.house.preferences.for_person(str(self.desk.person.id))
            self.beside = Beside(self.desk, self.window)
            tray = Tray(self.desk, mine)
            tray.opened.connect(self._show_today)
            self.beside.due.connect(tray.show_due)
            self.beside.stands_in.connect(self._stand_in)
            self.beside.due.connect(self._show_due)
            self.beside.waiting.connect(self._show_reviews)
        if self.beside is not None:
            self.beside.tell()
        if self.bell is None and self.desk is not None:
            self.bell = places.bell(self.desk, self.window)

    def _show_today(self) -> None:
        self._come_to_front()
        if self.window is not None and self.window.isVisible():
            self.window.go(today_screens.PLACE)

    def _keep_watch(self) -> None:
        if self.desk is None or self.window is None or self.sentry is not None:
            return
        from desktop.ui.sentry import Sentry

        office = self.desk.office
        keyring = self.house.keeps_in_keyring(office)
        self.sentry = Sentry(self.desk, self.window, self.records(office).look_back, keyring)
        self.sentry.anomaly_wished.connect(self.report_anomaly)
        self.sentry.start()

    def _keep_reading(self) -> None:
        if self.desk is None or self.reading is not None:
            return
        from desktop.ui.document_reading import DocumentReading

        self.reading = DocumentReading(self.desk)
        self.reading.start()

    def report_anomaly(self) -> None:
        """Something is wrong with this person's account: asks what, and locks it."""
        if self.desk is not None:
            from desktop.ui.settings.anomaly_dialog import anomaly_dialog

            anomaly_dialog(self.desk, self.window).open()

    def _keep_schedule(self) -> None:
        if self.schedule is None and self.desk is not None:
            from desktop.ui.backups.schedule import Schedule

            self.schedule = Schedule(self.desk, self.copies, self.window)
        if self.schedule is not None:
            self.schedule.tell()

    def _show_due(self, count: int) -> None:
        if self.window is not None:
            self.window.show_count(today_screens.PLACE, count)

    def _show_reviews(self, count: int) -> None:
        if self.window is not None:
            self.window.show_count(client_screens.PLACE, count)
            self.window.views[client_screens.PLACE].show_count("review", count)

    def _stand_in(self, instead: bool) -> None:
        """Who reviews for a colleague has the tab for it as long as he stands in."""
        if self.window is not None:
            self._reviews_instead = instead
            self.window.take_place(next(place for place in self._places() if place.key == client_screens.PLACE))

    # what happens elsewhere

    def _office_changed(self, topics: frozenset[str]) -> None:
        if self.window is None or self.desk is None:
            return
        if "settings" in topics:
            times.use_zone(str(self.desk.office.settings["time_zone"]))
            shown = [tab.key for place in self._places() for tab in place.tabs]
            if shown != [tab.key for view in self.window.views.values() for tab in view.place.tabs]:
                # not in the middle of the signal that the pages are just hearing
                QTimer.singleShot(0, self._rebuild)
            self.window.status.show_office(self.desk.office.name)
        if self.beside is not None:
            self.beside.office_changed(topics)
        if "accounts" in topics:
            self.desk.ask("app.rights", renewed, done=self._take_up, owner=self.window)

    def _take_up(self, me: SignedIn | None) -> None:
        """Roles or vaults of mine were changed: the open session goes by them from now on."""
        if me is None or self.window is None or self.desk is None:
            return
        self.desk.take_up(me)
        self._rebuild()

    def _come_to_front(self) -> None:
        window: Any = self.window if self.window is not None and self.window.isVisible() else self.entrance
        if window is not None:
            window.showNormal() if window.isMinimized() else window.show()
            window.raise_()
            window.activateWindow()


def _remember(mine: Any, place: str) -> None:
    mine.set("place", place)
    mine.set("place_on", date.today().isoformat())


def _unheard(_refusal: OfficeError) -> None:
    """Whoever has left hears no refusal."""


def main(*, smoke: bool = False) -> int:
    """Shows the window until it is closed. With `smoke`: the sample office's first page, then 0 or 1."""
    if smoke:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.environ.setdefault("CLIENTELE_KEYRING", "off")
        if "CLIENTELE_HOME" not in os.environ:
            with tempfile.TemporaryDirectory(prefix="clientele-smoke-") as home:
                os.environ["CLIENTELE_HOME"] = home
                return _run(smoke=True)
    return _run(smoke=smoke)


def _run(*, smoke: bool) -> int:
    set_language("zh_CN" if QLocale.system().language() in (QLocale.Language.Chinese, QLocale.Language.C) else "en")
    logs.install(paths.log_dir())
    try:
        start.check_display()
        start.check_qt()
    except start.CantStart as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    house = House()
    chosen = house.preferences.get("language")
    if chosen in LANGUAGES:
        set_language(str(chosen))
    start.hush_qt()
    app = start.application(sys.argv[:1])
    base = house.preferences.get("text_size", 14)
    look = house.preferences.get("look", Look.SYSTEM.value)
    look = Look(look) if look in set(Look) else Look.SYSTEM
    theme.install(app, paths.resource(), look, base if base in BASES else 14)
    start.speak(app)
    program = Program(app, house)
    start.tell_faults(lambda text: (program.window or program.entrance).show_fault(text))  # type: ignore[union-attr]
    app.aboutToQuit.connect(program.quit)
    if smoke:
        return _smoke(app, program)
    return app.exec() if program.begin() else 0


def _smoke(app: QApplication, program: Program) -> int:
    office = program.sample.found(language())
    office.disconnect()
    office, me = program.sample.look_as(office.id, program.sample.people()[0][0])
    office.disconnect()
    program.enter(office, me)
    assert program.window is not None
    page = program.window.go("clients")
    page.list.loaded.connect(lambda: app.exit(0))  # type: ignore[attr-defined]
    QTimer.singleShot(SMOKE_SECONDS * 1000, lambda: app.exit(1))
    status = app.exec()
    shown = _("The sample office's first page is shown.") if status == 0 else _("The first page did not come.")
    sys.stdout.write(f"{shown}\n")
    program.quit()
    # its folder is about to be removed, and some systems keep what is open
    logs.remove()
    return status
