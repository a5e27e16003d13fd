"""What is shipped of others: every package with its licence, none under the GPL or the AGPL."""

import runpy

import pytest
from django.conf import settings

pytestmark = pytest.mark.pure
THIRD_PARTY = runpy.run_path(str(settings.BASE_DIR / "deploy" / "third_party.py"))


def test_every_package_names_a_licence_that_may_be_shipped_and_the_document_says_so():
    assert THIRD_PARTY["problems"]() == []


@pytest.mark.parametrize(
    ("licence", "is_refused"),
    [
        ("AGPL-3.0-only", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GPL-2.0-or-later", True),
        ("MIT OR GPL-2.0", False),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3", False),
        ("BSD-3-Clause", False),
    ],
)
def test_strong_copyleft_is_told_from_the_rest(licence, is_refused):
    assert THIRD_PARTY["Package"]("x", "1", licence).is_strong_copyleft is is_refused
