"""Commands and their keys."""

from __future__ import annotations

from dataclasses import replace

import resources
from desktop.ui.actions import ACTIONS, BY_NAME, clashes
from desktop.ui.main_window import INSIDE
from desktop.ui.pages import PAGES


def test_no_key_means_two_things_at_once() -> None:
    assert clashes() == ()


def test_a_clash_would_be_found() -> None:
    other = replace(BY_NAME["lend"], name="other", page="")
    assert clashes((*ACTIONS, other)) == (("lend", "other"),)


def test_every_action_has_its_icon() -> None:
    assert [action.icon for action in ACTIONS if not resources.path(f"icons/{action.icon}.svg").is_file()] == []


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(ACTIONS)


def test_every_action_has_a_page_to_be_done_on() -> None:
    wanted = {f"open_{INSIDE.get(action.page, action.page)}" for action in ACTIONS if action.page}
    assert wanted <= set(PAGES)
