"""What the documents point at is there: links, pictures, files of the code, commands."""

import re

import pytest

from desktop.commands import COMMANDS
from tests.sources import ROOT

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "installer/README.md",
]
EXAMPLE = re.compile(r"/cards(\.py|/)")  # the noun that is only explained


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(document):
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8"))
    assert [t for t in targets if "://" not in t and not (document.parent / t).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_of_the_code_that_are_named_exist(document):
    named = [n for n in re.findall(r"`([\w/]+/\w+\.py)`", document.read_text("utf-8")) if not EXAMPLE.search(n)]
    assert [n for n in named if not (ROOT / n).exists() and not (ROOT / "desktop" / n).exists()] == []


def test_the_readme_lists_every_command():
    text = (ROOT / "README.md").read_text("utf-8")
    assert [
        command.name for command in COMMANDS if f"`{command.name} " not in text and f"`{command.name}`" not in text
    ] == []


def test_both_guides_have_the_same_chapters():
    def levels(name):
        return re.findall(r"^#+|^<!-- .*-->$", (ROOT / "docs" / name).read_text("utf-8"), re.MULTILINE)

    assert levels("guide.md") == levels("guide.zh.md")
