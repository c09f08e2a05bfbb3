"""Where a search begins: the clients a text finds as part of a statement, and in a large office the shorter way there.

A server's index gathers all places of a token before it hands out the first, which takes long for a name that every
tenth client has; looking at one client after the other finds enough of those at once. Which of the two it is, a few
clients tell: the statement tries them first and goes the other way if it was wrong.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from desktop.models.database import OfficeDatabase

LARGE = 100_000  # clients; with fewer of them gathering is quick
_COUNTED_ANEW = 600.0  # seconds
_TRIED = 300
_WALKED = 10_000
_COUNTED = "SELECT reltuples FROM pg_class WHERE oid = 'search_doc'::regclass"

_GATHERED = "SELECT d.serial, d.subject FROM search_doc d WHERE d.{column} @@ %s::tsquery AND {within}{more} LIMIT %s"
_FIRST = "(SELECT * FROM search_doc ORDER BY serial LIMIT {count}) d WHERE d.names @@ %s::tsquery AND {within}"
_WALK = """
    tried AS MATERIALIZED (SELECT count(*) AS found FROM {tried}),
    walked AS MATERIALIZED (
        SELECT d.serial, d.subject FROM {walked} AND (SELECT found FROM tried) >= %s LIMIT %s),
    named AS MATERIALIZED (
        SELECT * FROM walked WHERE (SELECT count(*) FROM walked) >= %s UNION ALL ({named}))"""
# What matches by name, and what matches by other values if that is not enough
_HITS = """
    WITH {named}, other AS MATERIALIZED ({other}),
    s AS MATERIALIZED (
        SELECT serial, subject, min(place) AS place
        FROM (SELECT *, 0 AS place FROM named UNION ALL SELECT *, 1 FROM other) each
        GROUP BY serial, subject ORDER BY min(place), serial LIMIT %s)"""


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


def asked_of_server(match: str, within: str, mine: list[Any], limit: int, *, large: bool) -> tuple[Source, list[Any]]:
    """The statement's part and its parameters. `within` and `mine`: the scope of who asks, of the documents `d`."""
    # what else can be found, such as contacts, has a question of its own
    within = f"d.kind = 'client' AND {within}"
    found = [match, *mine]
    other = [*found, limit, limit, limit]
    if not large:
        return _source(within, large), [*found, limit, *other]
    # so many among the first few that the walk is likely to find enough
    enough = max(2, _TRIED * limit // _WALKED)
    return _source(within, large), [*found, *found, enough, limit, limit, *found, limit, limit, *other]


@lru_cache(100)
def _source(within: str, large: bool) -> Source:
    def gathered(column: str, more: str = "") -> str:
        return _GATHERED.format(column=column, within=within, more=more)

    def first(count: int) -> str:
        return _FIRST.format(count=count, within=within)

    named = f"named AS MATERIALIZED ({gathered('names')})"
    if large:
        too_few = " AND (SELECT count(*) FROM walked) < %s"
        named = _WALK.format(tried=first(_TRIED), walked=first(_WALKED), named=gathered("names", too_few))
    other = gathered("tokens", " AND (SELECT count(*) FROM named) < %s")
    # the fence makes it go to each of the few clients, and not through all there are
    rows = "s CROSS JOIN LATERAL (SELECT * FROM client WHERE id = s.subject OFFSET 0) c"
    return Source(_HITS.format(named=named, other=other), rows, "true", "s.place, s.serial")


def is_large(database: OfficeDatabase) -> bool:
    """Whether a server's office has so many clients that a common name is better walked to; asked every ten minutes."""
    return database.remembered("documents", _COUNTED_ANEW, lambda: _count(database)) > LARGE


def _count(database: OfficeDatabase) -> float:
    # reading path: how many documents the planner reckons with, for the planning alone
    return float(database.engine.execute_sql(_COUNTED).fetchone()[0])
