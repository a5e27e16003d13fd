"""Branch coverage of what decides who may do what: the table of transitions and every permission module.

    python -m bench.coverage_rules

Runs the tests of exactly these modules, prints the share of each, and fails under 100 %. A new `permissions.py` of any
app is found by itself: without its tests it counts as 0.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = (
    "tasks/transitions.py",
    "core/access.py",
    "accounts/access.py",
    *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/permissions.py")),
)
TESTS = (
    "tests/tasks/test_transitions.py",
    *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/*/test_permissions.py")),
)


def main() -> int:
    """Run the tests under coverage; return 0 where every line and branch of the modules was taken."""
    run = [sys.executable, "-m", "coverage", "run", "--branch", f"--include={','.join(MODULES)}", "-m", "pytest"]
    done = subprocess.run([*run, "-q", "-n0", "-p", "no:cacheprovider", *TESTS], cwd=ROOT, check=False)
    if done.returncode:
        return done.returncode
    report = [sys.executable, "-m", "coverage", "report", "--show-missing", "--fail-under=100", "--precision=1"]
    return subprocess.run([*report, f"--include={','.join(MODULES)}"], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
