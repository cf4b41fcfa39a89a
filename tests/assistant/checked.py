"""What the tests of grounding ask: which claims of a text do not stand beside evidence."""

from assistant.model import Evidence
from assistant.quality.grounding import check_facts
from assistant.quality.reading.evidence import read_evidence


def wrong_beside(session: Evidence, text: str, *evidence: Evidence, question: str = "") -> set[str]:
    """What of the text does not stand."""
    checked = check_facts(text, read_evidence((session, *evidence)), question)
    return {item.reason.claim for item in checked if item.reason.verdict != "supported"}
