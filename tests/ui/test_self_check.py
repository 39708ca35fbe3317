"""The card about self-check machines, and the counter that follows it while the window is open."""

from __future__ import annotations

import pytest

from desktop.library.security.self_check import Chosen
from tests.sip2.machine import Machine
from tests.ui.world import World, clipped, texts

PASSWORD = "khoá của máy"


def card(program: World):
    page = program.page("open_settings")
    program.settle()
    return page.self_check


def opened(program: World) -> int:
    """Choose a free port, as a person would choose one that is free, and open."""
    program.ask(lambda library: library.self_check.choose(Chosen(on=True, port=0, pins=False)))
    program.program.machines.follow(program.ask(lambda library: library.self_check.chosen()))
    program.until(lambda: program.program.machines.state.running)
    return program.program.machines.state.port


def test_a_machine_is_let_in_served_and_shown(program: World):
    shown = card(program)
    assert shown.isVisible()
    shown.name.setText("tu-muon-1")
    shown.password.setText(PASSWORD)
    shown.admit.click()
    program.until(lambda: shown.machines.value == "tu-muon-1")
    assert shown.password.text() == ""
    port = opened(program)
    heard: list = []
    program.program.background.touched.connect(heard.append)
    machine = Machine(port, "tu-muon-1", PASSWORD).sign_in()
    assert machine.lend("TV000001", "TK000100").fixed["ok"] == "1"
    program.until(lambda: "tu-muon-1" in shown.state.text())
    program.until(lambda: any("loans" in touched for touched in heard))  # the desk's pages look again
    shown.look()
    program.until(lambda: "1 lượt" in shown.state.text())
    assert str(port) in shown.state.text()
    shown.go.click()
    program.until(lambda: not program.program.machines.state.running)
    assert machine.answer() == b""
    machine.hang_up()
    assert program.ask(lambda library: library.self_check.chosen().on) is False


@pytest.mark.looks
def test_a_port_or_an_address_that_is_none_is_told(program: World):
    shown = card(program)
    for port in ("", "0", "65536", "cổng", "٦"):
        shown.port_line.complain("")
        shown.port.setText(port)
        shown.go.click()
        assert "65535" in shown.port_line.note.text()
    program.laid_out()
    assert clipped(shown) == []
    assert "Mật khẩu máy" in list(texts(shown))
    shown.port.setText("6001")
    shown.host.offer((("192.0.2.7", "192.0.2.7"),))
    shown.go.click()
    program.until(lambda: "192.0.2.7" in shown.notice.headline.text())
    assert not program.program.machines.state.running


def test_a_counter_that_was_left_open_opens_again_with_the_program(program: World):
    program.ask(lambda library: library.self_check.choose(Chosen(on=True, port=0)))
    later = program.again()
    later.open()
    later.until(lambda: later.program.machines.state.running)
