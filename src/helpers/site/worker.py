"""A process in which papermill runs notebooks one after the other, each in a kernel of its own: `run` starts it and tells it which."""

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

__all__ = ["main"]


def main() -> None:
    """Run each job that a line of the standard input holds as JSON, and answer by a line: whether it went well.

    A job has `notebook`, `output`, `parameters` (texts) and `log`, a file for all that papermill and the kernel print.
    """
    # What is given as standard output, a kernel would inherit and might print to.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # jsonschema would compile grammars of addresses, longer than all else that papermill imports; no notebook is checked by them.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), file=answers, flush=True)


def _run(job: dict[str, Any]) -> bool:
    from papermill import execute_notebook

    with Path(job["log"]).open("wb") as log:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), stream.fileno())
    try:
        execute_notebook(
            job["notebook"], job["output"], job["parameters"], kernel_name="python3", progress_bar=False
        )
    except Exception:
        traceback.print_exc()
        sys.stderr.flush()
        return False
    return True


if __name__ == "__main__":
    main()
