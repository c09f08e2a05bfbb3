"""Chooses the system's keyring, refuses unsafe ones, and turns each keyring's own troubles into sentences."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.rules.values import dataclass

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SWITCH = "CLIENTELE_KEYRING"
_UNSAFE_MODULES = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")

SWITCHED_OFF = N_("The system's keyring is switched off for this run ({switch}=off). Use a passphrase instead.")
SET_ASIDE = N_("A passphrase was chosen here instead of the keyring: enter it.")
MISSING = N_(
    "This computer has no keyring in which the office's key would be safe. "
    "Install and start one, such as GNOME Keyring or KWallet, or use a passphrase instead."
)
UNSAFE = N_(
    "The keyring set up here, {name}, would keep the office's key readable for everybody. "
    "Choose the system's own keyring, or use a passphrase instead."
)
LOCKED = N_("The keyring {name} stayed locked. Unlock it and try again, or use a passphrase instead.")
SILENT = N_("The keyring {name} does not answer ({why}). Start it and try again, or use a passphrase instead.")


class NoKeyring(OfficeError):
    """There is no keyring that keeps a secret safe."""


class KeyringLocked(OfficeError):
    """The keyring is there, but the person did not unlock it."""


@dataclass(frozen=True)
class KeyringState:
    """Whether secrets can go into a keyring, which one, and otherwise why not (a message id with {name})."""

    ok: bool
    name: str = ""
    why: str = ""

    def sentence(self) -> str:
        return _(self.why).format(name=self.name, switch=SWITCH)


def choose(given: "KeyringBackend | None") -> "tuple[KeyringBackend | None, KeyringState]":
    """The keyring to use and what to say about it. Asks the session bus, so call it from a worker."""
    if os.environ.get(SWITCH, "").strip().lower() == "off":
        return None, KeyringState(False, why=SWITCHED_OFF)
    import keyring
    from keyring.backends.chainer import ChainerBackend

    troubles: tuple[type[Exception], ...] = (*failures(), RuntimeError, ImportError, AttributeError)
    try:
        found = given or keyring.get_keyring()
        if given is None and _is_absent(found):
            # the library looks once; a keyring may have been started since
            keyring.core.init_backend()
            found = keyring.get_keyring()
        candidates = list(found.backends) if isinstance(found, ChainerBackend) else [found]
    except troubles:
        return None, KeyringState(False, why=MISSING)
    unsafe = ""
    for backend in candidates:
        if _is_safe(backend):
            _stay_on_this_machine(backend)
            return backend, KeyringState(True, name=_name(backend))
        if not _is_absent(backend):
            unsafe = unsafe or _name(backend)
    return None, KeyringState(False, name=unsafe, why=UNSAFE if unsafe else MISSING)


@contextmanager
def speaking_plainly(state: KeyringState) -> Iterator[None]:
    """Turns what keyrings raise into NoKeyring and KeyringLocked."""
    from keyring.errors import InitError, NoKeyringError
    from keyring.errors import KeyringLocked as Locked

    try:
        yield
    except (InitError, Locked) as error:
        # a dismissed prompt says InitError where the collection had still to be made
        raise KeyringLocked(LOCKED, name=state.name) from error
    except NoKeyringError as error:
        raise NoKeyring(MISSING) from error
    except failures() as error:
        raise NoKeyring(SILENT, name=state.name, why=type(error).__name__) from error


def failures() -> tuple[type[Exception], ...]:
    """Everything a keyring is known to raise: its library's errors, the bus's, and the system's."""
    from keyring.errors import KeyringError

    kinds: list[type[Exception]] = [KeyringError, OSError]
    # these libraries exist on one system each and are loaded by the keyring that needs them
    for module, name in (
        ("secretstorage.exceptions", "SecretStorageException"),
        ("jeepney.wrappers", "DBusErrorResponse"),
        ("win32ctypes.pywin32.pywintypes", "error"),
        ("keyring.backends.macOS.api", "Error"),
        ("dbus.exceptions", "DBusException"),
        ("gi.repository.GLib", "Error"),
    ):
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            kinds.append(kind)
    return tuple(kinds)


def _is_safe(backend: "KeyringBackend") -> bool:
    described = f"{type(backend).__module__}.{type(backend).__qualname__}".lower()
    return not described.startswith(_UNSAFE_MODULES) and "plaintext" not in described


def _is_absent(backend: "KeyringBackend") -> bool:
    return type(backend).__module__.startswith("keyring.backends.fail")


def _stay_on_this_machine(backend: "KeyringBackend") -> None:
    # by default Windows copies the entry to every computer of the company that the person signs in to
    if type(backend).__module__ == "keyring.backends.Windows":
        backend.persist = "local machine"  # type: ignore[attr-defined]


def _name(backend: "KeyringBackend") -> str:
    return str(backend.name)
