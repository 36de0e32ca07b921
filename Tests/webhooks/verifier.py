#!/usr/bin/env python3
"""A receiver that lets the package standardwebhooks judge each request; independent of anything of ours.

verifier.py SECRET… listens on a free port and prints it; then, for each POST, a line of JSON: by which of the secrets
it is signed ("signed", true or false for each), and whether the same would be said of it with one byte of the body,
of the id or of the timestamp changed ("tampered", which must be false).
"""
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def is_signed(secret, body, headers):
    try:
        # A status record is JSON; of a form only the signature is judged.
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    except ValueError:
        return True
    return True


def tampered(body, headers):
    """The request with one thing in it changed, each in turn."""
    for place in (0, len(body) // 2, len(body) - 1):
        yield body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :], headers
    yield body + b" ", headers
    yield body, headers | {"webhook-id": headers["webhook-id"] + "x"}
    yield body, headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 1)}


class Verifier(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name: self.headers.get(name, "") for name in HEADERS}
        secrets = sys.argv[1:]
        row = {
            "content_type": self.headers["content-type"],
            "signed": [is_signed(secret, body, headers) for secret in secrets],
            "tampered": any(is_signed(secret, *change) for secret in secrets for change in tampered(body, headers)),
        }
        # In one piece: there are several threads.
        print(json.dumps(row) + "\n", end="", flush=True)
        self.send_response_only(200 if any(row["signed"]) else 401)
        self.send_header("content-length", "0")
        self.end_headers()

    def do_GET(self):
        self.send_response_only(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format, *values):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Verifier)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
