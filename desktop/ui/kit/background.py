"""Calls that take moments before there is a desk: opening an office, asking the keyring, looking at a folder."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.rules.errors import OfficeError
from desktop.ui.kit.desk import describe_fault


def beforehand(load: Callable[[], object]) -> None:
    """Loads in a thread of its own what a deed will need, while the person still types."""
    Thread(target=load, name="beforehand", daemon=True).start()


class Background(QObject):
    """One worker thread. Of several calls under one key only the answer to the latest is delivered."""

    faulted = Signal(str)
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="background")
        self._latest: dict[str, object] = {}
        self._closed = False
        self._answered.connect(lambda settle: settle(), Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        key: str,
        call: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[OfficeError], object],
    ) -> None:
        """`done(call())` in the window's thread, or `failed` with the refusal; anything else is `faulted`."""
        mine = self._latest[key] = object()
        future = self._pool.submit(call)

        def settle() -> None:
            if self._closed or self._latest.get(key) is not mine:
                return
            error = future.exception()
            if isinstance(error, OfficeError):
                failed(error)
            elif error is not None:
                self.faulted.emit(describe_fault(error))
            else:
                done(future.result())

        def answer(_future: Future[Any]) -> None:
            if not self._closed:
                self._answered.emit(settle)

        future.add_done_callback(answer)

    def close(self) -> None:
        """Nothing is delivered any more; what is running comes to its end by itself."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
