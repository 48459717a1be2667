#!/usr/bin/env python3
"""Writes src/Sallyport.Ledger/Leaves/nfc.txt: what canonical composition (NFC) needs to know. Standard library only.

usage: unicode_nfc.py OUT.txt        (made with Unicode 14.0 data; facts of the Unicode Character Database)

"class FIRST LAST N" gives combining class N to a range of code points. "pair POINT A B" says that POINT decomposes to A B and is composed from
them again; "only POINT A [B]" that it decomposes and is never composed. All numbers but N are hex. Hangul is arithmetic and not listed.
After writing, prints two digests that NormalFormTests compares its own results with: NFC of every code point alone, and of 200,000 random sequences.
"""
import hashlib
import sys
import unicodedata as u

POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def main(path):
    classes, pairs, hot = [], [], []
    for c in POINTS:
        k = u.combining(chr(c))
        if k:
            if classes and classes[-1][1] == c - 1 and classes[-1][2] == k:
                classes[-1][1] = c
            else:
                classes.append([c, c, k])
        d = u.decomposition(chr(c))
        if d and not d.startswith("<"):
            pairs.append(("pair" if u.normalize("NFC", chr(c)) == chr(c) else "only", c, d))
            hot += [c] + [int(p, 16) for p in d.split()]
        elif k:
            hot.append(c)
    with open(path, "w", encoding="ascii") as out:
        out.writelines(f"class {a:X} {b:X} {k}\n" for a, b, k in classes)
        out.writelines(f"{kind} {c:X} {d}\n" for kind, c, d in pairs)

    alone = hashlib.sha256()
    for c in POINTS:
        alone.update(u.normalize("NFC", chr(c)).encode())
    print("alone    ", alone.hexdigest())

    hot = sorted(set(hot) | set(range(0x1100, 0x1200)) | set(range(0xAC00, 0xAC80)) | {0x41, 0x61, 0x65, 0x69, 0x6F})
    state, mixed = 1, hashlib.sha256()
    for _ in range(200_000):
        text = ""
        for _ in range(6):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            text += chr(hot[(state >> 33) % len(hot)])
        mixed.update(u.normalize("NFC", text).encode())
    print("sequences", mixed.hexdigest(), len(hot))


main(sys.argv[1])
