"""TLS: signing in, live figures and controls, at an address that is not this machine's alone; nothing in the clear."""
import re
import socket
import ssl
import urllib.parse
import urllib.request
import warnings

from playwright.sync_api import Error

from browsing import expect, scenario
from certificate import certificate
from network import ADDRESS, own_network
from people import people, sign_in
from spool import LIMIT, Spool, campaign, numbers

# Before anything is started, which is then there too.
HOST = own_network()


def refusals(spool, users, chain, key):
    """What can be reached from elsewhere is not served in the clear, nor to whom nobody knows."""
    def told(*options):
        return spool.refused(78, "serve", "--listen", f"{ADDRESS}:0", *options)

    assert "name a password file" in told()
    assert "name a password file" in told("--tls-certificate", chain, "--tls-key", key)
    assert "name a password file" in told("--behind-proxy")
    assert "give `tls_certificate` and `tls_key`" in told("--password-file", users)
    assert "needs both" in told("--password-file", users, "--tls-certificate", chain)
    # Files that are none, and a key of another certificate.
    other = spool.folder / "root.key"
    for one, two in [(users, key), (chain, users), (chain, other), (spool.folder / "missing", key)]:
        said = told("--password-file", users, "--tls-certificate", one, "--tls-key", two)
        assert "certificate" in said and str(one) in said and str(two) in said, said


def answers(address, root, **limits):
    """What is answered to a program that trusts the root, over no other versions of TLS than these."""
    context = ssl.create_default_context(cafile=root)
    # This machine's own policy may forbid old versions; here the server is to.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        for name, version in limits.items():
            setattr(context, name, version)
    return urllib.request.urlopen(address + "/healthz", timeout=LIMIT, context=context)


def transport(address, root):
    """The chain leads to the root; old TLS is refused; HTTP in the clear is told nothing."""
    answer = answers(address, root)
    assert answer.read() == b"ok\n"
    assert re.match(r"max-age=\d{7,}", answer.headers["strict-transport-security"]), str(answer.headers)
    try:
        answers(address, root, minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1_1)
    except OSError as error:
        assert "PROTOCOL_VERSION" in str(error).upper(), error
    else:
        raise AssertionError("it talks TLS 1.1")
    parts = urllib.parse.urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), LIMIT) as plain:
        plain.sendall(f"GET /healthz HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        said = b""
        while piece := plain.recv(4096):
            said += piece
    # At most TLS's own word for it.
    assert b"HTTP/1.1" not in said and b"ok" not in said and len(said) < 16, said


def in_browser(spool, page):
    """Signs in, sees a change come by itself, and acts."""
    page.goto("/campaigns/sale")
    sign_in(page, "otto")
    expect(page).to_have_url(re.compile("^https://.*/campaigns/sale$"))
    cookie, = page.context.cookies()
    assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Lax", cookie
    assert not page.evaluate("document.cookie"), "scripts see the cookie"
    expect(page.locator("#live")).to_contain_text("Live")
    page.evaluate("window.isSame = true")
    spool.call("suspend", "sale")
    spool.tick()
    expect(page.locator("[data-k=state]")).to_contain_text("suspended")
    assert page.evaluate("window.isSame"), "the page was loaded again"
    page.locator("a[data-dialog]").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/campaigns/sale$"))
    page.goto("/campaigns/sale/resume")
    page.locator("#confirm").click()
    expect(page.locator("#acted")).to_be_visible()
    assert spool.names("control") == ["sale.resume"], spool.names("control")
    # Who asked is in the journal.
    spool.tick()
    journal = spool.root / "queue/sale/journal.jsonl"
    assert '"event":"resumed"' in journal.read_text() and "otto, on the page" in journal.read_text()


def play(program, browser):
    with Spool(program) as spool:
        users = people(spool)
        chain, key, root = certificate(spool.folder, HOST)
        refusals(spool, users, chain, key)
        spool.drop("sale.yaml", campaign(numbers(30), "start: +1 day"))
        spool.tick()
        secured = ["--password-file", users, "--tls-certificate", chain, "--tls-key", key]
        with spool.served(*secured, host=HOST) as address:
            assert address.startswith(f"https://{HOST}:"), address
            transport(address, root)
            # Chromium has its own list of whom to trust; the chain was looked at above.
            with browser.look(address, ignore_https_errors=True) as page:
                in_browser(spool, page)
            with browser.look(address.replace("https:", "http:"), expects=["ERR_"]) as page:
                try:
                    page.goto("/sign-in")
                except Error as error:
                    assert "ERR_EMPTY_RESPONSE" in error.message or "ERR_INVALID" in error.message, error
                else:
                    raise AssertionError(f"something is told in the clear: {page.content()}")


scenario(play)
