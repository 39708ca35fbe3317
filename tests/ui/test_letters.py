"""Letters on paper and on the page where they are written: whole rows, every letter, true size, no question."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QRawFont

import resources
from desktop.library.letters.examples import example
from desktop.library.letters.fields import Language
from desktop.library.letters.fill import Facts, Template, fill
from desktop.library.letters.kinds import PATTERNS, Kind, Paper
from desktop.library.letters.letters import original
from desktop.library.letters.sheet import Sheet
from desktop.library.model.refusal import Reason, Refusal
from desktop.ui.letters.output import pdf, print_out
from desktop.ui.letters.pages import DOTS_PER_MM, Pages
from desktop.ui.letters.preview import PaperTable
from desktop.ui.letters.printing import PDF, Printed
from desktop.ui.letters.typesetting import ColumnsPiece, RowPiece, TextPiece, Type
from desktop.ui.theme import load_fonts
from tests.ui.world import World

VI = Language.VIETNAMESE
MONDAY = date(2026, 11, 23)
NOW = 1_795_399_200_000
TALL = "Ẫ Ễ Ỗ Ằ Ự ự ỵ ₫ …"


@pytest.fixture(autouse=True)
def _fonts(qapp) -> None:
    load_fonts()


def sheet(kind: Kind, *, lines: int = 0, paper: Paper | None = None, text: str = "") -> Sheet:
    facts = example(kind, VI, MONDAY, NOW)
    every = tuple(facts.lines[at % len(facts.lines)] for at in range(lines)) if lines else facts.lines
    template = Template(text or original(kind, VI), paper or PATTERNS[kind].papers[0], VI)
    return fill(template, Facts(kind, facts.fields, every))


def picture(pages: Pages, page: int = 0, *, per_mm: float = 4.0) -> QImage:
    image = QImage((pages.size_mm * per_mm).toSize(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    painter.scale(per_mm / DOTS_PER_MM, per_mm / DOTS_PER_MM)
    pages.draw(painter, page)
    painter.end()
    return image


DARK = bytes(int(shade < 140) for shade in range(256))


def ink(image: QImage, place: QRectF | None = None) -> int:
    """How many dots of the picture, or of a part of it, are dark."""
    part = image.copy((place or QRectF(image.rect())).toRect()).convertToFormat(QImage.Format.Format_Grayscale8)
    dots, step = bytes(part.constBits()), part.bytesPerLine()
    return sum(dots[y * step : y * step + part.width()].translate(DARK).count(1) for y in range(part.height()))


@pytest.mark.parametrize(("kind", "paper"), [(kind, paper) for kind in Kind for paper in PATTERNS[kind].papers])
def test_every_letter_lies_within_its_margins(kind: Kind, paper: Paper):
    pages = Pages(sheet(kind, paper=paper))
    image = picture(pages, per_mm=2)
    left, _, right, _ = paper.margins_mm
    assert ink(image) > 0
    assert ink(image, QRectF(0, 0, 2 * left - 2, image.height())) == 0
    assert ink(image, QRectF(image.width() - 2 * right + 2, 0, 2 * right - 2, image.height())) == 0


def rows_on(pages: Pages) -> list[list[RowPiece]]:
    return [[piece for _, piece in page if isinstance(piece, RowPiece)] for page in pages._pages]


@pytest.mark.parametrize(("kind", "lines"), [(Kind.OVERDUE_LIST, 120), (Kind.GROUP_LIST, 40)])
def test_no_row_is_torn_and_each_page_begins_with_the_head(kind: Kind, lines: int):
    pages = Pages(sheet(kind, lines=lines))
    assert pages.count > 1
    found = rows_on(pages)
    assert sum(map(len, found)) == lines + len([page for page in found if page])
    heads = [page[0] for page in found if page]
    assert len(set(map(id, heads))) == 1
    room = pages._height
    assert all(top + piece.height <= room for page in pages._pages for top, piece in page)


@pytest.mark.parametrize("paper", PATTERNS[Kind.OVERDUE_NOTICE].papers)
def test_codes_and_days_of_a_table_are_not_broken(paper: Paper):
    facts = example(Kind.OVERDUE_NOTICE, VI, MONDAY, NOW)
    line = facts.lines[0] | {"barcode": "TK0000000001"}
    [[head, row]] = rows_on(
        Pages(fill(Template(original(Kind.OVERDUE_NOTICE, VI), paper, VI), Facts(facts.kind, facts.fields, (line,))))
    )
    broken = [cell._text for cell in (*head._cells, *row._cells) if cell._layout and " " not in cell._text]
    assert broken == []


def test_a_long_name_of_a_unit_does_not_break_the_motto():
    facts = example(Kind.CLEARANCE, VI, MONDAY, NOW)
    unit = "Phòng Xây dựng phong trào toàn dân bảo vệ an ninh Tổ quốc, Công an tỉnh Mẫu"
    for paper in PATTERNS[Kind.CLEARANCE].papers:
        template = Template(original(Kind.CLEARANCE, VI), paper, VI)
        pages = Pages(fill(template, Facts(facts.kind, {**facts.fields, "unit": unit})))
        head = next(piece for _, piece in pages._pages[0] if isinstance(piece, ColumnsPiece))
        lines = [
            [piece._layout.lineCount() for piece in pieces if isinstance(piece, TextPiece)]
            for _, pieces in head._columns
        ]
        assert lines[0][0] > 1
        assert set(lines[1]) == {1}, paper


def test_nobody_signs_a_page_that_says_nothing():
    counts = set()
    for lines in range(18, 32):
        last = Pages(sheet(Kind.OVERDUE_NOTICE, lines=lines))._pages[-1]
        assert any(isinstance(piece, TextPiece) and not piece.is_gap for _, piece in last), lines
        counts.add(len(last))
    assert len(counts) > 2


def test_forty_to_sign_for_fit_on_two_pages():
    assert Pages(sheet(Kind.GROUP_LIST, lines=40)).count <= 3


def test_pages_are_numbered_from_the_second_on():
    pages = Pages(sheet(Kind.OVERDUE_LIST, lines=120))
    top = QRectF(0, 0, 4 * 297, 4 * 18)
    assert ink(picture(pages, 0), top) == 0
    assert ink(picture(pages, 1), top) > 0


def test_a_roll_is_as_long_as_what_stands_on_it():
    short, long = (Pages(sheet(Kind.DUE_SLIP, lines=lines)) for lines in (1, 12))
    assert (short.count, long.count) == (1, 1)
    assert short.size_mm.width() == long.size_mm.width() == pytest.approx(80)
    assert 40 < short.size_mm.height() < long.size_mm.height()


def test_every_vietnamese_letter_is_drawn_by_the_font_that_travels_with_the_program():
    kind = Type(110)
    for font in (kind.table, kind.table_bold):
        raw = QRawFont.fromFont(font)
        assert raw.familyName() == "Open Sans"
        assert not [letter for letter in TALL if letter != " " and not raw.supportsCharacter(ord(letter))]
    blank, words = (ink(picture(Pages(sheet(Kind.HOLD_SLIP, text=text)))) for text in (" ", f"^ {TALL}"))
    assert blank == 0 < words
    assert ink(picture(Pages(sheet(Kind.HOLD_SLIP, text="^ Ẫ")))) > ink(
        picture(Pages(sheet(Kind.HOLD_SLIP, text="^ Â")))
    )


def test_a_pdf_has_every_page_in_its_paper_with_the_font_inside():
    out = pdf([sheet(Kind.OVERDUE_LIST, lines=120), sheet(Kind.OVERDUE_NOTICE), sheet(Kind.DUE_SLIP)])
    assert out.startswith(b"%PDF")
    boxes = [
        tuple(round(float(number)) for number in box.split(b"]")[0].split()) for box in out.split(b"/MediaBox [")[1:]
    ]
    assert boxes[0] == (0, 0, 842, 595)
    assert boxes[-2] == (0, 0, 595, 842)
    assert boxes[-1][2] == round(80 / 25.4 * 72)
    assert len(boxes) == Pages(sheet(Kind.OVERDUE_LIST, lines=120)).count + 2
    assert b"OpenSans" in out


def test_a_printer_that_is_not_there_is_told():
    with pytest.raises(Refusal) as no:
        print_out([sheet(Kind.RECEIPT)], "no such printer")
    assert no.value.reason is Reason.CANNOT_WRITE


@pytest.mark.looks
def test_at_true_scale_a_millimetre_is_the_screens_millimetre(qtbot):
    table = PaperTable()
    qtbot.addWidget(table)
    table.lay(Pages(sheet(Kind.RECEIPT)))
    table.zoom(table.true_scale)
    screen = table.screen()
    per_mm = screen.geometry().width() / screen.physicalSize().width()
    assert table.true_scale == pytest.approx(per_mm, rel=0.01)
    assert table._paper(0).width() == pytest.approx(148 * per_mm, rel=0.01)
    table.resize(QSize(1, 1))
    assert table.width() > 148 * per_mm


@pytest.fixture
def page(program: World):
    rules = program.page("open_rules")
    rules.show_one("letters")
    program.settle()
    part = rules.parts["letters"]
    choose(program, part, Kind.DUE_SLIP)
    return part


def choose(program: World, part, kind: Kind) -> None:
    part.kinds.choose(kind.value)
    part.kinds.activated.emit(part.kinds.currentIndex())
    program.settle()


def typed(program: World, part, text: str) -> None:
    part.text.setPlainText(text)
    program.until(lambda: not part.timer.isActive())
    program.settle()


def test_words_are_changed_kept_and_put_back(program: World, page):
    assert not page.save.isEnabled()
    typed(program, page, "# PHIẾU CỦA ĐỘI\n{danh sách}")
    page.save.click()
    program.settle()
    assert program.ask(lambda library: library.letters.template(Kind.DUE_SLIP)).changed
    assert "Đã lưu mẫu" in page.notice.headline.text()
    assert page.state.text() == "Mẫu của đơn vị"
    page.back.click()
    program.settle()
    assert page.text.toPlainText() == original(Kind.DUE_SLIP, VI)
    assert not program.ask(lambda library: library.letters.template(Kind.DUE_SLIP)).changed


def test_a_field_that_the_letter_does_not_know_is_told_while_it_is_typed(program: World, page):
    typed(program, page, "# PHIẾU\n{họ ten bạn}")
    assert page.trouble.isVisible()
    assert "họ ten bạn" in page.trouble.headline.text()
    assert "{họ tên}" in page.trouble.text.text()
    assert not page.save.isEnabled()
    typed(program, page, "# PHIẾU\n{họ tên}")
    assert not page.trouble.isVisible()
    assert page.save.isEnabled()


def test_a_state_secret_is_no_template(program: World, page):
    typed(program, page, "# PHIẾU\nĐộ mật: Tối mật")
    page.save.click()
    program.settle()
    assert page.trouble.isVisible()
    assert not program.ask(lambda library: library.letters.template(Kind.DUE_SLIP)).changed


def test_a_field_is_put_where_the_cursor_is(program: World, page):
    typed(program, page, "Hạn: ")
    page.text.moveCursor(page.text.textCursor().MoveOperation.End)
    page.fields.choose("due")
    page.fields.activated.emit(0)
    assert page.text.toPlainText() == "Hạn: {hạn trả}"


def test_another_desks_change_leaves_what_is_being_typed(program: World, page):
    typed(program, page, "# CỦA TÔI")
    program.ask(lambda library: library.letters.choose_paper(Kind.RECEIPT, Paper.A4))
    assert page.text.toPlainText() == "# CỦA TÔI"


def test_the_paper_is_chosen_for_the_whole_unit(program: World, page):
    page.paper.choose(Paper.ROLL_58.value)
    page.paper.activated.emit(0)
    program.settle()
    assert program.ask(lambda library: library.letters.template(Kind.DUE_SLIP)).paper is Paper.ROLL_58
    assert page.preview.table.wide_mm == pytest.approx(58)


def test_a_sample_is_printed_without_a_question(program: World, page, tmp_path: Path):
    program.program.preferences.choose_letters_folder(tmp_path / "giấy")
    told: list[Printed] = []
    page.printing.printed.connect(told.append)
    page.trial.click()
    program.until(lambda: bool(told))
    [file] = (tmp_path / "giấy").iterdir()
    assert told == [Printed(1, file=file)]
    assert file.read_bytes().startswith(b"%PDF")
    assert "Đã lưu" in page.notice.headline.text()


def test_a_folder_that_takes_nothing_is_told_beside_the_button(program: World, page, tmp_path: Path):
    (tmp_path / "tệp").write_text("")
    program.program.preferences.choose_letters_folder(tmp_path / "tệp")
    program.program.preferences.choose_printers(letters=PDF, slips=PDF)
    page.trial.click()
    program.until(page.notice.isVisible)
    assert page.notice.property("severity") == "refused"


def test_printers_are_remembered_for_this_pc(program: World):
    card = program.page("open_settings").printing
    card.show_printers(("Máy A", "Máy B"))
    card.letters.choose("Máy B")
    card.slips.choose(PDF)
    card.slips.activated.emit(0)
    chosen = program.again().program.preferences.chosen
    assert (chosen.printer, chosen.slip_printer) == ("Máy B", PDF)


def test_the_resources_hold_two_languages_for_every_kind():
    files = {file.name for file in resources.path("letters").glob("*.txt")}
    assert files == {f"{kind}.{language}.txt" for kind in Kind for language in Language}
