"""Write requirements*.txt, the pinned closures of requirements*.in, by asking pip's resolver (`make pins`)."""

import json
import subprocess
import sys
from pathlib import Path


def closure(source: Path) -> list[str]:
    """Return the sorted `name==version` lines that pip would install for a requirements file."""
    command = ["pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-", "-r", str(source)]
    report = json.loads(subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True).stdout)
    found = (row["metadata"] for row in report["install"])
    return sorted({f"{row['name'].lower().replace('_', '-')}=={row['version']}" for row in found})


def main() -> None:
    """Write both files."""
    for name in ("requirements", "requirements-dev"):
        lines = closure(Path(f"{name}.in"))
        Path(f"{name}.txt").write_text(
            f"# Pinned closure of {name}.in; made by `make pins`.\n" + "\n".join(lines) + "\n"
        )
        print(f"{name}.txt: {len(lines)}")


if __name__ == "__main__":
    main()
