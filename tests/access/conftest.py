"""Says at the end which endpoints nobody has put into the matrix yet."""

from typing import Any

from tests.access import test_matrix


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List endpoints without a row; with `STRICT` they are failures as well."""
    if test_matrix.WITHOUT_ROW:
        terminalreporter.section("endpoints without a row in the access matrix")
        for line in sorted(test_matrix.WITHOUT_ROW):
            terminalreporter.line(line)
