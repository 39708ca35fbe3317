"""The names of the schema's steps, which every start compares, are those of the steps themselves."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.library.store import migrations, schema
from desktop.library.store.store import Store

KEY = bytes(range(32))

_OPEN = """
import sys
from pathlib import Path
from desktop.library.store.store import Store
Store(Path(sys.argv[1]), bytes(range(32))).close()
print("sqlite_utils" in sys.modules)
"""


def test_the_names_are_those_of_the_steps():
    assert migrations.KNOWN == schema.NAMES


def test_a_file_that_lacks_nothing_is_opened_without_the_migrations(tmp_path: Path):
    file = tmp_path / "library.db"
    Store(file, KEY).close()
    opened = subprocess.run([sys.executable, "-c", _OPEN, str(file)], capture_output=True, text=True, check=True)
    assert opened.stdout.strip() == "False"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes; there the folder's owner decides")
def test_only_its_owner_may_read_a_library_and_the_files_beside_it(tmp_path: Path):
    store = Store(tmp_path / "library.db", KEY)
    store.profile.put("unit", "T01")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close()
    assert modes == {"library.db": 0o600, "library.db-wal": 0o600, "library.db-shm": 0o600}
