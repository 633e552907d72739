"""A signal that comes to a process of the pool which has only begun: it ends, and says nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from conftest import ROOT

#: As the pool does it: a fork has the handlers of the process that made it, until it sets its own.
FORKED = """
import os, signal, sys
from book.command import run

with run._stoppable():
    child = os.fork()
    if not child:
        os.kill(os.getpid(), signal.SIGTERM)
        os._exit(0)
    sys.stdout.write(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no process")
def test_a_process_that_has_only_begun_ends_without_a_word() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKED],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.stdout, done.stderr) == (str(128 + signal.SIGTERM), "")
