"""Reads what a file imports, in Python and in JavaScript, without running it."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# One of: a comment, a string, a template literal, or any other character. Comments and strings hide what looks like code.
_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?P<template>`(?:\\.|[^`\\])*`)""",
    re.DOTALL,
)
_IMPORT = re.compile(r"""(?<![\w$.])(?:from\s*|import\s*\(?\s*)"(?P<number>\d+)\"""")  # a string, by its number


def of_python(file: Path) -> set[str]:
    """The full names of the modules a Python file imports, relative ones resolved: `realtime.topic`."""
    package = file.relative_to(ROOT).parent.parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"), str(file))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*parents, *filter(None, [node.module])))
            found |= {f"{base}.{name.name}" for name in node.names} | {base}
    return found


def constants_of_python(file: Path) -> set[str]:
    """The strings a Python file works with: its docstrings are not among them."""
    tree = ast.parse(file.read_text("utf-8"), str(file))
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in spoken)
    return {node.value for node in strings if isinstance(node.value, str)}


def of_javascript(file: Path) -> set[Path | str]:
    """What a JavaScript file imports, statically or by a literal `import(...)`: files, or the words of a bare import."""
    strings: list[str] = []

    def number(token: re.Match[str]) -> str:
        if not token["string"]:
            return " "
        strings.append(token["string"][1:-1])
        return f'"{len(strings) - 1}"'

    code = _TOKEN.sub(number, file.read_text("utf-8"))
    found = (strings[int(match["number"])] for match in _IMPORT.finditer(code))
    return {(file.parent / one).resolve() if one.startswith(".") else one for one in found}


def names_of_javascript(file: Path) -> set[str]:
    """The free-standing words of a JavaScript file's code: not those in comments or strings, nor after a dot or as a key."""
    code = _TOKEN.sub(" ", file.read_text("utf-8"))
    return set(re.findall(r"(?<![\w$.#])[A-Za-z_$][\w$]*(?!\s*:)(?![\w$])", code))
