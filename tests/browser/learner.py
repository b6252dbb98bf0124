"""What a lesson's test does as a learner would: by the names the page gives, and by keyboard."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

NUMBERS = "(list) => [...list.children].map((item) => Number(item.dataset.number ?? -1))"


def button(place: "Page | Locator", name: str) -> "Locator":
    """A button by its whole name."""
    return place.get_by_role("button", name=name, exact=True)


def says(place: "Page | Locator") -> "Locator":
    """What a demo or a check says of itself."""
    return place.get_by_role("status")


def lock(page: "Page", prediction: str, choice: str | int | None = None) -> None:
    """Answers a prediction with a choice, by its words or its place, or with "I do not know"; what waits is unlocked."""
    card = page.locator(f"#predict-{prediction}")
    if choice is None:
        button(card, "I do not know").click()
        return
    choices = card.get_by_role("radio")
    (choices.nth(choice) if isinstance(choice, int) else card.get_by_role("radio", name=choice)).check()
    button(card, "Lock my answer").click()


def lock_number(page: "Page", prediction: str, key: str) -> None:
    """Answers a prediction of a number by keyboard: Home is the least, End the most, an arrow the middle to begin with."""
    card = page.locator(f"#predict-{prediction}")
    card.get_by_role("slider").press(key)
    button(card, "Lock my answer").click()


def done(page: "Page", change: str, timeout_ms: float) -> None:
    """Waits until the page has noticed that a change was made."""
    expect(page.locator(f"#modify-{change} .modify-state")).to_have_text("done", timeout=timeout_ms)


def answer(page: "Page", checks: Mapping[str, Sequence[int]]) -> None:
    """Answers checks: for each id, the numbers of the right choices in the quiz."""
    for name, right in checks.items():
        check = page.locator(f"#check-{name}")
        for number in right:
            check.locator(f"input[value='{number}']").check()
        button(check, "Check").click()
        expect(says(check)).to_contain_text("right")


def recall(page: "Page") -> None:
    """Opens every review card; each says when it comes back."""
    cards = page.locator("review-cards .card")
    for card in cards.all():
        card.get_by_text("Show the answer").click()
    expect(cards.filter(has_text="Comes back tomorrow.")).to_have_count(cards.count())


def put_in_order(check: "Locator", indents: Sequence[int], left_out: Sequence[int] = ()) -> None:
    """Puts the lines of a check in the order of the quiz by their grips and the arrow keys, and lets it be judged.

    `indents` has the indentation of each line, zeros where there is none; `left_out` the numbers that do not belong.
    """
    lines = check.locator(".choices")
    for number, indent in enumerate(indents):
        for _ in range(lines.evaluate(NUMBERS).index(number) - number):
            _grip(lines, number).press("ArrowUp")
        for _ in range(indent):
            _grip(lines, number).press("ArrowRight")
    for number in left_out:
        while (order := lines.evaluate(NUMBERS)).index(number) < order.index(-1):
            _grip(lines, number).press("ArrowDown")
    button(check, "Check").click()
    expect(says(check)).to_contain_text("right")


def _grip(lines: "Locator", number: int) -> "Locator":
    return lines.locator(f":scope > [data-number='{number}'] .grip")
