"""How clients of each class are looked after 客户管理计划 (CL-19)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table
from desktop.rules.rights import Right


class ClassPlan(Table):
    """The plan of one class: measures of service, strategy of communication, days from visit to visit."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.CLASSIFY_CLIENTS)

    letter = peewee.CharField(1, unique=True)
    measures = peewee.TextField(default="")
    strategy = peewee.TextField(default="")
    visit_days = peewee.IntegerField(null=True)
