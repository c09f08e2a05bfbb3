"""How a client's values are written for other programs, so that an import reads them back (CL-15)."""

from collections.abc import Callable
from datetime import date, datetime, tzinfo

from desktop.i18n import N_, in_all_languages
from desktop.rules.amounts import shown_amount
from desktop.rules.fields import Field, FieldType
from desktop.rules.words import Word

Say = Callable[[str], str]
UNVERIFIED = N_("unverified")


class ExportKind(Word):
    """What a file of clients can be. The value is the file's ending."""

    XLSX = "xlsx", N_("Spreadsheet (xlsx)")
    CSV = "csv", N_("Comma-separated text (csv)")
    VCARD = "vcf", N_("Address cards (vCard)")


def field_text(field: Field, value: object, say: Say) -> str:
    """An open or opened value in words, as an import of the same office reads it back; empty text for nothing."""
    if value is None or value == "":
        return ""
    if field.type is FieldType.AMOUNT and isinstance(value, int) and not isinstance(value, bool):
        return shown_amount(value)
    if field.type is FieldType.YES_NO:
        return say(N_("Yes")) if value else say(N_("No"))
    if field.words is not None:
        return word_text(field.words, value, say)
    return str(value)


def word_text(words: type[Word], value: object, say: Say) -> str:
    """The word for a stored value; one that this program does not know stands as it is."""
    known = {word.value: word.label for word in words}
    return say(known[str(value)]) if str(value) in known else str(value)


def marked(cell: str | float, say: Say) -> str:
    """A value that nobody has confirmed, so that whoever reads the file does not take it for a fact (CL-8)."""
    text = f"{cell:.2f}" if isinstance(cell, float) else cell
    return f"{text}  ⚠ {say(UNVERIFIED)}"


def unmarked(text: str) -> str:
    """The text that `marked` made a cell of, in either language."""
    before, mark, words = text.rpartition("⚠")
    return before.rstrip() if mark and words.strip() in in_all_languages(UNVERIFIED) else text


def plain_text(value: object, zone: tzinfo) -> str:
    """What is no field of the catalogue: codes, names of colleagues, days. A moment is told as its day in `zone`."""
    if isinstance(value, datetime):
        return value.astimezone(zone).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
