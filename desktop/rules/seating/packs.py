"""Reads etiquette packs from their data files, and says plainly what is wrong where in one that can't be used."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.seating.sentences import Title
from desktop.rules.seating.shapes import LEAST, MOST
from desktop.rules.words import Word

DEFAULT = "two_hosts"  # form 6.1 (SE-1)


class Party(Word):
    """On whose side somebody sits. Attached persons are drivers, secretaries and families of somebody at the event."""

    HOST = "host", N_("Host party")
    GUEST = "guest", N_("Guest party")
    STAFF = "staff", N_("Staff")
    ATTACHED = "attached", N_("Attached")


class Hand(Word):
    RIGHT = "right", N_("Right hand")
    LEFT = "left", N_("Left hand")

    @property
    def other(self) -> "Hand":
        return Hand.LEFT if self is Hand.RIGHT else Hand.RIGHT


class Occasion(Word):
    MEAL = "meal", N_("Meal")
    MEETING = "meeting", N_("Meeting")
    PHOTO = "photo", N_("Photograph")


class Faces(Word):
    """What the main seat looks at, or has behind it."""

    DOOR = "door", N_("faces the door")
    VIEW = "view", N_("backs the main view of the room")
    AUDIENCE = "audience", N_("faces those who listen")
    CAMERA = "camera", N_("faces the camera")


class Order(Word):
    """How the places after the named ones are ranked: round the table, along the rows, or on two sides facing each
    other."""

    RING = "ring", ""
    LINE = "line", ""
    FACING = "facing", ""


class Mix(Word):
    """Whose the places after the named ones are."""

    ALTERNATE = "alternate", ""  # host and guest in turn
    ANY = "any", ""  # by rank alone
    HANDS = "hands", ""  # guests on the honoured hand, hosts on the other
    SIDES = "sides", ""  # guests on the far side, hosts on the near one


@dataclass(frozen=True, slots=True)
class Role:
    """A place of honour, such as h1, g2: a letter for the party, and the number within it."""

    code: str
    title: Title

    @property
    def party(self) -> Party | None:
        """None where anybody sits by rank."""
        return PARTIES[self.code[0]]

    @property
    def number(self) -> int:
        return int(self.code[1:])


PARTIES: Mapping[str, Party | None] = {"h": Party.HOST, "g": Party.GUEST, "i": Party.STAFF, "s": None}


@dataclass(frozen=True, slots=True)
class Claim:
    """A named place: so many steps from the main seat or the seat across, on one hand of who sits there."""

    role: str
    base: str  # head or foot
    hand: str = ""  # right, left, honour, other; empty for the seat itself
    steps: int = 1
    least: int = 0  # only at tables with so many seats


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row comes from. One without `where` is our own extension, and says so on screen."""

    name: str
    where: str
    says: Title
    weak: bool = False

    @property
    def own(self) -> bool:
        return not self.where


@dataclass(frozen=True, slots=True)
class Pack:
    code: str
    version: int
    occasion: Occasion
    title: Title
    honour: Hand  # the honoured hand as seen by who sits in the main seat
    faces: Faces
    order: Order
    mix: Mix
    claims: tuple[Claim, ...]
    centres: tuple[str, ...]
    titles: Mapping[str, Title]
    series: Mapping[str, Title]
    sources: tuple[Source, ...]
    rows: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # number of seats → role of each seat
    service: tuple[str, str] = ("", "")  # at whom serving begins, and which way round
    pays: str = ""  # the seat of who pays
    apart: tuple[str, ...] = ()  # relations that do not sit at one table

    def role(self, code: str) -> Role:
        """Its title is the pack's own, or counted: 三陪, Host 3."""
        found = self.titles.get(code)
        if found is None:
            pattern, number = self.series[code[0]], int(code[1:])
            found = Title(pattern.zh.format(n=chinese_number(number)), pattern.en.format(n=number),
                          pattern.short.format(n=number))  # fmt: skip
        return Role(code, found)


@dataclass(frozen=True, slots=True)
class TableOrder:
    """How several tables rank: the criteria from the weightiest on."""

    title: Title
    criteria: tuple[str, ...]
    right_seen: str  # facing_door: who stands inside and looks at the door; entering: who comes in
    turned: str  # same: all main seats look one way; head: they look at the head table
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Etiquette:
    packs: Mapping[str, Pack]
    tables: TableOrder

    def pack(self, code: str) -> Pack:
        """Raises BadEntry where there is none of that name."""
        if code not in self.packs:
            raise BadEntry(N_("There is no etiquette named {code}."), "pack", code=code)
        return self.packs[code]


class BadPack(BadEntry):
    """A data file of etiquette that can't be used; `where` is the file and the place in it."""

    def __init__(self, where: str, message: str, **values: object) -> None:
        super().__init__(message, where, where=where, **values)


TABLES_FILE = "tables"
_CODE = re.compile(r"[hgis][1-9][0-9]?")
_CRITERIA = ("stage", "far", "centre", "near_head", "right")


@cache
def read_folder(folder: Path) -> Etiquette:
    """The packs that lie in a folder as NAME.json, read once: they come with the program. Raises BadPack."""
    return read({path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.json"))})


def read(texts: Mapping[str, str]) -> Etiquette:
    """The packs from the text of each file, by its name. Raises BadPack with the file and the place in it."""
    packs, tables = {}, None
    for name, text in texts.items():
        try:
            given = json.loads(text)
        except ValueError as fault:
            raise BadPack(name, N_("{where}: this is not JSON: {fault}"), fault=str(fault)) from fault
        page = _Page(name, given)
        if name == TABLES_FILE:
            tables = _tables(page)
        else:
            pack = _pack(page)
            if pack.code != name:
                page.child("code").refuse(N_("{where}: “{value}” must be the name of the file."), value=pack.code)
            packs[name] = pack
    if DEFAULT not in packs or tables is None:
        raise BadPack(DEFAULT if tables else TABLES_FILE, N_("{where}: this file is missing."))
    return Etiquette(packs, tables)


def checked_row(pack: Pack, seats: int, codes: Iterable[str]) -> tuple[str, ...]:
    """The role of each seat as a house wishes it, seat 0 first. Raises BadPack naming the seat."""
    row = tuple(codes)
    where = f"{pack.code} / {seats}"
    if not LEAST <= seats <= MOST:
        raise BadPack(where, N_("{where}: a table has {least} to {most} seats."), least=LEAST, most=MOST)
    if len(row) != seats:
        raise BadPack(where, N_("{where}: {given} roles are named for {seats} seats."), given=len(row), seats=seats)
    for number, code in enumerate(row):
        if code and (not _CODE.fullmatch(code) or code[0] not in pack.series):
            raise BadPack(f"{where} / {number + 1}", N_("{where}: “{value}” is no role of this etiquette."), value=code)
        if code and code in row[:number]:
            raise BadPack(f"{where} / {number + 1}", N_("{where}: “{value}” is there twice."), value=code)
    return row


_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Up to 99, as roles are counted: 三, 十, 十一, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


class _Page:
    """A place in a data file, asked for what must lie there."""

    def __init__(self, where: str, given: Any) -> None:
        self.where, self._given = where, given

    def refuse(self, message: str, **values: object) -> None:
        raise BadPack(self.where, message, **values)

    def child(self, name: str, default: Any = None) -> "_Page":
        where = f"{self.where} › {name}"
        if not isinstance(self._given, dict):
            raise BadPack(self.where, N_("{where}: named values in braces are expected here."))
        if name not in self._given and default is None:
            raise BadPack(where, N_("{where}: this is missing."))
        return _Page(where, self._given.get(name, default))

    def known(self, *names: str) -> None:
        for name in self.names():
            if name not in names:
                raise BadPack(f"{self.where} › {name}", N_("{where}: nothing of this name is known here."))

    def names(self) -> list[str]:
        if not isinstance(self._given, dict):
            raise BadPack(self.where, N_("{where}: named values in braces are expected here."))
        return list(self._given)

    def items(self) -> list["_Page"]:
        if not isinstance(self._given, list):
            raise BadPack(self.where, N_("{where}: a list in brackets is expected here."))
        return [_Page(f"{self.where} › {n}", value) for n, value in enumerate(self._given, 1)]

    def text(self) -> str:
        if not isinstance(self._given, str):
            raise BadPack(self.where, N_("{where}: a text in quotes is expected here."))
        return self._given

    def number(self, low: int, high: int) -> int:
        if not isinstance(self._given, int) or isinstance(self._given, bool) or not low <= self._given <= high:
            raise BadPack(self.where, N_("{where}: a whole number from {low} to {high} is expected here."), low=low,
                          high=high)  # fmt: skip
        return self._given

    def flag(self) -> bool:
        if not isinstance(self._given, bool):
            raise BadPack(self.where, N_("{where}: true or false is expected here."))
        return self._given

    def choice(self, *choices: str) -> str:
        value = self.text()
        if value not in choices:
            raise BadPack(self.where, N_("{where}: “{value}” is none of {choices}."), value=value,
                          choices=", ".join(c for c in choices if c))  # fmt: skip
        return value

    def title(self) -> Title:
        self.known("zh", "en", "short")
        return Title(self.child("zh").filled(), self.child("en").filled(), str(self.child("short", "").text()))

    def filled(self) -> str:
        value = self.text()
        if not value.strip():
            raise BadPack(self.where, N_("{where}: this is empty."))
        return value

    def counted(self) -> Title:
        found = self.title()
        for name, value in (("zh", found.zh), ("en", found.en)):
            if value.count("{n}") != 1 or value.replace("{n}", "").strip("{}") != value.replace("{n}", ""):
                self.child(name).refuse(N_("{where}: “{value}” needs {{n}} once, for the number."), value=value)
        return found

    def role(self, series: Iterable[str]) -> str:
        value = self.text()
        if not _CODE.fullmatch(value) or value[0] not in series:
            self.refuse(N_("{where}: “{value}” is no role of this etiquette."), value=value)
        return value


def _pack(page: _Page) -> Pack:
    page.known("code", "version", "occasion", "title", "honour", "faces", "order", "mix", "claims", "centres", "titles",
               "series", "sources", "rows", "service", "pays", "apart")  # fmt: skip
    series_page = page.child("series")
    series_page.known(*PARTIES)
    series = {letter: series_page.child(letter).counted() for letter in series_page.names()}
    titles_page = page.child("titles", {})
    titles = {}
    for code in titles_page.names():
        _Page(f"{titles_page.where} › {code}", code).role(series)
        titles[code] = titles_page.child(code).title()
    claims = tuple(_claim(item, series) for item in page.child("claims").items())
    for number, claim in enumerate(claims, 1):
        if claim.role in [c.role for c in claims[: number - 1]]:
            page.child("claims").items()[number - 1].refuse(N_("{where}: “{value}” is there twice."), value=claim.role)
    mix = Mix.of(page.child("mix").choice(*Mix))
    needed = {Mix.ANY: "s", Mix.ALTERNATE: "hg", Mix.HANDS: "hg", Mix.SIDES: "hg"}[mix]
    if missing := [letter for letter in needed if letter not in series]:
        series_page.refuse(N_("{where}: the roles of “{value}” are missing."), value=missing[0])
    service = page.child("service", {"start": "", "direction": ""})
    service.known("start", "direction")
    made = Pack(
        code=page.child("code").filled(),
        version=page.child("version").number(1, 10_000),
        occasion=Occasion.of(page.child("occasion").choice(*Occasion)),
        title=page.child("title").title(),
        honour=Hand.of(page.child("honour").choice(*Hand)),
        faces=Faces.of(page.child("faces").choice(*Faces)),
        order=Order.of(page.child("order").choice(*Order)),
        mix=mix,
        claims=claims,
        centres=tuple(item.choice("head", "foot") for item in page.child("centres", ["head"]).items()),
        titles=titles,
        series=series,
        sources=_sources(page.child("sources")),
        service=(service.child("start").text(), service.child("direction").choice("", "clockwise", "counterclockwise")),
        pays=page.child("pays", "").text(),
        apart=tuple(item.filled() for item in page.child("apart", []).items()),
    )
    rows_page = page.child("rows", {})
    for count in rows_page.names():
        row = rows_page.child(count)
        if not count.isdecimal():
            row.refuse(N_("{where}: a number of seats is expected here."))
        codes = [item.text() for item in row.items()]
        made.rows[int(count)] = checked_row(made, int(count), codes)  # type: ignore[index]  # the pack is being made
    return made


def _claim(page: _Page, series: Iterable[str]) -> Claim:
    page.known("role", "at", "hand", "steps", "least")
    return Claim(
        role=page.child("role").role(series),
        base=page.child("at").choice("head", "foot"),
        hand=page.child("hand", "").choice("", "right", "left", "honour", "other"),
        steps=page.child("steps", 1).number(1, 15),
        least=page.child("least", 0).number(0, MOST),
    )


def _sources(page: _Page) -> tuple[Source, ...]:
    found = []
    for item in page.items():
        item.known("name", "where", "says", "weak", "own")
        own = item.child("own", False).flag()
        where = item.child("where", "").text()
        if own == bool(where):
            item.refuse(N_("{where}: a row either says where it comes from, or that it is our own."))
        found.append(Source(item.child("name").filled(), where, item.child("says").title(),
                            item.child("weak", False).flag()))  # fmt: skip
    if not found:
        page.refuse(N_("{where}: at least one source is needed."))
    return tuple(found)


def _tables(page: _Page) -> TableOrder:
    page.known("title", "criteria", "right_seen", "turned", "sources")
    criteria = tuple(item.choice(*_CRITERIA) for item in page.child("criteria").items())
    return TableOrder(
        title=page.child("title").title(),
        criteria=criteria,
        right_seen=page.child("right_seen").choice("facing_door", "entering"),
        turned=page.child("turned").choice("same", "head"),
        sources=_sources(page.child("sources")),
    )
