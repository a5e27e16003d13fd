"""`manage.py import_policy`: from a file to issued tasks, and one line for everything that cannot be."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from departments.models import Department, DepartmentKind, Jurisdiction, Roster
from policies.models import Measure, Policy
from tasks.models import Task
from tasks.services.founding import is_collective, kind_of

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
TEXT = """云州市促进养老服务发展若干措施

一、完善设施

1.建设社区养老服务中心。2025年9月底前建成12个。(责任单位:市民政局、市财政局、各县(市、区)人民政府)

2.推进医养结合。(责任单位:市卫生健康委、市医保局)

3.加强要素保障。(市自然资源和规划局、市财政局按职责分工负责)

本措施自印发之日起施行,有效期至2025年12月31日。
"""


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def run(path: Path, *options: str, jurisdiction: str = "云州市") -> str:
    out = StringIO()
    call_command("import_policy", str(path), "--jurisdiction", jurisdiction, *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "措施.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


ALL = ("--create-jurisdiction", "云督", "--create-units", "--confirm", "--issue")


def test_a_file_waits_at_the_desk_unless_told_otherwise(db, document):
    said = run(document, "--create-jurisdiction", "云督")
    assert "3 条举措，有效期至2025年12月31日" in said
    assert (Measure.objects.count(), Task.objects.count(), Department.objects.count()) == (3, 0, 0)


def test_units_are_entered_measures_confirmed_and_what_has_a_lead_is_issued(db, document):
    said = run(document, *ALL, "--roster", "各县(市、区)人民政府=东湖区人民政府,西山县人民政府")
    assert "交办 2 件" in said
    assert "“加强要素保障”没有第一牵头单位" in said
    centre = Task.objects.get(title__contains="养老服务中心")
    assert (str(centre.due_on), centre.due_basis) == ("2025-09-30", "measure")
    assert {part.department.name: part.is_first_lead for part in centre.assignments.all()} == {
        "市民政局": True, "市财政局": False, "东湖区人民政府": False, "西山县人民政府": False,
    }  # fmt: skip
    health = Task.objects.get(title__contains="医养")
    assert (str(health.due_on), health.due_basis) == ("2025-12-31", "validity")
    assert Task.objects.get(state="drafted").title == "加强要素保障"
    assert Department.objects.get(name="西山县人民政府").kind == DepartmentKind.COUNTY


def test_joint_duties_get_the_first_listed_as_lead_only_when_told(db, document):
    run(document, *ALL, "--first-listed-leads")
    lead = Task.objects.get(title="加强要素保障").assignments.get(is_first_lead=True)
    assert (lead.department.name, lead.basis) == ("市自然资源和规划局", "first_listed")


def test_the_same_file_again_changes_nothing(db, document):
    run(document, *ALL)
    before = (Policy.objects.count(), Task.objects.count(), Department.objects.count(), Roster.objects.count())
    assert "此前已导入" in run(document, *ALL)
    assert (Policy.objects.count(), Task.objects.count(), Department.objects.count(), Roster.objects.count()) == before


def test_an_act_in_somebodys_name_needs_that_persons_rights(cast, document):
    with pytest.raises(CommandError, match="只有本级督查员"):
        run(document, "--by", "fagai")
    with pytest.raises(CommandError, match="没有用户"):
        run(document, "--by", "nobody")
    assert "3 条举措" in run(document, "--by", "ducha")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.txt", b"", "空"),
        ("二进制.txt", bytes(range(256)) * 40, ""),
        ("图片.docx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, ""),
        ("太大.txt", "督".encode() * (10 * 1024 * 1024), "MB"),
    ],
)
def test_what_cannot_be_read_gets_one_line_and_leaves_the_database_as_it_was(cast, tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(path, "--confirm", "--issue")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode != 0
    assert Policy.objects.count() == 0


def test_gb18030_is_read_like_any_other_encoding(cast, tmp_path):
    path = tmp_path / "措施.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    assert "3 条举措" in run(path)


def test_unknown_governments_files_and_rosters_are_said(cast, document, tmp_path):
    with pytest.raises(CommandError, match="没有名为“远山市”的政府（已登记：云州市、安岭市）"):
        run(document, jurisdiction="远山市")
    with pytest.raises(CommandError, match="无法打开文件"):
        run(tmp_path / "没有.txt")
    with pytest.raises(CommandError, match="--roster 须写作"):
        run(document, "--roster", "各县")
    assert (Policy.objects.count(), Jurisdiction.objects.count()) == (0, 2)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("市财政局", "government"), ("市发展改革委", "government"), ("市委组织部", "party"), ("市税务局", "vertical"),
        ("人民银行云州市分行", "vertical"), ("国家金融监督管理总局云州监管分局", "vertical"), ("市残联", "mass"),
        ("国网云州供电公司", "company"), ("市交通产业集团", "company"), ("东湖区人民政府", "county"),
        ("云州高新区管委会", "county"), ("市委宣传部〔市委网信办〕", "party"), ("市纪委", "party"),
    ],
)  # fmt: skip
def test_the_kind_of_a_unit_is_guessed_from_its_name(name, kind):
    assert kind_of(name) == kind


@pytest.mark.pure
@pytest.mark.parametrize(
    ("name", "collective"),
    [
        ("各县(市、区)人民政府", True), ("市有关部门、单位", True), ("市直有关部门", True), ("功能区管委会", True),
        ("云州高新区管委会", False), ("市财政局", False), ("市各民主党派", False),
    ],
)  # fmt: skip
def test_collective_names_become_rosters(name, collective):
    assert is_collective(name) == collective


@pytest.mark.parametrize(
    ("sample", "measures", "issued"), [("000", 29, 28), ("002", 52, 52), ("003", 31, 10)], ids=["000", "002", "003"]
)
def test_real_documents_go_from_the_file_to_issued_tasks(db, sample, measures, issued):
    found = sorted(SAMPLES.glob(f"{sample}_*"))
    if not found:
        pytest.skip("../shared/samples is not at hand")
    run(found[0], *ALL, jurisdiction="某市")
    assert Measure.objects.count() == measures
    assert Task.objects.filter(state="issued").count() == issued
    assert not Task.objects.filter(state="issued").exclude(assignments__is_first_lead=True).exists()
    if sample == "000":
        # validity 2025-12-31 is the ground wherever a measure names no date of its own
        assert set(Task.objects.filter(due_basis="validity").values_list("due_on", flat=True).distinct()) == {
            Policy.objects.get().expires_on
        }


@pytest.mark.parametrize("sample", ["001", "004"])
def test_what_names_no_lead_waits_for_a_person(db, sample):
    found = sorted(SAMPLES.glob(f"{sample}_*"))
    if not found:
        pytest.skip("../shared/samples is not at hand")
    run(found[0], *ALL, jurisdiction="某市")
    assert not Task.objects.exclude(state="drafted").exists()
