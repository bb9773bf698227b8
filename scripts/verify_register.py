#!/usr/bin/env python3
"""Verifies an export of the register with nothing but Python.

    python3 scripts/verify_register.py EXPORT.jsonl [--head NUMBER:DIGEST] [--own-sm3]

Prints the head and ends with 0 if the export is whole; prints the first bad record and what is wrong with it and ends
with 1 if not. With a head that you kept elsewhere it also shows a tail that was cut off or rewritten.
docs/register-format.md describes the format. SM3 comes from Python's OpenSSL where that has it, else from below.
"""

import argparse
import hashlib
import json
import re
import struct
import sys

FORMAT = "lianchuang.register.1"


def own_sm3(message):
    """SM3 as GB/T 32905-2016 describes it."""
    mask = 0xFFFFFFFF

    def rotate(word, by):
        by %= 32
        return (word << by | word >> (32 - by)) & mask

    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = message + b"\x80" + b"\0" * ((55 - len(message)) % 64) + struct.pack(">Q", 8 * len(message))
    for start in range(0, len(padded), 64):
        w = list(struct.unpack(">16I", padded[start : start + 64]))
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rotate(w[j - 3], 15)
            w.append(x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            constant = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = rotate(rotate(a, 12) + e + rotate(constant, j) & mask, 7)
            ss2 = ss1 ^ rotate(a, 12)
            ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
            gg = e ^ f ^ g if j < 16 else e & f | ~e & g
            tt1 = ff + d + ss2 + (w[j] ^ w[j + 4]) & mask
            tt2 = gg + h + ss1 + w[j] & mask
            a, b, c, d = tt1, a, rotate(b, 9), c
            e, f, g, h = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17), e, rotate(f, 19), g
        state = [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]
    return struct.pack(">8I", *state).hex()


def library_sm3(message):
    return hashlib.new("sm3", message).hexdigest()


class Bad(Exception):
    """The export is not whole."""


def spelt(line, types):
    """The line's object if it has these members in this order and the one permitted spelling, else None."""
    try:
        said = json.loads(line)
        if type(said) is not dict or list(said) != list(types):
            return None
        if any(type(said[name]) not in types[name] for name in types):
            return None
        spelling = json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
        return said if spelling.encode() == line else None
    except (ValueError, RecursionError):
        return None


def head_of(text):
    """Number and digest of a text NUMBER:DIGEST, or None."""
    found = re.fullmatch(r"(0|[1-9][0-9]{0,18}):([0-9a-f]{64})", text)
    return (int(found[1]), found[2]) if found else None


def digest_of(record, sm3):
    """The digest that the record's content gives."""
    key = (record["idempotency"] or "").encode()
    payload = record["payload"].encode()
    return sm3(
        FORMAT.encode() + b"\n"
        + struct.pack(">Qq", record["number"], record["at_millis"])
        + bytes.fromhex(record["previous"])
        + struct.pack(">Q", len(key)) + key
        + struct.pack(">Q", len(payload)) + payload
    )


def record_of(line):
    record = spelt(line, {
        "number": [int], "at_millis": [int], "previous": [str], "digest": [str],
        "idempotency": [str, type(None)], "payload": [str],
    })
    if record is None or not 0 <= record["number"] < 2**64 or not -(2**63) <= record["at_millis"] < 2**63:
        return None
    if not all(re.fullmatch("[0-9a-f]{64}", record[name]) for name in ("previous", "digest")):
        return None
    return record


def fault(record, head, sm3):
    """What is wrong with a record that should follow the head, or None."""
    if record is None:
        return "it cannot be read as an entry"
    if record["number"] != head[0] + 1:
        return f"record {record['number']} stands where {head[0] + 1} should"
    if record["previous"] != head[1]:
        return "it does not follow the record before it"
    if record["digest"] != digest_of(record, sm3):
        return "its content does not give its digest"
    return "it cannot be read as an entry" if record["idempotency"] == "" else None


def verify(lines, kept, sm3):
    """The head of a whole export; raises Bad for any other."""
    head = (0, sm3(f"{FORMAT} genesis".encode()))
    header = spelt(lines.readline(), {"format": [str], "genesis": [str], "count": [int], "head": [str]})
    if header is None:
        raise Bad("header: the first line is not that of an export")
    if header["format"] != FORMAT:
        raise Bad("header: the format is another one")
    if header["genesis"] != head[1]:
        raise Bad("header: the chain begins elsewhere")
    announced = head_of(header["head"])
    if announced is None:
        raise Bad("header: the head is not written NUMBER:DIGEST")
    if announced[0] != header["count"]:
        raise Bad("header: the count is not the head's number")
    kept_seen = kept in (None, head)
    line = lines.readline()
    while line and not line.startswith(b'{"head":'):
        record = record_of(line)
        wrong = fault(record, head, sm3)
        if wrong:
            raise Bad(f"record {head[0] + 1}: {wrong}")
        head = (record["number"], record["digest"])
        kept_seen = kept_seen or head == kept
        line = lines.readline()
    closing = spelt(line, {"head": [str]})
    closing = closing and head_of(closing["head"])
    told = [announced, closing] if kept_seen else [kept]
    for missed in told:
        if missed and missed != head:
            shown = "the kept head {}:{} is not there; the register ends at {}:{}".format(*missed, *head)
            raise Bad(f"record {min(missed[0], head[0] + 1)}: {shown}")
    if not closing or lines.readline():
        raise Bad(f"record {head[0] + 1}: it cannot be read as an entry")
    return head


def main():
    options = argparse.ArgumentParser(description="Verifies an export of the register.")
    options.add_argument("export")
    options.add_argument("--head", help="a head kept elsewhere, NUMBER:DIGEST")
    options.add_argument("--own-sm3", action="store_true", help="compute SM3 here even if Python's OpenSSL has it")
    given = options.parse_args()
    kept = head_of(given.head) if given.head else None
    if given.head and not kept:
        options.error("a head is written NUMBER:DIGEST")
    sm3 = library_sm3 if "sm3" in hashlib.algorithms_available and not given.own_sm3 else own_sm3
    try:
        with open(given.export, "rb") as lines:
            number, digest = verify(lines, kept, sm3)
    except Bad as bad:
        print(bad)
        return 1
    print(f"whole {number}:{digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
