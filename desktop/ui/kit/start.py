"""What must be right before there is a window: a display, a sound Qt, the application object, faults that are told."""

import logging
import os
import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QtMsgType, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop.i18n import N_, language
from desktop.rules.errors import OfficeError
from desktop.ui.kit.desk import describe_fault
from desktop.ui.kit.theme import STYLED, THEME, Theme

log = logging.getLogger("desktop")
VOID_CALLS = 200
WORDS = "words of Qt"


class CantStart(OfficeError):
    """The window can't be shown on this computer; the sentence says what is missing."""


def check_display() -> None:
    """Raises CantStart where there is no screen; asked of Qt, it would end the program without a word."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if sys.platform != "linux" or chosen in ("offscreen", "minimal", "vnc"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise CantStart(N_("There is no display to show the window on. Start Clientele from the desktop, or use the "
                           "commands: clientele -h"))  # fmt: skip


def check_qt() -> None:
    """Raises CantStart if void calls lose references to None: some versions do, and die after some thousand calls."""
    probe = QObject()
    before = sys.getrefcount(None)
    for _number in range(VOID_CALLS):
        probe.setObjectName("probe")
    if sys.getrefcount(None) < before - VOID_CALLS // 2:
        raise CantStart(N_("This version of Qt would crash after a while. Install the one that came with Clientele."))


def application(arguments: list[str]) -> QApplication:
    """The one application object. Its name and icon are what the desktop shows."""
    QApplication.setDesktopFileName("clientele")
    app = QApplication([*arguments, "-style", "Fusion"])
    app.setProperty(STYLED, True)
    app.setApplicationName("Clientele")
    app.setApplicationDisplayName("Clientele")
    app.setQuitOnLastWindowClosed(False)
    return app


def hush_qt() -> None:
    """What Qt says about itself goes to the log; a person or a schedule at the console can do nothing about it."""

    def heard(kind: QtMsgType, _context: object, said: str) -> None:
        serious = kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
        log.log(logging.WARNING if serious else logging.DEBUG, "Qt: %s", said)

    qInstallMessageHandler(heard)


def speak(app: QApplication) -> None:
    """Lets Qt's own dialogs speak the language in force."""
    if isinstance(old := app.property(WORDS), QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    code = "zh_CN" if language() == "zh_CN" else "en_GB"
    QLocale.setDefault(QLocale(code))
    words = QTranslator(app)
    app.setProperty(WORDS, words)
    if words.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)
    worn = app.property(THEME)
    if isinstance(worn, Theme):
        worn.follow_language()


def tell_faults(show: Callable[[str], object]) -> None:
    """What nobody caught goes to the log and to `show`, as kind and place without any value."""

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = describe_fault(error)
        log.critical(text)
        show(text)

    sys.excepthook = told
