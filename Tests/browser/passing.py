"""A reverse proxy as people put one before the page: it ends TLS, passes on, and says for whom."""
import contextlib
import http.client
import http.server
import ssl
import threading
import urllib.parse

from spool import LIMIT

# Of the connection, not of what it carries (RFC 9110, section 7.6.1).
OWN = {"connection", "keep-alive", "te", "transfer-encoding", "upgrade", "server", "date"}


class Passing(http.server.BaseHTTPRequestHandler):
    """Passes one request on, and its answer back as it comes."""

    protocol_version = "HTTP/1.1"

    def pass_on(self):
        # Also a stream that says nothing for a while is waited for.
        onward = http.client.HTTPConnection(*self.server.behind, timeout=LIMIT * 2)
        try:
            onward.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            host = self.headers["host"] if self.server.passes_host else "{}:{}".format(*self.server.behind)
            told = ", ".join(self.headers.get_all("x-forwarded-for", []) + [self.client_address[0]])
            more = [("Host", host), ("X-Forwarded-For", told), ("X-Forwarded-Proto", "https")]
            for name, value in self.headers.items():
                if name.lower() not in OWN | {one.lower() for one, _ in more}:
                    onward.putheader(name, value)
            for name, value in more:
                onward.putheader(name, value)
            onward.endheaders()
            left = int(self.headers.get("content-length", 0))
            while left > 0 and (piece := self.rfile.read1(min(left, 65536))):
                onward.send(piece)
                left -= len(piece)
            self.give_back(onward.getresponse())
        except (ConnectionError, ssl.SSLError, http.client.HTTPException):
            # One of the two has left.
            pass
        finally:
            self.close_connection = True
            onward.close()

    def give_back(self, answer):
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in OWN:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        while piece := answer.read1(65536):
            self.wfile.write(piece)

    do_GET = do_HEAD = do_POST = pass_on

    def log_message(self, *_):
        pass


class Listening(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A browser that breaks off a handshake is nothing to tell of."""


@contextlib.contextmanager
def proxy(behind, chain, key, passes_host=True):
    """A proxy on a port that the system chose, before the page at an address; gives the port."""
    server = Listening(("127.0.0.1", 0), Passing)
    parts = urllib.parse.urlsplit(behind)
    server.behind, server.passes_host = (parts.hostname, parts.port), passes_host
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    # The handshake belongs to the connection's own thread.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
