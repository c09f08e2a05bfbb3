"""A large office's server has its first clients in an index of their own, where what is common is found at once."""

from typing import Any

from desktop.models.search import index_early


def up(migrator: Any, db: Any) -> None:
    if not hasattr(db, "rekey"):
        index_early(db)
