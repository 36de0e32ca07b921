#!/usr/bin/env python3
"""A receiver that does everything a receiver can do wrong, by a seed; for the tests.

usage: hostile.py PORT LOG SEED [FAULT ...]

Each request that came whole is appended to LOG, one line, in one write, before it is answered: its webhook-id, its body,
and what was done to it. Without a FAULT it takes everything. Prints a line when it listens. May be killed at any time.
"""

import json
import os
import random
import socket
import struct
import sys
import threading
import time

TAKEN = ("ok", "slow", "longer", "shorter")


def reset(connection):
    """Closes with a reset instead of an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def read_request(connection, held):
    """The head and the body of the next request; None when the sender has gone."""
    while b"\r\n\r\n" not in held:
        piece = connection.recv(65536)
        if not piece:
            return None
        held += piece
    head, held = held.split(b"\r\n\r\n", 1)
    fields = dict(line.split(": ", 1) for line in head.decode().lower().split("\r\n")[1:])
    length = int(fields.get("content-length", "0"))
    while len(held) < length:
        piece = connection.recv(65536)
        if not piece:
            return None
        held += piece
    names = [line.split(b": ", 1)[1] for line in head.split(b"\r\n") if line.lower().startswith(b"webhook-id: ")]
    return names[0].decode() if names else None, held[:length], held[length:]


def answer(connection, fault):
    """Answers; whether the connection goes on."""
    if fault == "ok":
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        return True
    if fault == "fails":
        connection.sendall(b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n")
        return True
    if fault == "asks":
        connection.sendall(b"HTTP/1.1 503 Later\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n")
        return True
    if fault == "slow":
        for byte in b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n":
            connection.sendall(bytes([byte]))
            time.sleep(0.002)
        return True
    if fault == "longer":
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort")
    elif fault == "shorter":
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nand much more that nobody asked for")
    elif fault == "hangs":
        time.sleep(3)
    elif fault == "torn":
        connection.sendall(b"HTTP/1.1 20")
        reset(connection)
        return False
    elif fault == "resets":
        reset(connection)
        return False
    connection.close()
    return False


def serve(connection, log, draw, faults):
    held = b""
    try:
        while True:
            if faults and draw.random() < 0.05:
                reset(connection)  # Before it has read anything.
                return
            request = read_request(connection, held)
            if request is None:
                return
            name, body, held = request
            if name is None:
                answer(connection, "ok")  # No delivery: pickup asks whether the URL answers.
                continue
            fault = draw.choice(faults) if faults and draw.random() < 0.4 else "ok"
            line = {"webhook_id": name, "body": body.decode(), "fault": fault, "taken": fault in TAKEN}
            os.write(log, (json.dumps(line, ensure_ascii=False) + "\n").encode())
            if not answer(connection, fault):
                return
    except OSError:
        pass  # The sender went away.
    finally:
        connection.close()


def main():
    port, log, seed, faults = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:]
    draw = random.Random(seed)
    log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.listen(256)
    print(server.getsockname()[1], flush=True)
    while True:
        connection, _ = server.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(connection, log, draw, faults), daemon=True).start()


main()
