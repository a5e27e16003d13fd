"""The vocabulary of the templates, as a page gets it."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from core.markup import LIGHTS


def shown(source: str, path: str = "/", **values) -> str:
    """Render a template's text as a page at `path` would."""
    context = Context({"request": RequestFactory().get(path), **values})
    return Template(source).render(context)


@pytest.mark.parametrize("code", list(LIGHTS))
def test_a_light_is_a_shape_of_its_own_a_word_and_a_colour(code):
    page = shown("{% light code %}", code=code)
    icon, _, word = LIGHTS[code]
    assert f"#{icon}" in page
    assert f"light-{code}" in page
    assert word in page
    assert len({shape for shape, _, _ in LIGHTS.values()}) == len(LIGHTS)


def test_a_light_says_its_reason():
    page = shown("{% light one %}", one={"light": "red", "word": "月报逾期 3 天"})
    assert "月报逾期 3 天" in page
    assert "chip" not in page


def test_what_people_wrote_is_escaped():
    assert "<b>" not in shown("{% light one %}{% state word %}", one={"light": "red", "word": "<b>"}, word="<b>")


def test_a_state_is_read_from_a_model_or_a_text():
    class Row:
        def get_state_display(self):
            return "办理中"

    assert shown("{% state row %}", row=Row()) == '<span class="state">办理中</span>'


def test_an_inferred_ground_is_marked_until_confirmed():
    assert "basis-unsure" in shown('{% basis "first_listed" %}')
    assert "basis-unsure" not in shown('{% basis "first_listed" confirmed=True %}')
    assert "basis-unsure" not in shown('{% basis "explicit" %}')


def test_one_parameter_of_the_address_changes_and_the_page_number_goes():
    assert shown('{% query_with light="red" %}', "/tasks/?q=x&page=3") == "?q=x&amp;light=red"
    assert shown("{% query_with page=2 %}", "/tasks/?q=x") == "?q=x&amp;page=2"
    assert shown("{% query_with q=None %}", "/tasks/?q=x&light=red") == "?light=red"


def test_one_value_of_several_is_taken_away():
    assert shown('{% query_without "light" "red" %}', "/tasks/?light=red&light=blue") == "?light=blue"


def test_the_pager_counts_and_keeps_the_filter():
    pages = Paginator(range(1006), 50)
    page = shown("{% pager page %}", "/tasks/?light=red", page=pages.page(2))
    assert "第 51–100 件，共 1,006 件" in page
    assert 'href="?light=red&amp;page=1"' in page
    assert 'href="?light=red&amp;page=3"' in page
    assert "pager" not in shown("{% pager page %}", page=Paginator([], 50).page(1))


def test_the_way_here_ends_without_a_link():
    page = shown('{% crumbs "事项台账" "/tasks/" "第11条" %}')
    assert '<a href="/tasks/">事项台账</a>' in page
    assert "<span>第11条</span>" in page


class ShareForm(forms.Form):
    share = forms.IntegerField(label="完成比例", max_value=100, help_text="按投资额计")
    kept = forms.ChoiceField(label="是否兑现", choices=[("y", "已兑现"), ("n", "未兑现")], widget=forms.RadioSelect)


def test_a_field_ties_help_and_error_to_the_control_and_keeps_what_was_typed():
    page = shown('{% field form.share suffix="%" %}', form=ShareForm({"share": "180", "kept": "y"}))
    assert 'value="180"' in page
    assert 'aria-describedby="id_share_helptext id_share_error"' in page
    assert 'id="id_share_helptext"' in page
    assert 'id="id_share_error"' in page
    assert 'aria-invalid="true"' in page


def test_choices_stand_in_a_fieldset_with_the_chosen_one_checked():
    page = shown("{% field form.kept %}", form=ShareForm({"share": "18", "kept": "n"}))
    assert "<legend" in page
    assert page.count("checked") == 1
    assert "UNDEFINED" not in page


def test_frames_hold_what_stands_between_their_tags():
    assert 'role="alert"' in shown('{% note "red" %}没有保存{% endnote %}')
    assert 'role="status"' in shown("{% note %}可查看{% endnote %}")
    assert "<b>没有逾期事项</b>下次" in shown('{% nothing "没有逾期事项" %}下次{% endnothing %}')
    dialog = shown('{% dialog "urge" "发出催办函？" %}不能撤回{% enddialog %}')
    assert 'aria-labelledby="urge-title"' in dialog
    assert isinstance(dialog, SafeString)


def test_a_chart_tells_its_figures():
    data = {"labels": ["8月", "9月"], "values": [33, 37], "unit": "件"}
    page = shown('{% chart "late" "trend" data "逾期件数" %}', data=data)
    assert 'aria-label="逾期件数：8月 33 件，9月 37 件"' in page
    assert "数量（件）" in page
    assert '<script id="chart-late-data" type="application/json">' in page


def test_a_bar_and_its_tick_never_leave_the_track():
    page = shown("{% meter 130 120 %}")
    assert 'width="100%"' in page
    assert 'x="100%"' in page
    assert '<rect class="m"' not in shown("{% meter 50 %}")


def test_the_title_block_is_shown_again():
    child = '{% extends "base.html" %}{% block title %}督办事项{% endblock %}'
    page = Template(child).render(Context({"request": RequestFactory().get("/"), "site": None}))
    assert "<title>督办事项 · 督办</title>" in page
    assert "<h1>督办事项</h1>" in page
