"""Downloads: the rows of the page, dates as dates, nothing that others may not see."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.factories.tasks import make_task

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def task(cast):
    return make_task(
        cast.jurisdiction,
        lead=cast.lead_unit,
        co=[cast.co_unit],
        title="=HYPERLINK(1)",
        due_on=date(2025, 9, 1),
        issued_on=date(2025, 3, 3),
        quotation="加快推进社区养老服务。",
    )


def sheet_of(response) -> list[tuple]:
    assert response.status_code == 200
    return list(load_workbook(BytesIO(b"".join(response.streaming_content))).active.iter_rows(values_only=True))


def test_the_ledger_goes_out_with_dates_as_dates_and_text_as_text(client, cast, task):
    client.force_login(cast.supervisor)
    head, row = sheet_of(client.get("/exchange/ledger.xlsx"))
    cells = dict(zip(head, row, strict=True))
    assert cells["事项"] == "'=HYPERLINK(1)"
    assert cells["现行时限"].date() == date(2025, 9, 1)
    assert (cells["牵头单位"], cells["其他单位"], cells["逾期天数"]) == ("市发展改革委", "市财政局", 17)


def test_the_ledger_holds_the_rows_of_the_page(client, cast, task):
    make_task(cast.jurisdiction, lead=cast.other_unit, due_on=date(2026, 9, 1), issued_on=date(2025, 9, 10))
    client.force_login(cast.supervisor)
    assert len(sheet_of(client.get("/exchange/ledger.xlsx"))) == 3
    assert len(sheet_of(client.get("/exchange/ledger.xlsx?light=red"))) == 2
    client.force_login(cast.outsider)
    assert len(sheet_of(client.get("/exchange/ledger.xlsx"))) == 2
    client.force_login(cast.stranger_supervisor)
    assert len(sheet_of(client.get("/exchange/ledger.xlsx"))) == 1


def test_csv_streams_the_same_rows(client, cast, task):
    client.force_login(cast.supervisor)
    text = b"".join(client.get("/exchange/ledger.csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith(f"{task.number},'=HYPERLINK(1),")


def test_the_order_sheet_names_units_term_and_source_words(client, cast, task):
    client.force_login(cast.clerk)
    response = client.get(f"/exchange/orders/{task.pk}.docx")
    words = [cell.text for row in Document(BytesIO(response.content)).tables[0].rows for cell in row.cells]
    assert task.number in words
    assert "市发展改革委" in words
    assert "加快推进社区养老服务。" in words


@pytest.mark.parametrize("person", ["outsider", "stranger", "auditor", "administrator"])
def test_nobody_else_gets_the_paper(client, cast, task, person):
    client.force_login(getattr(cast, person))
    assert client.get(f"/exchange/orders/{task.pk}.docx").status_code == 404


def test_a_form_that_does_not_exist_is_not_found(client, cast):
    client.force_login(cast.supervisor)
    assert client.get("/exchange/ledger.pdf").status_code == 404
