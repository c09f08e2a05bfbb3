"""What the operating system refuses is said in the user's language."""

import errno
import os
from pathlib import Path

import pytest

from desktop.i18n import set_language
from desktop.rules.errors import BadEntry
from desktop.rules.system_words import why
from desktop.services.document_looks import unreadable


def refused(path):
    with pytest.raises(OSError) as caught:
        path.open("rb")
    return caught.value


def test_a_refusal_of_the_system_is_a_chinese_sentence(tmp_path):
    set_language("zh_CN")
    assert str(unreadable(tmp_path, refused(tmp_path))) == f"{tmp_path} 无法读取：这是一个文件夹。"
    there = tmp_path / "没有.pdf"
    assert str(unreadable(there, refused(there))) == f"{there} 无法读取：文件不在那里。"


def test_the_common_refusals_have_words():
    set_language("zh_CN")
    for code in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EBUSY, errno.EIO, errno.ENAMETOOLONG):
        said = str(BadEntry("{why}", why=why(OSError(code, os.strerror(code)))))
        assert not said.isascii(), said


def test_what_has_no_words_is_told_as_the_system_tells_it():
    assert why(OSError(errno.EDOM, "Numerical argument out of domain")) == "Numerical argument out of domain"
    assert why(OSError("no code at all")) == "no code at all"
    assert why(OSError()) == "OSError"
    assert why(FileNotFoundError(errno.ENOENT, "x", str(Path("a")))) == "it is not there"
