"""The commands about a library as a whole: make it, see where it stands, check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli import facts, lines
from desktop.cli.command import Command, Told, argument
from desktop.cli.patience import telling
from desktop.cli.wording import words
from desktop.library.founding import Founding, found
from desktop.library.library import create, exists
from desktop.library.sample.making import PASSWORD, SEED, UNIT, UNIT_NAME, Size

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session


def _init(session: Session) -> Results:
    asked, profile = session.asked, session.paths.profile
    create(profile, unit=asked.unit, name=asked.name, password=session.password(twice=True))
    with session.library() as library:
        told = {"unit": library.unit, "unit_name": library.unit_name, "device": library.device}
    yield Told(told, words("made", **told))


def _status(session: Session) -> Results:
    with session.library() as library:
        standing = library.standing()
    yield Told(facts.standing(standing), lines.standing(standing))


def _check(session: Session) -> Results:
    with session.library() as library:
        if session.asked.rebuild:
            library.store.rebuild()
        outcome = library.check()
    told = {"ok": outcome.ok, "problems": list(outcome.problems)}
    yield Told(told, lines.checked(outcome), ok=outcome.ok)


def _demo(session: Session) -> Results:
    profile, password = session.paths.profile, sample_password(session)
    if not exists(profile):
        sample = Founding(
            UNIT, UNIT_NAME, password, sample=True, size=_size(session.asked.size), seed=session.asked.seed
        )
        found(profile, sample, progress=telling("sample progress"))
    with session.library(password) as library:
        standing = library.standing()
    told = facts.standing(standing) | {"profile": str(profile)}
    known = PASSWORD if password == PASSWORD else words("as given")  # one's own is not to stand on the screen
    yield Told(told, words("sample made", **told, password=known))


def sample_password(session: Session) -> str:
    """What opens the sample library: the password that was given, or the one that everybody knows."""
    return session.given_password() or PASSWORD


def _size(titles: int) -> Size:
    usual = Size()
    return Size(
        titles=titles,
        readers=max(20, titles * usual.readers // usual.titles),
        loans_a_day=max(1, titles * usual.loans_a_day // usual.titles),
    )


DEMO = Command(
    "demo",
    ("tạo thư viện mẫu (một lần) rồi mở", "make the sample library (once) and open it"),
    _demo,
    (
        argument("--size", ("số nhan đề", "how many titles"), type=int, default=Size().titles, metavar="N"),
        argument(
            "--seed",
            ("hạt giống của số ngẫu nhiên", "what the random numbers begin with"),
            type=int,
            default=SEED,
            metavar="S",
        ),
    ),
)

COMMANDS = (
    DEMO,
    Command(
        "init",
        ("tạo thư viện mới, trống", "make a new, empty library"),
        _init,
        (
            argument("--unit", ("mã đơn vị", "the unit's code"), metavar="CODE", required=True),
            argument("--name", ("tên đơn vị", "the unit's name"), metavar="NAME", default=""),
        ),
    ),
    Command("status", ("thư viện đang ở đâu", "where the library stands"), _status),
    Command(
        "check",
        ("kiểm tra tệp và các bảng suy ra", "check the file and what is derived"),
        _check,
        (
            argument(
                "--rebuild", ("dựng lại các bảng suy ra trước", "make what is derived anew first"), action="store_true"
            ),
        ),
    ),
)
