"""The settings of the site: read from the environment, refused with a reason."""

from pathlib import Path

import pytest

from tutorial.settings import SettingError, Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_environ({}) == Settings()


def test_the_environment_sets_each_setting_by_its_name_in_capitals(tmp_path: Path) -> None:
    environ = {
        "LESSONS": str(tmp_path),
        "STATIC": str(tmp_path),
        "RELOAD": "yes",
        "EMBED_FROM": "https://slides.example",
    }
    settings = Settings.from_environ(environ)
    assert settings == Settings(lessons=tmp_path, static=tmp_path, reload=True, embed_from="https://slides.example")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"RELOAD": "perhaps"}, "RELOAD: 'perhaps' is neither on nor off; write 1 or 0."),
        ({"LESSONS": "/no/such/place"}, "LESSONS: '/no/such/place' is no folder"),
        ({"EMBED_FROM": "*; script-src *"}, "EMBED_FROM: '*; script-src *' is no list of origins"),
        ({"EMBED_FROM": " "}, "EMBED_FROM: ' ' is no list of origins"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(environ: dict[str, str], said: str) -> None:
    with pytest.raises(SettingError, match=r".") as refusal:
        Settings.from_environ(environ)
    assert str(refusal.value).startswith(said)


def test_every_setting_has_help() -> None:
    for name, _, help in Settings.described():
        assert len(help) > 10, name
