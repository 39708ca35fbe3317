"""From an empty computer to the desk, and everything that can stand in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.library import Opening, exists
from desktop.library.model.reader import ReaderForm
from desktop.library.model.title import TitleForm
from desktop.library.model.upgrade import Stage, Upgrading
from desktop.library.store.store import FILE
from desktop.ui.words import Language
from tests.store.test_released import saved
from tests.ui.world import PASSWORD, World, clipped, texts

if TYPE_CHECKING:
    from pathlib import Path


def answer(world: World, *, code: str = "DV07", name: str = "Thư viện Trường", secret: str = "bi-mat-7") -> None:
    questions = world.start.questions
    for field, text in (
        (questions.code, code),
        (questions.full_name, name),
        (questions.secret, secret),
        (questions.again, secret),
    ):
        field.setText(text)


def notes(world: World) -> list[str]:
    questions = world.start.questions
    parts = (questions.unit, questions.name, questions.password, questions.repeated)
    return [part.note.text() for part in parts if part.note.isVisible()]


def test_a_new_library_takes_three_answers(newcomer: World):
    newcomer.program.begin()
    answer(newcomer)
    newcomer.start.questions.go.click()
    newcomer.until_ready()
    assert newcomer.ask(lambda library: (library.unit, library.unit_name)) == ("DV07", "Thư viện Trường")
    assert newcomer.window.here == "open_desk"
    assert not newcomer.start.isVisible()


def test_answers_that_are_missing_are_named_beside_the_field(newcomer: World):
    newcomer.program.begin()
    answer(newcomer, code="", secret="ngan")
    newcomer.start.questions.again.setText("khác")
    newcomer.start.questions.go.click()
    assert notes(newcomer) == ["Ghi mã đơn vị.", "Cần ít nhất 6 ký tự."]
    assert not exists(newcomer.profile)


def test_two_passwords_that_differ_are_not_taken(newcomer: World):
    newcomer.program.begin()
    answer(newcomer)
    newcomer.start.questions.again.setText("bi-mat-8")
    newcomer.start.questions.go.click()
    assert notes(newcomer) == ["Hai lần gõ chưa giống nhau."]


def test_a_new_library_can_begin_with_the_sample(newcomer: World):
    newcomer.program.begin()
    answer(newcomer)
    newcomer.start.questions.filling.buttons["sample"].click()
    newcomer.start.questions.go.click()
    newcomer.until_ready()
    assert newcomer.ask(lambda library: library.standing().titles) > 1000


def test_a_wrong_password_is_said_beneath_the_field_and_the_right_one_opens(program: World):
    again = program.again()
    again.start.unlock.secret.setText("sai")
    again.start.unlock.go.click()
    again.until(again.start.unlock.password.note.isVisible)
    assert again.start.unlock.password.note.text().startswith("Mật khẩu không đúng.")
    again.start.unlock.secret.setText(PASSWORD)
    again.start.unlock.go.click()
    again.until_ready()


def stopped(world: World) -> str:
    empty = world.start.stopped
    world.until(empty.isVisible)
    return f"{empty.headline.text()} {empty.text.text()}"


def test_a_library_in_use_says_so_and_opens_when_it_is_free(program: World):
    again = program.again()
    other = Opening(program.profile, PASSWORD)
    again.program.unlock(PASSWORD)
    assert "đang mở thư viện này" in stopped(again)
    other.release()
    again.start.again.click()
    again.until_ready()


def test_a_library_of_an_earlier_program_is_upgraded_before_the_eyes(program: World, tmp_path: Path):
    again = program.again()
    opening = Opening(program.profile, PASSWORD)
    opening.release()
    (program.profile / FILE).unlink()
    saved("0.2.0", tmp_path, opening.key).replace(program.profile / FILE)
    heard: list[Upgrading] = []
    again.program.upgrading.connect(heard.append)
    again.program.unlock(PASSWORD)
    again.until_ready()
    assert (heard[0].stage, heard[0].done, heard[1]) == (Stage.COPYING, 0, Upgrading(Stage.CHECKING))
    assert again.start.waiting_headline.text() == "Đang nâng cấp thư viện"
    assert again.start.waiting_text.text() == "Đang tính lại lượt mượn và lượt đặt mượn."
    assert not again.start.promise.isHidden()
    again.start.show_upgrade(Upgrading(Stage.COPYING, 1_200_000_000, 2_300_000_000))
    assert again.start.waiting_text.text() == "Đang chép một bản dự phòng của thư viện: 1,2 GB trên 2,3 GB."
    assert again.start.bar.value() == 521


def test_a_library_of_a_newer_program_is_left_alone(program: World):
    program.ask(
        lambda library: (
            library.store.connection.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) SELECT migration_set, 's9999', applied_at "
                "FROM _sqlite_migrations LIMIT 1"
            ).rowcount
        )
    )
    again = program.again()
    again.program.unlock(PASSWORD)
    assert "mới hơn" in stopped(again)


def test_a_spoilt_key_file_is_called_damaged(program: World):
    again = program.again()
    (program.profile / "key.json").write_text("{}")
    again.program.unlock(PASSWORD)
    assert "key.json" in stopped(again)


def test_a_folder_that_cannot_be_written_is_said(newcomer: World):
    newcomer.profile.write_text("a file stands where the folder should be")
    newcomer.program.begin()
    answer(newcomer)
    newcomer.start.questions.go.click()
    assert stopped(newcomer).startswith("Không ghi được")


@pytest.mark.expects_log
def test_a_crash_leaves_a_report_and_says_where(program: World):
    program.program.background.run(lambda library: library.no_such_thing)
    program.until(program.window.notice.isVisible)
    [report] = (program.profile / "reports").iterdir()
    assert "AttributeError" in report.read_text("utf-8")
    assert str(report) in program.window.notice.text.text()


def test_closing_finishes_what_was_begun(program: World, tmp_path: Path):
    program.program.background.run(lambda library: library.readers.register(ReaderForm(card="TV777777", name="Muộn")))
    program.window.close()
    opening = Opening(program.profile, PASSWORD)
    library = opening.library()
    assert library.readers.get("TV777777").name == "Muộn"
    library.close()
    opening.release()


def test_the_start_speaks_one_language_at_a_time(newcomer: World):
    newcomer.program.begin()
    newcomer.start.questions.go.click()
    newcomer.speak(Language.ENGLISH)
    left = {text for text in texts(newcomer.start) if any("\u1ea0" <= letter <= "\u1ef9" for letter in text)}
    assert left <= {"Tủ Sách", "Tiếng Việt"}


@pytest.mark.looks
@pytest.mark.parametrize("language", Language)
def test_nothing_is_cut_off_in_the_smallest_window(newcomer: World, language: Language):
    newcomer.program.begin()
    newcomer.speak(language)
    newcomer.start.setWindowState(newcomer.start.windowState().WindowNoState)
    newcomer.start.resize(1024, 640)
    newcomer.start.questions.go.click()
    newcomer.laid_out()
    assert clipped(newcomer.start) == []


def test_the_desk_of_an_empty_library_says_where_to_begin_until_it_has_begun(newcomer: World):
    newcomer.program.begin()
    answer(newcomer)
    newcomer.start.questions.go.click()
    newcomer.until_ready()
    desk = newcomer.page("open_desk")
    assert desk.result.text.text().startswith("Thư viện còn trống: thêm bạn đọc ở trang Bạn đọc (Ctrl+3)")
    newcomer.ask(lambda library: library.readers.register(ReaderForm(name="Trần Thị Thử")))
    newcomer.page("open_catalogue")
    newcomer.page("open_desk")
    newcomer.settle()
    assert desk.result.text.text().startswith("Chưa có sách")
    newcomer.ask(lambda library: library.catalogue.add(TitleForm(title="Tắt đèn")))
    newcomer.page("open_catalogue")
    newcomer.page("open_desk")
    newcomer.settle()
    assert desk.result.text.text() == ""
