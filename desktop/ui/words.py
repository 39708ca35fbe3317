"""Two languages: Vietnamese is the source, English a full translation, switched while the program runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTranslator

import resources
from desktop.filled import filled
from desktop.library.model.conflict import LOCKED

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QApplication

CONTEXT = "TuSach"

Source = str | Callable[[], str]
"""A Vietnamese sentence to be translated, or a function that makes the finished text in the language of the moment."""


class Language(StrEnum):
    """The languages that a person can choose."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class Words(QTranslator):
    """One language's table. Qt's own words (menus of text fields) are in the Vietnamese table."""

    def __init__(self, table: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table

    def isEmpty(self) -> bool:
        """Never empty: Qt only tells the windows about a change of language when there are words."""
        return False

    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | bytes | None = None,
        n: int = -1,
    ) -> str:
        """The sentence in this language, or as it is when the table does not have it."""
        return self._table.get(sourceText, sourceText)


def table(language: Language) -> Mapping[str, str]:
    """The words of one language: every file of its folder in `resources/translations`."""
    words: dict[str, str] = {}
    for file in sorted(resources.path(f"translations/{language.value}").glob("*.json")):
        words |= json.loads(file.read_text("utf-8"))
    return words


class Tongue:
    """Which language the program speaks; `speak` changes it at once, everywhere."""

    def __init__(self, app: QApplication, language: Language) -> None:
        self._app = app
        self.language = language
        self._words = Words(table(language), app)
        app.installTranslator(self._words)

    def speak(self, language: Language) -> None:
        """Change the language; every widget hears of it by `LanguageChange`."""
        if language is self.language:
            return
        self.language = language
        self._app.removeTranslator(self._words)
        self._words = Words(table(language), self._app)
        self._app.installTranslator(self._words)


def tr(source: str, /, **facts: object) -> str:
    """A sentence in the language of the moment with its named facts filled in."""
    sentence = QCoreApplication.translate(CONTEXT, source)
    return shown(filled(sentence, facts)) if facts else sentence


def spoken(source: Source) -> str:
    """The finished text of a source."""
    return tr(source) if isinstance(source, str) else shown(source())


def shown(text: str) -> str:
    """A text with a word in place of a name that this PC cannot open, because it lacks the unit's key."""
    return text.replace(LOCKED, tr("(tên đã khoá)")) if LOCKED in text else text


def figure(number: int) -> str:
    """“2.000” here, “2,000” in English."""
    return f"{number:,}".replace(",", ".") if language() is Language.VIETNAMESE else f"{number:,}"


def size_words(size: int) -> str:
    """A size as people read it: “2,5 MB” here, “2.5 MB” in English."""
    for unit, bytes_ in (("GB", 1000**3), ("MB", 1000**2), ("kB", 1000)):
        if size >= bytes_:
            number = f"{size / bytes_:.1f}".removesuffix(".0")
            return f"{number.replace('.', ',') if language() is Language.VIETNAMESE else number} {unit}"
    return f"{size} B"


def verbatim(text: str) -> Callable[[], str]:
    """A text that is no sentence of ours (a title, a name): the same in every language."""
    return lambda: text


def language() -> Language:
    """The language of the moment."""
    return Language(tr("vi"))
