"""Comments stay at home, and nothing else does."""

import json
import subprocess

from script import vendor
from tests.server import ROOT
from tests.tools import missing
from tutorial.lean import without_comments

SOURCES = [
    path
    for folder in ("static/js", "lessons")
    for path in sorted((ROOT / folder).rglob("*.js"))
    if "vendor" not in path.parts
]


def test_lines_of_comment_become_empty_and_lines_of_code_stay() -> None:
    source = b"/**\n * Adds.\n */\nfunction add(a, b) {\n  // why\n  return a + b; // here\n}\n/* one line */\n"
    assert without_comments(source) == b"\n\n\nfunction add(a, b) {\n\n  return a + b; // here\n}\n\n"


def test_a_type_within_a_line_goes_and_the_code_around_it_stays() -> None:
    source = b"  const at = /** @type {Map<string, {}>} */ (places).get(/** @type {string} */ (name)); /* kept */\n"
    assert without_comments(source) == b"  const at = (places).get((name)); /* kept */\n"


def test_a_template_literal_keeps_what_looks_like_a_comment() -> None:
    source = b"const text = `\n// not a comment\n * nor this\n/* nor this */\n/** @type {nor} */ this\n`;\n// one\n"
    assert without_comments(source) == source.replace(b"// one", b"")


def test_no_module_of_the_site_means_anything_else_without_its_comments() -> None:
    node = vendor.find_node()
    if node is None or not (ROOT / "node_modules" / "esbuild").is_dir():
        missing("esbuild is not installed: run script/vendor")
    modules = [(str(path.relative_to(ROOT)), path.read_bytes()) for path in SOURCES]
    given = [(name, source.decode(), without_comments(source).decode()) for name, source in modules]
    done = subprocess.run(
        (*node.node, "tests/js/lean.mjs"),
        cwd=ROOT,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
