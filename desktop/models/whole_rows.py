"""Names all columns of a table in SQL once for each table, where Peewee writes them anew with every question."""

from typing import Any

import peewee


class WholeRows(peewee.ModelSelect):
    """A question for whole rows. Their thirty columns were half of what putting a question into words costs."""

    def __init__(self, model: type[peewee.Model]) -> None:
        super().__init__(model, model._meta.sorted_fields, is_default=True)

    def __sql_selection__(self, ctx: Any, is_subquery: bool = False) -> Any:
        if is_subquery or not self._is_default:
            return super().__sql_selection__(ctx, is_subquery)
        table = self.model._meta.table
        # which quotation marks a database uses, and how the table is called within this question
        spelling = (table, ctx.alias_manager[table], ctx.state.quote)
        said = _SAID.get(spelling)
        if said is not None:
            return ctx.literal(said)
        begun = len(ctx._sql)
        super().__sql_selection__(ctx, is_subquery)
        _SAID[spelling] = "".join(ctx._sql[begun:])
        return ctx


_SAID: dict[tuple[Any, str, str | None], str] = {}


class Selecting:
    """Mixed into tables: whoever names no columns asks for whole rows."""

    @classmethod
    def select(cls, *fields: Any) -> peewee.ModelSelect:
        return super().select(*fields) if fields else WholeRows(cls)  # type: ignore[misc]
