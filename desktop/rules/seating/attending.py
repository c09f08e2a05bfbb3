"""Who comes to an event: what somebody is there for, whether he comes, and names pasted one per line."""

import re
from collections.abc import Iterable

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import tidy
from desktop.rules.words import Word

MOST_PEOPLE = 2000
LONGEST_NAME = 200
HIDDEN = "***"  # in the place of a name that a reader may not know
_NUMBERED = re.compile(r"^\s*(?:[(（]?\d{1,4}[)）.．、]|[-–•·*])\s*")
_CHAIN = "#接龙"  # how a messenger begins a list in which people enter themselves; what is not numbered is its heading


class Duty(Word):
    """What somebody who accompanies others is there for."""

    DRIVER = "driver", N_("Driver")
    SECRETARY = "secretary", N_("Secretary")
    INTERPRETER = "interpreter", N_("Interpreter")
    FAMILY = "family", N_("Family")
    ASSISTANT = "assistant", N_("Assistant")
    OTHER = "other", N_("Other")


class Reply(Word):
    """Whether somebody comes. Who does not has no seat."""

    OPEN = "open", N_("No answer yet")
    YES = "yes", N_("Accepted")
    NO = "no", N_("Declined")


class Method(Word):
    """How a seat came to be given."""

    MANUAL = "manual", N_("By hand")
    PROPOSAL = "proposal", N_("By proposal")


def read_names(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of a pasted list, one per line, numbers and dashes before them left out; each once, and none that is
    known already. Of a list from a messenger (接龙) only numbered lines are names. Raises BadEntry, naming the line."""
    found = dict.fromkeys(known)
    before = len(found)
    chain = text.lstrip().startswith(_CHAIN)
    for number, line in enumerate(text.splitlines(), 1):
        if chain and not _NUMBERED.match(line):
            continue
        name = tidy(_NUMBERED.sub("", line)).replace("\t", " ")
        if len(name) > LONGEST_NAME:
            raise BadEntry(N_("Line {line} is longer than a name: put one name on each line."), "names", line=number)
        if name:
            found[name] = None
    if len(found) > MOST_PEOPLE:
        raise BadEntry(N_("At most {most} people come to one event."), "names", most=MOST_PEOPLE)
    return tuple(found)[before:]
