"""`fangzhi` as the tests of faults run it: parts of a few files, so that a small corpus has many, and a book of two notebooks.

python runner.py tables CORPUS --out DIR [--workers N]
python runner.py book PROJECT CORPUS SITE
"""

import sys
from pathlib import Path

from helpers.building import chunks

# At the top, where the processes that work side by side get it too.
chunks._FILES_A_PART = 6
chunks._CHARS_A_CHUNK = 3000

if __name__ == "__main__":
    from helpers import cli

    if sys.argv[1] == "book":
        from helpers.site import build_book

        project, corpus, site = map(Path, sys.argv[2:])
        cli.build_book = build_book
        print(build_book(corpus, site, project=project, progress=print).rendered)
    else:
        sys.exit(cli.main())
