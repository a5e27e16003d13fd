"""A web server of our own, at which webhooks and robots are tried.

Besides the status it is told, 0 closes the connection unanswered, `NEVER` keeps it and says nothing, `DRIP` begins an
answer that never ends.
"""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

NEVER, DRIP = -1, -2


class Receiver:
    """A web server that answers as told and keeps what it got."""

    def __init__(self):
        self.status, self.answer = 200, b"{}"
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.gone = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((self.path, dict(self.headers), body))
                if outer.status == 0:
                    self.close_connection = True
                    return
                if outer.status == NEVER:
                    outer.gone.wait(30)
                    return
                if outer.status == DRIP:
                    self.drip()
                    return
                self.send_response(outer.status)
                self.send_header("Location", "http://127.0.0.1/elsewhere")
                self.end_headers()
                self.wfile.write(outer.answer)

            def drip(self):
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                try:
                    while not outer.gone.wait(0.1):
                        self.wfile.write(b".")
                except OSError:
                    self.close_connection = True

            def log_message(self, *_):
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def close(self):
        self.gone.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
