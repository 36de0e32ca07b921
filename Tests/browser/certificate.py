"""Certificates that openssl makes for a test."""
import subprocess

# A day is enough; the curve is quick.
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "1"]


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def sign(folder, name, by, *extensions):
    """Makes NAME.pem and NAME.key, signed by another; by itself where there is none."""
    signer = ["-CA", folder / f"{by}.pem", "-CAkey", folder / f"{by}.key"] if by else []
    more = [word for extension in extensions for word in ("-addext", extension)]
    files = ["-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem"]
    openssl("req", "-x509", "-subj", f"/CN={name}", *KEY, *signer, *more, *files)


def certificate(folder, host):
    """Makes page.pem, a host's certificate with its chain, and page.key; gives root.pem, which a client trusts."""
    authority = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"]
    sign(folder, "root", None, *authority)
    sign(folder, "between", "root", *authority)
    kind = "IP" if host.replace(".", "").isdigit() else "DNS"
    sign(folder, "page", "between", f"subjectAltName={kind}:{host}", "basicConstraints=critical,CA:FALSE")
    with open(folder / "page.pem", "a") as chain:
        chain.write((folder / "between.pem").read_text())
    return folder / "page.pem", folder / "page.key", folder / "root.pem"
