"""AES-256-GCM over a stream, in blocks: each block is bound to its place and the last one says that it is the last.

Head: magic (8 bytes) and salt (16); then blocks of a 4-byte length and the ciphertext with its 16-byte tag. The key of
one file is derived from the kept key and the salt, so counters may begin at zero in every file. A block that was
changed, moved, doubled or left out does not decrypt, and a file cut at a block's edge lacks its last one.
"""

import io
import os
import re
import struct
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.exceptions import DomainError

MAGIC = b"DUBANBK1"
SALT_BYTES = 16
BLOCK_BYTES = 1024 * 1024
TAG_BYTES = 16


def read_key(path: Path) -> bytes:
    """Return the 32 bytes that a file holds as 64 hex digits; raises DomainError for anything else."""
    try:
        if path.stat().st_mode & 0o077:
            raise DomainError("backup.key_open", f"密钥文件 {path} 可被他人读取，请执行 chmod 600。")
        written = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise DomainError("backup.key_unreadable", f"读不到密钥文件 {path}：{error}") from error
    if not re.fullmatch(r"[0-9a-fA-F]{64}", written):
        raise DomainError("backup.key_form", f"密钥文件 {path} 应为64个十六进制数字（openssl rand -hex 32 可生成）。")
    return bytes.fromhex(written)


def is_encrypted(path: Path) -> bool:
    """Say whether a backup was encrypted."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt, b"duban backup").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, int(last))


class Sealing(io.RawIOBase):
    """What is written to it reaches the file encrypted; `close` writes the last block and leaves the file open."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        super().__init__()
        salt = os.urandom(SALT_BYTES)
        self._file, self._cipher = file, _cipher(key, salt)
        self._waiting, self._number = bytearray(), 0
        file.write(MAGIC + salt)

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes; whole blocks are written at once."""
        self._waiting += data
        while len(self._waiting) > BLOCK_BYTES:
            self._put(bytes(self._waiting[:BLOCK_BYTES]), last=False)
            del self._waiting[:BLOCK_BYTES]
        return len(data)

    def close(self) -> None:
        """Write the last block, once."""
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def _put(self, block: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), block, None)
        self._file.write(struct.pack(">I", len(sealed)) + sealed)
        self._number += 1


class Opening(io.RawIOBase):
    """Reads what `Sealing` wrote; raises DomainError for a wrong key and for bytes that were touched."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        super().__init__()
        head = file.read(len(MAGIC) + SALT_BYTES)
        self._file, self._cipher = file, _cipher(key, head[len(MAGIC) :])
        self._ready, self._number, self._done = b"", 0, False

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer from the next block; 0 at the end."""
        if not self._ready and not self._done:
            self._ready = self._next()
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _next(self) -> bytes:
        length = self._file.read(4)
        size = struct.unpack(">I", length)[0] if len(length) == 4 else 0
        sealed = self._file.read(size) if TAG_BYTES <= size <= BLOCK_BYTES + TAG_BYTES else b""
        for last in (False, True):
            try:
                block = self._cipher.decrypt(_nonce(self._number, last=last), sealed, None)
            except (InvalidTag, ValueError):
                continue
            self._number += 1
            self._done = last
            return block
        message = "密钥不对，或备份文件被改动、截断。"
        raise DomainError("backup.sealed", message)
