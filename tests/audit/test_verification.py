"""Tampering with the log is found, and the first bad row named: edited, deleted, swapped, cut off, rewritten."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Chain, Entry
from audit.services import entry_hash, record, unit_of_work
from audit.verification import append_anchors, heads, read_anchors, verify_chain

ROWS = 6


@pytest.fixture
def here(cast):
    """A chain of six rows, and a second government's of two; returns the first's number."""
    with unit_of_work():
        for number in range(ROWS):
            record("test.act", cast.lead_unit, jurisdiction=cast.jurisdiction, after={"number": number, "words": "甲"})
        for _ in range(2):
            record("test.act", cast.stranger_unit, jurisdiction=cast.other_jurisdiction)
    return cast.jurisdiction.pk


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found(here: int, anchors=()) -> tuple[int, str] | None:
    broken = verify_chain(here, anchors)
    return (broken.position, broken.code) if broken else None


def test_an_untouched_chain_is_whole(here):
    assert found(here) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_name", "别人"),
        ("action", "test.other"),
        ("after", '{"number": 2, "words": "乙"}'),
        ("reason", "补一个理由"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("object_id", 4711),
        ("origin", "198.51.100.7"),
        ("unit_name", "别的单位"),
    ],
)
def test_an_edit_of_any_column_is_found_at_its_row(here, column, value):
    sql(f"UPDATE audit_entry SET {column} = %s WHERE jurisdiction_id = %s AND position = 3", value, here)
    assert found(here) == (3, "edited")


def test_a_deletion_is_found_at_the_missing_row(here):
    sql("DELETE FROM audit_entry WHERE jurisdiction_id = %s AND position = 4", here)
    assert found(here) == (4, "missing")


def test_the_first_rows_deletion_is_found(here):
    sql("DELETE FROM audit_entry WHERE jurisdiction_id = %s AND position = 1", here)
    assert found(here) == (1, "missing")


def test_two_swapped_rows_are_found_at_the_first(here):
    for old, new in ((2, 100), (5, 2), (100, 5)):
        sql("UPDATE audit_entry SET position = %s WHERE jurisdiction_id = %s AND position = %s", new, here, old)
    assert found(here) == (2, "edited")


def test_a_row_replaced_by_a_well_hashed_one_is_found_at_its_successor(here):
    entry = Entry.objects.get(jurisdiction_id=here, position=3)
    entry.actor_name = "别人"
    sql("UPDATE audit_entry SET actor_name = '别人', entry_hash = %s WHERE id = %s", entry_hash(entry), entry.pk)
    assert found(here) == (4, "order")


def test_a_truncation_is_found_at_the_first_row_cut_off(here):
    sql("DELETE FROM audit_entry WHERE jurisdiction_id = %s AND position > 4", here)
    assert found(here) == (5, "truncated")


def test_a_truncation_with_the_head_set_back_is_found_by_an_anchor_only(here):
    anchors = heads([here])
    kept = Entry.objects.get(jurisdiction_id=here, position=4)
    sql("DELETE FROM audit_entry WHERE jurisdiction_id = %s AND position > 4", here)
    sql("UPDATE audit_chain SET length = 4, head = %s WHERE jurisdiction_id = %s", kept.entry_hash, here)
    assert found(here) is None
    assert found(here, anchors) == (5, "truncated")


def test_a_chain_rewritten_as_a_whole_is_found_by_an_anchor_only(here):
    anchors = heads([here])
    previous = Entry.objects.get(jurisdiction_id=here, position=2).entry_hash
    for entry in Entry.objects.filter(jurisdiction_id=here, position__gt=2).order_by("position"):
        entry.actor_name, entry.previous_hash = "别人", previous
        previous = entry_hash(entry)
        sql(
            "UPDATE audit_entry SET actor_name = '别人', previous_hash = %s, entry_hash = %s WHERE id = %s",
            entry.previous_hash, previous, entry.pk,
        )  # fmt: skip
    sql("UPDATE audit_chain SET head = %s WHERE jurisdiction_id = %s", previous, here)
    assert found(here) is None
    assert found(here, anchors) == (ROWS, "anchor")


def test_a_changed_head_and_a_row_beside_the_program_are_found(here):
    sql("UPDATE audit_chain SET head = %s WHERE jurisdiction_id = %s", "f" * 64, here)
    assert found(here) == (ROWS, "head")
    last = Entry.objects.get(jurisdiction_id=here, position=ROWS)
    sql("UPDATE audit_chain SET head = %s, length = %s WHERE jurisdiction_id = %s", last.previous_hash, ROWS - 1, here)
    assert found(here) == (ROWS, "head")


def test_one_governments_chain_says_nothing_of_anothers(here, cast):
    sql("DELETE FROM audit_entry WHERE jurisdiction_id = %s AND position = 1", cast.other_jurisdiction.pk)
    assert found(here) is None
    assert found(cast.other_jurisdiction.pk) == (1, "missing")


def test_the_chain_goes_on_after_a_check(here, cast):
    record("test.more", cast.lead_unit, jurisdiction=cast.jurisdiction)
    assert found(here) is None
    assert Chain.objects.get(pk=here).length == ROWS + 1


def verify(*options: object) -> str:
    out = StringIO()
    call_command("verify_audit", *options, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.usefixtures("here")
def test_the_command_says_that_all_is_whole_and_writes_anchors(tmp_path):
    file = tmp_path / "anchors"
    said = verify("--write-anchors", str(file))
    assert said.count("完整") == 2
    assert [anchor.length for anchor in read_anchors(file)] == [ROWS, 2]
    assert "完整" in verify("--anchors", str(file))


def test_the_command_names_the_bad_row_and_fails(here):
    sql("UPDATE audit_entry SET actor_name = '别人' WHERE jurisdiction_id = %s AND position = 3", here)
    out = StringIO()
    with pytest.raises(CommandError, match="1 条链有问题"):
        call_command("verify_audit", stdout=out, stderr=out)
    assert "第 3 条内容被改动" in out.getvalue()
    assert "别人 test.act 市发展改革委" in out.getvalue()


def test_the_command_looks_at_one_government_by_name_or_number(here, cast):
    sql("DELETE FROM audit_entry WHERE jurisdiction_id = %s AND position = 1", cast.other_jurisdiction.pk)
    assert "完整" in verify("--jurisdiction", "云州市")
    assert "完整" in verify("--jurisdiction", str(here))
    with pytest.raises(CommandError, match="没有审计记录：无此市"):
        verify("--jurisdiction", "无此市")


@pytest.mark.usefixtures("here")
def test_an_anchor_file_that_is_none_is_said(tmp_path):
    with pytest.raises(CommandError, match="锚点文件不可用"):
        verify("--anchors", str(tmp_path / "missing"))
    (tmp_path / "bad").write_text('{"chain": 1}\n', encoding="utf-8")
    with pytest.raises(CommandError, match="第 1 行不是锚点"):
        verify("--anchors", str(tmp_path / "bad"))


def test_anchors_are_appended_never_replaced(here, tmp_path):
    file = tmp_path / "anchors"
    for _ in range(2):
        append_anchors(file, heads([here]))
    assert len(read_anchors(file)) == 2
