"""What a class and its teacher do on the page, for the tests of the comparison."""

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.learner import button
from tests.server import Server
from tests.wire.rooms import http

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LESSON = "/lessons/realtime"
SEND = "Send my eight delays to the class"
CHANGES = "Send my changes to the class"
PRODUCTS = ("report", "score", "inbox", "cursor", "ride", "stock", "chat", "follow")
CHAT = "A chat message"


def axis(page: "Page") -> "Locator":
    return page.locator("tolerable-delay")


def row(page: "Page", product: str) -> "Locator":
    return axis(page).get_by_role("listitem").filter(has_text=product)


def start(page: "Page") -> str:
    """Starts a class; its link."""
    page.goto(LESSON)
    button(axis(page), "Compare with a class").click()
    link = axis(page).locator("details code")
    expect(link).to_contain_text("#class=")
    return link.inner_text()


def place_all(page: "Page", *keys: str) -> None:
    """Places every product by the same keys on its slider."""
    for slider in axis(page).get_by_role("slider").all():
        for key in keys:
            slider.press(key)


def publish(server: Server, link: str, data: Any) -> None:
    """Puts something into a class's room, as anybody with its link can."""
    found = re.search(r"#class=([\w-]+)\.([\w-]+)$", link)
    assert found
    room, key = found.groups()
    path = f"/rooms/{room}/topics/tolerable-delay"
    with http(server.url) as client:
        answer = client.post(path, headers={"Authorization": f"Bearer {key}"}, json={"type": "delays", "data": data})
    assert answer.status_code == 201, answer.text


def answer_of(number: int, seconds: float) -> dict[str, Any]:
    return {"shows": f"{number:032x}", "changes": 0, "delays": dict.fromkeys(PRODUCTS, seconds)}
