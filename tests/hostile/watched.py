"""Run `fangzhi` within bounds, and end it with code 99 at the first thing that reading a corpus never does.

python watched.py FOLDER ARGUMENTS: below FOLDER, and nowhere else, files may be written. No other program is started, no connection
opened, and no pickle names what it would call. What Python does is seen as audit events; a library in C opens files unseen.
"""

import os
import sys
from pathlib import Path

from helpers import cli

SECONDS, MEMORY = 60, 6 << 30
CODE = 99
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NEVER = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen", "pty.spawn",
          "socket.connect", "socket.bind", "socket.getaddrinfo", "pickle.find_class", "os.symlink", "os.link")  # fmt: skip
_CHANGING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree")


def bound() -> None:
    """Bound time and memory, where the system does."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def watch(folder: Path) -> None:
    """Watch what is done from here on."""

    def stop(event: str, what: object) -> None:
        os.write(2, f"{event}: {what!r}\n".encode("utf-8", "backslashreplace"))
        os._exit(CODE)

    def outside(path: object) -> bool:
        place = Path(os.fsdecode(path)).resolve() if isinstance(path, str | bytes | os.PathLike) else folder
        return not place.is_relative_to(folder) and place != Path(os.devnull)

    def hook(event: str, given: tuple[object, ...]) -> None:
        if event in _NEVER or (event in _CHANGING and outside(given[0])):
            stop(event, given)
        if event == "open" and isinstance(given[2], int) and given[2] & _WRITING and outside(given[0]):
            stop(event, given)

    sys.addaudithook(hook)


if __name__ == "__main__":
    bound()
    watch(Path(sys.argv[1]).resolve())
    sys.exit(cli.main(sys.argv[2:]))
