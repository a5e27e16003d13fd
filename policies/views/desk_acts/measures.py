"""Whole measures and the document: confirm, reject, split, merge, move, add, undo, publish."""

from django.http import Http404

from core.exceptions import DomainError
from core.http import whole
from policies import forms
from policies.models import CheckingStep
from policies.services import checking
from policies.services.describing import describe_policy
from policies.views.desk_acts.acting import Act


def confirm(act: Act) -> str:
    """Confirm a measure."""
    checking.confirm_measure(measure=act.measure, version=act.seen, by=act.by)
    return f"已确认{act.measure.label}。"


def confirm_sure(act: Act) -> str:
    """Confirm what was listed as being without doubt."""
    shown = dict(pair.split(":", 1) for pair in act.data.getlist("shown") if ":" in pair)
    versions = {
        key: version
        for pk, seen in shown.items()
        if (key := whole(pk)) is not None and (version := whole(seen)) is not None
    }
    done = checking.confirm_undoubted(policy=act.desk.policy, by=act.by, versions=versions)
    return f"已确认 {len(done)} 条。"


def reject(act: Act) -> str:
    """Say that a paragraph is no measure."""
    form = act.form(forms.ReasonForm)
    checking.reject(measure=act.measure, version=act.seen, reason=form.cleaned_data["reason"], by=act.by)
    return f"{act.measure.label}不作举措。"


def reconsider(act: Act) -> str:
    """Let a measure wait again."""
    checking.reconsider(measure=act.measure, version=act.seen, by=act.by)
    return f"{act.measure.label}已退回待确认。"


def split(act: Act) -> str:
    """Cut a measure in two."""
    values = act.form(forms.SplitForm).cleaned_data
    checking.split(measure=act.measure, version=act.seen, at=values["at"], title=values["title"], by=act.by)
    return f"{act.measure.label}已拆成两条。"


def merge(act: Act) -> str:
    """Join the measure that follows into this one."""
    other = act.desk.by_id.get(int(act.data.get("other") or 0))
    if other is None:
        raise Http404
    checking.merge(
        measure=act.measure,
        version=act.seen,
        other=other.measure,
        other_version=int(act.data.get("other_version") or 0),
        by=act.by,
    )
    return f"{other.measure.label}已并入{act.measure.label}。"


def move(act: Act) -> str:
    """Move a measure one place up or down."""
    order = [sheet.measure.pk for sheet in act.desk.sheets]
    at = order.index(act.measure.pk)
    to = at - 1 if act.data.get("to") == "up" else at + 1
    if not 0 <= to < len(order):
        raise DomainError("policies.order_incomplete", "已在最前或最后，不能再移。")
    order[at], order[to] = order[to], order[at]
    checking.reorder(policy=act.desk.policy, version=act.seen, order=order, by=act.by)
    return "顺序已调整。"


def add(act: Act) -> str:
    """Make a measure of a paragraph that the reader passed over."""
    values = act.form(forms.StretchForm).cleaned_data
    start = values["start"]
    text = act.desk.version.source_file.text
    end = values["end"] or len(text[: text.find("\n", start)] if text.find("\n", start) >= 0 else text)
    row = checking.add_measure(
        policy=act.desk.policy,
        version=act.seen,
        start=start,
        end=end,
        title=values["title"],
        number=values["number"],
        by=act.by,
    )
    return f"已增加举措{row.label}。"


def undo(act: Act) -> str:
    """Take the named step back."""
    step = CheckingStep.objects.filter(pk=int(act.data.get("step") or 0), policy_version=act.desk.version).first()
    if step is None:
        raise Http404
    checking.undo(step=step, by=act.by)
    return f"已撤销：{step.label}。"


def publish(act: Act) -> str:
    """Publish the document."""
    checking.publish(policy=act.desk.policy, version=act.seen, by=act.by)
    return "已发布，各单位可以查看。"


def reopen(act: Act) -> str:
    """Take a published document back to the desk."""
    form = act.form(forms.ReasonForm)
    checking.reopen(policy=act.desk.policy, version=act.seen, reason=form.cleaned_data["reason"], by=act.by)
    return "已退回校核，改后请再次发布。"


def describe(act: Act) -> str:
    """Correct the head of the document."""
    values = act.form(forms.PolicyForm).cleaned_data
    describe_policy(policy=act.desk.policy, version=act.seen, by=act.by, **values)
    return "文件信息已更正。"
