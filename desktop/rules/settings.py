"""The numbers and choices an office sets for itself, each with the default its rule book names."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.i18n import N_
from desktop.rules.clients import CODE_PATTERN, UPDATE_DAYS


@dataclass(frozen=True, slots=True)
class SettingSpec:
    name: str
    label: str
    default: object
    rule: str = ""  # the rule it belongs to, as CL-7
    shown: bool = True  # in the table of rule numbers
    low: int = 1  # numbers only: what can stand
    high: int = 3660


SPECS: tuple[SettingSpec, ...] = (
    SettingSpec("office_id", "", "", shown=False),
    SettingSpec("office_name", N_("Name of the office"), "", shown=False),
    SettingSpec("kind", N_("Kind of office"), "restaurant", shown=False),
    SettingSpec("language", N_("Language of the office"), "zh_CN", shown=False),
    SettingSpec("time_zone", N_("Time zone"), "Asia/Shanghai", shown=False),
    SettingSpec("sample", "", False, shown=False),
    SettingSpec("recovery_sheet", "", False, shown=False),
    SettingSpec("features", N_("Features"), [], shown=False),
    SettingSpec("sensitive_fields", N_("Fields that are off by default"), [], shown=False),
    SettingSpec("code_pattern", N_("Pattern of the client code"), CODE_PATTERN, "CL-3"),
    SettingSpec("code_next", "", 1, shown=False),
    SettingSpec("update_days_A", N_("Look through files of class A after (days)"), UPDATE_DAYS["A"], "CL-7"),
    SettingSpec("update_days_B", N_("Look through files of class B after (days)"), UPDATE_DAYS["B"], "CL-7"),
    SettingSpec("update_days_C", N_("Look through files of class C after (days)"), UPDATE_DAYS["C"], "CL-7"),
    SettingSpec("update_days_D", N_("Look through files of class D after (days)"), UPDATE_DAYS["D"], "CL-7"),
    SettingSpec("reminder_days", N_("Remind of anniversaries (days ahead)"), 7, "CL-5", high=366),
)

DEFAULTS: Mapping[str, object] = {spec.name: spec.default for spec in SPECS}
