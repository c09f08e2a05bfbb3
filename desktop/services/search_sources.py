"""Where a search begins: the clients a text finds as part of a statement, and in a large office the shorter way there.

A server's index gathers all places of a token before it hands out the first, which takes long for a name that every
tenth client has; looking at one client after the other finds enough of those at once. What one in a hundred has is
found among the clients that were entered first, which have an index of their own there. Which way it is, a few clients
tell and then what was found: the statement goes on to the next where one was not enough. Each finds the first ones
first, as a file's index does: who types the same finds the same on both.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from desktop.models.database import OfficeDatabase
from desktop.models.search import EARLY, HAS_EARLY

_ASKED_ANEW = 600.0  # seconds
_TRIED = 100
_WALKED = 4_000
_FEWEST = 4  # among those tried first: fewer may be there by chance

_GATHERED = "SELECT d.serial, d.subject FROM search_doc d WHERE d.{column} @@ %s::tsquery AND {within}{more} LIMIT %s"
# A server's policy would keep the operator of tokens from its index: a function narrows by the same scope
NARROWED = "narrowed"
_NARROWED = "SELECT d.serial, d.subject FROM cf.find(%s::tsquery, {by_name}, 'client', %s) d WHERE true{more} LIMIT %s"
_FIRST = "(SELECT * FROM search_doc ORDER BY serial LIMIT {count}) d WHERE d.{column} @@ %s::tsquery AND {within}"
_AMONG_EARLY = (
    "SELECT d.serial, d.subject FROM search_doc d WHERE d.{column} @@ %s::tsquery AND d.serial <= {early} AND {within}"
)
_WALK = """
    {name}_tried AS MATERIALIZED (SELECT count(*) AS found FROM {tried}{more}),
    {name}_walked AS MATERIALIZED (
        SELECT d.serial, d.subject FROM {walked} AND (SELECT found FROM {name}_tried) >= %s LIMIT %s),
    {name}_early AS MATERIALIZED ({early} AND (SELECT count(*) FROM {name}_walked) < %s{more} LIMIT %s),
    {name} AS MATERIALIZED (
        SELECT * FROM {name}_walked WHERE (SELECT count(*) FROM {name}_walked) >= %s
        UNION ALL SELECT * FROM {name}_early WHERE (SELECT count(*) FROM {name}_early) >= %s
        UNION ALL ({gathered}))"""
# What matches by name, and what matches by other values if that is not enough
_HITS = """
    WITH {named}, {other},
    s AS MATERIALIZED (
        SELECT serial, subject, min(place) AS place
        FROM (SELECT *, 0 AS place FROM named UNION ALL SELECT *, 1 FROM other) each
        GROUP BY serial, subject ORDER BY min(place), serial LIMIT %s)"""
_IF_NAMES_ARE_TOO_FEW = " AND (SELECT count(*) FROM named) < %s"


class Source(NamedTuple):
    """The clients `c` that a text finds, as part of a statement: what comes before SELECT, after FROM and WHERE, and
    the order in which they were found."""

    before: str
    rows: str
    where: str
    order: str


SQLITE = Source(
    "", "json_each(?) s CROSS JOIN search_doc d CROSS JOIN client c", "d.serial = s.value AND c.id = d.subject", "s.key"
)

# Documents that are known already, asked of a server by their serials in order
FOUND = Source(
    "", "unnest(%s::bigint[]) WITH ORDINALITY s(value, place) CROSS JOIN search_doc d CROSS JOIN client c",
    "d.serial = s.value AND c.id = d.subject", "s.place",
)  # fmt: skip


def asked_of_server(match: str, within: str, mine: list[Any], limit: int, *, large: bool) -> tuple[Source, list[Any]]:
    """The statement's part and its parameters. `within` and `mine`: the scope of who asks, of the documents `d`;
    NARROWED where the server narrows them."""
    if within == NARROWED:
        return _source(within, False), [match, limit, limit, match, limit, limit, limit, limit]
    # what else can be found, such as contacts, has a question of its own
    within = f"d.kind = 'client' AND {within}"
    found = [match, *mine]
    if not large:
        return _source(within, large), [*found, limit, *found, limit, limit, limit]
    # so many among the first few that the walk is likely to find enough
    enough = max(_FEWEST, _TRIED * limit // _WALKED)

    def asked(more: list[Any]) -> list[Any]:
        tried, walked, early = [*found, *more], [*found, enough, limit], [*found, limit, *more, limit]
        return [*tried, *walked, *early, limit, limit, *found, limit, limit, *more, limit]

    return _source(within, large), [*asked([]), *asked([limit]), limit]


@lru_cache(100)
def _source(within: str, large: bool) -> Source:
    way = _walked if large else _gathered
    named, other = way("named", "names", within), way("other", "tokens", within, _IF_NAMES_ARE_TOO_FEW)
    # the fence makes it go to each of the few clients, and not through all there are
    rows = "s CROSS JOIN LATERAL (SELECT * FROM client WHERE id = s.subject OFFSET 0) c"
    return Source(_HITS.format(named=named, other=other), rows, "true", "s.place, s.serial")


def _gathered(name: str, column: str, within: str, more: str = "") -> str:
    if within == NARROWED:
        return f"{name} AS MATERIALIZED ({_NARROWED.format(by_name=column == 'names', more=more)})"
    return f"{name} AS MATERIALIZED ({_GATHERED.format(column=column, within=within, more=more)})"


def _walked(name: str, column: str, within: str, more: str = "") -> str:
    tried, walked = (_FIRST.format(count=count, column=column, within=within) for count in (_TRIED, _WALKED))
    too_few = "".join(f" AND (SELECT count(*) FROM {name}_{way}) < %s" for way in ("walked", "early"))
    gathered = _GATHERED.format(column=column, within=within, more=too_few + more)
    early = _AMONG_EARLY.format(column=column, early=EARLY, within=within)
    return _WALK.format(name=name, tried=tried, walked=walked, early=early, gathered=gathered, more=more)


def is_large(database: OfficeDatabase) -> bool:
    """Whether a server's office has so many clients that the first of them have an index of their own; asked every ten
    minutes."""
    return database.remembered("early", _ASKED_ANEW, lambda: _has_early(database))


def _has_early(database: OfficeDatabase) -> bool:
    # reading path: whether an index is there, for the planning alone
    return bool(database.engine.execute_sql(HAS_EARLY).fetchone()[0])
