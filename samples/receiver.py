#!/usr/bin/env python3
"""A receiver of callspool's status records, to try things out with and to copy from.

Point a campaign's result_url at it:

    python3 samples/receiver.py --port 8090
    result_url: http://127.0.0.1:8090/results

It prints each record in one line, marks those it has seen before (a delivery can come twice, under one webhook-id),
and checks signatures when it is given the secret. Python 3.9 or later, standard library only.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import signal
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def parse_arguments():
    parser = argparse.ArgumentParser(description="Receives callspool's status records.")
    parser.add_argument("--port", type=int, default=8090, help="where to listen; 0 takes a free port and prints it")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at")
    parser.add_argument("--quiet", action="store_true", help="print no records")
    parser.add_argument("--log", metavar="FILE", help="append each request to FILE as a JSON line")
    parser.add_argument("--secret", metavar="whsec_…", help="answer 401 to what is not signed with this secret")
    parser.add_argument("--fail", type=int, default=0, metavar="N", help="answer 500 to the first N requests")
    parser.add_argument("--hang", type=float, default=0, metavar="SECONDS", help="wait before each answer")
    parser.add_argument("--status", type=int, default=200, metavar="CODE", help="the answer, default 200")
    return parser.parse_args()


def is_signed(secret, headers, body):
    """Whether the body has a signature as Standard Webhooks describes it, not older than five minutes."""
    webhook_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(expected, signature) for signature in given)


def in_one_line(content_type, body):
    """The fields of a record that a person looks for; of a batch, a line for each."""
    if content_type.startswith("application/x-ndjson"):
        return "\n".join(in_one_line("application/json", line) for line in body.splitlines())
    if content_type.startswith("application/x-www-form-urlencoded"):
        record = {name: value for name, value in urllib.parse.parse_qsl(body, keep_blank_values=True)}
        record["status"] = record.get("result")
    else:
        try:
            record = json.loads(body)
        except ValueError:
            return f"not JSON: {body[:100]!r}"
    fields = ("call_id", "phone_number", "status", "outcome", "callee_type", "attempts")
    if "call_id" not in record:
        # A notice, when the campaign's campaign_url points here as well.
        fields = ("event", "campaign", "file", "reason")
    return "  ".join(str(record[field]) for field in fields if record.get(field) is not None)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer is two small writes; without this the second waits for the first one's acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            # The sender went away in the middle; it will send the record again.
            self.close_connection = True
            return
        if self.server.options.hang:
            time.sleep(self.server.options.hang)
        self.answer(self.server.take(self.headers, body))

    def do_GET(self):
        # Asked at pickup whether it is there (check_urls).
        self.answer(200)

    def answer(self, status):
        self.send_response_only(status)
        self.send_header("content-length", "0")
        self.end_headers()
        self.wfile.flush()

    def log_message(self, format, *values):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, options):
        super().__init__((options.host, options.port), Receiver)
        self.options = options
        self.lock = threading.Lock()
        self.count = 0
        self.seen = set()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self.log = os.open(options.log, flags, 0o640) if options.log else None

    def take(self, headers, body):
        """Notes a request, and decides its answer."""
        options = self.options
        text = body.decode("utf-8", "replace")
        webhook_id = headers.get("webhook-id")
        content_type = headers.get("content-type", "")
        with self.lock:
            self.count += 1
            status = 500 if self.count <= options.fail else options.status
            if options.secret and not is_signed(options.secret, headers, body):
                status = 401
            is_repeated = webhook_id in self.seen
            if 200 <= status <= 299:
                self.seen.add(webhook_id)
            if not options.quiet:
                note = "  (seen before)" if is_repeated else ""
                answer = "" if status == 200 else f"  -> {status}"
                print(in_one_line(content_type, text) + note + answer, flush=True)
        if self.log is not None:
            line = {
                "webhook_id": webhook_id,
                "body": text,
                "content_type": content_type,
                "timestamp": headers.get("webhook-timestamp"),
                "signature": headers.get("webhook-signature"),
                "status": status,
            }
            # One write a request, so that lines stay whole whatever ends this program.
            os.write(self.log, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        return status

    def handle_error(self, request, client_address):
        # A sender that goes away in the middle of a request is no news.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main():
    options = parse_arguments()
    server = Server(options)
    port = server.server_address[1]
    if options.port == 0:
        print(port, flush=True)
    elif not options.quiet:
        print(f"listening at http://{options.host}:{port}/", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
