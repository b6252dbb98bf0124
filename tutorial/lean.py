"""JavaScript without its comments: what is for readers of the source need not travel to every browser.

Works line by line, on the formatting that `script/check` enforces: a comment that shares its line with code stays. Lines
keep their numbers, so a place named in the browser's console is the place in the source. A test compares every module of
the site with what esbuild makes of it before and after.
"""

from collections.abc import Iterator


def without_comments(source: bytes) -> bytes:
    """`source`, a module in UTF-8, with each line that is nothing but comment made empty."""
    return b"\n".join(_lean_lines(source.split(b"\n")))


def _lean_lines(lines: list[bytes]) -> Iterator[bytes]:
    in_block = in_template = False
    for line in lines:
        text = line.strip()
        if not in_template and text.startswith(b"/*"):
            in_block = b"*/" not in text[:-2]  # else code follows: a type, as in /** @type {string} */ (name)
        if in_block:
            in_block = not text.endswith(b"*/")
            yield b""
        elif text.startswith(b"//") and not in_template:
            yield b""
        else:
            in_template ^= text.count(b"`") % 2 == 1  # a template literal over several lines may hold anything
            yield line
