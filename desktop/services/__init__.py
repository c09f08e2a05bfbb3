"""The verbs: what a person can do in the office, one file per noun."""

# first of all: it imports Peewee without the driver of a database that this office may not use
import desktop.models  # noqa: F401
