"""Those who may sign in: vera looks, otto acts."""

PASSWORD = "correct horse battery"


def people(spool):
    """Makes a password file; gives its path."""
    users = str(spool.folder / "users")
    for name, role in [("vera", "viewer"), ("otto", "operator")]:
        spool.call("serve", "--add-user", name, "--role", role, "--password-file", users, said=PASSWORD + "\n")
    return users


def sign_in(page, name, password=PASSWORD):
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
