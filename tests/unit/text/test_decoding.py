"""Bytes of every provenance become the text they were."""

from __future__ import annotations

import codecs

import pytest

from testimonia.text import Decoded, decode, looks_binary

ARABIC = "قال مواطن سوري إنه انضم إلى التنظيم في عام 2014 ثم هرب بعد أن رأى الظلم والقتل في الرقة. وأضاف: «لم أجد الخلافة»."
FRENCH = "« J’ai quitté le groupe parce qu’on m’avait menti », a déclaré l’homme, âgé de 23 ans, à Paris où il était rentré."
RUSSIAN = "Он рассказал, что уехал в Сирию в 2014 году, но вскоре понял, что его обманули, и решил бежать в Турцию."
CHINESE = "他说，他在二〇一四年去了叙利亚，但是后来发现他们说的都是谎话，于是就逃走了。"

LEGACY = [
    (ARABIC, "cp1256"),
    (ARABIC.replace("«", '"').replace("»", '"'), "iso8859_6"),
    ("انشق عن داعش", "cp1256"),
    ("او در سال گذشته به سوريه رفت و پس از چند ماه از گروه جدا شد و گفت که پشيمان است.", "cp1256"),
    (FRENCH, "cp1252"),
    ("Il a été arrêté.", "cp1252"),
    ("He said: “I don’t want to die” — and left.", "cp1252"),
    ("„Ich wollte zurück nach Köln“, sagte er. Die Männer hätten ihn geschlagen, später floh er über die Türkei.", "cp1252"),
    ("Dijo que se marchó porque vio matar a niños; después huyó a Turquía.", "cp1252"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8_r"),
    (RUSSIAN, "iso8859_5"),
    (RUSSIAN, "cp866"),
    (RUSSIAN, "mac_cyrillic"),
    ("он сказал что его обманули", "koi8_r"),
    ("Він розповів, що поїхав до Сирії у 2014 році, але невдовзі зрозумів, що його обманули.", "cp1251"),
    ("Він розповів, що поїхав до Сирії у 2014 році, але невдовзі зрозумів, що його обманули.", "koi8_u"),
    ("Είπε ότι έφυγε από την οργάνωση επειδή δεν άντεχε άλλο τη βία και τα ψέματα.", "cp1253"),
    ("Είπε ότι έφυγε από την οργάνωση επειδή δεν άντεχε άλλο τη βία και τα ψέματα.", "iso8859_7"),
    ("הוא סיפר שעזב את הארגון אחרי שראה את מה שעשו לאזרחים", "cp1255"),
    ("Suriye'ye gittiğini, ancak kısa süre sonra pişman olduğunu ve kaçtığını söyledi.", "cp1254"),
    ("Mężczyzna powiedział, że odszedł z organizacji, ponieważ był świadkiem zabójstw.", "cp1250"),
    ("Řekl, že odešel do Sýrie v roce 2014, ale brzy zjistil, že mu lhali.", "iso8859_2"),
    ("Rekao je da je otišao u Siriju, ali je ubrzo shvatio da su ga prevarili, pa se vratio kući. Još šest čeka.", "cp1250"),
    (CHINESE, "gb18030"),
    ("他說，他在二〇一四年去了敘利亞，但是後來發現他們說的都是謊話，於是就逃走了。", "big5hkscs"),
    ("彼は2014年にシリアへ行ったが、だまされたと気づいて逃げたと話した。", "cp932"),
    ("彼は2014年にシリアへ行ったが、だまされたと気づいて逃げたと話した。", "euc_jp"),
    ("그는 2014년에 시리아로 갔지만 속았다는 것을 깨닫고 도망쳤다고 말했다.", "cp949"),
]


@pytest.mark.parametrize(("text", "encoding"), LEGACY)
def test_legacy_text_comes_out_in_its_language(text, encoding):
    """Undeclared bytes from before Unicode become the text they were, marked as a guess."""
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert not decoded.certain
    assert decoded.replaced == 0


def test_fragments_of_two_and_three_words_mostly_come_out_right():
    """Of all pieces of two and three words of the samples as many are read right as when the method was chosen."""
    pieces = {
        (" ".join(text.split()[at : at + size]), code) for text, code in LEGACY[:24] for size in (2, 3) for at in range(len(text.split()))
    }
    foreign = [(piece, encoding) for piece, encoding in pieces if not piece.isascii()]
    right = sum(decode(piece.encode(encoding)).text == piece for piece, encoding in foreign)
    assert len(foreign) > 500
    assert right / len(foreign) >= 0.93  # 590 of 629; any part of the model left out gives 583 or fewer


@pytest.mark.parametrize(("text", "encoding"), LEGACY)
def test_a_true_declaration_is_believed(text, encoding):
    """Bytes that bear out the declared charset are read in it, and certainly so."""
    assert decode(text.encode(encoding), encoding).text == text
    assert decode(text.encode(encoding), encoding).certain


@pytest.mark.parametrize("text", [ARABIC, RUSSIAN, CHINESE])
def test_a_servers_default_does_not_make_mojibake(text):
    """Arabic, Russian or Chinese bytes declared as Latin-1 come out right all the same."""
    encoding = {ARABIC: "cp1256", RUSSIAN: "cp1251", CHINESE: "gb18030"}[text]
    for wrong in ("iso-8859-1", "windows-1252", "utf-8", "no-such-charset", "hex", "zip", "", "\x00", "x" * 99):
        assert decode(text.encode(encoding), wrong).text == text


@pytest.mark.parametrize("label", ["Windows-1256", "cp1256", " 'windows-1256' "])
def test_charset_labels_are_read_as_written(label):
    """Case, quotes and spaces around a label do not matter."""
    assert decode("كتب".encode("cp1256"), label) == Decoded("كتب", "cp1256", certain=True)


@pytest.mark.parametrize("text", [ARABIC, FRENCH, CHINESE, "plain", "a 😀 b"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_unicode_is_certain_with_and_without_a_mark(text, encoding):
    """UTF-8, UTF-16 and UTF-32 are told from the bytes, whatever is declared, and the mark is not part of the text."""
    mark = "\ufeff".encode(encoding)
    for data in (text.encode(encoding), mark + text.encode(encoding)):
        if encoding == "utf-16-le" and text == CHINESE and not data.startswith(codecs.BOM_UTF16_LE):
            continue  # without one ASCII character there is nothing certain about it: see the next test
        if encoding == "utf-16-be" and text == CHINESE and not data.startswith(codecs.BOM_UTF16_BE):
            continue
        assert decode(data, "windows-1252") == Decoded(text, encoding, certain=True)
        assert not looks_binary(data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_chinese_utf16_without_mark_or_ascii_is_guessed(encoding):
    """UTF-16 without zeros is still recognised by its commonest characters."""
    assert decode(CHINESE.encode(encoding)) == Decoded(CHINESE, encoding, certain=False)
    assert not looks_binary(CHINESE.encode(encoding))


def test_damaged_utf8_stays_utf8_and_the_damage_is_counted():
    """A UTF-8 page with broken bytes is read as UTF-8; each lost piece is one U+FFFD and is counted, others are not."""
    data = (ARABIC + " \ufffd ").encode() + b"\xff\xe9 " + ARABIC.rstrip(".»").encode()[:-1]
    decoded = decode(data, "windows-1256")
    assert (decoded.encoding, decoded.certain, decoded.replaced) == ("utf-8", False, 3)
    assert decoded.text.count("\ufffd") == 4
    assert decoded.text.startswith(ARABIC)


def test_iso_2022_is_not_taken_for_ascii():
    """Seven-bit Japanese is recognised by its escapes."""
    text = "彼は逃げたと話した。"
    assert decode(text.encode("iso2022_jp")).text == text


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\xff", b"\xff\xfe", b"\xff\xfe\x00", b"\xef\xbb\xbf", b"\x81\x8d\x9d", bytes(range(256)) * 9]
)
def test_nothing_makes_decoding_fail(data):
    """Whatever the bytes, a text comes out, with a true count of what was lost."""
    decoded = decode(data)
    assert decoded.replaced == decoded.text.count("\ufffd")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"\x00" * 100,
        b"PK\x03\x04" + bytes(range(0, 256, 3)) * 9,
        b"\xff\xfe" + bytes([0, 0xD8]) * 50,
    ],
)
def test_binary_files_are_told_from_text(data):
    """Bytes full of controls, or of broken UTF-16, are no text."""
    assert looks_binary(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"text\twith\nlines\r\n\x0c", b"log \x1b[31mred\x1b[0m", ARABIC.encode("cp1256"), b"one\x00" + b" in a long text" * 9],
)
def test_text_is_not_taken_for_binary(data):
    """Texts with tabs, page breaks, terminal colours, letters above ASCII or a stray zero are texts."""
    assert not looks_binary(data)
    assert decode(data).encoding in ("utf-8", "cp1256")
