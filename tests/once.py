"""What takes long is made once for all test processes: one of them makes it, and the others wait."""

import json
import time
import traceback


def make_once(tmp_path_factory, worker_id, name, make):
    """Return the folder in which `make(folder)` was run, and what it returned, as JSON keeps it; where it failed, each process fails."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / name
    result = folder / "result.json"
    try:
        folder.mkdir()
    except FileExistsError:
        while not result.exists():
            time.sleep(0.2)
    else:
        try:
            told = {"made": make(folder)}
        except Exception:
            told = {"failed": traceback.format_exc()}
        part = folder / "result.part"
        part.write_text(json.dumps(told), encoding="utf-8")
        part.rename(result)
    told = json.loads(result.read_text(encoding="utf-8"))
    assert "failed" not in told, told["failed"]
    return folder, told["made"]
