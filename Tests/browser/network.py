"""An address that is not loopback, and yet reaches nobody."""
import ctypes
import shutil
import subprocess

# For documentation (RFC 5737): nobody's.
ADDRESS = "192.0.2.7"
NEW_NETWORK = 0x40000000


def own_network():
    """Moves this process, and what it starts, into a network with nobody else in it; gives its address there.

    Where that may not be done it is this machine's own, 127.0.0.1.
    """
    if not shutil.which("ip") or ctypes.CDLL(None).unshare(NEW_NETWORK) != 0:
        print("no network of its own; all of it is on 127.0.0.1")
        return "127.0.0.1"
    for words in ["link set lo up", f"address add {ADDRESS}/32 dev lo"]:
        subprocess.run(["ip", *words.split()], check=True)
    return ADDRESS
