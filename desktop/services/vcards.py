"""Reads address cards (vCard 2.1 to 4.0) into a sheet with one row per card (CL-15)."""

import binascii
import quopri
import re
from collections.abc import Iterator

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.grids import BadFile, Column, LeftOut, Remark, Sheet, SheetRow, letter_of
from desktop.rules.progress import Progress
from desktop.services.charsets import decode

_HEADINGS = (
    "姓名", "单位", "职位", "手机", "其他电话", "邮箱", "工作地址", "家庭住址", "邮编", "生日", "网址", "传真", "备注",
)  # fmt: skip
_AT = {heading: at for at, heading in enumerate(_HEADINGS)}
_CARD = re.compile(r"^BEGIN:VCARD[ \t]*\n.*?^END:VCARD[ \t]*$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(
    r"^(?:item\d+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:].*(?:\n[ \t].*|\n[A-Za-z0-9+/=]{60,}.*)*\n?",
    re.MULTILINE | re.IGNORECASE,
)
# The quoted-printable lines of old phones, continued by = at their ends
_QUOTED = re.compile(
    r"^([^:\n]*?);(?:ENCODING=)?QUOTED-PRINTABLE([^:\n]*):((?:[^\n]*=[ \t]*\n)*[^\n]*)$", re.MULTILINE | re.IGNORECASE
)
_CHARSET = re.compile(r";CHARSET=\"?([\w-]+)\"?", re.IGNORECASE)
_MOST_CARDS = 1_000_000

EMPTY_CARD = N_("A card without a name")


def sheet_of_cards(text: str, charset: str, progress: Progress | None = None) -> Sheet:
    """All cards of a file as rows under Chinese headings, numbered from 1; damaged ones are refused singly."""
    import vobject

    cards = _CARD.findall(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not cards:
        raise BadFile(N_("The file holds no complete address card."))
    if len(cards) > _MOST_CARDS:
        raise BadFile(N_("The sheet has more than {limit} rows. Split it."), limit=f"{_MOST_CARDS:,}")
    sheet = Sheet([Column(at, letter_of(at), heading) for at, heading in enumerate(_HEADINGS)], 0, [], charset=charset)
    for number, card in enumerate(cards, 1):
        try:
            # pictures are what breaks such files, and what nobody imports
            parsed = vobject.readOne(_QUOTED.sub(_unquoted, _PICTURE.sub("", card)))
            cells = _cells(parsed)
        except (
            BadFile,
            vobject.base.VObjectError,
            ValueError,
            binascii.Error,
            AttributeError,
            IndexError,
            KeyError,
            TypeError,
        ):
            sheet.refused.append(Remark(number, 0, BadEntry(N_("This address card is damaged."))))
            continue
        if cells[_AT["姓名"]] or cells[_AT["单位"]]:
            sheet.rows.append(SheetRow(number, cells))
        else:
            sheet.left_out.append(LeftOut(number, EMPTY_CARD))
        if progress and number % 500 == 0:
            progress(number, len(cards))
    return sheet


def _unquoted(line: re.Match[str]) -> str:
    """The same line in plain text: vobject wants the words of its parameters in capitals and whole characters."""
    head = line[1] + line[2]
    charset = _CHARSET.search(head)
    raw = quopri.decodestring(re.sub(r"=[ \t]*\n[ \t]*", "", line[3]).encode())
    try:
        value = raw.decode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeDecodeError):
        value, _name = decode(raw)
    value = value.replace("\r\n", "\\n").replace("\n", "\\n")
    return f"{_CHARSET.sub('', head)}:{value}"


def _cells(card: object) -> tuple[str, ...]:
    cells = [""] * len(_HEADINGS)

    def put(heading: str, value: str) -> None:
        at = _AT[heading]
        if value and not cells[at]:
            cells[at] = value

    lines: dict[str, list[object]] = getattr(card, "contents", {})
    put("姓名", _first(lines, "fn") or _name(lines))
    put("单位", " ".join(_parts(getattr(next(iter(lines.get("org", [])), None), "value", ""))))
    put("职位", _first(lines, "title") or _first(lines, "role"))
    put("邮箱", _first(lines, "email"))
    put("生日", _first(lines, "bday"))
    put("网址", _first(lines, "url"))
    put("备注", _first(lines, "note"))
    for kinds, value in _phones(lines):
        if "FAX" in kinds:
            put("传真", value)
        elif not cells[_AT["手机"]]:
            put("手机", value)
        else:
            put("其他电话", value)
    for line in lines.get("adr", []):
        address = getattr(line, "value", None)
        written = "".join(
            part for name in ("region", "city", "street", "extended") for part in _parts(getattr(address, name, ""))
        )
        put("家庭住址" if "HOME" in _kinds(line) else "工作地址", written)
        put("邮编", "".join(_parts(getattr(address, "code", ""))))
    return tuple(cells)


def _first(lines: dict[str, list[object]], name: str) -> str:
    for line in lines.get(name, []):
        value = " ".join(_parts(getattr(line, "value", "")))
        if value:
            return value
    return ""


def _name(lines: dict[str, list[object]]) -> str:
    for line in lines.get("n", []):
        name = getattr(line, "value", None)
        family, given = ("".join(_parts(getattr(name, part, ""))) for part in ("family", "given"))
        gap = " " if (family + given).isascii() and family and given else ""
        written = f"{given}{gap}{family}" if gap else f"{family}{given}"
        if written:
            return written
    return ""


def _phones(lines: dict[str, list[object]]) -> Iterator[tuple[set[str], str]]:
    """Mobile numbers first, then the others as they stand."""
    said = [(_kinds(line), " ".join(_parts(getattr(line, "value", "")))) for line in lines.get("tel", [])]
    said = [(kinds, value.removeprefix("tel:")) for kinds, value in said]
    yield from sorted(said, key=lambda s: ("CELL" not in s[0], "PREF" not in s[0]))


def _kinds(line: object) -> set[str]:
    params: dict[str, list[str]] = getattr(line, "params", {})
    named = [kind for value in params.get("TYPE", []) for kind in value.split(",")]
    return {k.upper() for k in [*named, *getattr(line, "singletonparams", [])]}


def _parts(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [text for v in values if (text := str(v).strip())]
