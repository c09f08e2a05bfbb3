"""All tables of the office, also those whose noun nobody has opened yet."""

import pkgutil
from importlib import import_module
from typing import Any

from desktop import models
from desktop.models.base import Plain, Table


def all_tables() -> list[Any]:
    for module in pkgutil.iter_modules(models.__path__):
        if not module.ispkg:
            import_module(f"{models.__name__}.{module.name}")
    return _below(Table) + _below(Plain)


def _below(model: Any) -> list[Any]:
    kinds = model.__subclasses__()
    # what others are made from is no table itself
    return [table for kind in kinds for table in _below(kind)] if kinds else [model]
