"""Every operation as every role: no undocumented answer, none that differs from its description, none of 500."""

import pytest

from tests.contract.description import Findings, ask, draw, operations
from tests.contract.world import ROLES, make_world

TWO = ("clerk", "supervisor")
# the operations are dealt out so that several workers share them
HANDS = 8
# pages that describe the interface, no part of it
ITSELF = {"GET /api/v1/schema/", "GET /api/v1/docs/"}


def dealt(hand: int) -> list[str]:
    return sorted(operations())[hand::HANDS]


def find(cast, hand: int, roles: tuple[str, ...], examples: int) -> dict[str, str]:
    world, findings = make_world(cast), Findings()
    for label in dealt(hand):
        draw(label, world, examples, lambda case: [ask(case, part, world, findings) for part in roles])
    return findings.found


@pytest.mark.parametrize("hand", range(HANDS))
def test_five_examples_of_each_operation_are_answered_as_described(cast, hand):
    assert find(cast, hand, TWO, 5) == {}


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("hand", range(HANDS))
def test_many_examples_are_answered_as_described_to_every_role(cast, hand):
    assert find(cast, hand, ROLES, 25) == {}


def matrix(cast, hand: int, roles: tuple[str, ...]) -> dict[str, str]:
    world, findings = make_world(cast), Findings()
    for label in dealt(hand):
        operation = operations()[label]
        for one in world.asked[label]:
            if one.row.query or one.row.expected[roles[0]] == 415:
                continue
            body = {"body": one.body, "media_type": "application/json"} if one.body is not None else {}
            names = {("id" if name == "pk" else name): value for name, value in one.parts.items()}
            case = operation.Case(path_parameters=names, headers=one.headers, **body)
            for part in roles:
                ask(case, part, world, findings)
    return findings.found


@pytest.mark.parametrize("hand", range(HANDS))
def test_what_the_matrix_asks_is_answered_as_described(cast, hand):
    assert matrix(cast, hand, TWO) == {}


@pytest.mark.slow
@pytest.mark.parametrize("hand", range(HANDS))
def test_what_the_matrix_asks_is_answered_as_described_to_every_role(cast, hand):
    assert matrix(cast, hand, ROLES) == {}


def test_every_operation_of_the_description_has_a_row_and_every_row_an_operation(cast):
    assert set(make_world(cast).asked) - ITSELF == set(operations())
