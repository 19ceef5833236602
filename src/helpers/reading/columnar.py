"""Parquet files → rows, a batch at a time."""

import io
from collections.abc import Iterator

from helpers.reading.archives import Refused
from helpers.reading.rows import Row, cell_text, distinct_names

__all__ = ["parquet_rows"]

_BATCH = 1000  # rows
_MOST_ROWS = 20_000_000


def parquet_rows(data: bytes) -> Iterator[Row]:
    """Yield one row for each record of a Parquet file. Raises Refused for a file that cannot be opened."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refused(f"damaged, or no .parquet file: {_first_line(error)}") from error
    if file.metadata.num_rows > _MOST_ROWS:
        raise Refused(f"holds {file.metadata.num_rows:,} records, more than {_MOST_ROWS:,}; part the file")
    columns = distinct_names(file.schema_arrow.names)
    try:
        for batch in file.iter_batches(_BATCH):
            values = [column.to_pylist() for column in batch.columns]
            for row in zip(*values, strict=True):
                yield Row(dict(zip(columns, map(cell_text, row), strict=True)))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        yield Row({}, f"the records from here on cannot be read: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]
