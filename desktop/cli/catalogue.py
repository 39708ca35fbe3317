"""The catalogue's commands: import, export, find, show, add."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from desktop.cli import facts, lines
from desktop.cli.command import Argument, Command, Refused, Told, argument
from desktop.cli.patience import telling
from desktop.cli.session import Usage
from desktop.cli.wording import refusal, words
from desktop.library.lookup import look_up
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import TitleForm

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.library import Library
    from desktop.library.model.title import Imported


def _import(session: Session) -> Results:
    asked = session.asked
    with session.library() as library, _report(asked.report) as report:
        for name in asked.file:
            try:
                imported = _take_in(library, Path(name), asked)
            except Refusal as no:
                yield Refused(no.reason.value, refusal(no.reason, no.facts), {**no.facts, "file": Path(name).name})
                continue
            if report is not None:
                _write_report(report, imported)
            yield Told(facts.imported(imported), lines.imported(imported), ok=imported.rejected == 0)


def _take_in(library: Library, file: Path, asked: Namespace) -> Imported:
    return library.catalogue.import_file(
        file,
        kind=asked.as_kind,
        encoding=asked.encoding,
        dry_run=asked.dry_run,
        progress=telling("import progress", file=file.name),
    )


@contextmanager
def _report(name: str | None) -> Iterator[IO[str] | None]:
    """The report's file, opened before anything is taken in: who wants one does not want an import without it."""
    if name is None:
        yield None
        return
    try:
        report = Path(name).open("w", encoding="utf-8")  # noqa: SIM115 - closed below; only the opening may refuse
    except OSError as error:
        raise Refusal(Reason.CANNOT_WRITE, file=Path(name).name) from error
    with report:
        yield report


def _write_report(report: IO[str], imported: Imported) -> None:
    for line in imported.report:
        report.write(json.dumps({"file": imported.file, **asdict(line)}, ensure_ascii=False) + "\n")


def _export(session: Session) -> Results:
    file = Path(session.asked.file)
    with session.library() as library:
        written = library.catalogue.export_file(file, session.asked.query)
    told = {"file": file.name, "written": written}
    yield Told(told, words("exported", **told))


def _find(session: Session) -> Results:
    asked = session.asked
    if asked.everywhere:
        yield from _find_everywhere(session)
        return
    with session.library() as library:
        hits = library.catalogue.find(asked.query, limit=asked.limit, offset=asked.offset)
    yield from (Told(facts.title_line(line), lines.title(line)) for line in hits.lines)
    if not hits.lines and not session.json:
        yield Told({}, words("not found"))


def _find_everywhere(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        known = library.store.elsewhere.count()
        found = library.store.elsewhere.find(asked.query, limit=asked.limit, offset=asked.offset)
    for line in found:
        told = asdict(line)
        yield Told(told, words("title elsewhere", **told | {"units": ", ".join(line.units)}))
    if not found and not session.json:
        yield Told({}, words("not found" if known else "nothing of elsewhere"))


def _show(session: Session) -> Results:
    with session.library() as library:
        thing = look_up(library, session.asked.what)
    yield Told(facts.known(thing), lines.known(thing))


def _add_title(session: Session) -> Results:
    asked = session.asked
    if bool(asked.marc) == bool(asked.title):
        raise Usage(words("title or marc"))
    with session.library() as library:
        catalogue = library.catalogue
        ids = catalogue.add_marc(Path(asked.marc)) if asked.marc else (catalogue.add(_form(TitleForm, asked)),)
        for title_id in ids:
            told = {"id": title_id, "title": catalogue.form(title_id).title}
            yield Told(told, words("title added", **told))


def _add_item(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        item = library.catalogue.add_item(asked.title_id, _form(ItemForm, asked))
        title = library.catalogue.form(asked.title_id).title
    yield Told(facts.item(item), words("item added", **facts.item(item), title=title))


def _add_reader(session: Session) -> Results:
    with session.library() as library:
        reader = library.readers.register(_form(ReaderForm, session.asked))
    yield Told(facts.reader(reader), words("reader added", card=reader.card, reader=reader.name))


def _form(kind: type[Any], asked: Namespace) -> Any:
    """The form that the options fill; what was not given keeps the form's own beginning."""
    given = {field.name: getattr(asked, field.name, None) for field in fields(kind)}
    return kind(**{name: value for name, value in given.items() if value is not None})


def _options(*named: tuple[str, str, str]) -> tuple[Argument, ...]:
    return tuple(argument(f"--{name}", (vi, en)) for name, vi, en in named)


_TITLE_FIELDS = _options(
    ("title", "nhan đề", "the title"),
    ("subtitle", "phụ đề", "the rest of the title"),
    ("author", "tác giả", "the author"),
    ("other-authors", "đồng tác giả, cách nhau bằng dấu chấm phẩy", "further authors, with semicolons"),
    ("responsibility", "thông tin trách nhiệm", "the statement of responsibility"),
    ("edition", "lần xuất bản", "the edition"),
    ("place", "nơi xuất bản", "the place"),
    ("publisher", "nhà xuất bản", "the publisher"),
    ("year", "năm xuất bản", "the year"),
    ("extent", "số trang", "the pages"),
    ("size", "khổ", "the size"),
    ("series", "tùng thư", "the series"),
    ("isbn", "ISBN", "the ISBN"),
    ("classification", "ký hiệu DDC", "the DDC number"),
    ("subjects", "chủ đề, cách nhau bằng dấu chấm phẩy", "subjects, with semicolons"),
    ("summary", "tóm tắt", "a summary"),
    ("language", "mã ngôn ngữ: vie, eng…", "the language's code: vie, eng…"),
    ("price", "giá", "the price"),
)
_ITEM_FIELDS = _options(
    ("barcode", "mã vạch; bỏ trống để lấy số tiếp theo", "the bar code; without it, the next number"),
    ("type", "sach, giao-trinh, bao-chi hoặc noi-bo", "sach, giao-trinh, bao-chi or noi-bo"),
    ("call-number", "ký hiệu xếp giá", "the call number"),
    ("location", "kho, phòng", "where it stands"),
    ("price", "giá, đồng", "the price in đồng"),
    ("note", "ghi chú", "a note"),
    ("accession", "số đăng ký cá biệt", "the register number"),
)
_READER_FIELDS = _options(
    ("card", "số thẻ; bỏ trống để lấy số tiếp theo", "the card; without it, the next number"),
    ("name", "họ tên", "the name"),
    ("category", "can-bo, chien-si, hoc-vien hoặc khach", "can-bo, chien-si, hoc-vien or khach"),
    ("group", "đội, lớp, phòng", "team, class or department"),
    ("rank", "cấp bậc", "the rank"),
    ("phone", "điện thoại", "the telephone number"),
    ("expires", "hạn thẻ, ví dụ 2027-06-30", "the card's last day, as 2027-06-30"),
    ("note", "ghi chú", "a note"),
)
_COUNT = {"type": int, "metavar": "N"}

COMMANDS = (
    Command(
        "import",
        ("nhập nhan đề, bản sách hoặc bạn đọc từ tệp", "take titles, copies or readers in from files"),
        _import,
        (
            argument("file", ("các tệp cần nhập", "the files"), metavar="FILE", nargs="+"),
            argument(
                "--as",
                ("dạng tệp, hoặc titles, items, readers", "the form, or titles, items, readers"),
                dest="as_kind",
                metavar="KIND",
            ),
            argument("--encoding", ("bảng mã, khi máy đoán sai", "the encoding, when the guess is wrong")),
            argument("--dry-run", ("chỉ xem, không ghi gì", "look only, write nothing"), action="store_true"),
            argument("--report", ("ghi báo cáo từng biểu ghi vào tệp này", "write a line per record"), metavar="FILE"),
        ),
    ),
    Command(
        "export",
        ("ghi nhan đề ra tệp .mrc .xml .json .xlsx .csv", "write titles to a file .mrc .xml .json .xlsx .csv"),
        _export,
        (
            argument("file", ("tệp cần ghi", "the file"), metavar="FILE"),
            argument("--query", ("chỉ những nhan đề tìm thấy", "only titles that are found"), metavar="Q"),
        ),
    ),
    Command(
        "find",
        ("tìm nhan đề, có dấu hay không dấu", "find titles, with or without marks"),
        _find,
        (
            argument("query", ("các từ cần tìm", "words"), metavar="QUERY"),
            argument("--limit", ("nhiều nhất bao nhiêu", "at most so many"), default=50, **_COUNT),
            argument("--offset", ("bỏ qua bao nhiêu", "leave out the first"), default=0, **_COUNT),
            argument(
                "--everywhere",
                ("trong mọi đơn vị, theo danh mục do USB mang về", "in all units, by the list that a stick brought"),
                action="store_true",
            ),
        ),
    ),
    Command(
        "show",
        ("mọi điều đã biết về một mục", "all that is known of one thing"),
        _show,
        (argument("what", ("mã nội bộ, mã vạch hoặc số thẻ", "an id, bar code or card"), metavar="ID|BARCODE|CARD"),),
    ),
    Command(
        "add-title",
        ("thêm một nhan đề", "add a title"),
        _add_title,
        (argument("--marc", ("tệp MARC có biểu ghi", "a MARC file"), metavar="FILE"), *_TITLE_FIELDS),
    ),
    Command(
        "add-item",
        ("thêm một bản sách", "add a copy"),
        _add_item,
        (argument("title_id", ("mã nhan đề", "the title's id"), metavar="TITLE_ID"), *_ITEM_FIELDS),
    ),
    Command("add-reader", ("đăng ký bạn đọc", "register a reader"), _add_reader, _READER_FIELDS),
)
