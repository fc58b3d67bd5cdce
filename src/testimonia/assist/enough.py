"""From what sureness on a claim or a quotation is suggested.

Whatever is told of somebody who is no leaver is wrong. So what counts is how sure words and person are together: the product of the two
probabilities, which is also the score of the suggestion. Both figures are those at which precision and recall of the whole way from text to
suggestion come nearest to what is asked of them, on accounts that nothing of it had learned from: `examples/teaching/choose_enough.py`.
"""

from __future__ import annotations

CLAIMS, QUOTATIONS = 0.4, 0.5
