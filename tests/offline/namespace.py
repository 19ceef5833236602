"""Runs a command where all programs, whatever they are written in, have loopback alone, and counts what tried to leave it.

    unshare --map-root-user --net python namespace.py COUNTS command …

adds a line to the file COUNTS, with how often the kernel had no way for a connection or a packet, and ends as the command did.
"""

import fcntl
import socket
import struct
import subprocess
import sys
from pathlib import Path

SET_FLAGS, UP = 0x8914, 1  # SIOCSIFFLAGS, IFF_UP


def count_refused():
    names, values = (
        line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:")
    )
    newer = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(values[names.index("OutNoRoutes")]) + int(newer["Ip6OutNoRoutes"])


with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))
code = subprocess.run(sys.argv[2:]).returncode
with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
    file.write(f"{count_refused()}\n")
sys.exit(code)
