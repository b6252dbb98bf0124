"""JavaScript without its comments: what is for readers of the source need not travel to every browser.

Works line by line, on the formatting that `script/check` enforces. A line that is nothing but comment becomes empty, and a
type within a line of code goes; what follows code to the end of its line stays. Lines keep their numbers, so a place named
in the browser's console is the line in the source. A test compares every module of the site with what esbuild makes of it
before and after.
"""

import re
from collections.abc import Iterator

TYPE = re.compile(rb"/\*\* @.*?\*/ ?")  # as in /** @type {string} */ (name)


def without_comments(source: bytes) -> bytes:
    """`source`, a module in UTF-8, with each line that is nothing but comment made empty, and no types within lines."""
    return b"\n".join(_lean_lines(source.split(b"\n")))


def _lean_lines(lines: list[bytes]) -> Iterator[bytes]:
    in_block = in_template = False
    for line in lines:
        text = line.strip()
        if not in_template and text.startswith(b"/*"):
            in_block = b"*/" not in text[:-2]  # else code follows
        if in_block:
            in_block = not text.endswith(b"*/")
            yield b""
        elif text.startswith(b"//") and not in_template:
            yield b""
        else:
            yield line if in_template else TYPE.sub(b"", line)
            in_template ^= text.count(b"`") % 2 == 1  # a template literal over several lines may hold anything
