"""The fields of a client file in this office: the rule books' and those the office added itself."""

import json
from functools import lru_cache
from typing import Any

from desktop.models.clients import OwnField
from desktop.rules.clients import of_kind
from desktop.rules.fields import Catalogue
from desktop.rules.words import OfficeKind
from desktop.services.blocks import own_field

_COLUMNS = ("key", "label", "type", "block", "forms", "required", "choices")
# what every opened file asks for
OWN = f"""SELECT {", ".join(_COLUMNS)} FROM own_field WHERE withdrawn_at IS NULL ORDER BY position, label"""


@lru_cache(8)
def catalogue(kind: OfficeKind, own: tuple[tuple[Any, ...], ...], sensitive: tuple[str, ...]) -> Catalogue:
    """`own` holds what OWN has found; the same answer gives the same catalogue."""
    rows = (dict(zip(_COLUMNS, row, strict=True)) for row in own)
    fields = [own_field(OwnField(**{**row, "choices": json.loads(row["choices"])})) for row in rows]
    return of_kind(kind).with_own(fields, sensitive)
