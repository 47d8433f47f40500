"""What ends in Python send, and what they tell of it: see peer-protocol.md."""

import hashlib
import os
import re
import sys

PROTOCOL = "matrix"
END = re.compile(r"end of (\d+) messages")
LETTERS = bytes(97 + value % 26 for value in range(256))


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class MessageLog:
    def __init__(self):
        self.count = 0
        self.bytes = 0
        self.digests = []

    def add(self, is_text, payload):
        self.digests.append(hashlib.sha256((b"\0" if is_text else b"\1") + payload).digest())
        self.count += 1
        self.bytes += len(payload)

    def summary(self):
        in_order = hashlib.sha256(b"".join(self.digests)).hexdigest()
        in_any_order = hashlib.sha256(b"".join(sorted(self.digests))).hexdigest()
        return f"{self.count} {self.bytes} {in_order} {in_any_order}"


def messages(total, sizes):
    """Yields random messages; the sizes go round until `total` bytes are reached, or once."""
    sent = 0
    i = 0
    while sent < total if total else i < len(sizes):
        size = sizes[i % len(sizes)]
        is_text = size.startswith("t")
        length = int(size.lstrip("t"))
        yield is_text, text(length) if is_text else os.urandom(length)
        sent += length
        i += 1


def text(size):
    """Returns UTF-8 of `size` bytes, with characters of one to four bytes if there is room."""
    start = b"" if size < 20 else "grüß dich \U0001f642 ".encode()
    return start + os.urandom(size - len(start)).translate(LETTERS)
