"""The archive outside the study: as a BagIt bag, as a WACZ file, and one account as an exhibit.

In each the *evidentiary copy* (the bytes as captured) stands apart from everything derived from it, beside the custody events: who took it in,
when, how, with what, as rows of the study's hash-chained record. Source: Berkeley Protocol (OHCHR, HR/PUB/20/2, 2020), chapter VI.C and annex.
"""
