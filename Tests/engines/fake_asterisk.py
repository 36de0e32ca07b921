"""Asterisk's spool of call files, as pbx_spool.c and cdr_csv.c do it: fake_asterisk.py FOLDER.

Takes files from FOLDER/outgoing, marks them, archives them in FOLDER/outgoing_done and writes FOLDER/Master.csv. Each
dialling is a line in FOLDER/dialled. The last two digits of a number choose: 20 busy, else answered for a second.
"""

import os
import sys
import time

folder = sys.argv[1]
outgoing, archive = f"{folder}/outgoing", f"{folder}/outgoing_done"
lines = {}


def note(path, text):
    with open(path, "a") as file:
        file.write(text)


def fields(path):
    values = {}
    with open(path) as file:
        for line in file:
            key, colon, value = line.partition(":")
            if colon and not line.startswith("#"):
                values.setdefault(key.lower(), []).append(value.strip())
    return values


def put_away(name, status):
    os.rename(f"{outgoing}/{name}", f"{archive}/{name}")
    note(f"{archive}/{name}", f"Status: {status}\n")


def begin(name):
    path, now = f"{outgoing}/{name}", int(time.time())
    values = fields(path)
    if len(values.get("retry", [])) > int(values["maxretries"][0]):
        return put_away(name, "Expired")
    retry = int(values["retrytime"][0])
    note(path, f"\nStartRetry: {os.getpid()} 1 ({now + retry})\n")
    os.utime(path, (now, now + 2 * retry))
    note(f"{folder}/dialled", values["account"][0] + "\n")
    is_busy = "20@" in values["channel"][0]
    lines[name] = (time.time() + (0.2 if is_busy else 1.2), is_busy, values["account"][0])


while True:
    for name in os.listdir(outgoing):
        path = f"{outgoing}/{name}"
        if name.endswith(".call") and name not in lines and os.stat(path).st_mtime <= time.time():
            begin(name)
    for name, (ends_at, is_busy, account) in list(lines.items()):
        if ends_at <= time.time():
            del lines[name]
            put_away(name, "Expired" if is_busy else "Completed")
            seconds, word = (0, "BUSY") if is_busy else (1, "ANSWERED")
            note(f"{folder}/Master.csv", f'"{account}","","s","a","","c","","","","","","",2,{seconds},"{word}","D","1"\n')
    time.sleep(0.01)
