"""Where a search begins: the clients a text finds as part of a statement, and on a server the shorter way to them.

A server's index gathers all places of a token before it hands out the first, which takes long for a token that every
tenth client has; looking at one client after the other finds enough of those at once. How common tokens are is what
the server itself has counted for its planner.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from desktop.models.database import OfficeDatabase
from desktop.rules.tokens import Phrase, Query

_COUNTED_ANEW = 600.0  # seconds
_DEAREST = 5  # looking at one client costs as much as gathering so many places of a token
_COUNTED = """
    SELECT s.attname, s.most_common_elems::text::text[], s.most_common_elem_freqs, c.reltuples
    FROM pg_stats s JOIN pg_class c ON c.oid = 'search_doc'::regclass
    WHERE s.tablename = 'search_doc' AND s.schemaname = current_schema() AND s.attname IN ('names', 'tokens')"""

_BY_INDEX = "SELECT d.serial, d.subject FROM search_doc d WHERE d.{column} @@ %s::tsquery AND {only}{more} LIMIT %s"
# said in a way the index has no answer to
_ONE_BY_ONE = """SELECT d.serial, d.subject FROM search_doc d
        WHERE (d.{column} @@ %s::tsquery) IS TRUE AND {only}{more} ORDER BY d.serial LIMIT %s"""
# What matches by name, and what matches by other values if that is not enough: a walk of the names' places only
_HITS = """
    WITH named AS MATERIALIZED ({named}), other AS MATERIALIZED ({other}),
    s AS MATERIALIZED (
        SELECT serial, subject, min(place) AS place
        FROM (SELECT *, 0 AS place FROM named UNION ALL SELECT *, 1 FROM other) each
        GROUP BY serial, subject ORDER BY min(place), serial LIMIT %s)"""
_TOO_FEW = " AND (SELECT count(*) FROM named) < %s"


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


@lru_cache(100)
def server_source(within: str, *, common_names: bool = False, common: bool = False) -> Source:
    """Asked with: query, scope, limit, query, scope, limit, limit, limit. `common…`: walk instead of gathering."""
    # what else can be found, such as contacts, has a question of its own
    only = f"d.kind = 'client' AND {within}"
    named = (_ONE_BY_ONE if common_names else _BY_INDEX).format(column="names", only=only, more="")
    other = (_ONE_BY_ONE if common else _BY_INDEX).format(column="tokens", only=only, more=_TOO_FEW)
    # the fence makes it go to each of the few clients, and not through all there are
    rows = "s CROSS JOIN LATERAL (SELECT * FROM client WHERE id = s.subject OFFSET 0) c"
    return Source(_HITS.format(named=named, other=other), rows, "true", "s.place, s.serial")


class Shares:
    """How large a part of the documents has a token, as far as it is among the commonest."""

    def __init__(self, tokens: Sequence[str], shares: Sequence[float]) -> None:
        # the server adds three figures of its own at the end
        known = sorted(zip(tokens, shares, strict=False))
        self._tokens = [token for token, _share in known]
        self._sums = [0.0, *accumulate(share for _token, share in known)]

    def of(self, query: Query) -> float:
        """At least so many have what is looked for; 0 where it can't be told."""
        if len(query.groups) != 1:
            return 0.0
        return max((self._of_phrase(phrase) for phrase in query.groups[0]), default=0.0)

    def _of_phrase(self, phrase: Phrase) -> float:
        if len(phrase.terms) != 1:
            return 0.0
        (term,) = phrase.terms
        first = bisect_left(self._tokens, term)
        last = bisect_left(self._tokens, term + "\U0010ffff") if phrase.prefix else first
        if not phrase.prefix and first < len(self._tokens) and self._tokens[first] == term:
            last = first + 1
        return min(1.0, self._sums[last] - self._sums[first])


@dataclass(frozen=True, slots=True)
class Commonness:
    """What a server has counted: how many documents there are, and who has which token."""

    documents: float
    names: Shares
    tokens: Shares

    def walks(self, query: Query, limit: int) -> tuple[bool, bool]:
        """Whether to look at one client after the other: for names, and for all values."""
        return self._walks(self.names.of(query), limit), self._walks(self.tokens.of(query), limit)

    def _walks(self, share: float, limit: int) -> bool:
        # `limit / share` clients to look at, against `share * documents` places to gather
        return share * share * self.documents > _DEAREST * limit


def commonness(database: OfficeDatabase) -> Commonness:
    """As the server counted last; it is asked anew every ten minutes."""
    return database.remembered("commonness", _COUNTED_ANEW, lambda: _count(database))


def _count(database: OfficeDatabase) -> Commonness:
    # reading path: the planner's own figures of the search index, for the planning alone
    found: dict[str, tuple[Any, ...]] = {row[0]: row for row in database.engine.execute_sql(_COUNTED).fetchall()}
    shares = {name: Shares(row[1] or (), row[2] or ()) for name, row in found.items()}
    nothing = Shares((), ())
    documents = max((float(row[3]) for row in found.values()), default=0.0)
    return Commonness(documents, shares.get("names", nothing), shares.get("tokens", nothing))
