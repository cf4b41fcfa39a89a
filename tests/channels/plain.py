"""HTTP to our own servers, which speak it without encryption.

httpx reads all certificate authorities of the world anew for every single request; told that none
will be asked, it does not, and most of the time of a small test is saved.
"""

from functools import partial

import httpx

get = partial(httpx.get, verify=False)
post = partial(httpx.post, verify=False)
request = partial(httpx.request, verify=False)
