"""What a field is: declared once, it drives form, column, search, import, masking, sealing, history and export."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.rules.words import ClientForm, Word

WordClass = type[Word]  # `type` is a field's name below


class FieldType(StrEnum):
    TEXT = "text"
    LONG = "long"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    AMOUNT = "amount"  # integer fen
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PLATE = "plate"
    ID_NUMBER = "id_number"
    CREDIT_CODE = "credit_code"
    PERSON = "person"  # a member of staff


# The words an office may choose from when it adds a field of its own
FIELD_TYPE_LABELS: Mapping[FieldType, str] = MappingProxyType(
    {
        FieldType.TEXT: N_("Text"),
        FieldType.LONG: N_("Long text"),
        FieldType.PHONE: N_("Phone"),
        FieldType.EMAIL: N_("E-mail"),
        FieldType.DATE: N_("Date"),
        FieldType.AMOUNT: N_("Amount"),
        FieldType.NUMBER: N_("Number"),
        FieldType.CHOICE: N_("Choice"),
        FieldType.YES_NO: N_("Yes or no"),
    }
)


class Block(StrEnum):
    """The tables a client's values lie in. All but the first are sealed, each by the vault of its name."""

    OPEN = "open"
    IDENTITY = "identity"  # level 1, but sealed: ID number, looks
    PROPERTY = "property"  # level 2
    ACCOUNTS = "accounts"  # level 3

    @property
    def level(self) -> int:
        return {"property": 2, "accounts": 3}.get(self.value, 1)

    @property
    def sealed(self) -> bool:
        return self is not Block.OPEN


BOTH = frozenset(ClientForm)
PERSON = frozenset({ClientForm.PERSON})
ORGANISATION = frozenset({ClientForm.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    type: FieldType = FieldType.TEXT
    section: str = ""
    forms: frozenset[ClientForm] = BOTH
    required: bool = False
    block: Block = Block.OPEN
    sensitive: bool = False
    reviewed: bool = False  # provisional until a second person confirms it
    unit: str = ""
    limit: int = 200
    words: WordClass | None = None
    choices: tuple[str, ...] = ()  # of an office's own choice field, as typed by the office
    synonyms: tuple[str, ...] = ()  # headings that spreadsheets use for it
    own: bool = False
    right: Right | None = None  # needed to see or enter it, besides those for the file
    off: bool = False  # asked for by a form, yet off until the office switches it on

    @property
    def level(self) -> int:
        return self.block.level

    @property
    def sealed(self) -> bool:
        return self.block.sealed


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    label: str


@dataclass(frozen=True)
class Catalogue:
    """The fields of one noun in the order of its form."""

    sections: tuple[Section, ...]
    fields: tuple[Field, ...]
    by_name: Mapping[str, Field] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", MappingProxyType({f.name: f for f in self.fields}))

    def __getitem__(self, name: str) -> Field:
        return self.by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def in_section(self, section: str, form: ClientForm | None = None) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.section == section and (form is None or form in f.forms))

    def of_block(self, block: Block) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.block is block)

    def with_own(self, own: Iterable[Field], switched_on: Iterable[str] = ()) -> "Catalogue":
        """This catalogue plus the office's own fields, less those that stay off."""
        on = set(switched_on)
        kept = tuple(f for f in self.fields if not f.off or f.name in on)
        return Catalogue(self.sections, (*kept, *own))


@dataclass(frozen=True, slots=True)
class Locked:
    """Stands where a value may not be shown; the same whether or not there is one (AC-5)."""

    level: int
    why: str  # message id
    may_open: bool = False  # this person may open it, and the opening is recorded
    ask: tuple[str, ...] = ()  # names of who can help, the nearest first
    asked_for: Block | None = None  # what can be asked for where this person can't open it (AC-10)
    until: datetime | None = None  # when it is closed again, where it was opened for a time
    opened_by: str = ""  # who did that
