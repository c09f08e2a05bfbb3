"""The database tables of the office."""

from desktop.models.drivers import without_libraries

with without_libraries():
    import hashlib  # noqa: F401
    import hmac  # noqa: F401

    import peewee  # noqa: F401
