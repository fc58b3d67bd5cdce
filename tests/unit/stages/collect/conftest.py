"""Files that the tests of collect read: all made here, all invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

STORY = (
    "He left the group in the spring of 2014, he told us, because nothing had been as promised. The commanders lived well while the "
    "men at the front went hungry. One night he walked to the river with a neighbour and did not look back until morning came."
)


@pytest.fixture
def story() -> str:
    """A paragraph of an invented account, long enough for a language to be told."""
    return STORY


@pytest.fixture
def page() -> Callable[..., bytes]:
    """Make a page: an article between a menu and reader comments."""

    def make(
        *paragraphs: str, head: str = "", top: str = "<!DOCTYPE html>", encoding: str = "utf-8", title: str = "The walk to the river"
    ) -> bytes:
        article = "".join(f"<p>{text}</p>" for text in paragraphs or (STORY, STORY.replace("He", "She"), STORY.replace("group", "band")))
        return (
            f"{top}<html><head><title>{title}</title>{head}</head><body><nav><a href='/'>Start</a> <a href='/w'>Weather today</a></nav>"
            f"<article><h1>{title}</h1>{article}</article>"
            "<section id='comments' class='comments'><div class='comment'><p>I knew a man like him, a baker in our town before the war.</p>"
            "</div></section><footer>Copyright 2019 The River Post</footer></body></html>"
        ).encode(encoding)

    return make


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    """Make a PDF by hand: pages of lines, document properties, perhaps locked (its password is nobody's)."""

    def make(pages: Sequence[str] = (STORY,), info: str = "", *, locked: bool = False) -> bytes:
        objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
        kids = []
        for text in pages:
            lines = text.split("\n") if "\n" in text else [text[start : start + 80] for start in range(0, len(text), 80)]
            stream = "BT /F1 11 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET" if text else ""
            objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
            font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
            objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R /Resources {font} >>")
            kids.append(f"{len(objects)} 0 R")
        objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
        objects.append(f"<< {info} >>")
        data, offsets = b"%PDF-1.4\n", []
        for number, body in enumerate(objects, 1):
            offsets.append(len(data))
            data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
        lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'ab' * 32}> /U <{'cd' * 32}> /P -4 >> /ID [<01> <01>]" if locked else ""
        table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{offset:010} 00000 n \n" for offset in offsets)
        trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R {lock} >>\nstartxref\n{len(data)}\n%%EOF\n"
        return data + (table + trailer).encode()

    return make
