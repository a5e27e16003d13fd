"""The shipped nginx configuration, in a real nginx with a certificate of its own, in front of a server that echoes."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.conf import settings

from tests.servers import free_port

pytestmark = [pytest.mark.servers, pytest.mark.pure]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
HOST = "duban.example.gov"


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = json.dumps({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_):
        return


@pytest.fixture(scope="module")
def ports(tmp_path_factory):
    """The plain and the TLS port of an nginx that runs the shipped files, paths and ports moved."""
    if NGINX is None:
        pytest.skip("no nginx on this machine (apt-get install nginx-light)")
    folder = tmp_path_factory.mktemp("nginx")
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    plain, secure = free_port(), free_port()
    (folder / "static").mkdir()
    (folder / "static" / "a.css").write_text("a{}")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    deploy = settings.BASE_DIR / "deploy"
    (folder / "duban-proxy.conf").write_text((deploy / "nginx-proxy.conf").read_text())
    written = re.sub(r"^\s*listen \[::\].*\n", "", (deploy / "nginx.conf").read_text(), flags=re.MULTILINE)
    moved = {
        "127.0.0.1:8000": f"127.0.0.1:{upstream.server_port}", "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443": f"listen 127.0.0.1:{secure}", "/etc/duban/tls": str(folder),
        "/opt/duban/static-root": str(folder / "static"), "/etc/nginx/": f"{folder}/", "/var/log/nginx": str(folder),
    }  # fmt: skip
    for old, new in moved.items():
        assert old in written, old
        written = written.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    # a worker of root's would become somebody who cannot read the test's folder
    owner = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{owner} pid {folder}/pid; error_log {folder}/error.log; daemon off; worker_processes 1;\n"
        f"events {{}}\nhttp {{ {temporary}\n{written}\n}}\n"
    )
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr, checked.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _wait_for(secure)
    yield plain, secure, folder
    process.terminate()
    process.wait(10)
    upstream.shutdown()
    upstream.server_close()


def _wait_for(port):
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nginx does not answer")


class Named(HTTPSConnection):
    """A connection to 127.0.0.1 that asks for a host by name, its certificate checked."""

    def __init__(self, host, port, context):
        super().__init__(host, port)
        self.trust = context

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        self.sock = self.trust.wrap_socket(plain, server_hostname=self.host)


def ask(ports, method, path, body=None, *, host=HOST, **headers):
    _, secure, folder = ports
    connection = Named(host, secure, ssl.create_default_context(cafile=str(folder / "fullchain.pem")))
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_pages_are_proxied_with_the_real_address_and_scheme_and_nobodys_own_word(ports):
    answer, body = ask(ports, "GET", "/tasks/?q=x", **{"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "http"})
    seen = json.loads(body)
    assert answer.status == 200
    assert seen["path"] == "/tasks/?q=x"
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert seen["host"].partition(":")[0] == HOST


def test_the_machine_itself_may_ask_for_health_and_figures(ports):
    for path in ("/healthz", "/readyz", "/metrics"):
        assert ask(ports, "GET", path)[0].status == 200


def test_static_files_come_from_the_disk_and_may_be_kept(ports):
    answer, body = ask(ports, "GET", "/static/a.css")
    assert body == b"a{}"
    assert "immutable" in " ".join(answer.headers.get_all("Cache-Control"))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ask(ports, "GET", "/static/../fullchain.pem")[0].status in (400, 404, 200)
    assert b"BEGIN CERTIFICATE" not in ask(ports, "GET", "/static/../fullchain.pem")[1]


def test_an_upload_of_25_mb_passes_and_more_does_not(ports):
    assert ask(ports, "POST", "/policies/upload/", bytes(25 * 1024 * 1024))[0].status == 200
    assert ask(ports, "POST", "/policies/upload/", bytes(27 * 1024 * 1024))[0].status == 413


def test_sign_in_is_slowed_down_for_whoever_hammers_it(ports):
    statuses = [ask(ports, "POST", "/accounts/sign-in/", b"x")[0].status for _ in range(25)]
    assert statuses[0] == 200
    assert statuses[-1] == 503


def test_another_name_gets_no_answer(ports):
    with pytest.raises(ssl.SSLError):
        ask(ports, "GET", "/", host="evil.example")


def test_plain_http_leads_to_https(ports):
    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_args, **_more):
            return None

    plain, _, _ = ports
    with pytest.raises(HTTPError, match="301") as led:
        build_opener(Stay).open(f"http://127.0.0.1:{plain}/tasks/")
    assert led.value.headers["Location"].startswith("https://")
    led.value.close()


def test_the_log_holds_no_query(ports):
    ask(ports, "GET", "/policies/search/?q=secretword")
    time.sleep(0.3)
    log = (ports[2] / "duban.log").read_text()
    assert "/policies/search/" in log
    assert "secretword" not in log
