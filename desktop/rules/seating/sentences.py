"""Sentences about seats: a message with its values, said in whatever language it is shown or printed in."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.i18n import _, language
from desktop.rules.errors import Label
from desktop.rules.words import Word


@dataclass(frozen=True, slots=True)
class Title:
    """A name that lies in a data file in both languages."""

    zh: str
    en: str
    short: str = ""
    """The English one where there is little room; Chinese ones are short."""

    @property
    def brief(self) -> str:
        return str(self) if language().startswith("zh") else self.short or self.en

    def within(self, spoken: str) -> str:
        return self.zh if spoken.startswith("zh") else self.en

    def __str__(self) -> str:
        return self.within(language())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with the values of its {placeholders}; those may be titles, words, labels and sentences too."""

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def within(self, translate: Callable[[str], str], spoken: str) -> str:
        """As a print says it, whose language may be another than the screen's."""
        said = {name: _said(value, translate, spoken) for name, value in self.values}
        return translate(self.message).format(**said)

    def __str__(self) -> str:
        return self.within(_, language())


def say(message: str, **values: object) -> Sentence:
    return Sentence(message, tuple(values.items()))


def _said(value: object, translate: Callable[[str], str], spoken: str) -> object:
    if isinstance(value, Sentence):
        return value.within(translate, spoken)
    if isinstance(value, Title):
        return value.within(spoken)
    if isinstance(value, Word):
        return translate(value.label)
    if isinstance(value, Label):
        return translate(str(value))
    return value
