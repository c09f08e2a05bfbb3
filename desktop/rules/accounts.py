"""Names, passwords and vaults of people with an account: what can stand, and what a role brings with it."""

import math
from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Block
from desktop.rules.rights import VAULTS, Mandate, Right, Scope
from desktop.rules.text import tidy
from desktop.rules.words import Word

SHORTEST_PASSWORD = 8
NAME_LIMIT = 60
LONG_FROM_LEVEL = 3
ADMINISTRATION = (Right.RUN_PEOPLE, Right.RUN_OFFICE)
_BITS_GOOD, _BITS_FAIR = 50.0, 36.0


class Strength(StrEnum):
    SHORT = "short"
    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"


STRENGTH_HINTS: Mapping[Strength, str] = {
    Strength.SHORT: N_("Too short: at least 8 characters; three or four words are best."),
    Strength.WEAK: N_("Weak: a program guesses it quickly. Make it longer."),
    Strength.FAIR: N_("Fair. For admins and level 3 make it longer: four words."),
    Strength.GOOD: N_("Good."),
}


LONGER = N_("With level 3 or administration your password guards much: choose a long one, such as four words.")


class Enforced(Word):
    """What keeps somebody from doing what the roles do not allow: said beside every right, so that nobody is misled."""

    ENCRYPTION = "encryption", N_("Encryption")
    SERVER = "server", N_("The server")
    PROGRAM = "program", N_("This program only")


ENFORCED_SENTENCES: Mapping[Enforced, str] = {
    Enforced.ENCRYPTION: N_("Without the key the value can't be read, whatever program is used."),
    Enforced.SERVER: N_("The database server refuses it, whatever program is used."),
    Enforced.PROGRAM: N_(
        "Clientele refuses it. Somebody with the office's file and another program could get round it."
    ),
}


# What a server that keeps people apart refuses by itself; of the others, as of printing, it does not hear
ON_SERVER = frozenset({Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS, Right.RUN_EVENTS, Right.RUN_PEOPLE,
                       Right.RUN_OFFICE, Right.SEE_AUDIT, Right.APPROVE_CLIENTS, Right.ERASE_CLIENTS,
                       Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS,
                       Right.REVISE_DOCUMENTS, Right.ENTER_ORDERS, Right.CHECK_ORDERS, Right.WATCH_ORDERS,
                       Right.KEEP_SUPPLY, Right.SCORE_CONTACTS, Right.SEE_APPRAISALS, Right.RATE_STAFF,
                       Right.RUN_APPRAISALS, Right.SEE_DISCIPLINE, Right.DECIDE_DISCIPLINE})  # fmt: skip


def enforced_by(right: Right, *, server: bool = False) -> Enforced:
    """Levels of information are kept by encryption; rights and their scope by the program, and by the office's
    server where it keeps people apart."""
    return Enforced.SERVER if server and right in ON_SERVER else Enforced.PROGRAM


def strength(password: str) -> Strength:
    """A rough guess from length and variety; repeated and running characters count little."""
    if len(password) < SHORTEST_PASSWORD:
        return Strength.SHORT
    fresh = 1 + sum(abs(ord(a) - ord(b)) > 1 for a, b in pairwise(password))
    alphabet = sum(
        size
        for size, there in (
            (10, any(c.isdigit() for c in password)),
            (26, any("a" <= c <= "z" for c in password)),
            (26, any("A" <= c <= "Z" for c in password)),
            (30, any(c.isascii() and not c.isalnum() for c in password)),
            (2000, any(not c.isascii() for c in password)),
        )
        if there
    )
    # words are guessed as words, so a letter among letters brings less than its alphabet promises
    bits = min(fresh, len(set(password)) * 2) * math.log2(alphabet) * 0.6
    if bits >= _BITS_GOOD:
        return Strength.GOOD
    return Strength.FAIR if bits >= _BITS_FAIR else Strength.WEAK


def needs_long(mandate: Mandate) -> bool:
    """Whether somebody's password guards so much that it must be a long passphrase: level 3, or administration."""
    return mandate.level >= LONG_FROM_LEVEL or any(mandate.scope(right) for right in ADMINISTRATION)


def is_long(password: str) -> bool:
    return strength(password) is Strength.GOOD


def too_weak(mandate: Mandate, password: str) -> bool:
    """Whether a password guards more than it should: another is chosen before anything else is done."""
    return needs_long(mandate) and not is_long(password)


def checked_name(name: str, field: str = "name") -> str:
    """The name as it is stored. Raises BadEntry (field `name`) if it is empty or too long."""
    name = tidy(name)
    if not name:
        raise BadEntry(N_("Enter a name."), field)
    if len(name) > NAME_LIMIT:
        raise BadEntry(N_("This name is too long: at most {most} characters."), field, most=NAME_LIMIT)
    return name


def vaults_for(rights: Mapping[Right, Scope], level: int) -> frozenset[str]:
    """The vaults a person's roles reach: none without client files or documents, otherwise up to the level (AC-5)."""
    if not (rights.get(Right.SEE_CLIENTS) or rights.get(Right.SEE_DOCUMENTS)):
        return frozenset()
    return frozenset(vault for vault in VAULTS if Block(vault).level <= level)
