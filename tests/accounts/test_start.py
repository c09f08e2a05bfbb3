"""Before there is a window: no display, an unsound Qt, and the sample office shown without a screen."""

import os
import subprocess
import sys

import pytest

from desktop.ui.kit import start


def test_without_a_display_a_sentence_says_so(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(start.CantStart):
        start.check_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    start.check_display()
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    start.check_display()


def test_this_qt_keeps_its_references(qapp):
    start.check_qt()


def test_a_leaking_qt_is_noticed(monkeypatch):
    counts = iter((10_000, 9_800))
    monkeypatch.setattr(sys, "getrefcount", lambda _none: next(counts))
    with pytest.raises(start.CantStart):
        start.check_qt()


def run(tmp_path, *args, **more):
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    env = {**kept, "CLIENTELE_KEYRING": "off", "TMPDIR": str(tmp_path), **more}
    env.pop("CLIENTELE_HOME", None)
    return subprocess.run([sys.executable, "-m", "desktop", *args], env=env, capture_output=True, check=False)


def test_the_sample_office_shows_its_first_page_without_a_screen(tmp_path):
    done = run(tmp_path, "--smoke")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_the_window_without_a_display_ends_with_a_sentence(tmp_path):
    done = run(tmp_path, CLIENTELE_HOME=str(tmp_path), XDG_RUNTIME_DIR=str(tmp_path), HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
