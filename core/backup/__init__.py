"""Backup and restore: one file with every row and every stored file, checksummed, encrypted when a key is given.

The form is the same whatever the database, so that a backup of SQLite comes back on PostgreSQL and the other way round.
`envelope` encrypts, `rows` turns rows into lines and back, `writing`, `reading` and `restoring` are the three acts.
"""

from core.backup.envelope import read_key
from core.backup.reading import Manifest, verify
from core.backup.restoring import restore
from core.backup.writing import write_backup

__all__ = ["Manifest", "read_key", "restore", "verify", "write_backup"]
