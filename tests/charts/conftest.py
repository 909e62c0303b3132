"""Where matplotlib finds and leaves things, also where a test draws in its own process."""

import os
import tempfile

os.environ.setdefault("MPLCONFIGDIR", tempfile.mkdtemp(prefix="inovasi-test-charts-"))
os.environ["MPL_IGNORE_SYSTEM_FONTS"] = "1"
