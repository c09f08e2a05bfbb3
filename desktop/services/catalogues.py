"""The fields of a client file in this office: the rule books' and those the office added itself."""

import json
from functools import lru_cache

from desktop.models.clients import OWN_COLUMNS, OwnField
from desktop.rules.clients import of_kind
from desktop.rules.fields import Catalogue
from desktop.rules.words import OfficeKind
from desktop.services.blocks import own_field


@lru_cache(8)
def catalogue(kind: OfficeKind, dining: bool, own: str, sensitive: tuple[str, ...]) -> Catalogue:
    """`own` is what the database says of the office's own fields; while it says the same, the catalogue is the same."""
    rows = (dict(zip(OWN_COLUMNS, values, strict=True)) for values in json.loads(own))
    fields = [own_field(OwnField(**{**row, "choices": json.loads(row["choices"])})) for row in rows]
    return of_kind(kind, dining).with_own(fields, sensitive)
