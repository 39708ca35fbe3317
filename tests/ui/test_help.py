"""Help: every page and part has its topic in both languages, F1 opens it, words find it, links lead somewhere."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QUrl

from desktop.ui.actions import BY_NAME
from desktop.ui.follow.page import FollowPage
from desktop.ui.help import topics as help_topics
from desktop.ui.help.topics import OF_PAGES, OF_TABS, ORDER, found, topic_of, topics
from desktop.ui.pages import PAGES
from desktop.ui.rules.page import RulesPage
from desktop.ui.words import Language
from tests.ui.world import World, clipped

CTRL = Qt.KeyboardModifier.ControlModifier
MOST_LINES = 60
PARTS = tuple(tab.name for page in (FollowPage, RulesPage) for tab in page.tabs)


@pytest.mark.parametrize("language", Language)
def test_every_page_and_every_part_of_one_has_its_topic(language: Language):
    known = {topic.name for topic in topics(language)}
    assert set(OF_PAGES) == set(PAGES)
    assert set(PARTS) <= set(OF_TABS)
    assert {*OF_PAGES.values(), *(OF_TABS[part] for part in PARTS)} <= known
    assert known == set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_a_topic_is_the_same_in_both_languages_as_far_as_can_be_counted(name: str):
    both = [next(topic for topic in topics(language) if topic.name == name) for language in Language]
    assert all(topic.text.startswith("# ") and len(topic.text.splitlines()) <= MOST_LINES for topic in both)
    shapes = [(topic.text.count("\n## "), len(re.findall(r"^\|", topic.text, re.MULTILINE))) for topic in both]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", Language)
def test_links_lead_to_topics_and_keys_are_those_of_the_program(language: Language):
    for topic in topics(language):
        links = re.findall(r"\]\(([^)]+)\)", topic.text)
        assert {link.removesuffix(".md") for link in links} <= set(ORDER), topic.name


def test_words_are_found_with_marks_and_without():
    within = topics(Language.VIETNAMESE)
    plain, marked, wrong = (found(words, within) for words in ("sao luu", "sao lưu", "sạo lưu"))
    assert plain[0].name == marked[0].name == "backup"
    assert wrong == ()
    assert found("", within) == within
    assert found("backup", topics(Language.ENGLISH))[0].name == "backup"


def test_the_topic_is_that_of_the_part_in_front():
    assert (topic_of("open_desk"), topic_of("open_follow", "overdue")) == ("desk", "overdue")
    assert topic_of("open_page_of_tomorrow", "part") == help_topics.FIRST


def press(program: World, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    program.qtbot.keyClick(program.window, key, with_)
    program.settle()


def test_f1_opens_the_help_of_the_page_or_part_in_front_and_ctrl_f1_the_keys(program: World):
    assert (BY_NAME["open_help"].key, BY_NAME["show_keys"].key) == ("F1", "Ctrl+F1")
    for page in ("open_sync", "open_settings", "open_catalogue"):
        program.page(page)
        press(program, Qt.Key.Key_F1)
        shown = program.window.pages["open_help"]
        assert program.window.here == "open_help"
        heading = next(topic.heading for topic in topics(Language.VIETNAMESE) if topic.name == OF_PAGES[page])
        assert shown.text.toPlainText().startswith(heading)
    for part in (tab.name for tab in FollowPage.tabs):
        program.window.open_page("open_follow").show_one(part)
        press(program, Qt.Key.Key_F1)
        assert shown.topics.line().name == OF_TABS[part]
    press(program, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    assert program.window.here == "show_keys"


def test_esc_and_the_key_itself_lead_back_to_the_page_one_came_from(program: World):
    for page, keys in (("open_settings", Qt.KeyboardModifier.NoModifier), ("open_readers", CTRL)):
        program.page(page)
        for back in ((Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F1, keys)):
            press(program, Qt.Key.Key_F1, keys)
            assert program.window.here in {"open_help", "show_keys"}
            press(program, *back)
            assert program.window.here == page
    press(program, Qt.Key.Key_F1)
    press(program, Qt.Key.Key_F1, CTRL)
    press(program, Qt.Key.Key_Escape)
    assert program.window.here == "open_readers"


@pytest.mark.looks
def test_a_word_narrows_the_list_the_language_changes_both_sides_and_a_link_leads_to_its_topic(program: World):
    page = program.page("open_help")
    page.field.setText("the bi khoa")
    assert {topic.name for topic in page.topics.model_of_lines.lines} >= {"conflict-matrix"}
    page.field.setText("xyzzy")
    assert page.nothing.isVisible()
    assert not page.text.isVisible()
    page.show_one("backup")
    program.speak(Language.ENGLISH)
    assert page.text.toPlainText().startswith("Backup")
    assert page.topics.line().heading == "Backup and restore"
    program.speak(Language.VIETNAMESE)
    page.show_one("this-pc")
    page.text.anchorClicked.emit(QUrl("backup.md"))
    assert page.topics.line().name == "backup"
    assert clipped(page) == []
