"""The table of recoveries as lessons show it: cut out of the file that a browser test makes."""

from pathlib import Path

import pytest

from realtime.broker import open_broker
from realtime.limits import Limits
from realtime.room import Rooms
from tests.unit.lesson_folders import add_lesson
from tutorial import Settings, create_app
from tutorial.recovery import RecoveryError, read_recovery
from tutorial.tables import CatalogueError


def test_rows_and_columns_can_be_chosen() -> None:
    whole = read_recovery((), ())
    assert len(whole.rows) >= 13
    assert {len(row.cells) for row in whole.rows} == {4}
    some = read_recovery(("sse",), ("503", "cut"))
    assert [row.says for row in some.rows] == ["cut, and then one 503", "every line cut"]
    gave_up, back = (row.cells["sse"] for row in some.rows)
    assert (gave_up.sees, gave_up.late) == ("it gives up, until it is opened again", "")
    assert gave_up.reopened.endswith("\u202fs")
    assert back.late.endswith("\u202fs")
    assert back.reopened == ""
    with pytest.raises(RecoveryError, match="no transport 'pigeon'; it has polling"):
        read_recovery(("pigeon",), ())


def page(root: Path, text: str) -> str:
    """A lesson of this text, beside one that brings SSE."""
    add_lesson(root, "sse", order=1, transport="sse")
    add_lesson(root, "letters", order=2, text=text)
    (root / "glossary.toml").write_text(
        '[[term]]\nname = "Cursor"\ntext = "A place."\nsource = "a word of this site"\n'
    )
    limits = Limits()
    rooms = Rooms(open_broker("memory", limits), limits)
    return create_app(rooms, Settings(lessons=root)).test_client().get("/lessons/letters").text


def test_a_lesson_shows_it(tmp_path: Path) -> None:
    html = page(tmp_path, '## One\n\n{{ recovery("What SSE does", lanes="sse", conditions="cut,503") }}\n')
    assert "<caption>What SSE does</caption>" in html
    assert html.count("every line cut") == 1
    assert html.count("opened again by the test after") == 1
    assert "Chromium" in html


def test_a_stage_s_conditions_are_checked_when_the_site_starts(tmp_path: Path) -> None:
    said = """{{ stage(lanes="sse", conditions='{"delay_down_ms": 200}') }}"""
    assert "delay_down_ms&#34;: 200" in page(tmp_path / "right", f"## One\n\n{said}\n").replace("&quot;", "&#34;")
    for folder, wrong, why in (("a", "200", "'thunder' is not known"), ("b", "}", "are no JSON")):
        text = said.replace("200", wrong).replace("delay_down_ms", "thunder")
        with pytest.raises(CatalogueError, match=why):
            page(tmp_path / folder, f"## One\n\n{text}\n")
