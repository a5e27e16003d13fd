"""Forms of the ledger that comes back and of the papers' page."""

from django import forms

from core import clock


class LedgerForm(forms.Form):
    """A workbook to be previewed."""

    file = forms.FileField(label="改好的台账（.xlsx）", widget=forms.FileInput(attrs={"accept": ".xlsx"}))


class ConfirmLedgerForm(forms.Form):
    """A previewed workbook, carried by the page, with the digest of what was shown."""

    sheet = forms.CharField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class CircularForm(forms.Form):
    """The period of a 督查通报; the month so far unless told otherwise."""

    start = forms.DateField(label="自", widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label="至", widget=forms.DateInput(attrs={"type": "date"}))

    @classmethod
    def fresh(cls) -> "CircularForm":
        """Return the form as it is first shown."""
        today = clock.today()
        return cls(initial={"start": today.replace(day=1), "end": today})
