"""The register by Excel: out, changed, previewed, confirmed; errors by row and column; nothing by halves."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from core.exceptions import DomainError, NotPermitted
from departments import services
from departments.models import Department
from departments.services.sheet import COLUMNS, carry_out, export_register, plan_import

HEAD = [title for title, _ in COLUMNS]


def sheet(*rows) -> bytes:
    book = Workbook()
    book.active.append(HEAD)
    for row in rows:
        book.active.append([row.get(title) for title in HEAD])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def complaints(cast, *rows):
    return [str(one) for one in plan_import(cast.jurisdiction, sheet(*rows)).wrong]


def test_what_was_exported_comes_back_without_a_change(cast):
    services.add_name(department=cast.lead_unit, name="市发改委", by=None)
    services.create_department(jurisdiction=cast.jurisdiction, name="=市局", duties="+管", by=None)
    plan = plan_import(cast.jurisdiction, export_register(cast.jurisdiction))
    assert (plan.steps, plan.wrong, plan.unchanged) == ([], [], 6)


def test_no_cell_of_the_export_is_a_formula(cast):
    services.create_department(jurisdiction=cast.jurisdiction, name="=cmd|' /C calc'!A0", by=None)
    cells = [cell for row in load_workbook(BytesIO(export_register(cast.jurisdiction))).active for cell in row]
    assert all(cell.data_type != "f" and not str(cell.value or "").startswith("=") for cell in cells)


def test_a_sheet_is_a_plan_until_it_is_confirmed(cast):
    data = sheet(
        {"名称": "市数据局", "别称": "市大数据局、市数据管理局", "上级单位": "市新办", "类别": "政府部门"},
        {"名称": "市新办", "类别": "党委机构", "设立日期": "2026年1月1日"},
        {"名称": "市财政局", "职责": "资金", "简称": "财政局"},
        {"名称": "市水利局"},
    )
    plan = plan_import(cast.jurisdiction, data)
    assert not Department.objects.filter(name="市数据局").exists()
    assert [len(plan.created), len(plan.changed), plan.unchanged] == [2, 1, 1]
    assert plan.changed[0].changes == ("增加简称：财政局", "职责有改动")
    carry_out(jurisdiction=cast.jurisdiction, data=data, digest=plan.digest, by=cast.administrator)
    unit = Department.objects.get(name="市数据局")
    assert unit.parent == Department.objects.get(name="市新办", kind="party")
    assert unit.names.count() == 3
    assert Department.objects.get(pk=cast.co_unit.pk).duties == "资金"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"职责": "x"}], "第2行，名称：不能为空。"),
        ([{"名称": "甲局", "类别": "衙门"}], "第2行，类别：须为"),
        ([{"名称": "甲局", "设立日期": "去年"}], "第2行，设立日期：须为日期"),
        ([{"名称": "甲局", "排序": "第一"}], "第2行，排序：须为整数。"),
        ([{"名称": "甲局", "上级单位": "乙局"}], "第2行，上级单位：“乙局”既不在名录中"),
        ([{"名称": "甲局", "别称": "市财政局"}], "第2行，别称：“市财政局”已是市财政局的名称"),
        ([{"名称": "各县(市、区)人民政府"}], "第2行，名称：“各县(市、区)人民政府”已是名册"),
        ([{"名称": "甲局"}, {"名称": "乙局"}, {"名称": "甲局"}], "第4行，名称：“甲局”已是第2行的甲局的名称"),
        ([{"名称": "甲" * 101}], "第2行，名称：不能超过 100 个字。"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(cast, rows, expected):
    assert any(one.startswith(expected) for one in complaints(cast, *rows)), complaints(cast, *rows)


def test_a_sheet_with_errors_or_a_stale_preview_changes_nothing(cast):
    good, bad = sheet({"名称": "甲局"}), sheet({"名称": "甲局"}, {"名称": "乙局", "类别": "衙门"})
    with pytest.raises(DomainError) as refused:
        carry_out(jurisdiction=cast.jurisdiction, data=bad, digest="", by=cast.administrator)
    assert refused.value.fields["file"][0].startswith("第3行，类别")
    digest = plan_import(cast.jurisdiction, good).digest
    services.create_department(jurisdiction=cast.jurisdiction, name="甲局", by=None)
    with pytest.raises(DomainError, match="重新预览"):
        carry_out(jurisdiction=cast.jurisdiction, data=good, digest=digest, by=cast.administrator)
    assert not Department.objects.filter(name="乙局").exists()


def test_only_who_keeps_the_register_imports(cast):
    with pytest.raises(NotPermitted):
        carry_out(jurisdiction=cast.jurisdiction, data=sheet(), digest="", by=cast.clerk)


def test_planning_a_large_sheet_costs_few_queries(cast, django_assert_max_num_queries):
    rows = [{"名称": f"第{number}办公室", "别称": f"{number}办"} for number in range(200)]
    with django_assert_max_num_queries(8):
        plan = plan_import(cast.jurisdiction, sheet(*rows))
    assert len(plan.created) == 200


def test_the_pages_preview_confirm_and_refuse(client, cast):
    client.force_login(cast.administrator)
    upload = SimpleUploadedFile("单位.xlsx", sheet({"名称": "市数据局"}))
    shown = client.post(reverse("departments:import"), {"file": upload})
    text = shown.content.decode()
    assert "将新增 <b>1</b> 个单位" in text
    assert "UNDEFINED" not in text
    confirm = shown.context["confirm"].initial
    done = client.post(reverse("departments:import-confirm"), confirm | {"source": "年度更新"}, follow=True)
    assert "已新增 1 个单位，修改 0 个。" in done.content.decode()
    broken = client.post(reverse("departments:import"), {"file": SimpleUploadedFile("a.xlsx", b"no workbook")})
    assert broken.status_code == 422
    assert "请用 Excel 另存为 .xlsx" in broken.content.decode()
    again = client.post(reverse("departments:import-confirm"), confirm, follow=True)
    assert "没有导入" in again.content.decode()


def test_the_export_is_a_file_with_a_chinese_name(client, cast):
    client.force_login(cast.clerk)
    response = client.get(reverse("departments:export"))
    assert response["Content-Disposition"].startswith("attachment")
    assert load_workbook(BytesIO(response.content)).active["A1"].value == "名称"
