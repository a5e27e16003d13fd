"""The description of the interface as schemathesis reads it, and the checks every answer goes through."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

from audit.models import Entry
from core.models import IdempotentRequest
from tests.answers import undone
from tests.contract.world import World

# no case is drawn anew from one run to the next: what passed yesterday passes today
QUIET = settings(
    derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
)  # fmt: skip
# a rule of the business may refuse what is well formed: that is 409, 422 or 400 with a code, not a broken description
NOT_ASKED = [positive_data_acceptance]


@lru_cache(maxsize=1)
def operations() -> dict[str, Any]:
    """Return every operation of the description by its label ("GET /api/v1/tasks/")."""
    raw = SchemaGenerator().get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(raw, default=str)))
    schema.app = _read_to_the_end
    found: Any = schema.get_all_operations()
    return {one.ok().label: one.ok() for one in found}


def _read_to_the_end(environ: Any, start_response: Any) -> list[bytes]:
    # a server closes what it has sent, the library's client does not; the connection is the one of the test
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    answer = _application()(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@lru_cache(maxsize=1)
def _application() -> Any:
    return get_wsgi_application()


@dataclass
class Findings:
    """What went wrong, each once, with the first request that showed it."""

    found: dict[str, str] = field(default_factory=dict)

    def note(self, operation: str, part: str, error: BaseException) -> None:
        """Keep what one answer did wrong."""
        causes = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
        for cause in causes:
            text = f"{type(cause).__name__}: {cause} {getattr(cause, 'message', '')}"
            self.found.setdefault(f"{operation} as {part}: {text[:600]}", str(error)[-600:])


def ask(case: Any, part: str, world: World, findings: Findings) -> Any:
    """Send one case as one part of the cast, hold the answer against the description, take back what it wrote."""
    label = case.operation.label
    answer = None
    with undone():
        before = _stored()
        try:
            answer = case.call_and_validate(headers=world.sign_in(part), excluded_checks=NOT_ASKED)
            _check_refusal(answer, before)
            _check_whole(case, answer)
        except FailureGroup as error:
            findings.note(label, part, error)
        except Exception as error:  # noqa: BLE001 collected and shown with all others, an exception is a 500
            findings.note(label, part, error)
    return answer


def draw(label: str, world: World, examples: int, use: Callable[[Any], Any]) -> None:
    """Draw examples of an operation: well formed and malformed, at real addresses and at made-up ones."""
    operation, known = operations()[label], world.asked.get(label, [])
    real = {("id" if name == "pk" else name): value for name, value in (known[0].parts if known else {}).items()}
    headers = known[0].headers if known else {}
    positive = operation.as_strategy(GenerationMode.POSITIVE, path_parameters=real, headers=headers)
    malformed = operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=real, headers=headers)
    anywhere = operation.as_strategy(GenerationMode.NEGATIVE)

    @settings(QUIET, max_examples=examples)
    @given(case=st.one_of(positive.map(_without_cursor), malformed, anywhere))
    def each(case: Any) -> None:
        use(case)

    each()


def _without_cursor(case: Any) -> Any:
    # a cursor means something only when it came from an answer
    case.query.pop("cursor", None)
    return case


def _stored() -> tuple[int, int]:
    # every write of a service leaves an entry in the log
    return Entry.objects.count(), IdempotentRequest.objects.count()


def _check_refusal(answer: Any, before: tuple[int, int]) -> None:
    if answer.status_code < 400:
        return
    said = answer.json()
    assert said["code"], "a refusal without a code"
    assert said["title"], "a refusal without words"
    assert said["status"] == answer.status_code, "a refusal that tells another status"
    assert _stored() == before, "a refused request has stored something"


def _check_whole(case: Any, answer: Any) -> None:
    # the description cannot say that only `?fields=` leaves fields out
    if answer.status_code != 200 or case.operation.method.upper() != "GET" or "fields" in case.query:
        return
    content = case.operation.definition.raw["responses"]["200"].get("content", {})
    schemas = case.operation.schema.raw_schema["components"]["schemas"]
    for media in (said for kind, said in content.items() if kind == "application/json"):
        _has_all(answer.json(), media["schema"], schemas)


def _has_all(value: Any, said: dict[str, Any], schemas: dict[str, Any]) -> None:
    for choice in said.get("anyOf", [])[:1]:
        said = choice
    said = schemas[said["$ref"].rpartition("/")[2]] if "$ref" in said else said
    if isinstance(value, list):
        for one in value:
            _has_all(one, said.get("items", {}), schemas)
    elif isinstance(value, dict):
        missing = set(said.get("required", [])) - set(value)
        assert not missing, f"fields that are described are missing: {sorted(missing)}"
        for name, held in value.items():
            _has_all(held, said.get("properties", {}).get(name, {}), schemas)
