"""The committed copies of other people's files are what their manifests say."""

import runpy

from django.conf import settings


def test_the_vendored_files_are_those_of_the_manifests():
    vendor = runpy.run_path(str(settings.BASE_DIR / "deploy" / "vendor.py"))
    assert vendor["problems"]() == []
