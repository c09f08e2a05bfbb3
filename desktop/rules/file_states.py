"""How complete a file is, day by day: which fields it must hold, and what is no value but a filler (AP-1, A2)."""

from collections.abc import Iterable

from desktop.rules.fields import Catalogue, Field, FieldType
from desktop.rules.words import ClientForm, ClientKind

# ※ of the archive form beyond those without which a file is a draft (CO-12)
ARCHIVE_FORM = frozenset(
    ("dishes", "taboos", "spend_grade", "visit_habit", "table_role", "signs_on_account", "coming_reason")
)
# what the rule books ask of suppliers and distributors (CL-2)
OF_SUPPLIERS = frozenset(
    ("legal_representative", "registered_capital", "business_scope", "address", "postcode", "phone", "fax")
)
SUPPLIERS = (ClientKind.SUPPLIER, ClientKind.DISTRIBUTOR)
# Text that is typed to have something typed, apart by blanks
_TYPED = (
    "无 没有 暂无 不详 不明 不清楚 未知 不知道 未填 待补 待定 略 同上 测试 其他 none no n/a na nil unknown test tbd "
    "xxx abc - -- --- — —— / \\ . 。 … ? ？ * 0 1 123 1234 12345 123456 1234567 12345678 123456789 1234567890"
)
FILLERS = frozenset({"", *_TYPED.split()})
# that somebody avoids nothing is worth knowing
NOTHING_TOLD = frozenset({"taboos"})
_NOTHING = frozenset({"无", "没有", "暂无", "none", "no"})
REPEATED = 3
"""So many times one sign and nothing else is a filler."""


def asked_of(catalogue: Catalogue, form: ClientForm, *, supplier: bool) -> tuple[Field, ...]:
    """The fields that a file of this form must hold in this office, as far as they lie open and are the form's own."""
    wanted = OF_SUPPLIERS if supplier and form is ClientForm.ORGANISATION else frozenset[str]()
    archive = ARCHIVE_FORM if "table_role" in catalogue and not supplier else frozenset[str]()
    return tuple(field for field in catalogue.fields if form in field.forms and not field.sealed and not field.own
                 and (field.required or field.name in wanted | archive))  # fmt: skip


def fillers_of(field: Field) -> frozenset[str]:
    return FILLERS - _NOTHING if field.name in NOTHING_TOLD else FILLERS


def is_text(field: Field) -> bool:
    """Whether a field holds text that could be a filler."""
    return field.type not in (FieldType.AMOUNT, FieldType.NUMBER, FieldType.YES_NO)


def is_filled(field: Field, value: object) -> bool:
    """Whether a field holds a real value."""
    if not is_text(field):
        return value is not None
    text = str(value or "").strip(" ").lower()
    if text in fillers_of(field):
        return False
    return len(text) < REPEATED or bool(text.replace(text[0], ""))


def share(fields: Iterable[Field], values: dict[str, object], withheld: Iterable[str] = ()) -> tuple[int, int]:
    """How many of a file's fields are filled, and how many it must hold: none that its client has withheld."""
    asked = [field for field in fields if field.name not in set(withheld)]
    return sum(is_filled(field, values.get(field.name)) for field in asked), len(asked)
