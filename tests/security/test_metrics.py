"""Metrics and log lines tell the machinery's state to whoever watches it, and nothing of people."""

import json
import logging
import sys

import pytest

from audit.context import acting
from duban.logs import JsonLine


def test_the_named_addresses_read_the_figures(client, db):
    page = client.get("/metrics").content.decode()
    assert "\nduban_deliveries_waiting 0\n" in page
    assert 'duban_job_fresh{job="reminders.jobs.run"} 0' in page


@pytest.mark.parametrize("address", ["10.0.0.7", "127.0.0.2"])
def test_from_elsewhere_there_is_nothing(client, db, address):
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 404


def test_a_made_up_forwarding_header_opens_nothing(client, db):
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def line(message, *args, exc_info=None):
    return json.loads(JsonLine().format(logging.LogRecord("x", 40, "x.py", 1, message, args, exc_info)))


@pytest.mark.pure
def test_a_log_line_is_one_json_object_with_the_number_of_the_request():
    with acting(None, origin="10.0.0.7", request_id="abc123"):
        said = line("第一行\n%s", "第二行")
    assert said["request"] == "abc123"
    assert said["message"] == "第一行\n第二行"
    assert set(said) == {"time", "level", "logger", "message", "request"}


@pytest.mark.pure
def test_log_lines_and_traces_hold_no_personal_data():
    try:
        raise ValueError("Key (email)=(lianluoyuan@yunzhou.example) DETAIL: 行内容")
    except ValueError:
        said = line("GET /search/?q=某人 来自 13800138000 和 11010119900307123X", exc_info=sys.exc_info())
    text = json.dumps(said, ensure_ascii=False)
    for hidden in ("某人", "13800138000", "11010119900307123X", "lianluoyuan", "行内容"):
        assert hidden not in text.partition("raise ValueError")[0] + text.rpartition("ValueError: ")[2], hidden
