"""Suggested units say why, come from what was confirmed, and are never an assignment."""

import pytest

from policies.parsing.suggest import Example, Suggester

EXAMPLES = [
    Example(
        "1", "建设农村公路", "新建改建农村公路和桥梁，提升运输能力。", (("市交通运输局", "lead"), ("市财政局", "co"))
    ),
    Example("2", "发展港口航运", "加快港口码头建设，提升航道等级。", (("市交通运输局", "lead"),)),
    Example("3", "推进学前教育", "新建公办幼儿园，增加学位供给。", (("市教育局", "lead"), ("市财政局", "co"))),
    Example("4", "优化养老服务", "建设社区养老服务中心。", (("市民政局", "lead"), ("市卫生健康委", "co"))),
]


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester().train(EXAMPLES)


def test_similar_measures_speak_for_their_lead(suggester: Suggester) -> None:
    first = suggester.suggest("完成农村公路桥梁改造50公里。")[0]
    assert first.unit == "市交通运输局"
    assert first.similar[0].key == "1"
    assert "桥梁" in first.duties


def test_scores_fall_and_are_shares(suggester: Suggester) -> None:
    scores = [each.score for each in suggester.suggest("新建幼儿园3所，新增公办学位。")]
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1
    assert len(scores) <= 3


def test_the_usual_duties_speak_for_a_unit_that_never_led(suggester: Suggester) -> None:
    assert "市卫生健康委" in {each.unit for each in suggester.suggest("提升基层医院医疗卫生服务能力。")}


def test_registered_duties_speak_too() -> None:
    suggester = Suggester().train(EXAMPLES, {"市园区服务专班": "统筹飞地园区招引"})
    assert suggester.suggest("推进飞地园区招引工作。")[0].unit == "市园区服务专班"


def test_traditional_script_suggests_the_same(suggester: Suggester) -> None:
    simplified, traditional = suggester.suggest("新建农村公路桥梁。"), suggester.suggest("新建農村公路橋樑。")
    assert [each.unit for each in simplified] == [each.unit for each in traditional]


@pytest.mark.parametrize("text", ["", "……", "abc 123"])
def test_nothing_is_suggested_where_nothing_speaks_for_a_unit(suggester: Suggester, text: str) -> None:
    assert suggester.suggest(text) == []


def test_an_untrained_suggester_knows_nobody() -> None:
    assert Suggester().train([]).suggest("新建农村公路。") == []
