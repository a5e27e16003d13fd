"""Write the table of Python packages and their licences in THIRD_PARTY.md; `--check` only compares.

The packages are those of requirements.txt, the licences what the installed packages say of themselves. Where a package
names none in its metadata, `STATED` says what stands in the licence file that it ships.
"""

import importlib.metadata
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "THIRD_PARTY.md"
BEGIN, END = "<!-- python packages: deploy/third_party.py -->", "<!-- end of python packages -->"
# read in the package's own licence file
STATED: dict[str, str] = {}
STRONG = re.compile(r"(?<!L)(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
WEAK = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """One installed package as it describes itself."""

    name: str
    version: str
    licence: str

    @property
    def is_strong_copyleft(self) -> bool:
        """Say whether GPL or AGPL is the only licence on offer."""
        return all(STRONG.search(WEAK.sub("", part)) for part in re.split(r"\s+OR\s+", self.licence))

    @property
    def is_weak_copyleft(self) -> bool:
        """Say whether it is under the LGPL."""
        return bool(WEAK.search(self.licence))


def packages() -> list[Package]:
    """Return the packages of requirements.txt; raises PackageNotFoundError for one that is not installed."""
    pins = (line.strip() for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines())
    names = [pin.split("==")[0] for pin in pins if pin and not pin.startswith("#")]
    return [_package(name) for name in sorted(names)]


def _package(name: str) -> Package:
    distribution = importlib.metadata.distribution(name)
    return Package(name, distribution.version, STATED.get(name) or next(_licences(distribution), ""))


def _licences(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    said: Any = distribution.metadata
    for key in ("License-Expression", "License"):
        value = next(iter(said.get_all(key) or [""])).strip()
        # some put the whole text there
        if value and "\n" not in value and len(value) < 60 and value.upper() not in ("UNKNOWN", "DUAL LICENSE"):
            yield value
    classifiers = said.get_all("Classifier") or []
    found = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License :: ")]
    if found:
        yield " OR ".join(found)


def table() -> str:
    """Return the table as it should stand in the document."""
    rows = [f"| {one.name} | {one.version} | {one.licence} |" for one in packages()]
    return "\n".join([BEGIN, "| package | version | licence |", "| --- | --- | --- |", *rows, END])


def wanted() -> str:
    """Return the document with today's table."""
    text = DOCUMENT.read_text(encoding="utf-8")
    if BEGIN not in text:
        return f"{text.rstrip()}\n\n{table()}\n"
    before, _, rest = text.partition(BEGIN)
    return before + table() + rest.partition(END)[2]


def problems() -> list[str]:
    """Return what is wrong: strong copyleft, a package without a licence, a document that is behind."""
    found = [f"{one.name}: {one.licence or 'no licence named'}" for one in packages() if not one.licence]
    found += [f"{one.name}: {one.licence}" for one in packages() if one.licence and one.is_strong_copyleft]
    if wanted() != DOCUMENT.read_text(encoding="utf-8"):
        found.append("THIRD_PARTY.md is behind requirements.txt: python deploy/third_party.py")
    return found


def main() -> int:
    """Write or check."""
    if "--check" not in sys.argv:
        DOCUMENT.write_text(wanted(), encoding="utf-8")
    found = problems()
    print(*found, sep="\n", end="\n" if found else "")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
