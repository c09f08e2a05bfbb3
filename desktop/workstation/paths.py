"""Finds the program's own resources and the folders this user keeps on this machine."""

import os
import sys
from pathlib import Path

APP_NAME = "Clientele"
HOME_VARIABLE = "CLIENTELE_HOME"


def resource(*parts: str) -> Path:
    """Path of a shipped file, such as `resource("fonts", "NotoSansSC_400Regular.ttf")`.

    A wheel and the frozen program carry `resources` inside the package, a checkout beside it.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources"
    return (inside if inside.is_dir() else package.parent / "resources").joinpath(*parts)


def data_dir() -> Path:
    """Where this user's offices and sealed files lie unless another place was chosen."""
    return _own_folder("data")


def config_dir() -> Path:
    """Preferences and the list of joined offices."""
    return _own_folder("config")


def log_dir() -> Path:
    return _own_folder("log")


def draft_dir() -> Path:
    """Unsaved entries of this user; they stay on the local disk."""
    folder = data_dir() / "drafts"
    _make(folder)
    return folder


def runtime_dir() -> Path:
    """Lock files of the programs this user is running now."""
    # platformdirs falls back to a guessable folder under /tmp, where anybody could have put one before us
    session = os.environ.get("XDG_RUNTIME_DIR")
    shared = HOME_VARIABLE in os.environ or not session or not Path(session).is_dir()
    folder = data_dir() / "run" if shared or not session else Path(session) / APP_NAME.lower()
    _make(folder)
    return folder


def _own_folder(kind: str) -> Path:
    # platformdirs answers after looking at the environment, so nothing is kept between calls
    home = os.environ.get(HOME_VARIABLE)
    folder = Path(home).expanduser().absolute() / kind if home else _platform_folder(kind)
    _make(folder)
    return folder


def _platform_folder(kind: str) -> Path:
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(APP_NAME, appauthor=False, roaming=False)
    folder = {
        "data": dirs.user_data_path,
        "config": dirs.user_config_path,
        "log": dirs.user_log_path,
    }[kind]
    # Windows and macOS put data and preferences into one folder; preferences get a corner of their own
    return folder / "config" if kind == "config" and folder == dirs.user_data_path else folder


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32" and folder.stat().st_mode & 0o077 and folder.stat().st_uid == os.getuid():
        folder.chmod(0o700)
