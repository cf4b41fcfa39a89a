"""The optional language model: a second opinion, and words for what evidence already says.

Nothing here may say anything to a customer: what comes back is a proposal that the gate judges like
anybody's text. Its absence, failure or lies cost a little time and no reply.
"""
