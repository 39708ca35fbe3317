"""What the desk password is good for, act by act, and how the librarian vouches for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from desktop.library.letters.fields import Language
from desktop.library.letters.kinds import Kind, Paper
from desktop.library.library import Library
from desktop.library.model.desk import Answer
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Moment, Money
from desktop.library.model.item import Access, ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import TitleForm
from desktop.library.security.backup import back_up
from desktop.library.security.restoring import restore
from desktop.library.security.rights import Rights, Task
from desktop.syncing import enrol
from tests.security.opened import DESK_WORD, LIBRARIAN_WORD, opened

BOOK, OTHER_BOOK, CARD, BLOCKED_CARD = "TK000001", "TK000002", "TV000001", "TV000002"


@pytest.fixture
def library_folder(library_folder: Path) -> Path:
    """With one title, two copies, one reader in good standing and one who is blocked."""
    with opened(library_folder, LIBRARIAN_WORD) as library:
        title = library.catalogue.add(TitleForm(title="Tắt đèn", author="Ngô Tất Tố"))
        for barcode in (BOOK, OTHER_BOOK):
            library.catalogue.add_item(title, ItemForm(barcode=barcode))
        library.readers.register(ReaderForm(card=CARD, name="Trần Thị Thử"))
        library.readers.register(ReaderForm(card=BLOCKED_CARD, name="Lê Văn Ẫm", blocked="mất thẻ"))
    return library_folder


def a_title(library: Library) -> str:
    return library.catalogue.find("").lines[0].id


def put_back(library: Library, folder: Path) -> None:
    """By whoever opened this library, with the password that opened it."""
    back_up(library, folder / "thu")
    word = LIBRARIAN_WORD if library.rights is Rights.LIBRARIAN else DESK_WORD
    restore(folder / "there", folder / "thu", word)


def said_no(answer: Answer) -> None:
    """What the desk answers, as the other parts of the library refuse."""
    if answer.reason is not None:
        raise Refusal(answer.reason, **dict(answer.facts))


def told_late(act: str, it: Library, _: Path) -> None:
    """What the late-entry page asks the librarian's password for, through the doors that take a time besides."""
    at = Moment(it.store.now_ms() - 86_400_000)
    match act:
        case "lend":
            said_no(it.circulation.lend(CARD, BOOK, at=at))
        case "hold":
            said_no(it.circulation.hold(CARD, a_title(it), at=at))
        case "read_here":
            said_no(it.reading_room.read_here(BOOK, at=at))
        case "pay":
            it.money.pay(CARD, Money(1000), at=at)
        case _:
            said_no(getattr(it.circulation, act)(BOOK, at=at))


NOT_OF_THE_DESK: dict[str, tuple[Task, Callable[[Library, Path], object]]] = {
    "amend a reader": (
        Task.AMEND_READERS,
        lambda it, _: it.readers.amend(it.readers.get(CARD).id, ReaderForm(name="X")),
    ),
    "add a title": (Task.CATALOGUE, lambda it, _: it.catalogue.add(TitleForm(title="Lều chõng"))),
    "amend a title": (Task.CATALOGUE, lambda it, _: it.catalogue.amend(a_title(it), TitleForm(title="Lều chõng"))),
    "add a copy": (Task.CATALOGUE, lambda it, _: it.catalogue.add_item(a_title(it), ItemForm())),
    "amend a copy": (
        Task.CATALOGUE,
        lambda it, _: it.catalogue.amend_item(it.catalogue.items(a_title(it))[0].id, ItemForm(note="rách")),
    ),
    "take a file in": (Task.CATALOGUE, lambda it, folder: it.catalogue.import_file(folder / "a.mrc")),
    "take records in": (Task.CATALOGUE, lambda it, folder: it.catalogue.add_marc(folder / "a.mrc")),
    "write a file": (Task.EXPORT, lambda it, folder: it.catalogue.export_file(folder / "a.csv")),
    "change the words of a letter": (
        Task.EDIT_LETTERS,
        lambda it, _: it.letters.amend(Kind.DUE_SLIP, Language.VIETNAMESE, "# PHIẾU"),
    ),
    "put a letter back": (Task.EDIT_LETTERS, lambda it, _: it.letters.restore(Kind.DUE_SLIP, Language.VIETNAMESE)),
    "choose a letter's paper": (
        Task.EDIT_LETTERS,
        lambda it, _: it.letters.choose_paper(Kind.DUE_SLIP, Paper.A5),
    ),
    "change a rule": (
        Task.AMEND_POLICY,
        lambda it, _: it.policy.amend_rule("can-bo", "sach", {"loan_days": 9}, why="thử"),
    ),
    "change a house rule": (Task.AMEND_POLICY, lambda it, _: it.policy.amend_terms({"money": True}, why="thử")),
    "close a day": (Task.AMEND_POLICY, lambda it, _: it.policy.close_day(it.today(), "thử")),
    "charge by hand": (Task.FORGIVE, lambda it, _: it.money.charge(CARD, Money(1000))),
    "let a debt go": (Task.FORGIVE, lambda it, _: it.money.forgive("0" * 32)),
    "void what was taken": (Task.FORGIVE, lambda it, _: it.money.void("0" * 32)),
    "give money back": (Task.FORGIVE, lambda it, _: it.money.refund(CARD)),
    "give a copy up": (Task.CORRECT, lambda it, _: said_no(it.conditions.declare_lost(BOOK))),
    "say who may see a copy": (Task.CATALOGUE, lambda it, _: it.conditions.set_access(BOOK, Access.UNIT)),
    **{
        f"{act} on an earlier day": (Task.CORRECT, partial(told_late, act))
        for act in ("lend", "give_back", "renew", "hold", "read_here", "pay")
    },
    "keep a conflict": (Task.SETTLE, lambda it, _: it.conflicts.keep("0" * 32)),
    "restore a conflict": (Task.SETTLE, lambda it, _: it.conflicts.restore("0" * 32)),
    "enrol": (Task.ENROL, lambda it, folder: enrol(it, folder / "a.json")),
    "set the desk password": (Task.SET_PASSWORDS, lambda it, _: it.passwords.set_desk("bến nước con đò")),
    "remove the desk password": (Task.SET_PASSWORDS, lambda it, _: it.passwords.remove_desk()),
    "put a backup back": (Task.RESTORE, put_back),
    "look after the centre": (Task.OPERATE, lambda it, _: it.rights.require(Task.OPERATE)),
    "change the librarian's": (Task.SET_PASSWORDS, lambda it, _: it.passwords.change(LIBRARIAN_WORD, "bến nước")),
}


def reason_against(attempt: Callable[[], object]) -> Reason | None:
    try:
        attempt()
    except Refusal as no:
        return no.reason
    return None


def rows(library: Library) -> int:
    return sum(
        library.store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("title", "item", "reader", "circulation_event")
    )


@pytest.mark.parametrize("wish", NOT_OF_THE_DESK)
def test_the_desk_password_is_not_good_for(wish: str, desks: Library, tmp_path: Path):
    task, attempt = NOT_OF_THE_DESK[wish]
    before = rows(desks)
    with pytest.raises(Refusal) as no:
        attempt(desks, tmp_path)
    assert (no.value.reason, dict(no.value.facts)) == (Reason.NOT_ENTITLED, {"what": task.value})
    assert rows(desks) == before
    assert list(tmp_path.glob("a.*")) == []


@pytest.mark.parametrize("wish", NOT_OF_THE_DESK)
def test_the_librarians_password_is_good_for(wish: str, librarians: Library, tmp_path: Path):
    """Whatever else may be wrong with it."""
    assert reason_against(lambda: NOT_OF_THE_DESK[wish][1](librarians, tmp_path)) is not Reason.NOT_ENTITLED


def test_every_task_that_the_desk_may_not_do_is_tried():
    tried = {task for task, _ in NOT_OF_THE_DESK.values()} | {Task.OVERRIDE}
    assert tried == {task for task in Task if not Rights.DESK.may(task)}


def test_the_daily_work_needs_no_librarian(desks: Library):
    desk = desks.circulation
    card = desks.readers.register(ReaderForm(name="Vũ Thị Mới")).card
    assert desk.lend(card, BOOK).status == "lent"
    assert desk.renew(BOOK).status == "renewed"
    assert desk.give_back(BOOK).status == "returned"
    assert desk.undo().status == "undone"
    assert desk.hold(CARD, a_title(desks)).status == "held"
    assert desks.catalogue.find("tat den").total == 1


def test_what_was_not_the_desks_to_do_is_not_the_desks_to_undo(library_folder: Path):
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.set_desk(DESK_WORD)
        library.circulation.lend(CARD, BOOK)
        lost = library.conditions.declare_lost(BOOK, "mất trên đường")
        assert lost.event is not None
    with opened(library_folder, DESK_WORD) as desks:
        for answer in (desks.circulation.take_back(lost.event), desks.circulation.undo()):
            assert (answer.reason, dict(answer.facts)) == (Reason.NOT_ENTITLED, {"what": "correct"})
            assert (answer.may_be_overridden, answer.barcode) == (True, BOOK)
        assert desks.circulation.override().reason is Reason.NOT_ENTITLED
        assert desks.money.account(CARD).open_debts
        lent = desks.circulation.lend(CARD, OTHER_BOOK)
        assert (lent.reason, desks.circulation.undo().reason) == (None, None)
        assert desks.circulation.override(by=Rights.LIBRARIAN).reason is Reason.NOTHING_TO_UNDO


def test_the_librarian_vouches_at_the_spot_for_undoing_her_own_act(library_folder: Path):
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.set_desk(DESK_WORD)
        library.circulation.lend(CARD, BOOK)
        library.conditions.declare_lost(BOOK, "mất trên đường")
    with opened(library_folder, DESK_WORD) as desks:
        desk = desks.circulation
        assert desk.undo().reason is Reason.NOT_ENTITLED
        undone = desk.override(by=desks.passwords.vouched(LIBRARIAN_WORD))
        assert (undone.status, dict(undone.facts)["undone"]) == ("undone", EventKind.DECLARED_LOST)
        event = desks.store.events.get(undone.event or "")
        assert event is not None
        assert event.operator.endswith("+librarian")
        assert not desks.money.account(CARD).open_debts
        assert (desks.rights, desk.override(by=Rights.LIBRARIAN).reason) == (Rights.DESK, Reason.NOTHING_TO_UNDO)
        assert dict(desk.undo().facts)["undone"] == "lent"


def test_at_the_desk_a_refusal_stands(desks: Library):
    desk, before = desks.circulation, rows(desks)
    refused = desk.lend(BLOCKED_CARD, BOOK)
    assert (refused.reason, refused.may_be_overridden) == (Reason.READER_BLOCKED, True)
    for answer in (desk.override(), desk.lend(BLOCKED_CARD, BOOK, override=True), desk.renew(BOOK, override=True)):
        assert (answer.status, answer.reason, dict(answer.facts)) == (
            "refused",
            Reason.NOT_ENTITLED,
            {"what": "override"},
        )
    assert rows(desks) == before


def test_the_librarian_vouches_for_one_act_and_the_event_notes_it(desks: Library):
    desk = desks.circulation
    desk.lend(BLOCKED_CARD, BOOK)
    lent = desk.override(by=desks.passwords.vouched(LIBRARIAN_WORD))
    assert lent.status == "lent"
    assert lent.event is not None
    event = desks.store.events.get(lent.event)
    assert event is not None
    assert (event.operator, event.overrides) == ("Lan+librarian", (Reason.READER_BLOCKED,))
    assert desk.operator == "Lan"
    assert desk.lend(BLOCKED_CARD, OTHER_BOOK, override=True).reason is Reason.NOT_ENTITLED


def test_a_refused_act_waits_for_the_librarian_while_passwords_are_tried(desks: Library):
    desk = desks.circulation
    desk.lend(BLOCKED_CARD, BOOK)
    assert desk.override().reason is Reason.NOT_ENTITLED
    with pytest.raises(Refusal) as no:
        desks.passwords.vouched(DESK_WORD)
    assert no.value.reason is Reason.WRONG_PASSWORD
    assert desk.override(by=Rights.LIBRARIAN).status == "lent"
    assert desk.override(by=Rights.LIBRARIAN).reason is Reason.NOTHING_TO_UNDO


def test_rights_lent_for_one_act_end_even_when_the_act_is_refused(desks: Library):
    desk = desks.circulation
    desk.lend(BLOCKED_CARD, BOOK)
    desks.circulation.lend(CARD, OTHER_BOOK)
    refused = desk.lend(BLOCKED_CARD, OTHER_BOOK)
    assert refused.reason is Reason.ON_LOAN_TO_ANOTHER
    assert desk.override(by=Rights.LIBRARIAN).reason is Reason.NOTHING_TO_UNDO
    assert desk.lend(BLOCKED_CARD, BOOK, override=True).reason is Reason.NOT_ENTITLED


def test_the_librarian_overrides_under_the_name_at_the_desk(librarians: Library):
    librarians.circulation.operator = "Mai"
    lent = librarians.circulation.lend(BLOCKED_CARD, BOOK, override=True)
    assert lent.event is not None
    event = librarians.store.events.get(lent.event)
    assert event is not None
    assert event.operator == "Mai"
