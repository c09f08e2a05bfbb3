"""Puts columns into a question's words by one look-up each, where Peewee makes six objects for every column."""

from typing import Any

import peewee

_COLUMN = peewee.Field.__sql__


class Spelling(peewee.Context):
    """What a question is put into words with. Columns are two fifths of that work, and always said in the same way."""

    __slots__ = ()

    def sql(self, obj: Any) -> Any:
        if not isinstance(obj, peewee.Node):
            return super().sql(obj)
        # of a table under another name Peewee knows how it is called
        return self._column(obj) if type(obj).__sql__ is _COLUMN else obj.__sql__(self)

    def _column(self, field: Any) -> Any:
        state = self.state
        quote = state.settings["quote"]
        said = field.column_name.join(quote)
        if state.scope != peewee.SCOPE_VALUES:
            table, aliases = field.model._meta.table, self.alias_manager
            if table._alias:
                aliases[table] = table._alias
            said = f"{aliases[table].join(quote)}.{said}"
        self._sql.append(said)
        return self
