"""The texts that benches read: the real documents where they lie beside the project, else the project's own corpus."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def samples() -> tuple[str, list[str]]:
    """Return what the texts are, for people, and the texts."""
    real = sorted((SHARED / "samples").glob("*.txt"))
    if real:
        return f"{len(real)} 份样本（../shared/samples）", [path.read_text("utf-8") for path in real]
    return "项目自带语料（没有 ../shared）", ["\n\n".join(corpus())]


def corpus() -> list[str]:
    """Return the texts of the project's own corpus."""
    return [path.read_text("utf-8") for path in sorted((ROOT / "tests" / "corpus").glob("[0-9]*.txt"))]
