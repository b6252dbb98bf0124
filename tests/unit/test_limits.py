"""The limits: a name, a default, what it protects, and an environment variable each."""

from dataclasses import fields
from typing import get_type_hints

import pytest

from realtime.limits import LimitError, Limits, variable

DESCRIBED = Limits.described()


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Limits.from_environ({"PATH": "/bin"}) == Limits()


@pytest.mark.parametrize(("name", "default", "_"), DESCRIBED, ids=[name for name, _, _ in DESCRIBED])
def test_each_limit_is_set_by_its_name_in_capitals(name: str, default: float, _: str) -> None:
    limits = Limits.from_environ({f"LIMIT_{name.upper()}": "7"})
    assert getattr(limits, name) == 7
    assert type(getattr(limits, name)) is type(default)
    others = {field.name for field in fields(Limits)} - {name}
    assert all(getattr(limits, other) == getattr(Limits(), other) for other in others)


@pytest.mark.parametrize(("name", "default", "help"), DESCRIBED, ids=[name for name, _, _ in DESCRIBED])
def test_each_limit_has_a_default_of_its_type_and_says_what_it_bounds(name: str, default: float, help: str) -> None:
    assert type(default) is get_type_hints(Limits)[name]
    assert default > 0
    assert len(help) > 10


def test_seconds_may_be_a_fraction() -> None:
    assert Limits.from_environ({"LIMIT_PING_S": "0.25"}).ping_s == 0.25


@pytest.mark.parametrize("text", ["", "many", "0", "-1", "1.5", "1e3", "nan", "9" * 20])
def test_a_count_that_is_none_is_refused_by_the_name_of_its_variable(text: str) -> None:
    with pytest.raises(LimitError) as refusal:
        Limits.from_environ({"LIMIT_ROOMS": text})
    assert str(refusal.value) == (
        f"LIMIT_ROOMS={text!r} is not a whole number above 0 (rooms at once). Unset it to get the default, 5,000."
    )


@pytest.mark.parametrize("text", ["", "long", "0", "-0.5", "nan", "inf", "1e30"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(LimitError, match=r"LIMIT_HOLD_S=.* is not a number above 0 .* the default, 55\."):
        Limits.from_environ({"LIMIT_HOLD_S": text})


def test_the_variable_of_a_limit_is_its_name_in_capitals() -> None:
    assert variable("hold_s") == "LIMIT_HOLD_S"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("LIMIT_ROOM", "Did you mean LIMIT_ROOMS?"), ("LIMIT_XYZZY", "`python app.py --help` lists them all.")],
)
def test_a_misspelt_limit_is_refused_since_it_would_not_hold(name: str, remedy: str) -> None:
    with pytest.raises(LimitError) as refusal:
        Limits.from_environ({name: "7", "PATH": "/bin"})
    assert str(refusal.value) == f"{name}='7' sets no limit: there is none of that name. {remedy}"
