"""Names all columns of a table in SQL once for each table, where Peewee writes them anew with every question."""

from typing import Any

import peewee

from desktop.models import rows


class WholeRows(peewee.ModelSelect):
    """A question for whole rows. Their thirty columns were half of what putting a question into words costs, and more
    of what taking its answer apart does."""

    def __init__(self, model: type[peewee.Model]) -> None:
        # which of them are models themselves, nobody needs to ask of each
        super().__init__(model, (), is_default=True)
        self._returning = model._meta.sorted_fields

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

    def _get_model_cursor_wrapper(self, cursor: Any) -> Any:
        if self._is_default and not self._joins and len(self._from_list) == 1:
            return _Found(cursor, self.model)
        return super()._get_model_cursor_wrapper(cursor)


class _Found(peewee.CursorWrapper):
    """The answer, row by row."""

    def __init__(self, cursor: Any, model: Any) -> None:
        super().__init__(cursor)
        self._model, self._columns = model, rows.columns_of(model)

    def process_row(self, row: Any) -> Any:
        return rows.made(self._model, self._columns, row)


_SAID: dict[tuple[Any, str, str | None], str] = {}


class Selecting:
    """Mixed into tables: whoever names no columns asks for whole rows."""

    @classmethod
    def select(cls, *fields: Any) -> peewee.ModelSelect:
        return super().select(*fields) if fields else WholeRows(cls)  # type: ignore[misc]
