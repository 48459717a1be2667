#!/usr/bin/env python3
"""Rebuilds the letter-pair table of src/Sallyport.Detection/Secrets/WordLikeness.cs from the texts in ../data.

How many bits a letter costs after the one before it, in prose of twelve languages, in code and in names; a to z only, case folded.
Written as one char per pair: 'a' is no bit, each later letter half a bit more, at most 12.5 bits. Prints 26 strings of 26 chars.
"""
import collections, gzip, json, math, pathlib, unicodedata

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
SOURCES = {"gpteacher", "xquad-p", "docs-dev", "code-dev", "secdocs-dev", "clinc150", "self-instruct"}


def words():
    with gzip.open(DATA / "injection" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["source"] in SOURCES and row["label"] == "benign":
                yield from row["text"].split()
    for name in ("given_names.tsv", "surnames.tsv", "places.tsv"):
        with open(DATA / "pii" / "gazetteer" / name, encoding="utf-8") as lines:
            for line in lines:
                yield line.split("\t")[0]


def main():
    counts = collections.Counter()
    for word in words():
        if sum(c.isdigit() for c in word) > 2 or len(word) > 30:
            continue
        plain = unicodedata.normalize("NFD", word.lower())
        plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
        counts.update(a + b for a, b in zip(plain, plain[1:]) if "a" <= a <= "z" and "a" <= b <= "z")
    letters = "abcdefghijklmnopqrstuvwxyz"
    for a in letters:
        total = sum(counts[a + b] for b in letters) + 26 * 2
        print('        "' + "".join(chr(97 + min(25, round(-2 * math.log2((counts[a + b] + 2) / total)))) for b in letters) + '",')


if __name__ == "__main__":
    main()
