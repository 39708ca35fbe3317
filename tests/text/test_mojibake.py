"""Text read in the wrong encoding is mended; right text, in any language, is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.text.legacy import Encoding
from desktop.library.text.mojibake import mojibake_of, repair_mojibake, reread

_VIETNAMESE_WORDS = """Công an nhân dân tháng là và cà phê Hà Nội Sài Gòn Huế Đà Nẵng bà con mùa hè có không về trên dưới năm này
    Tô Hoài Hồ Chí Minh sống mãi trong sự nghiệp quần chúng thành phố tư pháp toàn tập dòng sông xanh í a à ơi"""
VIETNAMESE = _VIETNAMESE_WORDS.split()
_FRENCH_WORDS = """à là où ça été étés étudiant école élèves mère père frère très après dès près même être fête tête forêt hôtel
    hôpital côte tôt bientôt plutôt thé né née café société liberté égalité théâtre poésie naïf Noël Israël Michaël haïr
    aïeul français façon garçon leçon reçu déçu île maître naître goût dû mûr sûr brûler système problème misérables
    démocratie littérature générale œuvre sœur château gâteau Besançon Orléans Nîmes Québec Génève Hélène Céline Irène
    le la les de du et en un une des Paris histoire roman vie pour dans sur par"""
FRENCH = _FRENCH_WORDS.split()
_GERMAN_WORDS = """für über Über Mädchen Söhne schön König Königin Köln München Zürich Österreich Bücher Bücherei Männer Häuser
    Straße groß größe weiß heißt muß läßt fünf zwölf Tür früh grün blau süß müde Glück Brücke zurück Küche Güte Hütte
    Gefühl kühl hören böse Möwe Löwe Höhe Nähe Bär Bäume Träume Räume Hände Länder Gärten Väter Mütter Brüder Völker
    Wörterbuch Einführung Übungen Gebäude Märchen Erzählungen Gedächtnis ähnlich der die das und ein eine von zu"""
GERMAN = _GERMAN_WORDS.split()
_OTHERS_WORDS = """niño año señor España español canción corazón lección María José García Núñez Pérez São Paulo coração não pão
    città perché più è così Malmö Göteborg Tromsø København smørrebrød Reykjavík Þór Ísland nació Müller col·lecció m² n°
    15°C © ® «Œuvres» “citation” 5 µm naïveté 10€ d’été l’hôtel – ½ ±2 3×4"""
OTHERS = _OTHERS_WORDS.split()


def _titles(vocabulary: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(vocabulary), min_size=1, max_size=9).map(" ".join)


@given(_titles(VIETNAMESE))
def test_right_vietnamese_is_left_alone(text: str):
    assert repair_mojibake(text) == (text, None)


@pytest.mark.parametrize("vocabulary", [FRENCH, GERMAN, OTHERS], ids=["French", "German", "others"])
def test_words_of_other_languages_are_left_alone_one_by_one_and_together(vocabulary: list[str]):
    assert [word for word in vocabulary if repair_mojibake(word) != (word, None)] == []
    assert mojibake_of(vocabulary) is None


@given(_titles(FRENCH + GERMAN))
def test_right_french_and_german_is_left_alone(text: str):
    assert repair_mojibake(text) == (text, None)


@pytest.mark.parametrize(
    ("seen", "meant", "encoding"),
    [
        ("C«ng an nh©n d©n", "Công an nhân dân", "tcvn3"),
        ("Ph\u00ad¬ng ph¸p ®iÒu tra h×nh sù", "Phương pháp điều tra hình sự", "tcvn3"),
        ("Ph¬ng ph¸p ®iÒu tra", "Phương pháp điều tra", "tcvn3"),
        ("Hµ Néi", "Hà Nội", "tcvn3"),
        ("Coâng an nhaân daân", "Công an nhân dân", "vni"),
        ("Ñieàu leänh noäi vuï", "Điều lệnh nội vụ", "vni"),
        ("CÃ´ng an", "Công an", "utf-8"),
        ("Ä\x90iá»\x81u lá»‡nh ná»™i vá»¥", "Điều lệnh nội vụ", "utf-8"),
        ("nhÃ  nÆ°á»›c", "nhà nước", "utf-8"),
        ("CafÃ©", "Café", "utf-8"),
        ("Phýõng phaìp", "Phương pháp", "cp1258"),
        ("Ði«u l®nh nµi vø Công an nhân dân", "Điều lệnh nội vụ Công an nhân dân", "viscii"),
    ],
)
def test_wrongly_read_text_is_mended_and_its_encoding_told(seen: str, meant: str, encoding: str):
    assert repair_mojibake(seen) == (meant, encoding)
    assert repair_mojibake(meant) == (meant, None)


def test_the_fields_of_one_record_speak_for_each_other():
    fields = ["Nguyeãn Du", "Truyeän Kieàu", "Vaên hoïc", "1995"]
    assert repair_mojibake(fields[0]) == (fields[0], None)
    assert mojibake_of(fields) is Encoding.VNI
    assert [reread(field, Encoding.VNI) for field in fields] == ["Nguyễn Du", "Truyện Kiều", "Văn học", "1995"]


def test_a_right_field_among_wrong_ones_is_not_spoilt():
    assert reread("Cây hòe", Encoding.VNI) == "Cây hòe"
    assert reread("Điều lệnh", Encoding.TCVN3) == "Điều lệnh"


@given(st.text(max_size=60))
def test_no_text_breaks_the_repair(text: str):
    mended, encoding = repair_mojibake(text)
    assert encoding is not None or mended == text


def test_the_currency_after_a_price_is_mended_and_other_signs_are_not():
    assert reread("170000®", Encoding.TCVN3) == "170000đ"
    assert reread("170000ñ", Encoding.VNI) == "170000đ"
    assert reread("©2020, 15°C", Encoding.TCVN3) == "©2020, 15°C"
