"""What a test does that finds a tool missing: it is left out on a developer's machine, and fails where all must run."""

import os
from typing import NoReturn

import pytest

EVERY_PROOF = any(map(os.environ.get, ("CI", "EVERY_PROOF")))  # the second is set by .ci/run


def missing(remedy: str) -> NoReturn:
    """Skips the test, with what is missing and how to get it; fails it where every proof must run.

    A proof that is skipped on the machine that runs on every change is none, and nobody would see it.
    """
    if EVERY_PROOF:
        pytest.fail(f"{remedy}. Here it may not be left out, for CI or EVERY_PROOF is set.", pytrace=False)
    pytest.skip(remedy)
