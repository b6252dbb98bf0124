"""The glossary: every term with its text and its source, every link inside it alive."""

from pathlib import Path

import pytest

from tutorial.glossary import read_glossary
from tutorial.markdown import slug
from tutorial.settings import ROOT
from tutorial.tables import CatalogueError

GLOSSARY = ROOT / "lessons" / "glossary.toml"
GOOD = '[[term]]\nname = "Hold"\ntext = "How long."\nsource = "a word of this site"\n'


def test_the_glossary_of_the_site_reads_without_a_mistake() -> None:
    terms = read_glossary(GLOSSARY)
    assert len(terms) >= 35
    assert [term.name.lower() for term in terms] == sorted(term.name.lower() for term in terms)


@pytest.mark.parametrize(
    "word",
    [
        "event",
        "topic",
        "cursor",
        "room",
        "broker",
        "node",
        "transport",
        "hold",
        "wire",
        "conditions",
        "gap",
        "trace",
        "stage",
        "lane",
        "check",
        "class",
    ],
)
def test_every_word_that_the_code_uses_in_its_own_sense_is_explained(word: str) -> None:
    assert word in [term.slug for term in read_glossary(GLOSSARY)]


def test_a_text_is_two_or_three_sentences() -> None:
    for term in read_glossary(GLOSSARY):
        assert 1 <= term.html.count(". ") + term.html.count(": ") <= 4, term.name
        assert 80 < len(term.html.striptags()) < 330, term.name


def test_no_file_means_no_glossary(tmp_path: Path) -> None:
    assert read_glossary(tmp_path / "glossary.toml") == ()


@pytest.mark.parametrize(
    ("name", "anchor"),
    [("Last-Event-ID", "last-event-id"), ("p50, p95", "p50-p95"), ("At least once", "at-least-once")],
)
def test_an_anchor_is_the_name_in_small_letters(name: str, anchor: str) -> None:
    assert slug(name) == anchor


def test_markup_in_a_text_stays_text(tmp_path: Path) -> None:
    file = tmp_path / "glossary.toml"
    file.write_text(GOOD.replace("How long.", "A `<b>` is <b>not</b> bold."))
    assert read_glossary(file)[0].html == "A <code>&lt;b&gt;</code> is &lt;b&gt;not&lt;/b&gt; bold."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace('text = "How long."\n', ""), "glossary.toml: term 'Hold': text is None; write a text, as in"),
        (GOOD.replace("a word of this site", "RFC 6202"), "glossary.toml: term 'Hold': no url for its source; add url"),
        (GOOD.replace("How long.", "A [cursor](#cursor)."), "glossary.toml: 'Hold' links to #cursor, which is no term"),
        (GOOD + GOOD, "glossary.toml: 'Hold' is there twice; keep one."),
        (
            GOOD + 'see = "x"\n',
            "glossary.toml: term 'Hold': 'see' is no field here; the fields are name, text, source, url.",
        ),
        (GOOD.replace('name = "Hold"\n', ""), "glossary.toml: term 1: name is None; write a text"),
        ("[[term]\n", "glossary.toml: no valid TOML"),
    ],
)
def test_a_mistake_is_told_with_file_fact_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "glossary.toml"
    file.write_text(text)
    with pytest.raises(CatalogueError) as refusal:
        read_glossary(file)
    assert said in str(refusal.value)
