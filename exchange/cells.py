"""Values as cells of the ledger's spreadsheet: see `core.cells`."""

from core.cells import FORMULA_STARTS, Cell, cell

__all__ = ["FORMULA_STARTS", "Cell", "cell"]
