"""OpenVINO is imported lightly, and whoever imports it fully in the same process gets all of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.patience import SECONDS

OURS = "from rag.models.light_openvino import openvino, converter\nopenvino()\n"
THEIRS = "from openvino import convert_model\n"
REALLY = """
import openvino.tools.ovc, openvino
assert convert_model is openvino.convert_model is openvino.tools.ovc.convert_model
"""
THREADS = """
import sys
from threading import Barrier, Thread

sys.setswitchinterval(1e-6)
start, failed = Barrier(8), []

def ours():
    from rag.models.light_openvino import converter, openvino
    start.wait()
    openvino().Core
    converter()

def theirs():
    start.wait()
    from openvino import convert_model
    from openvino.tools.ovc import convert_model as same
    assert convert_model is same

def run(work):
    try:
        work()
    except BaseException as error:
        failed.append(repr(error))

threads = [Thread(target=run, args=(work,)) for work in (ours, theirs) * 4]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failed, failed
"""


def run(program: str) -> str:
    found = subprocess.run(
        [sys.executable, "-c", program],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.mark.parametrize("first", [OURS, f"{OURS}converter()\n", THEIRS])
def test_what_others_import_is_whole_whoever_came_first(first: str) -> None:
    run(first + THEIRS + OURS + THEIRS + REALLY)


@pytest.mark.parametrize("round", range(3))
def test_threads_that_import_at_once_all_get_what_they_want(round: int) -> None:
    run(THREADS)


def test_the_light_import_leaves_the_converter_out_and_nothing_behind() -> None:
    program = """
import json, sys
before = list(sys.meta_path)
{}
print(json.dumps([sorted(sys.modules), [n for n, m in sys.modules.items() if m is None]]))
assert sys.meta_path == before
"""
    light, poisoned = json.loads(run(program.format(OURS)))
    full, _ = json.loads(run(program.format(OURS + THEIRS)))
    assert not poisoned
    assert not {"openvino.tools.ovc", "openvino_telemetry"} & set(light)
    assert "openvino.tools.ovc" in full and len(light) < len(full) - 50


def test_a_name_that_openvino_lacks_is_still_missing() -> None:
    run(OURS + "import openvino\nassert not hasattr(openvino, 'nothing_of_the_kind')\n")
