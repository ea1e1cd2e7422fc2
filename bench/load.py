"""Load from a process of its own: ``python -m bench.load URL CLIENTS SECONDS < questions``.

Each client keeps one connection and asks again as soon as it is answered, the questions (a JSON
list) over and over. Prints JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import cycle
from threading import Thread
from time import perf_counter
from urllib.parse import urlsplit

HEADERS = {"Content-Type": "application/json"}


def client(
    url: str, questions: Iterator[str], end: float, times: list[float], bad: list[int]
) -> None:
    """Ask until ``end``; ``times`` gets milliseconds, ``bad`` the status of what failed."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    for question in questions:
        start = perf_counter()
        if start >= end:
            break
        connection.request("POST", parts.path, json.dumps({"question": question}), HEADERS)
        response = connection.getresponse()
        response.read()
        if response.status == 200:
            times.append((perf_counter() - start) * 1000)
        else:
            bad.append(response.status)


def run(url: str, clients: int, seconds: float, questions: list[str]) -> dict[str, object]:
    """Milliseconds of each request, requests a second, and how many failed."""
    times: list[float] = []
    bad: list[int] = []
    shared = cycle(questions)  # its next() is one step, safe among threads
    start = perf_counter()
    arguments = (url, shared, start + seconds, times, bad)
    threads = [Thread(target=client, args=arguments) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / (perf_counter() - start)
    return {"times": times, "per_second": rate, "failed": len(bad)}


if __name__ == "__main__":
    address, count, length = sys.argv[1:]
    print(json.dumps(run(address, int(count), float(length), json.load(sys.stdin))))
