"""The centre's page in a real Chromium: what a reader does and sees, and what a nasty title cannot do."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.pages.browser import Browser
from tests.pages.conftest import NASTY, PASSWORD, Site

ENTER, TAB = "\ue007", "\ue004"


def test_a_title_is_searched_without_marks_and_opened(site: Site, browser: Browser) -> None:
    browser.open(site.address)
    assert browser.run("return document.activeElement.id") == "q", "one can type at once"
    browser.press_and_follow("dieu lenh" + ENTER)
    assert browser.text("[role=status]") == "Tìm thấy 1 nhan đề."
    assert "2 đơn vị: Trại tạm giam T16, Trại giam <b>Xuân Lộc</b>" in browser.text(".found li")
    browser.click(".found a")
    assert browser.address == f"{site.address}/title/{site.law}"
    assert browser.text("h1") == "Điều lệnh nội vụ : Công an nhân dân"
    card = browser.text(".isbd")
    assert card.startswith("Điều lệnh nội vụ : Công an nhân dân / Bộ Công an. - Hà Nội : Công an nhân dân, 2019.")
    assert "ISBN 9786047201234 : 85000đ" in card
    assert "Trại tạm giam T16 (T16)" in browser.text("main")
    assert "Người tặng" not in browser.run("return document.documentElement.outerHTML")


def test_the_language_is_switched_and_kept(site: Site, browser: Browser) -> None:
    browser.open(f"{site.address}/?q=dieu")
    browser.click(".tongue")
    assert browser.run("return document.documentElement.lang") == "en"
    assert browser.text("[role=status]") == "Found 1 title."
    browser.click(".found a")
    assert "Units that have this title" in browser.text("main")
    assert browser.text(".tongue") == "Tiếng Việt"
    browser.click(".tongue")
    assert "Đơn vị có nhan đề này" in browser.text("main")


@pytest.mark.parametrize("which", range(len(NASTY)))
def test_a_nasty_title_is_a_text_like_any_other(site: Site, browser: Browser, which: int) -> None:
    browser.open(f"{site.address}/title/{site.nasty[which]}")
    assert browser.run("return document.querySelectorAll('script, img, svg, iframe, object').length") == 0
    assert browser.run("return document.querySelectorAll('style').length") == 1
    shown = browser.run("return document.querySelector('h1').textContent")
    told = NASTY[which].replace("\0", "\ufffd").replace("\x07", "\ufffd")
    assert shown.removeprefix("Xấu ")[:10] == told[:10]
    assert "Tủ Sách" in browser.title
    assert "hacked" not in browser.title.replace(told, "")


@pytest.mark.parametrize("text", NASTY[:5])
def test_nasty_words_in_a_search_stay_words(site: Site, browser: Browser, text: str) -> None:
    browser.open(f"{site.address}/?q={quote(text)}")
    assert browser.run("return document.querySelectorAll('script, img, svg').length") == 0
    assert browser.run("return document.querySelector('#q').value") == text.strip()


def test_nothing_is_asked_of_anybody_else(site: Site, browser: Browser) -> None:
    for path in ("/", "/?q=tap", f"/title/{site.law}", "/?q=tap&lang=en"):
        browser.open(site.address + path)
    asked = {address for address in browser.addresses() if not address.startswith(("data:", "about:"))}
    assert asked
    assert all(address.startswith(f"{site.address}/") for address in asked), asked


def test_results_are_turned_by_the_keyboard_and_volumes_stand_in_order(site: Site, browser: Browser) -> None:
    browser.open(f"{site.address}/?q=tuyen+tap")
    titles = "return [...document.querySelectorAll('.found a')].map(a => a.textContent)"
    assert browser.run(titles)[:3] == ["Tuyển tập. Tập 1", "Tuyển tập. Tập 2", "Tuyển tập. Tập 3"]
    browser.run("document.querySelector('[rel=next]').focus()")
    browser.press_and_follow(ENTER)
    assert browser.run(titles)[0] == "Tuyển tập. Tập 21"
    assert browser.run("return document.querySelector('.found').start") == 21
    browser.click("[rel=next]")
    assert len(browser.run(titles)) == 5
    assert browser.run("return document.querySelector('[rel=next]')") is None
    browser.click("[rel=prev]")
    assert browser.run(titles)[0] == "Tuyển tập. Tập 21"


def test_the_first_stop_of_the_tabulator_leads_to_the_content(site: Site, browser: Browser) -> None:
    browser.open(f"{site.address}/title/{site.law}")
    browser.press(TAB)
    assert browser.run("return document.activeElement.className") == "skip"
    assert browser.run("return document.activeElement.getBoundingClientRect().left") >= 0


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_runs_off_the_screen(site: Site, browser: Browser, width: int) -> None:
    browser.resize(width, 800)
    units = site.address.replace("https://", f"https://:{quote(PASSWORD)}@") + "/units"
    for address in (f"{site.address}/?q=xau", f"{site.address}/title/{site.law}", units):
        browser.open(address)
        assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), address


def test_the_page_is_dark_for_those_who_want_it_dark(site: Site, browser: Browser) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        browser.emulate(scheme)
        browser.open(site.address)
        grounds.add(browser.run("return getComputedStyle(document.body).backgroundColor"))
    browser.emulate("light")
    assert grounds == {"rgb(246, 245, 241)", "rgb(22, 25, 29)"}


def test_everything_has_a_name_for_those_who_listen(site: Site, browser: Browser) -> None:
    units = site.address.replace("https://", f"https://:{quote(PASSWORD)}@") + "/units"
    for address in (site.address, f"{site.address}/?q=tap", units):
        browser.open(address)
        assert browser.run("return document.querySelectorAll('h1').length") == 1
        assert browser.run("return [...document.querySelectorAll('input[type=search]')].every(i => i.labels.length)")
        assert browser.run("return [...document.querySelectorAll('a, button')].every(e => e.textContent.trim())")
        assert browser.run("return [...document.querySelectorAll('nav')].every(e => e.getAttribute('aria-label'))")


def test_the_units_state_is_read_with_the_password(site: Site, browser: Browser) -> None:
    browser.open(site.address.replace("https://", f"https://:{quote(PASSWORD)}@") + "/units")
    assert browser.text("h1") == "Tình trạng các đơn vị"
    assert "T16 Trại tạm giam T16" in browser.text("tbody")
    assert "Trại giam <b>Xuân Lộc</b>" in browser.text("tbody")
    assert browser.text(".chips").split() == ["Tất", "cả", "2", "Tốt", "2"], "no chip for a state in which nobody is"
    browser.click(".chip:nth-of-type(2)")
    assert browser.text(".chip[aria-current]") == "Tốt 2"
    assert browser.text("[role=status]") == "2 đơn vị"
    browser.open(site.address + "/units?state=quiet")
    assert browser.text(".chip[aria-current]") == "Im lặng 0"
    assert browser.text("[role=status]") == "0 đơn vị"
