"""Files of named arrays, as trained models are kept: read without pickles, written reproducibly.

It knows no model; what the arrays mean is their reader's business.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[np.generic]]


class ArraysError(ValueError):
    """The file holds no arrays."""


def load_arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    """The arrays of a file by name. `ArraysError` when there are none to be read."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, EOFError, ValueError, AttributeError, BadZipFile) as error:
        raise ArraysError(f"{path} holds no arrays: {error}") from error


def save_arrays(arrays: Arrays, path: Path) -> None:
    """An .npz whose bytes depend on nothing but the arrays."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in sorted(arrays.items()):
            buffer = BytesIO()
            np.save(buffer, array, allow_pickle=False)
            entry = ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue())
