"""How sure a claim or a direct quotation must be to be suggested.

Whatever is told of somebody who is no leaver is wrong. So what counts is how sure words and person are together: the product of the two
probabilities, which is also the score of the suggestion. (A group, of which nothing is asked, is told of whoever is proposed, and so is what cue
tables alone find: the score says how sure it is.) Both figures are those at which precision and recall of the whole way from text to suggestion come
nearest to what is asked of them, on parts that were read by models that had not learned from them: `examples/teaching/choose_enough.py`.
"""

from __future__ import annotations

CLAIMS, QUOTATIONS = 0.4, 0.5
