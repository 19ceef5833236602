"""Names the browser of the tests of the pages; `python tests/browser.py --install` gets Debian's where there is none."""

import os
import shutil
import subprocess
import sys

from helpers.site.browser import find_browser


def install() -> str | None:
    """Install Debian's chromium, where apt-get is there and may be used; return its path."""
    apt = shutil.which("apt-get")
    as_root = [] if getattr(os, "geteuid", lambda: 1)() == 0 else ["sudo", "-n"]
    if apt is None or (as_root and shutil.which("sudo") is None):
        return None
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        print("tests/browser.py: apt-get", *command, file=sys.stderr)
        if subprocess.run([*as_root, *environment, apt, *command], stdout=subprocess.DEVNULL).returncode:
            return None
    return find_browser()


def main() -> int:
    """Print the browser's path; 2 where there is none."""
    path = find_browser() or (install() if "--install" in sys.argv[1:] else None)
    if path is None:
        print(
            "The tests of the pages need Chromium, Chrome or Edge, and none was found or could be installed.\n"
            "Install one, or name it: CHROMIUM=/path/to/chromium make test",
            file=sys.stderr,
        )
        return 2
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
