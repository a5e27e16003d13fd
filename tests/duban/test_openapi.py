"""The description of the interface kept in the repository is the one the program gives."""

from difflib import unified_diff
from itertools import islice
from pathlib import Path

from django.core.management import call_command

KEPT = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"


def test_a_change_of_the_interface_shows_as_a_difference(tmp_path):
    now = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(now), validate=True, fail_on_warn=True)
    difference = unified_diff(KEPT.read_text("utf-8").splitlines(), now.read_text("utf-8").splitlines(), lineterm="")
    assert list(islice(difference, 40)) == [], "`make openapi` writes the new description"
