"""Look for secrets in what git keeps: private keys, tokens of known forms, passwords in addresses, long random values.

Exit code 1 with file and line of each find. What only looks like one bears `not-a-secret` on its line.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "access key": r"\b(?:AKIA|ASIA|LTAI)[0-9A-Za-z]{12,20}\b",
    "token": r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10,}|sk-[0-9A-Za-z]{32,})",
    "JSON web token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "password in an address": r"\b[a-z][a-z0-9+]*://[^\s/:@'\"{}<>$]+:(?!(?i:password)\b|密码)[^\s/@'\"{}<>$]+@",
    "value of a secret variable": (
        r"(?i:\b\w*(?:secret|passwd|password|api_?key|token)\w*)\s*[:=]\s*['\"][\w+/=.-]{24,}['\"]"
    ),
}
PATTERN = re.compile("|".join(f"(?P<f{number}>{form})" for number, form in enumerate(FORMS.values())))
NAMES = list(FORMS)
# other people's minified files, and hashes of them
LEFT_OUT = ("static/vendor/", "tests/browser/vendor/")
ALLOWED = "not-a-secret"


def finds(name: str, text: str) -> list[str]:
    """Return `name:line: what` for each line that looks like a secret; never the value itself."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = PATTERN.search(line)
        if match and match.lastgroup and ALLOWED not in line:
            found.append(f"{name}:{number}: {NAMES[int(match.lastgroup[1:])]}")
    return found


def main() -> int:
    """Look at every file git keeps."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    found: list[str] = []
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if not name or name.startswith(LEFT_OUT) or not path.is_file():
            continue
        if path.name == ".env":
            found.append(f"{name}: an environment file belongs to a server")
        found += finds(name, path.read_text(encoding="utf-8", errors="ignore"))
    print(*found, sep="\n", end="\n" if found else "")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
