"""Every Vietnamese sentence has its English one, and nothing is left over."""

from __future__ import annotations

import ast
import json
import string
from pathlib import Path

import pytest

import desktop.ui
import resources
from desktop.filled import filled
from desktop.ui.words import Language, table
from tests.counting import counts_many_only

UI = Path(desktop.ui.__file__).parent
PLACES = (*sorted(UI.rglob("*.py")), UI.parent / "app.py")


def marked(text: str) -> bool:
    return any(ord(letter) > 0xBF and letter.isalpha() for letter in text)


def documentation(tree: ast.AST) -> set[int]:
    owners = (node for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    return {id(owner.value) for owner in owners}


def sentences() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for file in PLACES:
        tree = ast.parse(file.read_text("utf-8"))
        silent = documentation(tree) | names_spoken_as_they_are(tree)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in silent
                and marked(node.value)
            ):
                found[node.value] = file
            if (
                isinstance(node, ast.Call)
                and called(node) == "tr"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found[str(node.args[0].value)] = file
    return found


def called(node: ast.Call) -> str:
    return (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )


def names_spoken_as_they_are(tree: ast.AST) -> set[int]:
    """Arguments of `verbatim`: names that are the same in every language."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) == "verbatim")
    return {id(part) for call in calls for part in ast.walk(call) if isinstance(part, ast.Constant)}


def english() -> dict[str, str]:
    return dict(table(Language.ENGLISH))


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_of_the_windows_is_translated() -> None:
    missing = {
        sentence: str(file.relative_to(UI.parent))
        for sentence, file in sentences().items()
        if sentence not in english()
    }
    assert missing == {}


def test_no_sentence_has_two_translations() -> None:
    """The tables are joined: of two, one would stand where the other was meant."""
    said: dict[str, set[str]] = {}
    for file in sorted(resources.path("translations/en").glob("*.json")):
        for sentence, words in json.loads(file.read_text("utf-8")).items():
            said.setdefault(sentence, set()).add(words)
    assert {sentence: ways for sentence, ways in said.items() if len(ways) > 1} == {}


def test_no_translation_is_left_over() -> None:
    said = {
        node.value
        for file in PLACES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(english()) - said == set()


def test_no_sentence_is_an_f_string() -> None:
    glued = [
        f"{file.name}:{node.lineno}"
        for file in PLACES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and called(node) == "tr" and node.args and isinstance(node.args[0], ast.JoinedStr)
    ]
    assert glued == []


@pytest.mark.parametrize(("vietnamese", "translated"), english().items(), ids=str)
def test_a_translation_keeps_the_facts_of_its_sentence(vietnamese: str, translated: str) -> None:
    assert placeholders(vietnamese) == placeholders(translated)


def test_english_tells_one_from_many() -> None:
    said = "{count} {count:copy|copies}; the first {days:day|{days} days} late"
    assert filled(said, {"count": 1, "days": 2}) == "1 copy; the first 2 days late"
    assert filled(said, {"count": "2,000", "days": "1"}) == "2,000 copies; the first day late"
    assert counts_many_only("{count} overdue copies")
    assert [text for text in english().values() if counts_many_only(text)] == []


def test_english_has_no_vietnamese_left() -> None:
    assert [text for text in english().values() if marked(text) and text != "en"] == []


def test_the_vietnamese_table_gives_qt_its_words() -> None:
    assert table(Language.VIETNAMESE)["Select All"] == "Chọn tất cả"
