"""A process that speaks as the one that draws does, starts at once, and misbehaves as it is told."""

import json
import os
import sys
import time

from app.charts.worker import ANSWER, DRAWN, FAILED, LENGTH, READY


def answer(status: int, body: bytes) -> None:
    sys.stdout.buffer.write(ANSWER.pack(status, len(body)) + body)
    sys.stdout.buffer.flush()


def main() -> None:
    if "silent" in sys.argv:
        time.sleep(60)
    if "dead" in sys.argv:
        sys.exit(3)
    answer(READY, b"")
    while head := sys.stdin.buffer.read(LENGTH.size):
        order = json.loads(sys.stdin.buffer.read(LENGTH.unpack(head)[0]))
        time.sleep(order.get("sleep", 0))
        once = order.get("die_once")
        if order.get("die") or (once and not os.path.exists(once)):  # noqa: PTH110 - nothing else is imported
            if once:
                open(once, "w").close()  # noqa: PTH123 - the same
            os.kill(os.getpid(), 9)
        told = {**order, "environment": sorted(os.environ), "group": os.getpgid(0) == os.getpid()}
        answer(FAILED if order.get("fail") else DRAWN, json.dumps(told).encode())


if __name__ == "__main__":
    main()
