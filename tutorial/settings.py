"""The settings of the site: each a name, a default and a few words of help, set by an environment variable.

The limits of the engine are its own (`realtime.limits`); what is here decides only where pages come from and who may frame them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_type_hints

ROOT = Path(__file__).resolve().parent.parent

SWITCH = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "": False,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


class SettingError(ValueError):
    """A setting that cannot be used; the message names it, its value and the remedy."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the site finds its files, and how it serves them. Each is set by an environment variable, its name in capitals."""

    lessons: Annotated[Path, "folder with one folder a lesson"] = ROOT / "lessons"
    static: Annotated[Path, "folder served under /static"] = ROOT / "static"
    reload: Annotated[bool, "read templates and static files again when they change"] = False
    embed_from: Annotated[str, "who may frame /embed pages: * for anyone, or origins with spaces between them"] = "*"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """The defaults, with what the environment sets. Raises SettingError."""
        chosen: dict[str, Path | bool | str] = {}
        for name, default, _ in cls.described():
            text = environ.get(variable(name))
            if text is not None:
                chosen[name] = _read(variable(name), text, default)
        return cls(**chosen)  # type: ignore[arg-type]  # _read keeps each field's own type

    @classmethod
    def described(cls) -> list[tuple[str, Path | bool | str, str]]:
        """(name, default, help) of every setting, in the order above."""
        hints = get_type_hints(cls, include_extras=True)
        defaults = cls()
        return [(name, getattr(defaults, name), hint.__metadata__[0]) for name, hint in hints.items()]

    def __post_init__(self) -> None:
        for name in ("lessons", "static"):
            folder: Path = getattr(self, name)
            if not folder.is_dir():
                raise SettingError(
                    f"{variable(name)}: {str(folder)!r} is no folder; name an existing one, or leave it unset."
                )
        if not self.embed_from.strip() or set(self.embed_from) & set(";,\r\n"):
            raise SettingError(
                f"EMBED_FROM: {self.embed_from!r} is no list of origins; write * or, say, https://slides.example."
            )


def variable(name: str) -> str:
    """The environment variable that sets `name`."""
    return name.upper()


def _read(name: str, text: str, default: Path | bool | str) -> Path | bool | str:
    """The value of one variable, of the type of its default. Raises SettingError for a switch that is neither on nor off."""
    if isinstance(default, Path):
        return Path(text).expanduser().resolve()
    if not isinstance(default, bool):
        return text
    if text.strip().lower() not in SWITCH:
        raise SettingError(f"{name}: {text!r} is neither on nor off; write 1 or 0.")
    return SWITCH[text.strip().lower()]
