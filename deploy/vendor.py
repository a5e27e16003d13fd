#!/usr/bin/env python3
"""Fetch the vendored files named in package.json, or check those that are committed.

`python deploy/vendor.py` installs the exact versions into a temporary folder (npm, no scripts, no lock file: a lock
embeds a registry's host), copies the few files the pages need, strips their source map lines, builds the icon sprite,
writes a `.gz` twin beside each and a MANIFEST.json with SHA-256 sums. `--check` compares the committed files with
their manifests and needs neither npm nor a network. Only the standard library is used.
"""

import argparse
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "static" / "vendor"
TESTS = ROOT / "tests" / "browser" / "vendor"

# (package, file inside it, folder, name of the copy)
COPIES = [
    ("bootstrap", "dist/css/bootstrap.min.css", PAGES, "bootstrap.min.css"),
    ("bootstrap", "LICENSE", PAGES, "LICENSE.bootstrap.txt"),
    ("bootstrap-icons", "LICENSE", PAGES, "LICENSE.bootstrap-icons.txt"),
    ("echarts", "dist/echarts.common.min.js", PAGES, "echarts.common.min.js"),
    ("echarts", "LICENSE", PAGES, "LICENSE.echarts.txt"),
    ("echarts", "NOTICE", PAGES, "NOTICE.echarts.txt"),
    # inside the bundle above
    ("zrender", "LICENSE", PAGES, "LICENSE.zrender.txt"),
    ("htmx.org", "dist/htmx.min.js", PAGES, "htmx.min.js"),
    ("htmx.org", "LICENSE", PAGES, "LICENSE.htmx.txt"),
    ("axe-core", "axe.min.js", TESTS, "axe.min.js"),
    ("axe-core", "locales/zh_CN.json", TESTS, "axe.zh_CN.json"),
    ("axe-core", "LICENSE", TESTS, "LICENSE.axe-core.txt"),
    ("axe-core", "LICENSE-3RD-PARTY.txt", TESTS, "LICENSE-3RD-PARTY.axe-core.txt"),
]
SPRITE = "icons.svg"
SOURCE_MAP = re.compile(rb"\n?(//[#@] sourceMappingURL=\S+|/\*# sourceMappingURL=.*?\*/)\s*$")


def _sprite(package: Path) -> bytes:
    """Return one SVG file with a symbol for each icon in use."""
    symbols = []
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["icons"]
    for name in sorted(wanted):
        drawing = (package / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", drawing).strip().replace("\n", "")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{inner}</symbol>')
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode()


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a file and, where it is served, its compressed twin; the same bytes on every run."""
    (folder / name).write_bytes(content)
    if folder == PAGES and Path(name).suffix in {".css", ".js", ".svg"}:
        (folder / f"{name}.gz").write_bytes(gzip.compress(content, compresslevel=9, mtime=0))


def _originals(modules: Path) -> list[tuple[str, str, Path, str, bytes]]:
    """Return package, file inside it, folder, name and bytes of everything to be copied."""
    files = [
        (package, inside, folder, name, (modules / package / inside).read_bytes())
        for package, inside, folder, name in COPIES
    ]
    return [*files, ("bootstrap-icons", "icons/*.svg", PAGES, SPRITE, _sprite(modules / "bootstrap-icons"))]


def _copy(modules: Path) -> None:
    """Replace both folders by fresh copies and write their manifests."""
    manifests: dict[Path, list[dict[str, str]]] = {PAGES: [], TESTS: []}
    for folder in manifests:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for package, inside, folder, name, original in _originals(modules):
        content = SOURCE_MAP.sub(b"\n", original)
        _write(folder, name, content)
        about = json.loads((modules / package / "package.json").read_text(encoding="utf-8"))
        row = {"file": name, "package": package, "version": about["version"], "source": inside}
        manifests[folder].append(row | {"licence": about["license"], "sha256": hashlib.sha256(content).hexdigest()})
    for folder, rows in manifests.items():
        rows.sort(key=lambda row: row["file"])
        text = json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
        (folder / "MANIFEST.json").write_text(text, encoding="utf-8")


def fetch() -> None:
    """Install the versions of package.json aside and copy what the pages and the browser tests use."""
    with tempfile.TemporaryDirectory() as work:
        shutil.copy(ROOT / "package.json", work)
        options = ["--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"]
        subprocess.run(["npm", "install", *options], cwd=work, check=True)
        _copy(Path(work) / "node_modules")


def problems() -> list[str]:
    """Return one line for each committed file that differs from its manifest; empty when all is well."""
    found = []
    for folder in (PAGES, TESTS):
        known = {"MANIFEST.json"}
        for row in json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8")):
            path, twin = folder / row["file"], folder / f"{row['file']}.gz"
            known |= {path.name, twin.name}
            content = path.read_bytes() if path.exists() else b""
            if hashlib.sha256(content).hexdigest() != row["sha256"]:
                found.append(f"{path.relative_to(ROOT)}: not the file of the manifest")
            if twin.exists() and gzip.decompress(twin.read_bytes()) != content:
                found.append(f"{twin.relative_to(ROOT)}: not the compressed twin")
        strangers = sorted({path.name for path in folder.iterdir()} - known)
        found += [f"{(folder / name).relative_to(ROOT)}: not in the manifest" for name in strangers]
    return found


def main() -> int:
    """Fetch, or check with `--check`; 1 when something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare the committed files with their manifests")
    if not parser.parse_args().check:
        fetch()
    found = problems()
    print("\n".join(found) or "the vendored files are those of the manifests")  # noqa: T201 a command's answer
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
