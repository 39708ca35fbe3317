"""MARCXML as it comes: without namespaces, cut off, with forbidden characters, with bombs."""

from __future__ import annotations

import pytest

from desktop.library.catalogue.draft import Draft
from tests.catalogue.records import only, read_xml, titles

HEAD = '<?xml version="1.0" encoding="UTF-8"?><collection xmlns="http://www.loc.gov/MARC21/slim">'


def record(title: str, prefix: str = "") -> str:
    return (
        f"<{prefix}record><{prefix}leader>00000nam a2200000 a 4500</{prefix}leader>"
        f'<{prefix}controlfield tag="001">x1</{prefix}controlfield>'
        f'<{prefix}datafield tag="245" ind1="1" ind2="0"><{prefix}subfield code="a">{title}</{prefix}subfield>'
        f"</{prefix}datafield></{prefix}record>"
    )


@pytest.mark.parametrize("prefix", ["", "marc:", "ns0:"])
def test_records_are_read_whatever_prefix_they_bear(prefix: str) -> None:
    file = f'<{prefix}collection xmlns{":" + prefix[:-1] if prefix else ""}="http://www.loc.gov/MARC21/slim">'
    found = read_xml(file + record("Một", prefix) + record("Hai", prefix) + f"</{prefix}collection>")
    assert titles(found) == ["Một", "Hai"]
    assert found[0].fields[1].indicators == "10"


def test_a_missing_namespace_does_not_matter() -> None:
    assert titles(read_xml("<collection>" + record("Không tên miền") + "</collection>")) == ["Không tên miền"]


def test_decomposed_text_arrives_in_one_form() -> None:
    assert (
        only(read_xml(HEAD + record("Ti\u00ea\u0301ng Vi\u00ea\u0323t") + "</collection>")).first("245", "a")
        == "Tiếng Việt"
    )


def test_forbidden_characters_and_bare_ampersands_are_mended_and_reported() -> None:
    found = read_xml(HEAD + record("Hỏi & đáp \x02 về C&eacute;zanne") + record("Hai") + "</collection>")
    assert titles(found) == ["Hỏi & đáp   về Cézanne", "Hai"]
    assert isinstance(found[0], Draft)
    assert "forbidden-characters" in found[0].repairs


def test_a_record_that_is_not_well_formed_costs_only_itself() -> None:
    bad = record("Hỏng").replace("</subfield>", "</subfeld>")
    assert titles(read_xml(HEAD + record("Một") + bad + record("Hai") + "</collection>")) == [
        "Một",
        "not-well-formed",
        "Hai",
    ]


def test_a_cut_off_file_gives_its_whole_records_and_one_line() -> None:
    file = HEAD + record("Một") + record("Hai") + record("Ba")[:120]
    assert titles(read_xml(file)) == ["Một", "Hai", "truncated-record"]


def test_an_entity_bomb_is_harmless() -> None:
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    file = f'<?xml version="1.0"?><!DOCTYPE c [<!ENTITY b0 "ha">{bomb}]><c>' + record("&b11;") + record("Hai") + "</c>"
    found = read_xml(file)  # opened, it would be a hundred thousand million words
    assert titles(found)[1] == "Hai"
    assert len(titles(found)[0]) < 50


def test_no_file_is_read_through_an_external_entity(tmp_path: pytest.TempPathFactory) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("KHÔNG ĐƯỢC ĐỌC")
    file = f'<!DOCTYPE c [<!ENTITY x SYSTEM "{secret.as_uri()}">]><c>' + record("&x;") + "</c>"
    assert "KHÔNG" not in "".join(titles(read_xml(file)))


def test_another_encoding_is_taken_from_the_declaration() -> None:
    utf16 = (HEAD.replace("UTF-8", "UTF-16") + record("Địa chí") + "</collection>").encode("utf-16")
    latin = ('<?xml version="1.0" encoding="ISO-8859-1"?><c>' + record("Misérables") + "</c>").encode("latin-1")
    assert titles(read_xml(utf16)) == ["Địa chí"]
    assert titles(read_xml(latin)) == ["Misérables"]


def test_records_inside_other_records_are_found() -> None:
    file = f"<OAI-PMH><record><metadata>{record('Bên trong')}</metadata></record></OAI-PMH>"
    assert titles(read_xml(file)) == ["Bên trong"]


def test_short_and_strange_tags_keep_their_fields() -> None:
    odd = '<record><leader/><datafield tag="1" ind1="" ind2=" "><subfield code="">x</subfield></datafield></record>'
    draft = only(read_xml(f"<c>{odd}</c>"))
    assert (draft.fields[0].tag, draft.fields[0].indicators, draft.fields[0].text) == ("001", "  ", "")
