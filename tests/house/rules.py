"""The rules of ARCHITECTURE.md that can be read off the source, each a function from a file to its offences."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.house.sources import Source

    Rule = Callable[[Source], Iterator[str]]

QT = ("PySide6", "shiboken6")
QT_PLACES = ("desktop/ui/", "desktop/app.py", "desktop/tour.py")
SQL = ("sqlite3", "sqlcipher3", "sqlite_utils", "sqlalchemy")
SQL_PLACES = ("desktop/library/store/", "sync/server/")
SQL_SENTENCE = re.compile(
    r"\s*(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|PRAGMA\s+\w|BEGIN\s+\w"
    r"|CREATE\s+(UNIQUE\s+|VIRTUAL\s+|TEMP\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s|DROP\s+(TABLE|INDEX|TRIGGER|VIEW)\s)",
    re.DOTALL,
)
HTTP = ("requests", "urllib.request", "urllib3", "http.client", "httpx", "aiohttp")
HTTP_PLACES = ("sync/client/http.py",)
LATE_IMPORT_PLACES = (
    "desktop/ui/pages.py",
    "desktop/__main__.py",
    "desktop/library/store/store.py",
    "desktop/library/catalogue/exporting.py",
)
"""The table of pages loads a page when it is first shown; the start loads Qt only when there is a window to open. The
store loads its migrations (sqlite-utils: a sixth of the start) when one is due, the export Excel's writer when asked."""
CATCHERS = ("desktop/ui/background.py", "desktop/cli/__init__.py", "sync/server/app.py")
EVENT_LOOPS = ("desktop/app.py", "desktop/tour.py")
RESTERS = ("desktop/library/catalogue/importing.py",)
"""A long writing rests between its batches, so that a desk beside it can write: 1,453 ms of waiting become 11."""
BANNED_WORDS = frozenset(
    {
        *("manager", "managers", "helper", "helpers", "util", "utils", "data", "info", "infos"),
        *("process", "processes", "handle", "handles", "handler"),
    }
)
QT_NAMES = frozenset({"data", "headerData", "setData", "mimeData"})
"""Overridden Qt methods keep their names."""
LONGEST_FILE = 400
LONGEST_FUNCTION = 40

Function = ast.FunctionDef | ast.AsyncFunctionDef


def imported(node: ast.AST) -> tuple[str, ...]:
    """The full names of the modules that a statement imports."""
    match node:
        case ast.Import(names=names):
            return tuple(name.name for name in names)
        case ast.ImportFrom(module=str(module), level=0, names=names):
            return (module, *(f"{module}.{name.name}" for name in names))
    return ()


def imports_only_in(what: tuple[str, ...], places: tuple[str, ...]) -> Rule:
    """These modules may be imported only in these places."""

    def rule(source: Source) -> Iterator[str]:
        if source.lies_in(*places):
            return
        for node in source.nodes:
            for name in imported(node):
                if any(name == module or name.startswith(f"{module}.") for module in what):
                    yield source.at(node, f"imports {name}")
                    break

    return rule


def sql_stays_in_its_places(source: Source) -> Iterator[str]:
    """No SQL statement is written outside the stores."""
    if source.lies_in(*SQL_PLACES):
        return
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_SENTENCE.match(node.value):
            yield source.at(node, f"speaks SQL: {node.value.strip()[:40]!r}")


def no_import_inside_a_function(source: Source) -> Iterator[str]:
    """What a module needs stands at its head."""
    if source.lies_in(*LATE_IMPORT_PLACES):
        return
    for function in functions(source):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield source.at(node, "imports inside a function")
            if isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
                yield source.at(node, "imports inside a function, by name")


def functions(source: Source) -> Iterator[Function]:
    """Every function and method of a file."""
    return (node for node in source.nodes if isinstance(node, Function))


def called(call: ast.Call) -> str:
    """The last word of what is called: `exec` of `app.exec()`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """Whether the clause stops every error; one that raises it again stops none."""
    if any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler)):
        return False
    if handler.type is None:
        return True
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def errors_travel(source: Source) -> Iterator[str]:
    """Only three places catch broadly: the window's background, the command line, the centre's application."""
    broad = [node for node in source.nodes if isinstance(node, ast.ExceptHandler) and catches_everything(node)]
    for handler in broad[1:] if source.lies_in(*CATCHERS) else broad:
        yield source.at(handler, "catches everything")


def nobody_waits_for_time(source: Source) -> Iterator[str]:
    """No sleep, no fixed wait, no pumping of events: wait for a signal or a fact."""
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id="time"), attr="sleep") if source.lies_in(*RESTERS):
                continue
            case ast.Attribute(value=ast.Name(id="time"), attr="sleep") | ast.Name(id="sleep"):
                yield source.at(node, "sleeps")
            case ast.Attribute(attr="qWait" | "qSleep" as word):
                yield source.at(node, f"waits for time ({word})")
            case ast.Attribute(value=ast.Name(id="qtbot"), attr="wait"):
                yield source.at(node, "waits for time (qtbot.wait)")
            case ast.Attribute(attr="processEvents"):
                yield source.at(node, "pumps events (processEvents)")


def nothing_modal(source: Source) -> Iterator[str]:
    """One event loop, the application's; a dialog is opened with open() and answers by its signal."""
    if source.lies_in(*EVENT_LOOPS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"exec", "exec_"}:
            yield source.at(node, "runs an event loop of its own (exec)")


def keys_are_typed_safely(source: Source) -> Iterator[str]:
    """keyClicks aborts the whole test run at the first Vietnamese letter; key events and input method events do not."""
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "keyClicks":
            yield source.at(node, "types with keyClicks")


def no_mocks(source: Source) -> Iterator[str]:
    """Real databases, real widgets, a real server."""
    for node in source.nodes:
        if any(name.startswith(("unittest.mock", "mock.", "pytest_mock")) or name == "mock" for name in imported(node)):
            yield source.at(node, "mocks")


def words_in(name: str) -> frozenset[str]:
    """`CallData` and `call_data` both say "call" and "data"."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)
    return frozenset(part.lower() for part in parts)


def names_say_something(source: Source) -> Iterator[str]:
    """Modules, classes and functions are named with the noun or the verb that was meant."""
    for part in source.path.removesuffix(".py").split("/"):
        if words_in(part) & BANNED_WORDS:
            yield f"{source.path}:1: the name {part!r} says nothing"
    for node in source.nodes:
        if (
            isinstance(node, Function | ast.ClassDef)
            and node.name not in QT_NAMES
            and words_in(node.name) & BANNED_WORDS
        ):
            yield source.at(node, f"the name {node.name!r} says nothing")


def height(node: ast.stmt | ast.expr) -> int:
    """How many lines a piece of source takes."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def tables(node: ast.AST) -> Iterator[ast.expr]:
    """The outermost literals that take several lines: a long readable table beats four that only hide it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Dict | ast.List | ast.Tuple | ast.Constant | ast.JoinedStr) and height(child) > 1:
            yield child
        else:
            yield from tables(child)


def small_enough(source: Source) -> Iterator[str]:
    """A file has one subject, a function fits on a screen."""
    lines = source.text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{source.path}:1: {lines} lines, at most {LONGEST_FILE}"
    for function in functions(source):
        length = height(function) - sum(height(table) - 1 for table in tables(function))
        if length > LONGEST_FUNCTION:
            yield source.at(function, f"{function.name} has {length} lines, at most {LONGEST_FUNCTION}")


SILENCE = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover|fmt:\s*off|mypy:|ruff:)")
REASONED = re.compile(
    r"#\s*(noqa:\s*[A-Z]+[0-9]+(\s*,\s*[A-Z]+[0-9]+)*|type:\s*ignore\[[\w, -]+\]|pragma:\s*no cover|fmt:\s*off"
    r"|mypy:\s*[\w-]+(=\S+)?|ruff:\s*noqa:\s*[A-Z0-9, ]+?)\s*(#|-|–)\s*\w"
)


def silences_say_why(source: Source) -> Iterator[str]:
    """A silenced check names what it silences and why, on the same line."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        if any(not REASONED.match(line, found.start()) for found in SILENCE.finditer(line)):
            # a type silence followed by a lint silence and a reason gives one reason for both
            if REASONED.search(line) and len(SILENCE.findall(line)) > 1:
                continue
            yield f"{source.path}:{number}: a silence without its code or its reason"


UNFINISHED = re.compile(r"\b(TO" "DO|FIX" "ME|X" "XX|HA" r"CK)\b")


def nothing_unfinished(source: Source) -> Iterator[str]:
    """No note of work left undone, and nothing that only raises NotImplementedError."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        if UNFINISHED.search(line):
            yield f"{source.path}:{number}: unfinished"
    for node in source.nodes:
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node):
            yield source.at(node, "raises NotImplementedError")


def words_are_translatable(source: Source) -> Iterator[str]:
    """tr() and translate() take whole sentences: one glued together at run time is in no list of translations."""
    for call in (node for node in source.nodes if isinstance(node, ast.Call)):
        glued = any(isinstance(text, ast.JoinedStr | ast.BinOp) for text in call.args)
        if glued and called(call) in {"tr", "translate"}:
            yield source.at(call, "translates a sentence that is glued together")
