"""The lesson on limits, gone through as a learner would; its proxy; and one stream for several real tabs."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.h2_proxy import h2_proxy
from tests.browser.learner import answer, button, done, lock, put_in_order, recall
from tests.server import Server
from tests.wire.rooms import http

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

LESSON = "/lessons/limits"
RUN_MS = 30_000  # two clumps take seven seconds, on a machine that has other things to do


# -- the proxy ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "apart"), [("?asks", True), ("", False)])
def test_the_proxy_gathers_events_unless_the_answer_asks_it_not_to(server: Server, query: str, apart: bool) -> None:
    with http(server.url) as client, client.stream("GET", f"{LESSON}/through-a-proxy{query}") as answer:
        first = next(answer.iter_raw())
        assert (answer.headers.get("X-Accel-Buffering") == "no") == apart
        assert (first.count(b"\n\n") < 5) == apart
        assert first.startswith(b"id: 1\ndata: event 1 of 30\n\n")


# -- the page -----------------------------------------------------------------------------------------


def test_a_learner_goes_through_the_whole_lesson(page: "Page", axe: Any) -> None:
    page.goto(LESSON)
    finds_what_stalls(page)
    sees_events_in_clumps(page)
    answers_the_checks(page)  # while the slowest clump gathers
    axe(page, include=".lesson-body")
    waits_for_the_slowest_clump(page)
    asks_the_proxy(page)
    expect(page.locator("page-protocol")).to_contain_text("This page came by http/1.1")


def finds_what_stalls(page: "Page") -> None:
    demo = page.locator("six-connections")
    expect(button(demo, "Run")).to_be_disabled()
    lock(page, "stall")
    button(demo, "Run").click()
    rows = demo.get_by_role("listitem")
    expect(rows).to_have_count(9)
    expect(demo.get_by_role("status").last).to_contain_text(
        re.compile(r"Six streams are open\. EventSource 7 and an ordinary fetch wait, .* The WebSocket opened after")
    )
    expect(page.locator("#against-stall")).to_contain_text("right")
    expect(demo).to_contain_text("6 of 6 connections in use, and 2 WebSockets; 2 waiting")
    expect(demo).to_contain_text("The server counts six streams.")
    button(demo, "Close EventSource 1").click()
    expect(rows.nth(6)).to_contain_text("open after")
    done(page, "freed", RUN_MS)
    button(demo, "Close EventSource 2").click()
    expect(rows.nth(7)).to_contain_text("answered after")
    button(demo, "Stop").click()
    expect(rows.nth(1)).to_contain_text("now closed")
    assert page.evaluate("fetch('/healthz').then((answer) => answer.status)") == 200  # the site is usable again


def sees_events_in_clumps(page: "Page") -> None:
    demo = page.locator("event-clumps")
    lock(page, "clump")
    button(demo, "Run").click()
    against = page.locator("#against-clump")
    expect(against).to_have_attribute("data-state", "measured", timeout=RUN_MS)
    expect(against).to_contain_text(re.compile(r"The longest wait was [2-9],\d{3}\sms"))
    demo.get_by_role("radio", name="20 a second").check()
    expect(figure(demo, "median wait")).to_have_text(re.compile(r"^\d{3}\s*ms"), timeout=RUN_MS)
    demo.get_by_role("radio", name="1 event a second").check()


def waits_for_the_slowest_clump(page: "Page") -> None:
    demo = page.locator("event-clumps")
    done(page, "busy", RUN_MS)
    demo.get_by_role("radio", name="passes everything on").check()
    expect(figure(demo, "held by the proxy")).to_have_text("no events")


def figure(demo: "Locator", title: str) -> "Locator":
    return demo.locator("dl > div").filter(has_text=title).locator("dd")


def asks_the_proxy(page: "Page") -> None:
    demo = page.locator("asked-proxy")
    button(demo, "Run").click()
    expect(button(page.locator("event-clumps"), "Run")).to_be_visible()  # one demo at a time holds connections
    verdict = re.compile(r"The same events, the same proxy\. Without the header one of them came \d,?\d+\sms later")
    expect(demo.get_by_role("status").last).to_have_text(verdict, timeout=RUN_MS)


def answers_the_checks(page: "Page") -> None:
    answer(page, {"nolog": [1], "three": [0], "local": [1], "headers": [0, 1, 3, 5], "unlimited": [2]})
    put_in_order(page.locator("#check-share"), [0] * 4)
    recall(page)


def test_several_tabs_share_one_stream(new_context: "Callable[..., BrowserContext]") -> None:
    context = new_context()
    first, *_ = tabs = [context.new_page() for _ in range(3)]
    for tab in tabs:
        tab.goto(LESSON)
        button(tab.locator("shared-stream"), "Join").click()
    demos = [tab.locator("shared-stream") for tab in tabs]
    for demo in demos:
        expect(demo.get_by_role("status")).to_contain_text("3 tabs share the stream. The server counts one stream.")
    button(demos[1], "Publish from this tab").click()
    for demo in demos:
        expect(demo.get_by_role("list")).to_contain_text(re.compile(r"published at [\d:]+ from tab \d+"))
    done(first, "tabs", RUN_MS)
    first.close()
    for demo in demos[1:]:
        expect(demo.get_by_role("status")).to_contain_text("2 tabs share the stream. The server counts one stream.")
    button(demos[2], "Publish from this tab").click()
    for demo in demos[1:]:
        expect(demo.get_by_role("list").locator("li")).to_have_count(2)
    button(demos[1], "Leave").click()
    expect(demos[2].get_by_role("status")).to_contain_text("One tab has the stream.")


def test_leaving_the_page_gives_every_connection_back(page: "Page") -> None:
    page.goto(LESSON)
    lock(page, "stall")
    button(page.locator("six-connections"), "Run").click()
    expect(page.locator("six-connections")).to_contain_text("2 waiting")
    page.goto("/glossary")  # it needs a connection, and gets one
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()


def test_over_http2_nothing_waits(new_context: "Callable[..., BrowserContext]", server: Server, tmp_path: Path) -> None:
    with h2_proxy(server.port, tmp_path) as address:
        page = new_context(base_url=address, ignore_https_errors=True).new_page()
        page.goto(LESSON)
        expect(page.locator("page-protocol")).to_contain_text("This page came by h2")
        lock(page, "stall")
        demo = page.locator("six-connections")
        button(demo, "Run").click()
        expect(demo.get_by_role("status").last).to_contain_text("Nothing waits: seven streams are open", timeout=RUN_MS)
        expect(demo).to_contain_text("7 requests open, on one connection (h2), and 2 WebSockets")
        button(demo, "Stop").click()


def test_a_running_stage_says_how_many_connections_it_holds(page: "Page") -> None:
    page.goto("/stage?run=1&rate=0")
    meter = page.locator("stage-foot connection-meter")
    expect(meter).to_have_text("3 of 6 connections in use, and 2 WebSockets")
    button(page, "Hide Long polling").click()
    expect(meter).to_have_text("2 of 6 connections in use, and 2 WebSockets")
