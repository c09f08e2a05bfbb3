"""The way into an office: first run, founding, joining, signing in, unlocking; opens it in the background."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.i18n import _, language, set_language
from desktop.rules.accounts import too_weak
from desktop.rules.audit import Way
from desktop.rules.errors import OfficeError
from desktop.ui.first_run.frame import Frame
from desktop.ui.first_run.join_office import Joining, JoinOffice
from desktop.ui.first_run.new_office import NewOffice, Plan
from desktop.ui.first_run.welcome import Welcome
from desktop.ui.kit.background import Background
from desktop.ui.kit.messages import FaultDialog
from desktop.ui.sign_in_page import Door, SignInPage

SMALLEST = (960, 680)
LOCKED = "locked"  # the office whose window was locked and not opened since, on this user's computer


class Entrance(QMainWindow):
    """`house` opens offices; it may wait for disks, servers and keyrings, so it is only called in the background."""

    entered = Signal(object, object)
    """The open office and who signed in."""
    language_chosen = Signal(str)
    given_up = Signal()
    """The session behind a locked window ends: another office is about to be opened."""
    closed = Signal()

    def __init__(self, house: Any, sample: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.house, self.sample = house, sample
        self.background = Background(self)
        self.background.faulted.connect(self.show_fault)
        self.setWindowTitle("Clientele")
        self.setMinimumSize(*SMALLEST)
        self._again: Callable[[], None] = self.begin
        self._held: tuple[Any, str] | None = None
        self._behind: Any = None  # the open office of a locked session
        self._chosen = ""
        self._fault: FaultDialog | None = None

    # the pages

    def begin(self) -> None:
        """The office opened last, or the first run where there is none."""
        if self.house.offices.all():
            self.show_sign_in()
        else:
            self.show_welcome()

    def show_welcome(self) -> None:
        page = Welcome(back=bool(self.house.offices.all()))
        page.sample_wished.connect(lambda: self._sample(page))
        page.new_wished.connect(self.show_new)
        page.join_wished.connect(self.show_join)
        page.back_wished.connect(self.begin)
        self._show(page, self.show_welcome)

    def show_new(self) -> None:
        page = NewOffice(self.house.default_place())
        page.founded.connect(lambda plan: self._found(page, plan))
        page.back_wished.connect(self.show_welcome)
        page.place_edited.connect(lambda place: self._look_at(page, place))
        self._show(page, self.show_new)

    def show_join(self) -> None:
        page = JoinOffice()
        page.joined.connect(lambda joining: self._join(page, joining))
        page.back_wished.connect(self.show_welcome)
        self._show(page, self.show_join)
        self._ask_keyring(page.show_keyring)

    def show_sign_in(self, chosen: str = "", *, locked: tuple[Any, str] | None = None) -> None:
        """`locked` is an open office and the name of who locked it."""
        self._held, self._chosen = locked, chosen
        if locked is not None:
            self._behind = locked[0]
            # remembered past the program's end: starting it anew is no way round the lock
            self.house.preferences.set(LOCKED, locked[0].id)
        doors = self._doors()
        if locked is not None:
            doors = [door for door in doors if door.id == locked[0].id] or [Door(locked[0].id, locked[0].name, "")]
        page = SignInPage(doors, chosen=chosen, locked=locked[1] if locked else "")
        page.entered.connect(lambda *entry: self._enter(page, *entry))
        page.looked_as.connect(lambda office, name: self._look_as(page, office, name))
        page.other_wished.connect(self._other)
        page.office_chosen.connect(lambda _office: self._help(page))
        self._show(page, lambda: self.show_sign_in(self._chosen, locked=self._held))
        self._help(page)

    def say(self, text: str) -> None:
        """A sentence (shown text) on the sign-in page, for whoever was just sent there."""
        page = self.centralWidget()
        if isinstance(page, SignInPage):
            page.say(text)

    def show_fault(self, text: str) -> None:
        if self._fault is None:
            self._fault = FaultDialog(self)
        self._fault.say(text)

    def _show(self, page: Frame | SignInPage, again: Callable[[], None]) -> None:
        page.language_chosen.connect(self._speak)
        self._again = again
        self.setCentralWidget(page)

    def _speak(self, code: str) -> None:
        set_language(code)
        self.language_chosen.emit(code)
        self._again()

    def _other(self) -> None:
        if self._held is not None:
            self._held = None
            self.show_sign_in(self._chosen)
        else:
            self.show_welcome()

    def _doors(self) -> Sequence[Door]:
        return [
            Door(each.id, each.name, _("Sample office") if each.sample else each.locator, each.last_person, each.sample)
            for each in self.house.offices.all()
        ]  # fmt: skip

    # what the pages wish

    def _sample(self, page: Welcome) -> None:
        self._give_up()
        page.set_busy(True, _("Making the sample office: a few seconds."))
        self.background.run("enter", self._closing(lambda: self.sample.found(language())), self._sample_made,
                            page.refuse)  # fmt: skip

    def _sample_made(self, office: Any) -> None:
        self.show_sign_in(office.id)

    def _found(self, page: NewOffice, plan: Plan) -> None:
        self._give_up()

        def found() -> Any:
            office = self.house.found(plan.founding, plan.place)
            return office, self.house.sign_in(office, plan.founding.admin, plan.founding.password)

        self._open(page.refuse, found)

    def _join(self, page: JoinOffice, wish: Joining) -> None:
        self._give_up()

        def join() -> Any:
            return self.house.join(wish.data, wish.code, where=wish.place, passphrase=wish.passphrase)

        self.background.run("enter", self._closing(join), lambda office: self.show_sign_in(office.id), page.refuse)

    def _enter(self, page: SignInPage, where: str, name: str, password: str, passphrase: str, remember: bool) -> None:
        held = self._held[0] if self._held is not None else None
        behind = self._behind
        if behind is not None and behind.id != where:
            self._give_up()
            behind = None

        def enter() -> Any:
            office = behind or self.house.open(where, name=name, password=password, passphrase=passphrase)
            me = self.house.sign_in(office, name, password, Way.UNLOCK if held else Way.WINDOW)
            if held is not None:
                # unlocking says nothing about whether the sign-in is remembered
                return office, me
            if remember:
                self.house.custody.remember(office.id, name, password)
            elif self.house.custody.available().ok:
                self.house.custody.forget_sign_in(office.id, name)
            return office, me

        def entered(found: Any) -> None:
            office, me = found
            if me.start or too_weak(me.mandate, password):
                self.show_own_password(office, me, password, Way.UNLOCK if held else Way.WINDOW)
            else:
                self._entered_by_password(found)

        self._open(page.refuse, enter, entered)

    def _entered_by_password(self, found: Any) -> None:
        if self.house.preferences.get(LOCKED) == found[0].id:
            self.house.preferences.forget(LOCKED)
        self._enter_at_last(found)

    def show_own_password(self, office: Any, me: Any, given: str, way: Way) -> None:
        """Whoever comes with a start password, or one too short for what it guards, chooses another first."""
        # hardly ever needed, so a start goes without
        from desktop.services import accounts
        from desktop.ui.first_run.own_password import OwnPassword

        page = OwnPassword(office.name, me.name, start=me.start)

        def choose(new: str) -> Any:
            if me.start:
                office.run(me, accounts.choose_own, new, office.secret, self.house.kdf)
            else:
                office.run(me, accounts.change_password, given, new, office.secret, self.house.kdf)
            self.house.password_changed(office, me.name, new)
            return office, self.house.sign_in(office, me.name, new, way)

        page.chosen.connect(lambda new: self._open(page.refuse, lambda: choose(new), self._entered_by_password))
        page.back_wished.connect(lambda: self.show_sign_in(office.id, locked=self._held))
        self._show(page, lambda: self.show_own_password(office, me, given, way))

    def _look_as(self, page: SignInPage, where: str, name: str) -> None:
        self._give_up()
        self._open(page.refuse, lambda: self.sample.look_as(where, name))

    def _open(self, refused: Callable[[OfficeError], object], call: Callable[[], Any],
              done: Callable[[Any], object] | None = None) -> None:  # fmt: skip
        self.background.run("enter", self._closing(call), done or self._enter_at_last, refused)

    def _enter_at_last(self, found: Any) -> None:
        self._behind = None
        self.entered.emit(*found)

    def _give_up(self) -> None:
        """The tables of one process lie in one office: work that still runs would go on in the wrong one."""
        if self._behind is not None:
            self._behind = None
            self.given_up.emit()

    def _closing(self, call: Callable[[], Any]) -> Callable[[], Any]:
        """Connections belong to their thread, and this thread's work ends here."""

        def closing() -> Any:
            found = call()
            (found[0] if isinstance(found, tuple) else found).disconnect()
            return found

        return closing

    def _look_at(self, page: NewOffice, place: str) -> None:
        def answered(location: Any) -> None:
            if location is not None:
                page.show_place(location.sentence(), bad=location.refused)

        self.background.run("place", lambda: self.house.look_at(place), answered, page.refuse)

    def _ask_keyring(self, show: Callable[[bool, str], object]) -> None:
        self.background.run("keyring", self.house.custody.available, lambda state: show(state.ok, state.sentence()),
                            lambda _refusal: None)  # fmt: skip

    def _help(self, page: SignInPage) -> None:
        door = page.door
        self._chosen = door.id
        if door.sample and self._held is None:
            self.background.run("people", self.sample.people,
                                lambda people: page.show_people(door.id, people),
                                lambda _refusal: page.show_people(door.id, ()))  # fmt: skip
            return
        if self._held is not None:
            return
        self._ask_keyring(page.show_keyring)
        if door.person:
            self.background.run("remembered", lambda: self.house.custody.remembered(door.id, door.person),
                                lambda password: self._recall(page, password), lambda _refusal: None)  # fmt: skip

    def _recall(self, page: SignInPage, password: str | None) -> None:
        """Whoever locked a window left: until a password was typed there, none is filled in for anybody."""
        if password:
            locked = self.house.preferences.get(LOCKED)
            away = any(each.id == locked for each in self.house.offices.all())
            page.show_remembered("" if away else password)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
