"""`manage.py parse_policy`: what it prints for a readable file, and the one line it says for any other."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from .readers.files import PNG, docx_of

ROOT = Path(__file__).resolve().parents[2]
WORDS = "云州市稳增长若干措施\n\n1.稳住工业。（责任单位：市工业和信息化局、市财政局）\n"
BAD = {
    "empty": ("a.txt", b"", "文件是空的"),
    "binary": ("a.txt", bytes(range(256)) * 40, "二进制"),
    "picture": ("a.docx", PNG, "图片"),
    "large": ("a.txt", b"x" * (30 * 1024 * 1024), "30.0 MB"),
    "old": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Word"),
    "secret": ("a.txt", "机密★1年\n云州市人民政府文件\n".encode(), "密级"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_ends_the_command_with_one_chinese_line_that_names_it(name: str, tmp_path: Path) -> None:
    filename, data, words = BAD[name]
    path = tmp_path / filename
    path.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        call_command("parse_policy", str(path))
    line = str(refused.value)
    assert line.startswith(f"{path}：")
    assert words in line
    assert "\n" not in line


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="无法打开"):
        call_command("parse_policy", str(tmp_path / "没有.txt"))


def test_the_program_ends_with_an_exit_code_and_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    run = subprocess.run(
        [sys.executable, "manage.py", "parse_policy", str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.strip().split("\n")) == 1


@pytest.mark.parametrize(
    ("filename", "data"),
    [
        ("a.txt", WORDS.encode()),
        ("b.txt", WORDS.encode("gb18030")),
        ("c.txt", WORDS.encode("utf-16")),
        ("d.html", f"<html><body><p>{WORDS.replace(chr(10), '</p><p>')}</p></body></html>".encode()),
        ("e.docx", docx_of(*WORDS.split("\n"))),
    ],
    ids=["utf-8", "gb18030", "utf-16", "html", "docx"],
)
def test_every_format_prints_the_same_measure(filename: str, data: bytes, tmp_path: Path, capsys) -> None:
    path = tmp_path / filename
    path.write_bytes(data)
    call_command("parse_policy", str(path), format="json")
    (document,) = json.loads(capsys.readouterr().out)
    (measure,) = document["measures"]
    assert document["title"] == "云州市稳增长若干措施"
    assert (measure["number"], measure["title"], measure["lead_basis"]) == ("1", "稳住工业", "first_listed_inferred")
    assert [(u["name"], u["role"]) for u in measure["units"]] == [("市工业和信息化局", "lead"), ("市财政局", "co")]


def test_several_files_give_one_array_without_touching_a_database(tmp_path: Path, capsys) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_text(WORDS, encoding="utf-8")
    call_command("parse_policy", *map(str, paths), format="json")
    assert len(json.loads(capsys.readouterr().out)) == 2
