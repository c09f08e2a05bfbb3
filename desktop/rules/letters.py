"""Letters to clients made from a template: placeholders, the templates that come along, how they are filled (CM-7)."""

import re
from collections.abc import Mapping

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy

LIMIT = 4000
# Each in both languages: a template may be written with either
PLACEHOLDERS: Mapping[str, tuple[str, str]] = {
    "client": ("客户", "client"),
    "address": ("称呼", "form of address"),
    "unit": ("单位", "unit"),
    "former": ("原管理人", "former owner"),
    "owner": ("新管理人", "new owner"),
    "deputy": ("副管理人", "deputy"),
    "phone": ("电话", "phone"),
    "office": ("办公室", "office"),
    "day": ("日期", "date"),
}
_KEYS = {word: key for key, words in PLACEHOLDERS.items() for word in words}
_MARK = re.compile(r"[{｛]([^{}｛｝\n]*)[}｝]")

HANDOVER: Mapping[str, str] = {
    "zh_CN": """尊敬的{称呼}：
您好！感谢您一直以来对{办公室}的信任与支持。
因工作调整，自{日期}起，由{新管理人}负责为您服务，并将尽快与您联系。
{原管理人}此前为您经办的事项均已移交，不会中断。
{新管理人}不在时，由{副管理人}为您服务。
{新管理人}的联系电话：{电话}
如有任何问题或建议，欢迎随时与我们联系。""",
    "en": """Dear {form of address},
Thank you for your continued trust in {office}.
From {date} on, {new owner} looks after you and will be in touch with you shortly.
All that {former owner} had in hand for you has been passed on and will go on without a break.
When {new owner} is away, {deputy} is there for you.
You reach {new owner} by phone: {phone}
If you have any question or wish, please let us know at any time.""",
}


def words_of(language: str) -> tuple[str, ...]:
    """The placeholders as they are written in this language, in braces."""
    return tuple("{" + (chinese if language == "zh_CN" else english) + "}" for chinese, english in
                 PLACEHOLDERS.values())  # fmt: skip


def checked(text: str, field: str) -> str:
    """A template as it is kept. Raises BadEntry for a placeholder nobody knows: it would stand in every letter."""
    kept = check_length(tidy(text, lines=True), LIMIT, field)
    for word in _MARK.findall(kept):
        if word.strip() not in _KEYS:
            raise BadEntry(N_("There is no placeholder {word}. Choose one of those named below the text."), field,
                           word="{" + word + "}")  # fmt: skip
    return kept


def filled(template: str, values: Mapping[str, str]) -> list[str]:
    """The letter's lines. A line that names something empty, such as a deputy where there is none, is left out."""
    lines = []
    for line in template.split("\n"):
        named = [_KEYS[word.strip()] for word in _MARK.findall(line)]
        if all(values.get(key) for key in named):
            lines.append(_MARK.sub(lambda found: values[_KEYS[found.group(1).strip()]], line))
    return lines
