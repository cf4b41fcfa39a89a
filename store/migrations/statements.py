"""The SQL of a revision: one reviewed file per database beside the revision itself.

Plain SQL, because it is read more often than it is run.
"""

from pathlib import Path

_VERSIONS = Path(__file__).parent / "versions"


def statements(revision: str, dialect: str) -> list[str]:
    """The statements of `versions/<revision>_<dialect>.sql`, in order."""
    text = (_VERSIONS / f"{revision}_{dialect}.sql").read_text("utf-8")
    return [statement for statement in text.split(";\n") if statement.strip()]
