"""The log tells where things went wrong and never what was entered."""

import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.rules.errors import BadEntry
from desktop.workstation import logs


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    before = logging.getLogger("desktop").level
    yield logs.install(tmp_path)
    logs.remove()
    logging.getLogger("desktop").setLevel(before)


def ours() -> logging.Logger:
    return logging.getLogger("desktop.services.clients")


def written(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def fail_with(value: str) -> None:
    raise ValueError(f"not a number: {value}")


def test_our_messages_are_written_others_only_when_they_warn(file: Path) -> None:
    ours().info("saved in %d ms", 12)
    ours().debug("too much")
    logging.getLogger("peewee").info("SELECT 张伟")
    logging.getLogger("pypdf").warning("bad value %s", "张伟")
    logging.getLogger("keyring").warning("bad value 张伟")
    text = written(file)
    assert "saved in 12 ms" in text and "bad value %s" in text
    assert "张伟" not in text and "too much" not in text


def test_an_exception_is_places_and_kinds_without_values(file: Path) -> None:
    try:
        try:
            fail_with("199 0000 1234")
        except ValueError as error:
            raise BadEntry("This is no phone number: {n}", n="张伟") from error
    except BadEntry:
        ours().exception("import failed")
    text = written(file)
    assert "builtins.ValueError" in text and "desktop.rules.errors.BadEntry: This is no phone number: {n}" in text
    assert text.index("ValueError") < text.index("BadEntry")
    assert "in fail_with" in text and "test_logs.py" in text
    assert "199 0000 1234" not in text.replace('fail_with("199 0000 1234")', "") and "张伟\n" not in text
    assert str(Path.home()) + "/" not in text


def test_the_full_text_left_by_another_handler_is_not_copied(file: Path) -> None:
    record = ours().makeRecord("desktop", logging.ERROR, "x", 1, "failed", (), None)
    try:
        fail_with("geheim")
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)
    record.exc_text = "ValueError: geheim"
    logging.getLogger("desktop").handle(record)
    assert "failed" in written(file) and "geheim" not in written(file).replace('fail_with("geheim")', "")
    assert record.exc_text == "ValueError: geheim"


def test_files_turn_over_and_stay_few(file: Path) -> None:
    for _ in range(60):
        ours().info("x" * 100_000)
    files = logs.support_files(file.parent)
    assert len(files) == 5 and files[0] == file
    assert sum(f.stat().st_size for f in files) <= 5 * 1_000_000


def test_a_folder_that_vanishes_does_not_stop_the_work(tmp_path: Path) -> None:
    file = logs.install(tmp_path / "gone")
    ours().error("nobody hears this")
    logs.remove()
    assert not file.exists()


def test_the_parcel_for_support(file: Path, tmp_path: Path) -> None:
    ours().info("hello 办公室")
    target = logs.pack_for_support(tmp_path, tmp_path / "support.zip", {"version": "1.0"})
    with zipfile.ZipFile(target) as parcel:
        assert set(parcel.namelist()) == {"about.txt", "clientele.log"}
        assert "version: 1.0" in parcel.read("about.txt").decode("utf-8")
        assert "办公室" in parcel.read("clientele.log").decode("utf-8")


def test_installing_twice_writes_once(file: Path, tmp_path: Path) -> None:
    logs.install(tmp_path)
    ours().info("once")
    assert written(file).count("once") == 1
