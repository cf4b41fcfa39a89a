"""The identification number that a supplier has under GST."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def is_gstin(text: str) -> bool:
    """Whether the last of the 15 characters is the check character of the others.

    Base 36 with alternating weights 1 and 2, as the GST Network defines it.
    """
    if len(text) != 15 or any(character not in _ALPHABET for character in text):
        return False
    total = 0
    for position, character in enumerate(text[:14]):
        product = _ALPHABET.index(character) * (1 + position % 2)
        total += product // 36 + product % 36
    return text[14] == _ALPHABET[-total % 36]
