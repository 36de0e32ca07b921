"""Behind a reverse proxy that terminates TLS: cookies, live figures, uploads; wrong passwords count for whom the proxy names."""
import http.client
import re
import ssl
import urllib.parse

from browsing import expect, scenario
from certificate import certificate
from passing import proxy
from people import PASSWORD, people, sign_in
from spool import LIMIT, Spool, campaign, numbers

# The name that people know the page by.
NAME = "calls.test"
# As much as some of the pieces in which a proxy passes a body on.
ROWS = "".join(f"{number},{'reference-' * 20}\n" for number in numbers(2000, range(1, 31)))
LIST = "destination,message_reference\n" + ROWS


class Caller:
    """A program somewhere that tries passwords."""

    def __init__(self, port, root, source):
        self.port, self.source = port, source
        self.context = root and ssl.create_default_context(cafile=root)
        if root:
            # It is asked by its number.
            self.context.check_hostname = False

    def enter(self, name, password, claim=None):
        """The status of a try to sign in."""
        options = dict(timeout=LIMIT, source_address=(self.source, 0))
        if self.context:
            to = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, **options)
        else:
            to = http.client.HTTPConnection("127.0.0.1", self.port, **options)
        form = urllib.parse.urlencode({"name": name, "password": password})
        headers = {"X-Forwarded-For": claim} if claim else {}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        to.request("POST", "/sign-in", form, headers)
        status = to.getresponse().status
        to.close()
        return status


def has_to_wait(caller):
    """Whether who guesses, each time as somebody from elsewhere, comes to where the right password is not looked at.

    However slow this machine is: each wait is twice as long as the one before.
    """
    for attempt in range(40):
        claim = f"198.51.100.{attempt}"
        if caller.enter(f"guess-{attempt}", "wrong", claim) == 429 and caller.enter("otto", PASSWORD, claim) == 429:
            return True
    return False


def limits(port, root):
    """Tries count for the address that the proxy saw."""
    # Of many people each may err once, though all of it comes from the proxy.
    for place in range(1, 21):
        assert Caller(port, root, f"127.0.1.{place}").enter(f"name-{place}", "wrong") == 401, place
    # Who guesses has to wait, whatever they claim to be.
    assert has_to_wait(Caller(port, root, "127.0.2.1")), "a claim was believed"


def works(spool, page):
    """Signs in, sees changes come, uploads a list."""
    page.goto("/campaigns/sale")
    sign_in(page, "otto")
    expect(page).to_have_url(re.compile(f"^https://{NAME}:.*/campaigns/sale$"))
    cookie, = page.context.cookies()
    assert cookie["secure"] and cookie["httpOnly"] and cookie["domain"] == NAME, cookie

    # News comes through while the stream stays open.
    expect(page.locator("#live")).to_contain_text("Live")
    page.evaluate("window.isSame = true")
    for word, is_held in [("suspend", True), ("resume", False)]:
        spool.call(word, "sale")
        spool.tick()
        state = expect(page.locator("[data-k=state]"))
        state.to_contain_text("suspended") if is_held else state.not_to_contain_text("suspended")
    assert page.evaluate("window.isSame"), "the page was loaded again"

    page.goto("/submit")
    texts = {"people.yaml": "contacts: people.csv\nstart: +1 day\n", "people.csv": LIST}
    files = [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in texts.items()]
    page.locator("#campaign-file").set_input_files(files[0])
    page.locator("#lists").set_input_files(files[1])
    page.locator("#check").click()
    page.locator("#confirm").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("submitted")
    assert (spool.root / "incoming/people.csv").read_text() == LIST


def stops(spool, page):
    """A control works though the proxy has put another name into Host."""
    page.goto("/campaigns/sale/stop")
    sign_in(page, "otto")
    page.locator("#confirm").click()
    expect(page.locator("#acted")).to_be_visible()
    assert "sale.stop" in spool.names("control"), spool.names("control")
    # The proxy's own address, called by its name, is no way around the password.
    page.context.clear_cookies()
    page.goto("/campaigns/sale")
    expect(page.locator("#sign-in")).to_be_visible()


def play(program, browser):
    with Spool(program) as spool:
        users = people(spool)
        chain, key, root = certificate(spool.folder, NAME)
        spool.drop("sale.yaml", campaign(numbers(30), "start: +1 day"))
        spool.tick()
        options = dict(ignore_https_errors=True)
        with spool.served("--password-file", users, "--behind-proxy") as behind:
            with proxy(behind, chain, key) as port:
                limits(port, root)
                # In spite of all those tries.
                with browser.look(f"https://{NAME}:{port}", **options) as page:
                    works(spool, page)
            with proxy(behind, chain, key, passes_host=False) as port:
                with browser.look(f"https://{NAME}:{port}", **options) as page:
                    stops(spool, page)
        # Where no proxy was spoken of, nobody is believed to be one.
        with spool.served("--password-file", users) as address:
            port = urllib.parse.urlsplit(address).port
            assert has_to_wait(Caller(port, None, "127.0.3.1")), "a claim was believed without a proxy"


scenario(play, f"--host-resolver-rules=MAP {NAME} 127.0.0.1")
