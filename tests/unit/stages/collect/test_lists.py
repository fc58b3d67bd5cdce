"""Lists of publications: entries, and what they are joined to."""

from __future__ import annotations

import pytest

from testimonia.stages.collect.lists import Joins, Listed, described, origin_of_entry, reading_of
from testimonia.stages.collect.readers.lists import Entry
from testimonia.stages.collect.readers.reading import Reading
from testimonia.stages.collect.readers.ris import read

RIS = """TY  - NEWS
TI  - The walk to the river
AU  - Example, Ada
AU  - Sample, Bela
T2  - The River Post
DA  - 2015/06/03/Late edition
LA  - English
UR  - https://Post.example:443/river#top
L1  - files/12/The walk.pdf
AN  - 998877
DB  - Nexis Uni
AB  - He left the group
  in the spring.
ER  -

TY  - JOUR
TI  - Leaving: a study
PY  - 2016
DO  - https://doi.org/10.1234/ABC.5
ER  -
"""


def entries(text, **more):
    return read(text.encode(**more)).entries


def test_an_entry_is_read_with_all_that_it_states():
    """Title, authors, outlet, date at its precision, language, address, number, abstract and files come out of their tags."""
    first, second = entries(RIS)
    assert (first.title, first.author, first.outlet) == ("The walk to the river", "Example, Ada; Sample, Bela", "The River Post")
    assert (first.published, first.language, first.accession, first.database) == ("2015-06-03", "en", "998877", "Nexis Uni")
    assert (first.address, first.files) == ("https://Post.example:443/river#top", ("files/12/The walk.pdf",))
    assert first.abstract == "He left the group\nin the spring."
    assert first.source.startswith("TY  - NEWS\nTI")
    assert (second.published, second.doi, second.number) == ("2016", "10.1234/abc.5", 2)


@pytest.mark.parametrize(
    ("text", "number", "fault"),
    [
        (RIS[: RIS.index("ER")], 1, "not closed"),
        (RIS.replace("ER  -\n", "", 1), 2, "begins before the one above it ends"),
        ("A line before\n" + RIS, 2, "line 1: it stands outside of any entry"),
        ("", 0, ""),
        ("no list at all", 0, "outside of any entry"),
    ],
)
def test_a_damaged_list_is_read_as_far_as_it_goes(text, number, fault):
    """Entries that are not closed are kept, and every fault is told with its line."""
    listing = read(text.encode())
    assert len(listing.entries) == number
    assert any(fault in said for said in listing.faults) if fault else not listing.faults


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_lists_are_read_in_the_encodings_of_their_writers(encoding):
    """A byte order mark, UTF-16 and Windows letters are no obstacle."""
    assert entries(RIS.replace("Ada", "Adä"), encoding=encoding)[0].author.startswith("Example, Adä")


@pytest.mark.parametrize(
    ("stated", "files", "joined"),
    [
        ("files/12/The walk.pdf", ["files/12/The walk.pdf", "files/13/The walk.pdf"], "files/12/The walk.pdf"),
        ("files/12/The walk.pdf", ["zotero/files/12/The walk.pdf", "other/The walk.pdf"], "zotero/files/12/The walk.pdf"),
        ("file:///C:/Users/ada/The%20walk.pdf", ["pdfs/the WALK.pdf"], "pdfs/the WALK.pdf"),
        (r"internal-pdf://123/The walk.pdf", ["a/The walk.pdf"], "a/The walk.pdf"),
        (r"C:\papers\The walk.pdf", ["The walk.pdf"], "The walk.pdf"),
        ("The walk.pdf", ["a/The walk.pdf", "b/The walk.pdf"], None),
        ("gone.pdf", ["a/The walk.pdf"], None),
    ],
)
def test_a_named_file_is_found_where_only_one_can_be_meant(stated, files, joined):
    """By path, else by name alone where it is the only one; two candidates are none."""
    joins = Joins()
    one = Listed("list.ris", Entry(number=1, source="", title="x", files=(stated,)))
    joins.add([one], files)
    assert [origin for origin in files if joins.of_file(origin)] == ([joined] if joined else [])


def reading(**more):
    return Reading(media_type="text/html", **more)


def test_an_item_is_found_by_address_and_by_its_title_where_nothing_contradicts():
    """The address decides; a title joins alone only if it is long, unique in the list, and outlet and date do not speak against it."""
    joins = Joins()
    river, study = (Listed("list.ris", entry) for entry in entries(RIS))
    joins.add([river, study], [])
    assert joins.of_item("a.html", reading(saved_from="https://post.example/river")) is river
    assert joins.of_item("https://post.example/river", reading()) is river
    assert joins.of_item("a.html", reading(title="THE WALK  to the river")) is river
    assert joins.of_item("a.html", reading(title="The walk to the river", outlet="Another Paper")) is None
    assert joins.of_item("a.html", reading(title="The walk to the river", published="2016")) is None
    assert joins.of_item("a.html", reading(title="The walk to the river", published="2015")) is river
    assert joins.of_item("a.html", reading(title="Leaving: a study")) is None  # three words may be many items
    joins.note(river, "account")
    assert joins.of_item("b.html", reading(title="The walk to the river")) is None
    assert joins.alone() == [study]
    twice = Joins()
    twice.add([river, Listed("b.ris", river.entry)], [])
    assert twice.of_item("a.html", reading(title="The walk to the river")) is None


def test_what_a_list_states_describes_the_item():
    """The list speaks for title, author and outlet; a date in the item stays where it is more exact and lies within the list's."""
    entry = Entry(number=1, source="", title="The walk", outlet="The River Post", published="2015")
    after = described(reading(title="walk.html", author="Ada", published="2015-06-03", published_origin="meta"), entry)
    assert (after.title, after.author, after.outlet) == ("The walk", "Ada", "The River Post")
    assert (after.published, after.published_origin) == ("2015-06-03", "meta")
    other = described(reading(published="2014-06-03", published_origin="meta"), entry)
    assert (other.published, other.published_origin) == ("2015", "list")


def test_an_entry_alone_is_a_record_and_says_so():
    """An entry whose item is not there is partial: title and abstract, at the item's own address."""
    river, study = (Listed("list.ris", entry) for entry in entries(RIS))
    assert origin_of_entry(river) == "https://post.example/river"
    assert origin_of_entry(study) == "https://doi.org/10.1234/abc.5"
    assert origin_of_entry(Listed("l.ris", Entry(number=7, source=""))) == "l.ris#7"
    record = reading_of(river.entry)
    assert (record.state.value, record.main) == ("partial", "He left the group\nin the spring.")
    assert "only its record" in record.reason
    assert "The walk to the river" in record.full
