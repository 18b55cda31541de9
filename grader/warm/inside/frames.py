"""Messages between the grader and the parent in the sandbox: JSON, and after it perhaps a file's bytes.

Runs on both sides, so it needs nothing but the standard library.
"""

import json
import struct

HEAD = struct.Struct("!II")
LONGEST = 2**20  # of the JSON


class Broken(Exception):
    """The other side is gone, or sent what is no message."""


def pack(message, payload=b""):
    """A message as bytes."""
    text = json.dumps(message).encode()
    return HEAD.pack(len(text), len(payload)) + text + payload


class Reader:
    """Collects bytes until they are messages."""

    def __init__(self):
        self._bytes = bytearray()

    def feed(self, data):
        """Take in what arrived."""
        self._bytes += data

    def take(self):
        """The next message and its payload; None if it is not whole yet."""
        if len(self._bytes) < HEAD.size:
            return None
        long, more = HEAD.unpack_from(self._bytes)
        if long > LONGEST:
            raise Broken("a message longer than messages are")
        whole = HEAD.size + long + more
        if len(self._bytes) < whole:
            return None
        try:
            message = json.loads(self._bytes[HEAD.size : HEAD.size + long])
        except ValueError as error:
            raise Broken(str(error)) from error
        payload = bytes(self._bytes[HEAD.size + long : whole])
        del self._bytes[:whole]
        return message, payload
