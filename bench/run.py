"""Measures the registry beside the limit server: `python bench/run.py --help` tells the options."""

import sys
from pathlib import Path

# the project itself, so that `app` and `bench` are found wherever this is started from
sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.command import main  # noqa: E402 - after the path is set

if __name__ == "__main__":
    sys.exit(main())
