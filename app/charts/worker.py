"""The process that draws: it reads orders, answers each, and ends with whoever started it.

It is started as `python -m app.charts.worker` and speaks through its standard streams. An order is a length of four
bytes and so much JSON, {"picture", "width", "format", "scale"}; an answer is a byte that says whether it went well, a
length, and the picture or the words of the error. It knows no database and no secret. The end of its input ends it, so
it does not outlive the service, however that ended.
"""

import json
import os
import shutil
import struct
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

LENGTH = struct.Struct(">I")
ANSWER = struct.Struct(">BI")
DRAWN, FAILED, READY = 0, 1, 2
# how the folder begins that whoever starts it makes for it
FOLDER = "inovasi-charts-"
# how much of a trace is told
_MOST_TRACE = 4000


def main() -> None:
    """Draw until the input ends."""
    orders = sys.stdin.buffer
    # what any library prints goes to the log, not among the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from app.charts.drawing import rendering  # noqa: PLC0415 - takes most of the start, of which `READY` tells the end
    from app.charts.picture import picture_of  # noqa: PLC0415 - for that reason

    _answer(answers, READY, b"")
    while (head := orders.read(LENGTH.size)) and len(head) == LENGTH.size:
        order = orders.read(LENGTH.unpack(head)[0])
        try:
            told = json.loads(order)
            drawn = rendering.render(picture_of(told["picture"]), told["width"], told["format"], told["scale"])
        except Exception:  # noqa: BLE001 - one picture that cannot be drawn does not end the others
            _answer(answers, FAILED, traceback.format_exc()[-_MOST_TRACE:].encode(errors="replace"))
        else:
            _answer(answers, DRAWN, drawn)
    # whoever made the folder takes it away after the process, unless they were killed
    folder = Path(os.environ.get("MPLCONFIGDIR", ""))
    if folder.name.startswith(FOLDER):
        shutil.rmtree(folder, ignore_errors=True)


def _answer(answers: BinaryIO, status: int, body: bytes) -> None:
    answers.write(ANSWER.pack(status, len(body)) + body)
    answers.flush()


if __name__ == "__main__":
    main()
