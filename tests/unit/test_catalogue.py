"""The catalogue: finds every lesson folder, and names the file, the fact and the remedy of each mistake."""

from pathlib import Path

import pytest

from tests.unit.lesson_folders import add_lesson
from tutorial.catalogue import HUES, read_catalogue
from tutorial.settings import ROOT
from tutorial.tables import CatalogueError


def test_lessons_come_in_the_order_of_the_course(tmp_path: Path) -> None:
    add_lesson(tmp_path, "second_one", order=20, text="## One\n")
    add_lesson(tmp_path, "first", order=3, text="## One\n")
    assert [lesson.slug for lesson in read_catalogue(tmp_path).lessons] == ["first", "second-one"]


def test_what_python_left_behind_is_no_lesson(tmp_path: Path) -> None:
    for folder in ("__pycache__", "of_another_branch/__pycache__"):
        (tmp_path / folder).mkdir(parents=True)
    assert read_catalogue(tmp_path).lessons == ()


def test_a_folder_that_would_not_be_found_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "lessons" / "empty"
    folder.mkdir(parents=True)
    with pytest.raises(CatalogueError, match=r"^lessons/empty: no lesson\.toml; copy the files of another lesson into"):
        read_catalogue(folder.parent)
    folder.rmdir()
    silent = add_lesson(tmp_path / "lessons", "silent", order=1)
    with pytest.raises(CatalogueError, match=r"^lessons/silent: no lesson\.md, so nobody would find this lesson"):
        read_catalogue(silent.parent)
    told = add_lesson(tmp_path / "more", "told", order=1, transport="post", text="## One\n")
    (told / "lesson.md").unlink()
    with pytest.raises(CatalogueError, match=r"^more/told: no lesson\.md, .* without part, minutes"):
        read_catalogue(told.parent)


def test_only_a_folder_with_a_text_has_a_page(tmp_path: Path) -> None:
    add_lesson(tmp_path, "silent", order=1, transport="post")
    add_lesson(tmp_path, "told", order=2, text="## Told {.story}\n")
    assert [lesson.href for lesson in read_catalogue(tmp_path).pages] == ["/lessons/told"]


def test_of_a_folder_only_demos_and_client_are_served_shared_styles_before_those_of_one_demo(tmp_path: Path) -> None:
    add_lesson(tmp_path, "told", order=1, text="## Told {.story}\n")
    (tmp_path / "told" / "demo" / "deeper").mkdir(parents=True)
    for name in ("demo/b.css", "demo.css", "demo/a.css", "demo.js", "demo/a.js", "other.css", "demo/deeper/c.css"):
        (tmp_path / "told" / name).touch()
    (lesson,) = read_catalogue(tmp_path).lessons
    served = [name.removeprefix("lessons/told/") for name in lesson.served]
    assert served == ["demo.js", "demo/a.js", "demo.css", "demo/a.css", "demo/b.css"]


def test_a_transport_is_read_with_its_look(tmp_path: Path) -> None:
    add_lesson(tmp_path, "plain", order=1, text="## One\n")
    add_lesson(tmp_path, "letters", order=2, transport="post")
    ((lesson, transport),) = read_catalogue(tmp_path).transports
    assert (lesson.slug, transport.name, transport.path, transport.hue) == ("letters", "post", "post", "poll")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (
            'colour = "red"',
            "lessons/odd/lesson.toml: 'colour' is no field here; the fields are title, order, transport,",
        ),
        ("transport = 3", "lessons/odd/lesson.toml: transport is 3; write a table, as in [transport]."),
        ("[transport]", "lessons/odd/lesson.toml: [transport] needs server.py beside it"),
        ("order = 2", "lessons/odd/lesson.toml: no valid TOML"),
    ],
)
def test_a_mistake_is_told_with_file_fact_and_remedy(tmp_path: Path, toml: str, said: str) -> None:
    add_lesson(tmp_path / "lessons", "odd", order=1, toml=toml)
    with pytest.raises(CatalogueError) as refusal:
        read_catalogue(tmp_path / "lessons")
    assert str(refusal.value).startswith(said)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", '"Post Office"', "name is 'Post Office'; write small letters, digits and hyphens"),
        ("hue", '"green"', "hue is 'green'; choose one of poll, lp, sse, ws."),
        ("shape", "7", "shape is 7; choose one of"),
        ("says", '" "', "says is ' '; write a text"),
        ("tries", "[]", "tries is []; write a list of texts"),
    ],
)
def test_a_mistake_in_a_transport_names_the_field(tmp_path: Path, field: str, value: str, said: str) -> None:
    toml = add_lesson(tmp_path, "odd", order=1, transport="post") / "lesson.toml"
    lines = [f"{field} = {value}" if line.startswith(f"{field} =") else line for line in toml.read_text().splitlines()]
    toml.write_text("\n".join(lines))
    with pytest.raises(CatalogueError) as refusal:
        read_catalogue(tmp_path)
    assert said in str(refusal.value)


@pytest.mark.parametrize("order", ["0", '"first"', "true", "1.5"])
def test_an_order_is_a_whole_number_from_one(tmp_path: Path, order: str) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "lesson.toml").write_text(f'title = "Odd"\norder = {order}\n')
    with pytest.raises(CatalogueError, match="write a whole number from 1"):
        read_catalogue(tmp_path)


def test_a_folder_must_be_named_as_python_can_import_it(tmp_path: Path) -> None:
    add_lesson(tmp_path, "Long-Polling", order=1)
    with pytest.raises(CatalogueError, match="rename it"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("orders", "names", "key"), [((1, 1), ("post", "pigeon"), "order"), ((1, 2), ("post", "post"), "name")]
)
def test_two_lessons_cannot_claim_the_same(
    tmp_path: Path, orders: tuple[int, int], names: tuple[str, str], key: str
) -> None:
    for folder, order, name in zip(("one", "two"), orders, names, strict=True):
        add_lesson(tmp_path, folder, order=order, transport=name)
    with pytest.raises(CatalogueError, match=f"two/lesson.toml: {key} = .* is already taken by .*one/lesson.toml"):
        read_catalogue(tmp_path)


def test_no_module_of_the_site_names_a_lesson_or_a_transport() -> None:
    lessons = read_catalogue(ROOT / "lessons").lessons
    names = {lesson.folder.name for lesson in lessons} | {
        lesson.transport.name for lesson in lessons if lesson.transport
    }
    names -= set(HUES)  # what the painter calls a colour is no lesson
    words = {f'"{name}"' for name in names} | {f"'{name}'" for name in names}
    for module in (ROOT / "tutorial").glob("*.py"):
        found = [word for word in words if word in module.read_text("utf-8")]
        assert not found, (
            f"tutorial/{module.name} names {found}: the catalogue must find lessons, not the site know them"
        )
