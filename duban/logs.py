"""Log lines for machines: one JSON object a line, with the number of the request and without personal data."""

import json
import logging
import re
from datetime import UTC, datetime

from audit.context import current

# what libraries quote of a row or a form; names of people are never logged by the house itself
PERSONAL = [
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "<邮箱>"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "<手机号>"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "<证件号>"),
    (re.compile(r"\?[^\s\"']*"), "?…"),
    # PostgreSQL repeats the row that a constraint refused
    (re.compile(r"(DETAIL: ).*"), r"\1…"),
]


class JsonLine(logging.Formatter):
    """Turns a record into `{"time", "level", "logger", "message"}`, with `request` and `trace` where there are any."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_personal_data(record.getMessage()),
        }
        if number := current().request_id:
            said["request"] = number
        if record.exc_info:
            said["trace"] = without_personal_data(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


def without_personal_data(text: str) -> str:
    """Return the text with addresses, numbers of people and query strings taken out."""
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text
