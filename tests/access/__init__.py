"""The access matrix: every endpoint and method, and what each of the standing cast gets from it.

An app's rows stand in `tests/access/<app>.py` as `ROWS`, its objects are made by an optional `make(cast)`. `rows.py`
says how a row is written, `endpoints.py` how the addresses are found, `test_matrix.py` what is asserted.
"""
