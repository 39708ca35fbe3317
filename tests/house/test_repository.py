"""What stands beside the code: the way in, the licences, the pins; and what must not stand anywhere."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from sync.client.greet import PROGRAM
from tests.house.sources import ROOT

PLACES_OF_ONE_MACHINE = re.compile(
    r"pypi[.]org|files[.]pythonhosted|registry[.]npmjs|--(extra-)?index[-]url|--trusted[-]host"
    r"|[/]root/|[/]home/[a-z]|\b192[.]168[.]|(?<![.\d])10[.]\d+[.]\d+[.]\d+\b"
)
"""Registries, folders of a person, private addresses; the brackets keep this file itself out."""


def tracked() -> list[Path]:
    """The files that git knows and that are there."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout, so nothing is tracked")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [file for name in listed.split("\0") if name and (file := ROOT / name).is_file()]


def test_no_tracked_file_names_a_place_of_one_machine():
    found = []
    for file in tracked():
        text = file.read_bytes().decode("utf-8", errors="ignore") if file.stat().st_size < 2_000_000 else ""
        for number, line in enumerate(text.splitlines(), start=1):
            if match := PLACES_OF_ONE_MACHINE.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {match.group()}")
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "parts", [("see pypi", ".org/simple"), ("/", "root/.venv"), ("--index", "-url x"), ("https://10.", "1.2.3")]
)
def test_a_place_of_one_machine_would_be_seen(parts: tuple[str, str]):
    assert PLACES_OF_ONE_MACHINE.search("".join(parts))


def test_nothing_made_by_a_run_is_tracked():
    made = (".venv", "build", "dist", "__pycache__", ".hypothesis", ".mypy_cache")
    assert not [file for file in tracked() if set(file.relative_to(ROOT).parts) & set(made)]


def test_the_way_in_is_written_down():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for verb in ("python3 dev.py run", "python3 dev.py test", "tusach-server"):
        assert verb in readme, verb
    assert (ROOT / "ARCHITECTURE.md").is_file()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert version in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_pictures_of_the_readme_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = [link for link in re.findall(r"!\[[^\]]*\]\(([^)\s]+)", readme) if "://" not in link]
    assert not [picture for picture in pictures if not (ROOT / picture).is_file()]


def test_ci_runs_exactly_what_a_developer_runs():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#!")
    assert lines[-1] == "exec python3 dev.py test"


def test_every_package_is_pinned_to_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    constraints = (ROOT / "installer" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {plain(line) for line in constraints if line and not line.startswith("#")}
    assert not [one for one in wanted if "==" not in one]
    assert not {plain(one) for one in wanted} - pinned


def test_devices_name_the_version_that_staff_reads_of():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert version == PROGRAM
    assert f"\n## {version} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def plain(requirement: str) -> str:
    """`PySide6_Essentials==1` and `pyside6-essentials==1` are the same."""
    name, _, version = requirement.partition("==")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version.strip()}"


def test_every_resource_is_of_a_kind_that_is_packaged():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    kinds = {pattern.removeprefix("*") for pattern in settings["tool"]["setuptools"]["package-data"]["*"]}
    kinds |= {".py", ".pyc", ".pyi"}
    carried = [
        file for folder in ("resources", "desktop", "sync") for file in (ROOT / folder).rglob("*") if file.is_file()
    ]
    left = {"__pycache__", "screenshots"}  # pictures for the README stay where the README is
    assert not [file for file in carried if file.suffix not in kinds and not left & set(file.parts)]


def test_the_licences_travel_with_fonts_and_icons():
    assert "SIL OPEN FONT LICENSE" in (ROOT / "resources/fonts/OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in (ROOT / "resources/icons/LICENSE.txt").read_text(encoding="utf-8")


def test_dev_py_is_read_by_an_older_python_far_enough_to_say_what_it_needs():
    text = (ROOT / "dev.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 8))
    assert "from __future__ import annotations" in text
