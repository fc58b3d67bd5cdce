"""Lists in other formats: BibTeX, CSL-JSON, CSV and XLSX."""

from __future__ import annotations

import io
import itertools
import json
from datetime import date

import pytest
from openpyxl import Workbook

from support.documents import packed
from testimonia.errors import UsageError
from testimonia.stages.collect.columns import columns_of
from testimonia.stages.collect.readers import rdf
from testimonia.stages.collect.readers.choose_list import read

BIB = r"""
@string{rp = "The River Post"}
@comment{nothing here}
@article{walk2015,
  title = {The {Walk} to the R{\'\i}ver --- a caf{\'e}},
  author = {Example, Ada and {Group of Bakers} and M{\"u}ller, B.},
  journal = rp,
  year = 2015, month = jun, day = 3,
  url = {https://post.example/river},
  doi = {https://doi.org/10.1234/ABC.5},
  file = {Full Text:files/12/The walk.pdf:application/pdf;Snapshot:files/13/walk.html:text/html},
  abstract = "He left
 the group.",
  langid = {english},
}
@misc(second, title = "A " # {second} # " one", date = {2016-04/2016-05})
@online{cut, title = {Not closed
"""


def xlsx(rows, **more):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_bibtex():
    """Strings, braces, accents, dates in parts, several authors and attachments come out; what does not close is told."""
    listing = read(BIB.encode(), "a.bib")
    first, second, cut = listing.entries
    assert first.title == "The Walk to the Ríver — a café"
    assert first.author == "Example, Ada; Group of Bakers; Müller, B."
    assert (first.outlet, first.published, first.language) == ("The River Post", "2015-06-03", "en")
    assert (first.address, first.doi) == ("https://post.example/river", "10.1234/abc.5")
    assert first.files == ("files/12/The walk.pdf", "files/13/walk.html")
    assert first.abstract == "He left\n the group."
    assert (second.title, second.published) == ("A second one", "2016-04/2016-05")
    assert cut.title.startswith("Not closed")
    assert listing.faults == ("line 17: the entry does not close",)


def test_csl_json_and_zotero():
    """Dates in parts, people with two names or one, attachments; an entry with nothing to go by is told."""
    items = [
        {
            "title": "The walk", "author": [{"family": "Example", "given": "Ada"}, {"literal": "Bakers"}], "container-title": "The River Post",
            "issued": {"date-parts": [[2015, 6]]}, "URL": "https://post.example/river", "DOI": "10.1234/ABC", "language": "de-AT",
        },
        {"itemType": "newspaperArticle", "title": "Two", "creators": [{"firstName": "Ada", "lastName": "Example"}], "publicationTitle": "Daily",
         "date": "June 3, 2015", "attachments": [{"path": "storage/AB/two.pdf"}], "abstractNote": "He left.", "libraryCatalog": "Nexis"},
        {"id": "nothing"},
    ]  # fmt: skip
    listing = read(json.dumps(items).encode(), "a.json")
    one, two = listing.entries
    assert (one.author, one.outlet, one.published, one.language, one.doi) == (
        "Example, Ada; Bakers",
        "The River Post",
        "2015-06",
        "de-AT",
        "10.1234/abc",
    )
    assert (two.author, two.outlet, two.published, two.files, two.database) == (
        "Example, Ada",
        "Daily",
        "2015-06-03",
        ("storage/AB/two.pdf",),
        "Nexis",
    )
    assert listing.faults == ("entry 3: it has neither a title nor an address",)


@pytest.mark.parametrize("data", [b"{", b"[1, 2", b"{}", b'"x"', b"[" * 100_000])
def test_json_that_is_no_list_says_so(data):
    """Broken or endless JSON gives no entry and a reason."""
    listing = read(data, "a.json")
    assert listing.entries == ()
    assert listing.faults


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_by_its_own_names(separator):
    """Columns with names that mean one thing are taken as they are, whatever the separator; the rest is told."""
    rows = [
        ["Title", "URL", "Date", "Notes"],
        ["The walk", "https://post.example/river", "3 June 2015", "x"],
        ["", "", "", ""],
        ["Two", "", "soon", ""],
    ]
    listing = read("\r\n".join(separator.join(row) for row in rows).encode("utf-8-sig"), "a.tsv" if separator == "\t" else "a.csv")
    assert [(entry.number, entry.title, entry.published) for entry in listing.entries] == [(1, "The walk", "2015-06-03"), (3, "Two", None)]
    assert "row 3: `soon` is no date that can be read" in listing.faults
    assert "columns that were not taken: Notes" in listing.faults


def test_xlsx_with_columns_that_are_said():
    """What is said goes before the columns' own names; dates and numbers of cells are read as such; a missing column is told."""
    data = xlsx(
        [
            [None, None],
            ["Nr", "Schlagzeile", "Blatt", "Tag", "Datei"],
            [7, "The walk", "The River Post", date(2015, 6, 3), "a.pdf; b.pdf"],
        ]
    )
    columns = columns_of(["title=Schlagzeile, outlet=Blatt", "published=Tag", "file=Datei", "accession=Nr", "url=Netz"])
    listing = read(data, "a.xlsx", columns)
    (entry,) = listing.entries
    assert (entry.title, entry.outlet, entry.published, entry.files, entry.accession) == (
        "The walk",
        "The River Post",
        "2015-06-03",
        ("a.pdf", "b.pdf"),
        "7",
    )
    assert "there is no column `Netz`" in listing.faults


@pytest.mark.parametrize("stated", ["title", "title=", "colour=Red", "=x"])
def test_a_mapping_that_is_none_is_refused(stated):
    """Whoever misspells a field is told which there are."""
    with pytest.raises(UsageError, match="which column is what"):
        columns_of([stated])


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        (b"a,b\n1,2\n", "a.csv", "no column is a title, url or file"),
        (b"", "a.csv", "no column is a title"),
        (b'title\n"' + b"x" * 1_200_000 + b'"', "a.csv", "no table that can be read"),
        (b"PK\x03\x04cut", "a.xlsx", "damaged"),
        (packed({"xl/workbook.xml": b" " * 160_000_000}), "a.xlsx", "bomb"),
        (packed({"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "a.xlsx", "entities"),
        (packed({"a.txt": b"x"}), "a.xlsx", "damaged"),
    ],
)
def test_hostile_and_wrong_tables_say_why(data, name, fault):
    """A table that is none, a bomb, entities and endless cells give no entry and a reason."""
    listing = read(data, name)
    assert listing.entries == ()
    assert any(fault in said for said in listing.faults)


ZOTERO = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:link="http://purl.org/rss/1.0/modules/link/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
 <bib:Article rdf:about="https://post.example/river">
  <z:itemType>newspaperArticle</z:itemType>
  <dcterms:isPartOf><bib:Newspaper><dc:title>The River Post</dc:title></bib:Newspaper></dcterms:isPartOf>
  <bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Example</foaf:surname><foaf:givenName>Ada</foaf:givenName></foaf:Person></rdf:li>
   <rdf:li><foaf:Person><foaf:surname>Sample</foaf:surname></foaf:Person></rdf:li></rdf:Seq></bib:authors>
  <link:link rdf:resource="#item_2"/><link:link rdf:resource="#item_3"/><dc:title>The walk to the river</dc:title><dc:date>2015-06-03</dc:date>
  <z:language>en</z:language><dcterms:abstract>He left
the group.</dcterms:abstract><z:libraryCatalog>Nexis</z:libraryCatalog>
  <dc:identifier><dcterms:URI><rdf:value>https://post.example/river</rdf:value></dcterms:URI></dc:identifier>
 </bib:Article>
 <z:Attachment rdf:about="#item_2"><z:itemType>attachment</z:itemType><rdf:resource rdf:resource="files/12/walk.pdf"/><dc:title>PDF</dc:title></z:Attachment>
 <z:Attachment rdf:about="#item_3"><z:itemType>attachment</z:itemType><rdf:resource rdf:resource="https://post.example/walk.pdf"/></z:Attachment>
 <bib:Article rdf:about="#item_4"><z:itemType>journalArticle</z:itemType><dcterms:isPartOf rdf:resource="urn:issn:1"/><dc:title>Leaving: a study</dc:title>
  <dc:date>2016</dc:date></bib:Article>
 <bib:Journal rdf:about="urn:issn:1"><dc:title>Journal of Leaving</dc:title><dc:identifier>DOI 10.1234/ABC.5</dc:identifier></bib:Journal>
 <bib:Memo rdf:about="#item_5"><rdf:value>a note</rdf:value></bib:Memo>
 <bib:Document rdf:about="#item_6"><z:itemType>document</z:itemType></bib:Document>
</rdf:RDF>"""


def test_zotero_rdf_is_read_with_its_files():
    """People, outlet (within or pointed at), date, address, abstract and attached files come out; an entry with nothing to go by is told."""
    found = rdf.read(ZOTERO.encode())
    first, second = found.entries
    assert (first.title, first.author, first.outlet) == ("The walk to the river", "Example, Ada; Sample", "The River Post")
    assert (first.published, first.language, first.address, first.database) == ("2015-06-03", "en", "https://post.example/river", "Nexis")
    assert (first.files, first.abstract) == (("files/12/walk.pdf",), "He left\nthe group.")
    assert (second.title, second.outlet, second.published) == ("Leaving: a study", "Journal of Leaving", "2016")
    assert found.faults == ("entry 3: it has neither a title nor an address",)
    assert read(ZOTERO.encode(), "export.rdf") == found


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (ZOTERO[:900], "no well-formed XML"),
        ("<feed/>", "no RDF that Zotero writes"),
        ("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(f"<!ENTITY {b} '{'&' + a + ';' * 1}{'&' + a + ';'}'>" for a, b in itertools.pairwise("abcdefghij")) + "]>"
         + ZOTERO.replace("The walk", "&j;"), ""),
        ("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + ZOTERO.replace("The walk to", "&a;"), ""),
    ],
)  # fmt: skip
def test_hostile_rdf_gives_nothing_away(data, fault):
    """No entity is replaced and no file is opened; what is no RDF is told."""
    found = rdf.read(data.encode())
    assert fault in " ".join(found.faults)
    assert "root:" not in str(found)
    assert "aaaaaaaaaa" not in "".join(entry.title for entry in found.entries)
