"""RTF, ODT, EPUB, mail, saved pages, captions and transcripts: what is in them, and what is broken or hostile."""

from __future__ import annotations

import base64
import io
import json
import quopri

import pytest

from support.documents import packed
from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.choose import read as choose
from testimonia.stages.collect.readers.containers import Left, opener
from testimonia.stages.collect.readers.reading import Reading

ARABIC = "قال إنه ترك الجماعة في ربيع العام لأن شيئا لم يكن كما وعدوه ثم مشى إلى النهر ليلا مع جاره"


def read(data, name="a.bin"):
    return choose(data, name, 5_000_000)


# --- RTF


def rtf(
    body, head=r"\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset178 Traditional Arabic;}{\f2\fcharset204 Arial Cyr;}}"
):
    return ("{\\rtf1" + head + body + "}").encode("latin-1")


def test_rtf_paragraphs_and_marks():
    """Paragraphs, tabs, dashes, quotation marks and escaped letters come out; styles, pictures and programs' own groups do not."""
    data = rtf(
        r"{\stylesheet{\s1 heading 1;}}{\*\generator Secret;}{\info{\title The walk}{\author Ada Example}}"
        r"{\pict\pngblip 89504e47}\pard He left\tab in 2014\emdash he \ldblquote said\rdblquote\par"
        "\n"
        r"Caf\'e9 \{ok\} \u1603?\u1604?\par {\header In the header\par}{\v hidden}{\field{\*\fldinst{HYPERLINK "
        r'"https://post.example/x"}}{\fldrslt a link}}\par'
    )
    reading = read(data)
    assert reading.state is AccountState.OK
    assert reading.main == "He left\tin 2014—he “said”\nCafé {ok} كل\na link"
    assert (reading.title, reading.author) == ("The walk", "Ada Example")
    assert "In the header" in reading.full
    assert "hidden" not in reading.full
    assert "Secret" not in reading.full


def test_rtf_bytes_are_letters_of_the_font_in_force():
    """Arabic in windows-1256, Cyrillic in windows-1251 and a character beyond the first plane are read."""
    escaped = "".join(f"\\'{byte:02x}" for byte in ARABIC.encode("cp1256"))
    russian = "".join(f"\\'{byte:02x}" for byte in "ушёл".encode("cp1251"))
    data = rtf(rf"{{\f1 {escaped}}}\par{{\f2 {russian}}}\par\uc0\u-10179\u-8704 \par")
    assert read(data).main == f"{ARABIC}\nушёл\n\U0001f600"


@pytest.mark.parametrize(
    ("data", "state", "word"),
    [
        (rtf(r"He left {\b at night")[:-1], "partial", "do not close"),
        (rtf(r"He left.\par " + "{" * 500_000 + "deep"), "partial", "do not close"),
        (b"{\\rtf1", "failed", "no text"),
        (rtf(r"{\pict 00}"), "failed", "no text"),
        (rtf(r"\bin99999999 He left\par"), "failed", "no text"),
        (rtf(r"before\par\bin-5 He left\u99999999999 ?\par"), "ok", None),
    ],
)
def test_damaged_rtf_is_told(data, state, word):
    """Groups that do not close, endless nesting and nonsense numbers neither hang nor raise."""
    reading = read(data, "a.rtf")
    assert reading.state.value == state
    assert word is None or word in reading.reason


# --- ODT


def odt(body, *, meta="", more=None):
    spaces = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {spaces}>{meta}</office:document-meta>",
            **(more or {}),
        },
        stored=["mimetype"],
    )


def test_odt_text_notes_and_remarks():
    """Headings, runs of spaces, notes and lists are the text; remarks are only in the full one, deleted text in none."""
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:h>The walk</text:h>"
        '<text:p>He<text:s text:c="2"/>left<text:note><text:note-body><text:p>in 2014</text:p></text:note-body></text:note> at<text:line-break/>night.'
        "<office:annotation><text:p>check</text:p></office:annotation></text:p><text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
    )
    reading = read(odt(body, meta="<dc:title>A title</dc:title><meta:initial-creator>Ada</meta:initial-creator>"))
    assert reading.main == "The walk\nHe  left in 2014  at\nnight.\none"
    assert (reading.title, reading.author) == ("A title", "Ada")
    assert "check" in reading.full
    assert "check" not in reading.main
    assert "deleted" not in reading.full


def test_locked_and_broken_odt_fail_with_their_reason():
    """A password, a missing part and a bomb are told apart."""
    locked = odt("<text:p>x</text:p>", more={"META-INF/manifest.xml": "<m><encryption-data/></m>"})
    assert read(locked).reason == "encrypted: it opens with a password only"
    assert "missing" in read(packed({"mimetype": "application/vnd.oasis.opendocument.text"}, stored=["mimetype"])).reason
    assert (
        "bomb"
        in read(
            packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b" " * 160_000_000}, stored=["mimetype"])
        ).reason
    )


# --- EPUB


def epub(chapters, *, more=None, missing=False):
    names = [f"text/c{n}.xhtml" for n in range(len(chapters))]
    items = "".join(f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in reversed(range(len(names))))
    about = "<dc:title>The book of walks</dc:title><dc:creator>Ada</dc:creator><dc:publisher>River Press</dc:publisher><dc:date>2015-06</dc:date>"
    pages = {} if missing else {f"OEBPS/{name}": f"<html><body>{text}</body></html>" for name, text in zip(names, chapters, strict=True)}
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<c xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/b.opf"/></rootfiles></c>',
            "OEBPS/b.opf": f'<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{about}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>',
            **pages,
            **(more or {}),
        },
        stored=["mimetype"],
    )


def test_epub_chapters_in_the_order_of_the_spine(story):
    """The book's own order counts, not that of its files; its notes name title, author, publisher and date."""
    reading = read(epub([f"<h1>Last</h1><p>{story}</p>", "<h1>First</h1>"]))
    assert reading.state is AccountState.OK
    assert reading.main.index("First") < reading.main.index("Last")
    assert (reading.title, reading.author, reading.outlet, reading.published) == ("The book of walks", "Ada", "River Press", "2015-06")


def test_locked_damaged_and_exploding_epub(story):
    """A seller's lock, missing chapters and a bomb are told; scrambled fonts alone are no lock."""
    lock = '<encryption><EncryptedData><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>'
    assert "DRM" in read(epub([story], more={"META-INF/encryption.xml": lock})).reason
    fonts = lock.replace("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "http://www.idpf.org/2008/embedding")
    assert read(epub([story], more={"META-INF/encryption.xml": fonts})).state is AccountState.OK
    assert "no text" in read(epub([story], missing=True)).reason
    partly = epub([story, "x"], more={})
    assert read(partly).state is AccountState.OK
    assert "bomb" in read(epub(["<p>" + " " * 160_000_000])).reason


# --- mail


MAIL = (
    "From: Ada Example <ada@post.example>\r\nTo: bela@post.example\r\nSubject: =?utf-8?q?The_walk_to_the_r=C3=ADver?=\r\n"
    "Date: Wed, 03 Jun 2015 10:00:05 +0200\r\nMessage-ID: <1@post.example>\r\nMIME-Version: 1.0\r\n"
)


def test_a_mail_is_read(story):
    """Subject, sender, date and number of a mail are stated; of two forms of the text the plain one is read."""
    both = (
        f"{MAIL}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{story}\r\n"
        f"--b\r\nContent-Type: text/html\r\n\r\n<p>{story}</p>\r\n--b--\r\n"
    )
    reading = read(both.encode(), "m.eml")
    assert reading.main == story
    assert (reading.title, reading.published, reading.published_origin) == ("The walk to the ríver", "2015-06-03", "header")
    assert (reading.author, reading.accession) == ("Ada Example <ada@post.example>", "1@post.example")


def multipart(story, *parts):
    """A mail with a text and further parts, each (headers, body)."""
    whole = "".join(f"--b\r\n{head}\r\n\r\n{body}\r\n" for head, body in [("Content-Type: text/plain", story), *parts])
    return f"{MAIL}Content-Type: multipart/mixed; boundary=b\r\n\r\n{whole}--b--\r\n".encode()


def attached(name, kind="text/plain"):
    return f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"'


def test_attachments_are_handed_on_as_they_are(story):
    """Two files of one name get two; a name is never a place; a mail within is a file; what is empty makes the mail partial and is counted."""
    packed = 'Content-Type: application/pdf; name="../a.pdf"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64'
    parts = [
        (attached("a.txt"), "one"),
        (attached("a.txt"), "two"),
        (packed, base64.b64encode(b"%PDF-").decode()),
        ("Content-Type: message/rfc822", f"{MAIL}\r\nHe wrote."),
        (attached("empty.txt"), ""),
    ]
    reading = read(multipart(story, *parts))
    assert [(one.name, one.data[:5].strip()) for one in reading.attached] == [
        ("a.txt", b"one"),
        ("2 a.txt", b"two"),
        (".._a.pdf", b"%PDF-"),
        ("forwarded.eml", b"From:"),
    ]
    assert (reading.state, reading.main) == (AccountState.PARTIAL, story)
    assert reading.reason.startswith("1 of its 5 attachments")
    assert Reading.from_json(json.loads(json.dumps(reading.as_json()))) == reading


def test_html_mail_and_its_charset():
    """A mail that is a page only is read in the charset that it names."""
    body = base64.encodebytes(f"<html><body><p>{ARABIC}</p></body></html>".encode("cp1256")).decode()
    data = f"{MAIL}Content-Type: text/html; charset=windows-1256\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"
    assert ARABIC in read(data.encode()).main


@pytest.mark.parametrize(
    "data",
    [
        MAIL + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
        MAIL + "Content-Type: text/plain; charset=nonsense\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n",
        MAIL.replace("Wed, 03 Jun 2015", "Wed, 99 Foo 99999") + "\r\nHe left.",
        MAIL.replace("=?utf-8?q?The_walk_to_the_r=C3=ADver?=", "=?utf-8?b?////?=") + "\r\nHe left.",
    ],
)
def test_damaged_mails_end_in_a_state(data):
    """Cut parts, wrong packing, impossible dates and headers neither raise nor hang."""
    assert read(data.encode(), "a.eml").state in (AccountState.OK, AccountState.PARTIAL)


def test_a_trap_of_nested_parts_fails():
    """Thousands of parts within parts are refused."""
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(300))
    assert read((MAIL + nested).encode(), "a.eml").state in (AccountState.FAILED, AccountState.OK, AccountState.PARTIAL)
    wide = MAIL + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 6000
    assert "parts" in read(wide.encode(), "a.eml").reason


def test_a_note_that_begins_like_a_mail_is_a_note(story):
    """Lines with colons do not make a text a mail."""
    reading = read(f"Place: Old Town\nWitness: a baker\n\n{story}".encode(), "note.txt")
    assert reading.media_type == "text/plain"


def test_mails_of_a_box_are_items(story):
    """An mbox file gives each mail with its own bytes; a line "From" inside a text does not part it; too large a mail is told."""
    one = MAIL.replace("\r\n", "\n") + f"\n{story}\nFrom here he walked.\n>From the start\n"
    two = one.replace("1@post", "2@post").replace("walk", "bread")
    box = f"From ada@post.example Wed Jun  3 10:00:05 2015\n{one}\nFrom - Wed Jun  3 10:00:05 2015\n{two}".encode()
    for name in ("mails.mbox", "mails"):
        file, left = io.BytesIO(box), Left()
        items = list(opener(file, name)(file, 1_000_000, left))
        assert [item.number for item in items] == [1, 2]
        assert [read(item.data, item.name).accession for item in items] == ["1@post.example", "2@post.example"]
        assert "From here he walked." in read(items[0].data, items[0].name).main
    file, left = io.BytesIO(box.replace(b"bread", b"b" * 5000)), Left()
    assert [item.number for item in opener(file, "m.mbox")(file, 2000, left)] == [1]
    assert any("too large" in reason for reason in left.reasons)


# --- saved pages


def test_a_page_saved_as_mhtml(page, story):
    """The page in an MHTML file is read with the address and the moment of saving."""
    body = quopri.encodestring(page(head='<meta charset="utf-8">')).decode()
    data = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://post.example/river\r\nSubject: The walk\r\nDate: Wed, 3 Jun 2015 08:00:05 -0000\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="b"\r\n\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://post.example/river\r\n\r\n{body}\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    for name in ("river.mhtml", "river.html", "river"):
        reading = read(data.encode(), name)
        assert reading.media_type == "multipart/related"
        assert story in reading.main
        assert (reading.saved_from, reading.saved_at) == ("https://post.example/river", "2015-06-03T08:00:05Z")
    cut = read(data[: data.index("\r\n--b\r\nContent-Type: text/html")].encode(), "cut.mhtml")
    assert (cut.state, cut.reason) == (AccountState.FAILED, "it holds no page")


# --- captions and transcripts


SRT = "1\n00:00:01,000 --> 00:00:03,000\n<i>He left</i> the group\n\n2\n00:00:03,000 --> 00:00:05,000\nHe left the group\nin spring.\n"
VTT = (
    "WEBVTT\nLanguage: en-GB\n\nNOTE made by hand\n\n00:01.000 --> 00:03.000 align:start\n<v Ada>Why did you leave?\n\n"
    "id2\n00:03.000 --> 00:05.000\n<v Bela><c.loud>Bread</c> &amp; water\n\n00:05.000 --> 00:06.000\n<v Bela>was all.\n"
)


@pytest.mark.parametrize(
    ("data", "kind", "main"),
    [
        (SRT, "application/x-subrip", "He left the group\nin spring."),
        (SRT.replace("\n", "\r\n"), "application/x-subrip", "He left the group\nin spring."),
        (VTT, "text/vtt", "Ada: Why did you leave?\nBela: Bread & water\nwas all."),
    ],
)
@pytest.mark.parametrize("name", ["a.srt", "a.vtt", "a.txt"])
def test_captions(data, kind, main, name):
    """What is said stands in the main text without times and marks; the file as it is in the full one; a repeated line is said once."""
    reading = read(data.encode(), name)
    assert (reading.media_type, reading.main) == (kind, main)
    assert "-->" in reading.full


def test_captions_without_times_fail():
    """A file that only claims to be captions says why it fails."""
    assert read(b"WEBVTT\n\nnothing here", "a.vtt").reason == "it holds no captions (no times)"


def test_a_transcript_keeps_its_speakers(story):
    """Speakers stay before their words, and a first turn is no title."""
    text = f"INTERVIEWER: Why did you leave?\n\nWITNESS: {story}\n\nINTERVIEWER: And then?\n\nWITNESS: I walked to the river.\n"
    reading = read(text.encode(), "t.txt")
    assert reading.main == text
    assert reading.title.endswith("…")
    assert read(f"Syria: the long walk home\n\n{story}".encode(), "t.txt").title == "Syria: the long walk home"
