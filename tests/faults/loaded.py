"""What processes are copied from: all that their programs use is loaded, and nothing is open."""

import gc

import playhouse.migrations
import playhouse.sqlcipher_ext
import psycopg
import sqlcipher3.dbapi2

from desktop import house
from desktop.models import drivers
from desktop.services import importing, moving, readings, rotation, upgrading
from tests.faults import copied

__all__ = ["copied", "house", "importing", "moving", "playhouse", "psycopg", "rotation", "sqlcipher3", "upgrading"]

drivers.load_postgres()
readings.prepare()
# what is not looked through for garbage stays one copy for all
gc.freeze()
