"""A display for the windows that are measured: one of their own where Xvfb is there, else none."""

import atexit
import os
import shutil
import subprocess
import sys


def display() -> None:
    """A display of one's own where Xvfb is there: frames then reach a screen, as they do in an office."""
    if "QT_QPA_PLATFORM" in os.environ or sys.platform != "linux":
        return
    if not (server := shutil.which("Xvfb")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return
    reading, writing = os.pipe()
    running = subprocess.Popen(
        [server, "-displayfd", str(writing), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as told:
        os.environ["DISPLAY"] = f":{told.readline().strip()}"
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    os.environ.pop("WAYLAND_DISPLAY", None)
    atexit.register(running.terminate)
