"""The database tables of the office."""

from desktop.models.drivers import without_postgres

with without_postgres():
    import peewee  # noqa: F401
