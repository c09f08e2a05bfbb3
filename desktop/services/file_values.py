"""What form and import share of a file's values: one check, one split, one way to derive what follows from them."""

from collections.abc import Mapping
from typing import Any

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.rules import clients as rules
from desktop.rules import entries
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Block, Catalogue, Field
from desktop.rules.tokens import Readings, Tokens, tokens_of
from desktop.rules.words import ClientForm
from desktop.services import blocks, search
from desktop.services.readings import readings

# What the names in the index follow from
NAMED = {"name", "short_name", "form"}
# Values that are searched besides the names; what is sealed is not in the index
SEARCHED = ("code", "unit", "position", "salutation", "phone", "other_phone", "email", "address", "home_address",
             "plate", "card_number", "legal_representative", "credit_code", "note", "former_codes")  # fmt: skip
# What the index keeps of a file follows from these columns
FOUND_BY = frozenset((*SEARCHED, "name", "short_name", "form", "own", "owner", "deputy", "department", "withdrawn_at"))


def check(catalogue: Catalogue, form: ClientForm, values: Mapping[str, object]) -> dict[str, Any]:
    """Values as they are kept. Raises BadEntry for the first that can't stand, naming its field."""
    kept: dict[str, Any] = {}
    for name, raw in values.items():
        if name not in catalogue:
            raise BadEntry(N_("This office has no field “{name}”."), name, name=name)
        kept[name] = entries.checked(catalogue[name], raw)
    return kept


def split(catalogue: Catalogue, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Block, dict[Field, str]]]:
    """Open values by name, and those that are sealed by their block."""
    plain: dict[str, Any] = {}
    sealed: dict[Block, dict[Field, str]] = {}
    for name, value in values.items():
        field = catalogue[name]
        if field.sealed:
            sealed.setdefault(field.block, {})[field] = str(value or "")
        else:
            plain[name] = value
    return plain, sealed


def assign(client: Client, plain: Mapping[str, Any], catalogue: Catalogue) -> None:
    own = {name: value for name, value in plain.items() if name.startswith(blocks.OWN_PREFIX)}
    for name, value in plain.items():
        if name not in own:
            setattr(client, name, value)
    kept: Any = {**(client.own or {}), **own}
    client.own = kept
    derive(client, catalogue)


def derive(client: Client, catalogue: Catalogue) -> None:
    """Fills what follows from the values: the phone's digits, the order, the reading, whether ※ fields are missing."""
    values = client.__data__
    for name, value in derived(values, reading_of(values), bool(rules.missing_of_draft(values, catalogue))).items():
        setattr(client, name, value)


def derived(values: Mapping[str, Any], reading: Readings, draft: bool) -> dict[str, Any]:
    """The columns that follow from others."""
    phone, rare = entries.phone_key(values.get("phone") or ""), reading.rare or ""
    return {"phone_key": phone, "sort_key": reading.sort_key[:400], "reading": rare, "draft": draft}


def reading_of(values: Mapping[str, Any]) -> Readings:
    return readings(values["name"], organisation=values["form"] == ClientForm.ORGANISATION)


def tokens(values: Mapping[str, Any], reading: Readings) -> Tokens:
    """What a client is found by."""
    own = [v for v in (values.get("own") or {}).values() if isinstance(v, str)]
    searched = (*[values.get(name) or "" for name in SEARCHED], *own)
    return tokens_of((values["name"], values.get("short_name") or ""), searched, (reading,))


def document(client: Client) -> search.Doc:
    """What the search index keeps of a client."""
    found = tokens(client.__data__, reading_of(client.__data__))
    return search.Doc(search.CLIENT, client.id, found, client.owner_id, client.deputy_id, client.department_id)
