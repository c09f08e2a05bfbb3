"""One start, in a process of its own: says when the first page is painted and what memory it takes when idle."""

import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

IDLE = 1500  # milliseconds after the first page


def bare() -> None:
    """No more than a window of PySide6."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Bare(QMainWindow):
        def paintEvent(self, event: Any) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, painted)

    app = QApplication(["bare"])
    window = Bare()
    window.resize(1280, 800)
    painted = once(app)
    window.show()
    app.exec()


def ours(path: str, key: str, secret: str, workstation: str, name: str, password: str) -> None:
    """The program, from signing in on: unlocking is left out, it is made to be slow."""
    from uuid import UUID

    # as the program's own main does
    gc.disable()
    from desktop import app as program
    from desktop.house import House, Opened
    from desktop.models.database import open_sqlite
    from desktop.rules.audit import Way
    from desktop.services.office import open_office
    from desktop.ui.kit import start, theme
    from desktop.ui.kit.tokens import Look
    from desktop.workstation import paths
    from desktop.workstation.custody import Kept

    gc.freeze()
    house = House()
    app = start.application(["clientele"])
    theme.install(app, paths.resource(), Look.LIGHT, 14)
    start.speak(app)
    office = open_office(open_sqlite(Path(path), bytes.fromhex(key)), bytes.fromhex(secret), UUID(workstation))
    me = office.sign_in(name, password, Way.WINDOW)
    office.disconnect()
    house.know(office, Opened(Kept({}, sealed=True), path))
    running = program.Program(app, house)
    painted = once(app)

    def loaded() -> None:
        page.list.view.viewport().repaint()
        painted()

    running.enter(office, me)
    page: Any = running.window.go("clients", "list")  # type: ignore[union-attr]
    page.list.loaded.connect(loaded)
    app.exec()


def once(app: Any) -> Any:
    """Tells the moment, and some time later the memory; then the process ends."""
    from PySide6.QtCore import QTimer

    told: list[float] = []

    def idle() -> None:
        rollup = Path("/proc/self/smaps_rollup").read_text("ascii")
        pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        print(json.dumps({"painted": told[0], "pss": pss / 1024}), flush=True)
        os._exit(0)

    def painted() -> None:
        if not told:
            told.append(time.monotonic())
            if os.environ.get("BENCHMARK_IDLE") == "0":
                print(json.dumps({"painted": told[0], "pss": 0}), flush=True)
                os._exit(0)
            QTimer.singleShot(IDLE, app, idle)

    return painted


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else ours(*sys.argv[2:])
