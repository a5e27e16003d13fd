"""Request bodies: strict JSON only, within bounds that keep every later step from failing on them."""

import codecs
import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

DEEPEST = 32
# beyond this no column of ours holds a number
LARGEST_INTEGER = 2**63 - 1


class BodyTooLarge(APIException):
    """The body is larger than is taken in (413)."""

    status_code = 413
    default_code = "request.too_large"
    default_detail = "请求内容过大。"


class StrictJSONParser(BaseParser):
    """UTF-8 JSON without NaN, NUL characters, lone surrogates, numbers out of range or bottomless nesting."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the parsed body; 400 with the reason, 413 for a body that is too large."""
        limit: int = settings.DUBAN_API_MAX_BYTES
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise BodyTooLarge
        try:
            text = codecs.decode(raw, "utf-8-sig")
            data = json.loads(text, parse_constant=_refuse_constant, parse_int=_bounded, parse_float=_finite)
        except (ValueError, RecursionError) as error:
            raise ParseError("请求内容不是有效的 JSON。") from error
        _check(data, 0)
        return data


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _bounded(digits: str) -> int:
    number = int(digits) if len(digits) < 24 else LARGEST_INTEGER + 1
    if abs(number) > LARGEST_INTEGER:
        raise ValueError("number out of range")
    return number


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("number out of range")
    return number


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise ParseError("请求内容嵌套过深。")
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise ParseError("请求内容含有不允许的字符。")
    elif isinstance(value, dict):
        for key, held in value.items():
            _check(key, depth)
            _check(held, depth + 1)
    elif isinstance(value, list):
        for held in value:
            _check(held, depth + 1)
