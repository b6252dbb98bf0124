"""Which modules a script imports, so that a page can ask for all of them at once instead of one level after another."""

import posixpath
import re
from collections.abc import Callable

# `import … from "./x.js"`, `export … from "./x.js"` and `import "./x.js"` at the start of a line; relative addresses only.
IMPORT = re.compile(rb'^(?:import|export)\b[^;"\'(]*["\'](\.{1,2}/[^"\']+)["\']', re.MULTILINE)


def imports(name: str, read: Callable[[str], bytes | None]) -> tuple[str, ...]:
    """The names of all modules that `name` imports, directly or through others, nearest first; without `name` itself.

    `read` gives a module's source by its name, or None when there is none: such an import is left out.
    """
    found = [name]
    for module in found:  # grows while it is walked
        for relative in IMPORT.findall(read(module) or b""):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(module), relative.decode()))
            if target not in found and read(target) is not None:
                found.append(target)
    return tuple(found[1:])
