"""Ids derive from content, so that the same input gives the same id on every machine."""

from __future__ import annotations

import hashlib
import json

ID_LENGTH = 24  # hex digits: 96 bits, below 1e-14 chance of one collision among 10 million objects


# Built once: json.dumps would build an encoder for every call, a fifth of the cost of appending a row.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical_json(value: object) -> str:
    """One spelling of a JSON value: sorted keys, no spaces, Unicode as it is."""
    return _encode(value)


def digest(*parts: object) -> str:
    """SHA-256 (64 hex digits) of the canonical JSON of ``parts``."""
    return hashlib.sha256(canonical_json(parts).encode()).hexdigest()


def object_id(*parts: object) -> str:
    """A short id (24 hex digits) for the object that ``parts`` describe."""
    return digest(*parts)[:ID_LENGTH]


def account_secret(data: bytes) -> str:
    """A salt that only somebody with the account's bytes can compute (64 hex digits).

    It goes into the ids of mentions, claims and values, so that once the account is withdrawn nobody can try names or ages
    against the ids that stay behind in the log.
    """
    return hashlib.sha256(b"testimonia account secret\0" + data).hexdigest()
