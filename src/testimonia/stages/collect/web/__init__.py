"""Fetching: the only part of testimonia that opens a connection to the outside.

``places`` says where it may go, ``wire`` holds the one socket, ``fetcher`` follows an address to its page, ``manners`` keeps to robots.txt and to
the pace of a site, ``feeds`` finds addresses in feeds and sitemaps, ``records`` writes down what was asked and answered (WARC).
"""
