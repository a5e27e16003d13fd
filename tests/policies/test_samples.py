"""Real documents, where they are at hand beside the project: the number of measures, and that their spans hold."""

from pathlib import Path

import pytest

from departments.models import Jurisdiction
from policies.models import Measure, Responsibility
from policies.services.importing import import_file

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
COUNTS = {"000": ("泰州市", 29), "002": ("嘉兴市", 52), "003": ("枣庄市", 31)}


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_a_real_document_is_taken_in_whole(db, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    files = sorted(SAMPLES.glob(f"{name}_*.txt"))
    if not files:
        pytest.skip(f"the real document {name} is not at hand in ../shared/samples")
    city, count = COUNTS[name]
    jurisdiction = Jurisdiction.objects.create(name=city, number_prefix=city[:1])
    outcome = import_file(jurisdiction=jurisdiction, data=files[0].read_bytes(), filename=files[0].name, by=None)
    assert outcome.source_file is not None
    text = outcome.source_file.text
    measures = list(Measure.objects.current())
    assert len(measures) == count
    for measure in measures:
        assert text[measure.span_start : measure.span_end].strip()
    for unit in Responsibility.objects.filter(span_start__isnull=False):
        assert unit.span_end is not None
        assert text[unit.span_start : unit.span_end].strip()
