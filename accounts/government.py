"""In which government a person works right now: see `departments.government`."""

from departments.government import current_government, governments_of

__all__ = ["current_government", "governments_of"]
