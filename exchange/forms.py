"""Forms of the ledger that comes back."""

from django import forms


class LedgerForm(forms.Form):
    """A workbook to be previewed."""

    file = forms.FileField(label="改好的台账（.xlsx）", widget=forms.FileInput(attrs={"accept": ".xlsx"}))


class ConfirmLedgerForm(forms.Form):
    """A previewed workbook, carried by the page, with the digest of what was shown."""

    sheet = forms.CharField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
