"""Office files are ZIP archives: their parts, within bounds, whatever sizes they declare."""

import io
import zipfile
import zlib
from collections.abc import Callable

__all__ = ["MOST_UNPACKED", "Refused", "open_archive", "read_part", "repack"]

MOST_UNPACKED = 400_000_000  # bytes of all parts that are read; the text of the longest books has a tenth
_MOST_PARTS = 20_000
_CHUNK = 1 << 20


class Refused(Exception):
    """An office file that cannot be read; the message is the reason."""


def open_archive(data: bytes, ending: str) -> zipfile.ZipFile:
    """Return the archive that an office file is. Raises Refused, with what to do, where it is none."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            f"protected by a password, or of the old binary format; save it as {ending} without a password"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Refused(f"damaged, or no {ending} file: {error}") from error
    if len(archive.infolist()) > _MOST_PARTS:
        raise Refused(f"holds more than {_MOST_PARTS:,} parts")
    return archive


def read_part(archive: zipfile.ZipFile, name: str, most: int = MOST_UNPACKED) -> bytes:
    """Return a part of the archive, at most so many bytes, counted while unpacking. Raises Refused."""
    too_large = Refused(f"unpacks to more than {MOST_UNPACKED // 1_000_000:,} MB, which no text has")
    try:
        if archive.getinfo(name).file_size > most:
            raise too_large
        parts, size = [], 0
        with archive.open(name) as part:
            while chunk := part.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise too_large
                parts.append(chunk)
        return b"".join(parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Refused(f"damaged: {error}") from error
    except (KeyError, RuntimeError, NotImplementedError) as error:
        raise Refused(f"a part cannot be unpacked: {error}") from error


def repack(archive: zipfile.ZipFile, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the wanted parts by name, together within the bound. Raises Refused."""
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for name in archive.namelist():
        if wanted(name) and name not in parts:
            parts[name] = read_part(archive, name, left)
            left -= len(parts[name])
    return parts
