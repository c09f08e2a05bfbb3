"""Names of the roles by which a PostgreSQL server keeps an office's people apart: one per right and scope."""

from typing import NamedTuple

from desktop.rules.rights import WHOLE, Right, Scope
from desktop.rules.values import dataclass

SCOPES = (Scope.OWN, Scope.DEPARTMENT, Scope.ALL)
LEVELS = (2, 3)
# where the functions and the people's logins lie; the office's tables lie in `public`
SCHEMA = "cf"


@dataclass(slots=True)
class Login:
    """Name and password of a login at the office's server; the password may be changed while connections go on."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.name!r})"


class Roles(NamedTuple):
    """The roles of one office. They are known to the whole server, so they bear the office's id."""

    mark: str

    @classmethod
    def of(cls, office_id: str) -> "Roles":
        # the end of an id is chance, its beginning the time of founding
        return cls(office_id.replace("-", "")[-8:])

    def __getitem__(self, what: object) -> str:  # type: ignore[override]
        return f"cf_{self.mark}_{what}"

    @property
    def owner(self) -> str:
        """Owns the tables and what reads them on behalf of people; nobody signs in as it."""
        return self["owner"]

    @property
    def provisioner(self) -> str:
        """Makes logins and gives them their groups; owns nothing but the functions that do so."""
        return self["provisioner"]

    @property
    def user(self) -> str:
        """Everybody who has signed in."""
        return self["user"]

    @property
    def door(self) -> str:
        """The login that joined workstations hold: it sees what must be known before somebody signs in."""
        return self["door"]

    @property
    def copier(self) -> str:
        """Reads every table and changes none: a login that is open while whoever runs the office has it copied."""
        return self["copier"]

    def group(self, right: Right, scope: Scope) -> str:
        return self[f"{right.value.replace('.', '_')}_{scope.name.casefold()}"]

    def level(self, level: int) -> str:
        return self[f"level_{level}"]

    def groups_of(self, right: Right) -> dict[Scope, str]:
        """Rights that are about the office as a whole have one group."""
        scopes = (Scope.ALL,) if right in WHOLE else SCOPES
        return {scope: self.group(right, scope) for scope in scopes}

    def groups(self) -> list[str]:
        """All that a person can be a member of."""
        of_rights = [group for right in Right for group in self.groups_of(right).values()]
        return [self.user, *of_rights, *(self.level(level) for level in LEVELS)]

    @property
    def person(self) -> str:
        """How the logins of people begin; the rest is chance, for names of roles are seen by all who may connect."""
        return f"cfu_{self.mark}_"
