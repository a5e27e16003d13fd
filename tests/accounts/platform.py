"""An identity platform of our own on 127.0.0.1: OpenID Connect and CAS 3.0, as good or as bad as a test tells it."""

import base64
import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from core import clock

CLIENT, SECRET = "duban", "se/cret"
KEY = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
STRANGE_KEY = RSAKey.generate_key(2048, {"kid": "one"})


class Platform:
    """Hands out codes and tickets for one name; `bend` changes what is answered next."""

    def __init__(self) -> None:
        self.username = "fagai"
        self.codes: dict[str, dict[str, str]] = {}
        self.tickets: dict[str, str] = {}
        self.bend: dict[str, Any] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path.partition("?")[0])
                self._answer(*outer.get(self.path))

            def do_POST(self) -> None:
                outer.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(*outer.token({k: v[0] for k, v in parse_qs(body).items()}, self.headers["Authorization"]))

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1/elsewhere")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    @property
    def url(self) -> str:
        """The issuer, and the root of CAS."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        """Stop answering."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def get(self, path: str) -> tuple[int, bytes]:
        """Answer the description, the keys, and CAS's validation."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            found = {
                "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
            } | self.bend.get("description", {})  # fmt: skip
            return self.bend.get("description_status", 200), json.dumps(found).encode()
        if parts.path == "/keys":
            return 200, json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
        if parts.path == "/p3/serviceValidate":
            return 200, self._validated(query)
        return 404, b""

    def authorize(self, address: str) -> dict[str, str]:
        """Do what the browser does at the sign-in page; returns the query of the way back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        if "service" in query:
            ticket = f"ST-{secrets.token_hex(8)}"
            self.tickets[ticket] = query["service"]
            return {"ticket": ticket, **{k: v[0] for k, v in parse_qs(urlsplit(query["service"]).query).items()}}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.codes[code] = query
        return {"code": code, "state": query["state"]}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, bytes]:
        """Give an id_token for a code, once, to the client that knows the verifier."""
        query = self.codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT}:{SECRET.replace('/', '%2F')}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if query is None or authorization != f"Basic {expected}" or challenge != query["code_challenge"]:
            return 400, b'{"error": "invalid_grant"}'
        if form["redirect_uri"] != query["redirect_uri"]:
            return 400, b'{"error": "invalid_grant"}'
        now = int(clock.real_now().timestamp())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "007", "iat": now, "exp": now + 300, "nonce": query["nonce"],
            "preferred_username": self.username,
        } | self.bend.get("claims", {})  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": "one"} | self.bend.get("header", {})
        token = self.bend.get("id_token") or jwt.encode(header, claims, self.bend.get("key", KEY))
        answer = {"access_token": "x", "token_type": "Bearer", "id_token": token}
        return self.bend.get("token_status", 200), json.dumps(answer).encode()

    def _validated(self, query: dict[str, str]) -> bytes:
        if "xml" in self.bend:
            return str(self.bend["xml"]).encode()
        inside = f"<cas:authenticationSuccess><cas:user>{self.username}</cas:user></cas:authenticationSuccess>"
        if self.tickets.pop(query.get("ticket", ""), "") != query.get("service"):
            inside = '<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure>'
        return f'<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">{inside}</cas:serviceResponse>'.encode()
