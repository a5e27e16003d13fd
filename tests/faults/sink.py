"""A mail server that misbehaves on request and writes down what it accepted: `python -m tests.faults.sink PORT FOLDER`.

`FOLDER/orders.json` says how to answer and is read anew for every command; `FOLDER/log.jsonl` gets one line for every
message, written before the answer leaves. Orders: `refuse` and `later` (lists of addresses answered 550 and 451),
`later_all`, `delay` (seconds before the answer to the text), `drop` and `hang` (numbers of accepted messages after
which the connection is cut, or stays silent, instead of being answered).
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any


class Sink:
    """The server's memory."""

    def __init__(self, folder: Path) -> None:
        self.orders_file = folder / "orders.json"
        self.log = (folder / "log.jsonl").open("a", encoding="utf-8")
        self.accepted = 0

    def orders(self) -> dict[str, Any]:
        """Return how to answer now."""
        try:
            return dict(json.loads(self.orders_file.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError):
            return {}

    def keep(self, recipient: str, raw: bytes) -> int:
        """Write a message down; returns its number."""
        mail = message_from_bytes(raw, policy=policy.default)
        body = mail.get_body(("plain",))
        self.accepted += 1
        entry = {
            "at": datetime.now(UTC).timestamp(),
            "number": self.accepted,
            "to": recipient,
            "id": str(mail["Message-ID"]),
            "subject": str(mail["Subject"]),
            "text": body.get_content() if body else "",
        }
        self.log.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self.log.flush()
        return self.accepted

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk to one client."""
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(text: str) -> None:
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        recipient = ""
        await say("220 sink")
        while line := await reader.readline():
            word, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            orders = self.orders()
            match word.upper():
                case "RCPT":
                    recipient = rest.partition("<")[2].partition(">")[0]
                    await say(_answer_to(recipient, orders))
                case "DATA":
                    await say("354 go on")
                    raw = await reader.readuntil(b"\r\n.\r\n")
                    await asyncio.sleep(orders.get("delay", 0))
                    number = self.keep(recipient, raw)
                    if number in orders.get("drop", []):
                        return
                    if number in orders.get("hang", []):
                        await asyncio.sleep(60)
                        return
                    await say("250 taken")
                case "QUIT":
                    await say("221 bye")
                    return
                case _:
                    await say("250 sink")


def _answer_to(recipient: str, orders: dict[str, Any]) -> str:
    if recipient in orders.get("refuse", []):
        return "550 no such user"
    if orders.get("later_all") or recipient in orders.get("later", []):
        return "451 later"
    return "250 fine"


async def main(port: int, folder: Path) -> None:
    """Serve until killed."""
    sink = Sink(folder)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", port, limit=2**24)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
