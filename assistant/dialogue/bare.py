"""Whether a message is nothing but a value: "kal subah", "and tomorrow?", "the premium one"."""

from assistant.language.tokens import keys, tokenize
from assistant.model import Reading

_LONGEST = 12
_GLUE = keys(
    """
    and aur or what about how only just then no nahi nope not actually instead make it change to
    karo kar do kardo ko ke ki ka for on at in by se par me mein liye wala wali wale one ones the a
    an that this is ok okay haan yes please pls ji can you kya hai koi chalega chalegi rakho rakh lo
    better could will work fine theek sahi rahega rahegi would be i want prefer chahiye sorry oh i'd
    like rather let's some thing any bhi hi to toh phir my mera karna slot time free ? , . ! - … और
    या नहीं को के की का में पर से लिए वाला वाली वाले है हैं क्या कोई भी ही तो फिर कर करो दो दीजिए जी
    हाँ हां ठीक रहेगा रहेगी चलेगा चाहिए रख रखो मेरा समय स्लॉट खाली करना
    """
)


def is_bare(reading: Reading, beside: int = 1) -> bool:
    """Whether hardly a word stands beside the values that the message holds.

    Args:
        beside: how many words of another kind may.
    """
    beside += reading.slots.variant is not None  # which has no mask of its own
    chunks = [chunk for chunk in reading.masked.split() if not chunk.startswith("_")]
    words = [token.key for chunk in chunks for token in tokenize(chunk)]
    return len(words) <= _LONGEST and sum(word not in _GLUE for word in words) <= beside
