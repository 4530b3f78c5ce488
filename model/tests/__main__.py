"""Run groups of tests, print how many passed, and fail if one fails or if there is none."""
from __future__ import annotations

import sys
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(group: str) -> bool:
    """Whether all tests of a group pass."""
    suite = unittest.defaultTestLoader.discover(str(HERE / group), top_level_dir=str(HERE.parent))
    begun = time.time()
    result = unittest.TextTestRunner(stream=sys.stdout, buffer=True).run(suite)
    bad = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    passed = result.testsRun - bad - skipped
    for test, why in result.skipped:
        print(f"skipped {test}: {why}")
    print(f"model/tests/{group}: {time.time() - begun:.0f} s")
    print(f"{passed} passed, {bad} failed, {skipped} skipped", flush=True)
    return not bad and passed > 0


if __name__ == "__main__":
    groups = sys.argv[1:] or ["fast", "with_torch"]
    sys.exit(0 if all([run(group) for group in groups]) else 1)
