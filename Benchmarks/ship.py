#!/usr/bin/env python3
"""How many status records a second `callspool ship` brings to a receiver, beside what wrk gets from the same one.

usage: ship.py CALLSPOOL [RECORDS]

The receivers are nginx, which is as plain as a server gets, and samples/receiver.py, which is what a receiver of one's own
may be like. wrk makes the same POST with as many connections, over a thread; then callspool ships the records of a campaign
with that many requests at once, and then in batches of 100. Needs Debian's nginx-light and wrk.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

CONNECTIONS = 8
HEADERS = {
    "user-agent": "callspool/0.1.0", "content-type": "application/json", "webhook-id": "msg_bench-bench0-123456",
    "webhook-timestamp": "1795436956",
}
NGINX = """\
worker_processes 1;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    client_max_body_size 10m;
    keepalive_requests 1000000000;
    server {{ listen 127.0.0.1:{port} backlog=256; location / {{ return 200 "ok"; }} }}
}}
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port):
    for _ in range(500):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    sys.exit(f"nobody listens at port {port}")


def start_nginx(folder):
    port = free_port()
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w", encoding="utf-8") as out:
        out.write(NGINX.format(folder=folder, port=port))
    server = subprocess.Popen(["/usr/sbin/nginx", "-c", path, "-p", folder, "-g", "daemon off;"])
    wait_for(port)
    return server, port


def start_sample(folder):
    port = free_port()
    script = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "samples", "receiver.py")
    server = subprocess.Popen([sys.executable, script, "--port", str(port), "--quiet"])
    wait_for(port)
    return server, port


def write_records(spool, name, port, count, batch):
    """A campaign that is dialled and told, as the dialling and the status side leave it."""
    queue = os.path.join(spool, "queue", name)
    os.mkdir(queue)
    at = "2026-11-24T09:15:00.000Z"
    campaign = {
        "campaign": name, "timezone": "UTC", "region": "US", "ani": ["+16175550100"],
        "result_url": f"http://127.0.0.1:{port}/results", "result_format": "json", "check_urls": "off", "max_retries": 0,
        "retry_interval": 300, "priority": 5, "ring_timeout": 30, "callee_detection": True, "on_lost": "hold",
    }
    if batch > 1:
        campaign["result_batch"] = batch
    accepted = {
        "n": 1, "at": at, "event": "accepted", "tag": "bench0", "total": count, "digest": "00", "file": f"{name}.yaml",
        "inode": 1, "campaign": campaign,
    }
    with open(os.path.join(queue, "journal.jsonl"), "w", encoding="utf-8") as out:
        for line in (accepted, {"n": count + 2, "at": at, "event": "finished"}):
            out.write(json.dumps(line, separators=(",", ":")) + "\n")
    status = os.path.join(spool, "results", f"{name}.status.jsonl")
    with open(status, "w", encoding="utf-8") as out:
        for n in range(1, count + 1):
            out.write(record(name, n, at) + "\n")
    size = os.path.getsize(status)
    with open(os.path.join(queue, "status.position"), "w", encoding="utf-8") as out:
        out.write(json.dumps({"n": count + 1, "journal": 1, "calls": 0, "status": size, "complete": True}))


def record(name, n, at):
    times = [("queued", 1795436956), ("dialing", 1795436963), ("connected", 1795436979), ("disconnected", 1795437002)]
    fields = {
        "n": n + 1, "at": at, "campaign": name, "call_id": f"{name}-bench0-{n}", "phone_number": "+16175550101",
        "ani": "+16175550100", "message_reference": f"order-{n}", "call_parameters": {"place": "Main Street"},
        "status": "completed", "outcome": "answered", "reason": "The call was answered by a person.",
        "callee_type": "voice", "attempts": 1, "max_attempts": 1, "queued_timestamp": 1795436956,
        "last_attempt_timestamp": 1795436963, "start_timestamp": None, "end_timestamp": None, "reattempt_wait": 300,
        "duration": 23.191, "events": [{"event": event, "timestamp": at} for event, at in times],
    }
    return json.dumps(fields, separators=(",", ":"))


def wrk(folder, port, seconds=5):
    body = record("bench", 123456, "2026-11-24T09:15:00.000Z")
    script = os.path.join(folder, "post.lua")
    with open(script, "w", encoding="utf-8") as out:
        out.write(f'wrk.method = "POST"\nwrk.body = [=[{body}]=]\n')
        # Those that callspool sends: a server has work with each.
        for name, value in HEADERS.items():
            out.write(f'wrk.headers["{name}"] = "{value}"\n')
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{port}/results"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text:
        sys.exit("wrk was refused:\n" + text)
    return float(next(line for line in text.splitlines() if "Requests/sec" in line).split()[1])


def ship(callspool, spool, name, count):
    start = time.monotonic()
    child = subprocess.Popen(
        [callspool, "ship", "--spool", spool, "--campaign", name, "--json"], stdout=subprocess.PIPE, text=True
    )
    text = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    span = time.monotonic() - start
    if status != 0 or json.loads(text)["taken"] != count:
        sys.exit(f"callspool ship failed (status {status}): {text}")
    cpu = (usage.ru_utime + usage.ru_stime) / count * 1e6
    return count / span, cpu, usage.ru_maxrss / 1024


def bench(callspool, folder, title, start, count):
    spool = os.path.join(folder, title.replace(" ", "-"))
    subprocess.run([callspool, "init", spool], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(spool, "callspool.yaml"), "w", encoding="utf-8") as out:
        out.write(f"shipping: {{per_host: {CONNECTIONS}}}\n")
    server, port = start(folder)
    try:
        write_records(spool, "one", port, count, 1)
        write_records(spool, "many", port, count, 100)
        # Before and after, so that what else the machine does is seen.
        before = wrk(folder, port)
        rate, cpu, megabytes = ship(callspool, spool, "one", count)
        batched, batched_cpu, _ = ship(callspool, spool, "many", count)
        after = wrk(folder, port)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    plain = (before + after) / 2
    print(f"{title}, {CONNECTIONS} connections, {count:,} records")
    print(f"  wrk            {plain:9,.0f} requests a second ({before:,.0f} before, {after:,.0f} after)")
    print(f"  callspool ship {rate:9,.0f} records a second: {rate / plain:.0%} of wrk; {cpu:.0f} µs CPU each, {megabytes:.0f} MB")
    print(f"  in batches of 100 {batched:6,.0f} records a second: {batched / plain:.0%} of wrk; {batched_cpu:.0f} µs CPU each")


def main():
    callspool = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        bench(callspool, folder, "nginx", start_nginx, count)
        bench(callspool, folder, "sample receiver", start_sample, count // 10)


main()
