"""Single values: title, units, dates and targets."""

from policies import forms
from policies.models import Responsibility
from policies.services import checking
from policies.views.desk_acts.acting import Act, FormRefused


def title(act: Act) -> str:
    """Give a measure another title."""
    form = act.form(forms.TitleForm)
    checking.correct_title(measure=act.measure, version=act.seen, title=form.cleaned_data["title"], by=act.by)
    return "标题已更正，原文不变。"


def unit(act: Act) -> str:
    """Correct a unit, its role or its scope."""
    form = act.form(forms.UnitForm)
    row: Responsibility = act.value()
    values = form.cleaned_data
    named = values["unit"].strip()
    unchanged = named in {row.printed_name, row.registered_name} and not act.data.get("pick")
    chosen = None if unchanged and (row.department_id or row.roster_id) else act.unit(form)
    checking.correct_unit(
        responsibility=row,
        version=act.seen,
        unit=chosen,
        role=values["role"] or None,
        scope=values["scope"] if "scope" in act.data else None,
        by=act.by,
    )
    return "单位已更正，原文写法另行保留。"


def add_unit(act: Act) -> str:
    """Put a further unit on a measure."""
    form = act.form(forms.UnitForm)
    chosen = act.unit(form)
    if chosen is None:
        form.add_error("unit", "请填写单位。")
        raise FormRefused(form)
    values = form.cleaned_data
    checking.add_unit(
        measure=act.measure,
        version=act.seen,
        unit=chosen,
        role=values["role"] or "co",
        scope=values["scope"],
        by=act.by,
    )
    return f"已增加{chosen}。"


def drop(act: Act) -> str:
    """Take a unit, a date or a target off."""
    row = act.value()
    if isinstance(row, Responsibility):
        checking.drop_unit(responsibility=row, version=act.seen, by=act.by)
        return f"已剔除{row.printed_name}。"
    checking.drop_value(row=row, version=act.seen, by=act.by)
    return f"已剔除{row.text}。"


def restore(act: Act) -> str:
    """Put a dropped value back."""
    row = act.value()
    if isinstance(row, Responsibility):
        checking.drop_unit(responsibility=row, version=act.seen, by=act.by, back=True)
        return f"已恢复{row.printed_name}。"
    checking.drop_value(row=row, version=act.seen, by=act.by, back=True)
    return f"已恢复{row.text}。"


def lead(act: Act) -> str:
    """Make a unit the lead."""
    row: Responsibility = act.value()
    checking.name_lead(responsibility=row, version=act.seen, by=act.by)
    return f"{act.measure.label}由{row.registered_name or row.printed_name}牵头。"


def deadline(act: Act) -> str:
    """Correct or add a date."""
    values = act.form(forms.DeadlineForm).cleaned_data
    said = {name: values[name] for name in ("day", "precision", "recurrence")}
    if act.data.get("edit") == "d+":
        checking.add_deadline(measure=act.measure, version=act.seen, text=values["text"], by=act.by, **said)
        return "已增加期限。"
    checking.correct_deadline(deadline=act.value(), version=act.seen, by=act.by, **said)
    return "期限已更正，原文写法另行保留。"


def target(act: Act) -> str:
    """Correct or add a target."""
    form = act.form(forms.TargetForm)
    values = form.cleaned_data
    said = {"value": form.value, "unit": values["unit"], "comparator": values["comparator"], "due": values["due"]}
    if act.data.get("edit") == "t+":
        checking.add_target(measure=act.measure, version=act.seen, text=values["text"], by=act.by, **said)
        return "已增加指标。"
    checking.correct_target(target=act.value(), version=act.seen, by=act.by, **said)
    return "指标已更正，原文写法另行保留。"
