"""A process in which papermill runs notebooks one after the other, each in a kernel of its own: `run` starts it and tells it which."""

import json
import os
import sys
import traceback
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

__all__ = ["main"]

_STARTS = 3  # of a kernel: its ports are chosen before it takes them, and another program may take one between (papermill #511)


def main() -> None:
    """Run each job that a line of the standard input holds as JSON, and answer by a line: whether it went well. Never returns.

    A job has `notebook`, `output`, `parameters` (texts) and `log`, a file for all that papermill and the kernel print.
    """
    # What is given as standard output, a kernel would inherit and might print to.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # jsonschema would compile grammars of addresses, longer than all else that papermill imports; no notebook is checked by them.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    jobs: SimpleQueue[str] = SimpleQueue()
    Thread(target=_listen, args=(jobs,), daemon=True).start()
    while True:
        print(json.dumps(_run(json.loads(jobs.get()))), file=answers, flush=True)


def _listen(jobs: "SimpleQueue[str]") -> None:
    """Take jobs, and end this process when who gives them is gone, which may have been killed; a kernel then ends by itself."""
    for line in sys.stdin:
        jobs.put(line)
    os._exit(1)


def _run(job: dict[str, Any]) -> bool:
    with Path(job["log"]).open("wb") as log:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), stream.fileno())
    try:
        _execute(job)
    except Exception:
        traceback.print_exc()
        sys.stderr.flush()
        return False
    return True


def _execute(job: dict[str, Any]) -> None:
    """Run a notebook, anew where its kernel did not come up. Raises what papermill does when it failed."""
    from papermill import execute_notebook

    for n_left in reversed(range(_STARTS)):
        try:
            execute_notebook(
                job["notebook"], job["output"], job["parameters"], kernel_name="python3", progress_bar=False
            )
        except RuntimeError as error:
            # A cell that fails, and a kernel that is lost later, raise errors of their own kind.
            if type(error) is not RuntimeError or not n_left:
                raise
            traceback.print_exc()
        else:
            return


if __name__ == "__main__":
    main()
