"""Real files of six public programs: whatever they hold, the sums are right and the library is sound."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library

KNOWN = {Reason.NOT_MARC, Reason.UNKNOWN_FORMAT}


def test_every_real_file_is_taken_in_or_refused_with_why(library: Library, shared_data: Path) -> None:
    inventory = json.loads((shared_data / "marc_inventory.json").read_text(encoding="utf-8"))
    read = 0
    for entry in inventory:
        file = shared_data / "marc" / entry["path"]
        if entry["fmt"] == "txt" or "oai" in entry["path"] or "namespace" in entry["path"]:
            with pytest.raises(Refusal) as refused:
                library.catalogue.import_file(file)
            assert refused.value.reason in KNOWN, entry["path"]
            continue
        imported = library.catalogue.import_file(file)
        assert imported.read == imported.added + imported.merged + imported.rejected, entry["path"]
        assert sum(line.outcome in {"rejected", "quarantined"} for line in imported.report) == imported.rejected
        expected = entry.get("records_by_terminator") or entry.get("records")
        if expected:
            assert imported.read >= expected, entry["path"]
        read += imported.read
    assert read > 500
    assert library.check().ok


def test_real_files_taken_in_again_add_nothing_that_was_merged(library: Library, shared_data: Path) -> None:
    file = (
        shared_data
        / "marc/folio-org+data-import-processing-core/src/test/resources/org/folio/processing/mapping/instance/CornellFOLIOExemplars_Bibs.mrc"
    )
    first, again = library.catalogue.import_file(file), library.catalogue.import_file(file)
    assert first.read == again.read == 62
    assert again.added == 0
