"""HTML and XHTML: all visible text by Resiliparse, the article by Trafilatura."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import lxml.html
from lxml import etree
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html.exception import HTMLParserException
from trafilatura import bare_extraction

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.bundles import divide
from testimonia.stages.collect.readers.decoded import note_decoding
from testimonia.stages.collect.readers.language import language_of
from testimonia.stages.collect.readers.page import about, language_in
from testimonia.stages.collect.readers.reading import Reading, extractor, failed
from testimonia.stages.collect.readers.saved import saved
from testimonia.stages.collect.readers.sniff import HEAD, sniff
from testimonia.text import canonical, decode

# A page names its charset near the top; HTML says within 1,024 bytes, real pages need more.
_CHARSET = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]+?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_VOID = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
# XHTML closes any element as <script src="x"/>; read as HTML such a script would swallow the rest of the page.
_SELF_CLOSED = re.compile(rf"<((?!(?:{_VOID})\b)[a-z][\w:-]*)([^<>]*?)/>", re.IGNORECASE)
XHTML = "application/xhtml+xml"
# Pictures that a browser saved inside the page: no text, and one above 10 MB would make the parser drop the rest of the page.
_EMBEDDED = re.compile(r"(data:[\w.+/-]*;base64,)[A-Za-z0-9+/=%]{1000,}")
_NO_MEMORY = "(Error 2)"  # Lexbor's status LXB_STATUS_ERROR_MEMORY_ALLOCATION, as Resiliparse passes it on
# Looking for the article takes about 15 seconds a million characters, on lists of links far more. A rule by size and not by time,
# so that a page is read alike on every machine; no article is as long as three novels.
LONGEST_SEARCHED = 1_000_000
# lxml's own choice of a class for each element is a call of Python for each; nothing here needs its classes for forms.
_CLASSES = etree.ElementDefaultClassLookup(
    element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment, pi=lxml.html.HtmlProcessingInstruction
)


def read(data: bytes, name: str, charset: str | None = None) -> Reading:
    """Read a page: both texts, what it says about itself, and how it was saved. ``charset`` is what the server said, if known."""
    media_type = sniff(data, name).media_type
    decoded = decode(data, charset or _declared(data))
    source = canonical(decoded.text)
    if media_type == XHTML:
        source = _SELF_CLOSED.sub(r"<\1\2></\1>", source)
    visible = extractor("resiliparse")
    full = _visible(source)
    if not full.strip():
        return failed(media_type, "the page holds no visible text (it may need a browser to build it)")
    lean = _EMBEDDED.sub(r"\1", source)
    tree, cut_short = _parse(lean)
    details = about(tree, lean) if tree is not None else {}
    if cut_short:
        main, main_by, doubt = full, visible, f"the page is built too deep or too large to tell its main text apart ({cut_short})"
    elif len(full) > LONGEST_SEARCHED:
        main, main_by, doubt = (
            full,
            visible,
            f"{len(full):,} characters are too many to look for the main text in; all visible text stands for it",
        )
    else:
        main, main_by, doubt = _main(tree, lean, full)
    reading = Reading(media_type=media_type, full=full, main=main, full_by=visible, main_by=main_by, **details, **saved(source))
    if tree is not None:
        reading = replace(reading, language=language_of(main) or language_in(tree))
    if doubt:
        reading = reading.worse(AccountState.PARTIAL, doubt)
    return divide(note_decoding(reading, decoded))


def _visible(source: str) -> str:
    """All visible text.

    Raises:
        MemoryError: there is not enough for the page, which the library reports as a fault of the page.
    """
    try:
        return extract_plain_text(source, preserve_formatting=True, main_content=False, list_bullets=False, alt_texts=True)
    except HTMLParserException as fault:
        if _NO_MEMORY in str(fault):
            raise MemoryError from fault
        raise


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data, 0, 4 * HEAD) or _XML_ENCODING.match(data)
    return found[1].decode("ascii", "ignore") if found else None


def _parse(source: str) -> tuple[Any, str]:
    """The page as a tree, and why the parser gave up before its end (empty where it did not).

    libxml2 drops the rest of a page without a word when elements nest 256 deep or one text is 10 MB long.
    """
    parser = lxml.html.HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = lxml.html.document_fromstring(source.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        tree = None
    gave_up = [entry.message.split(",")[0] for entry in parser.error_log if entry.level_name == "FATAL"]
    return tree, gave_up[0] if gave_up else ""


def _main(tree: Any, source: str, full: str) -> tuple[str, str, str]:
    """The item without what surrounds it, who found it, and what is doubtful about it."""
    text = _article(tree) if tree is not None else ""
    if text:
        return text, extractor("trafilatura"), ""
    # Its time grows with the square of the depth, which the first parser's giving up has bounded.
    text = extract_plain_text(source, preserve_formatting=True, main_content=True, list_bullets=False, alt_texts=True, comments=True)
    if text.strip():
        return text, extractor("resiliparse", "main"), "the main text was found by a second method; look whether it is whole"
    return full, extractor("resiliparse"), "no main text was found; all visible text stands for it"


def _article(tree: Any) -> str:
    for element in tree.iter("p", "div", "h2"):
        # Trafilatura drops whatever is called a teaser; in an article that is its first paragraph (its issue 164).
        if "teaser" in (element.get("class") or "") and element.find(".//a") is None:
            del element.attrib["class"]
    try:
        found = bare_extraction(tree, include_comments=True, include_tables=True, deduplicate=False, with_metadata=False)
    except Exception:  # noqa: BLE001 - whatever a strange page does to it, there is a second method
        return ""
    if found is None or isinstance(found, dict):
        return ""
    return "\n\n".join(part for part in (found.text, found.comments) if part and part.strip())
