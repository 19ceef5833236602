"""Keeps this process to this machine: a try to reach another is refused, and noted in the file that FANGZHI_TRIED names.

The environment of the first hour imports this in each of its processes, before all else.
"""

import ipaddress
import os
import socket
import sys
from pathlib import Path

HERE = (None, "", "localhost", socket.gethostname())


def is_local(host):
    """Whether a host is this machine: loopback, any of its addresses, its name, or none."""
    host = host.decode() if isinstance(host, bytes) else host
    if host in HERE:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def find_host(event, arguments):
    """Return the host that an event would reach or look up, None where it is no such event."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        return address[0] if isinstance(address, tuple) else None  # a path is a socket of this machine
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        return arguments[0]
    return arguments[0][0] if event == "socket.getnameinfo" else None


def refuse(event, arguments):
    host = find_host(event, arguments)
    if not is_local(host):
        with Path(os.environ["FANGZHI_TRIED"]).open("a", encoding="utf-8") as file:
            file.write(f"{event} {host!r} by {sys.argv}\n")
        raise PermissionError(f"{event}: {host!r} is another machine")


sys.addaudithook(refuse)
