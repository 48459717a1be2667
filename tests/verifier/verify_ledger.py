#!/usr/bin/env python3
"""Judges an archived log. A second opinion: shares no code with the product.

    verify_ledger.py ARCHIVE ... --key VKEY [--witness VKEY ... --quorum N] [--anchor FILE ...]

Needs Python 3.11 and the openssl command, nothing else. Exit code 0: sound. 1: not sound; each reason is one line
"code at leaf: sentence" on standard output, and the last line of each archive is its verdict. 2: cannot be read.

What it reads is written down in public: C2SP tlog-tiles, tlog-checkpoint, signed-note and tlog-cosignature, RFC 6962,
RFC 8785, and docs/audit.md for the members of a record.
"""
import argparse
import base64
import binascii
import datetime
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata

PREFIX = b"audit.v1\n"
MAX_RECORD = 60 * 1024
MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 16
MAX_NOTE = 64 * 1024
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?Z")
DASH = "\u2014 "


class Damaged(Exception):
    """The archive's own form is broken."""


# ---- hashes -------------------------------------------------------------------------------------------------------

def leaf_hash(record):
    return hashlib.sha256(b"\0" + PREFIX + record).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """All hashes of all levels that stand in tiles, and the roots of whole subtrees."""

    def __init__(self):
        self.size = 0
        self.subtrees = []                    # subtrees[i]: root of 2**i leaves, if bit i of size is set
        self.levels = [[] for _ in range(8)]  # hashes of tile levels 0 to 7

    def add(self, leaf):
        self.levels[0].append(leaf)
        level, at = 0, leaf
        while self.size >> level & 1:
            at = node_hash(self.subtrees[level], at)
            level += 1
            if level % 8 == 0:
                self.levels[level // 8].append(at)
        if level == len(self.subtrees):
            self.subtrees.append(at)
        else:
            self.subtrees[level] = at
        self.size += 1

    def root(self):
        if self.size == 0:
            return hashlib.sha256(b"").digest()
        root = None
        for level, subtree in enumerate(self.subtrees):
            if self.size >> level & 1:
                root = subtree if root is None else node_hash(subtree, root)
        return root


# ---- the one spelling of a record ---------------------------------------------------------------------------------

def no_duplicates(pairs):
    seen = dict(pairs)
    if len(seen) != len(pairs):
        raise ValueError("member repeated")
    return seen


def only_integers(text):
    raise ValueError("a number that is not an integer")


def spell(value, depth=0):
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError("a number beyond 2^53-1")
        return str(value)
    if isinstance(value, str):
        if unicodedata.normalize("NFC", value) != value:
            raise ValueError("not in normal form C")
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(spell(v, depth + 1 if isinstance(v, (list, dict)) else depth) for v in value) + "]"
    members = sorted(value.items(), key=lambda m: m[0].encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(spell(k) + ":" + spell(v, depth + 1 if isinstance(v, (list, dict)) else depth) for k, v in members) + "}"


def read_record(record):
    """The record as a value; ValueError if its bytes are not its one spelling."""
    if len(record) > MAX_RECORD:
        raise ValueError("too long")
    value = json.loads(record.decode("utf-8"), object_pairs_hook=no_duplicates, parse_float=only_integers, parse_constant=only_integers)
    if spell(value, 1 if isinstance(value, (list, dict)) else 0).encode("utf-8") != record:
        raise ValueError("not the one spelling")
    return value


# ---- notes and keys -----------------------------------------------------------------------------------------------

def strict_base64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not canonical base64")
    return data


def is_name(name):
    return name != "" and "+" not in name and not any(c.isspace() or unicodedata.category(c) == "Cc" for c in name)


class Key:
    """A public key of a log (types 1 and 2) or of a witness (type 4)."""

    ED25519_DER = bytes.fromhex("302a300506032b6570032100")

    def __init__(self, text):
        self.name, key_id, encoded = text.split("+", 2)
        data = strict_base64(encoded)
        self.kind, self.public = data[0], data[1:]
        self.id = bytes.fromhex(key_id)
        self.known = {}
        if self.kind not in (1, 2, 4) or not is_name(self.name):
            raise ValueError("not a key of type 1, 2 or 4")
        own = self.public if self.kind == 2 else self.name.encode() + b"\n" + data
        if hashlib.sha256(own).digest()[:4] != self.id:
            raise ValueError("the id is not that of the key")

    def verify(self, text, signature):
        if (text, signature) not in self.known:
            self.known[text, signature] = self.ask(text, signature)
        return self.known[text, signature]

    def ask(self, text, signature):
        if self.kind == 4:
            if len(signature) != 72:
                return False
            seconds = struct.unpack(">q", signature[:8])[0]
            if not 0 <= seconds <= 253402300799:
                return False
            text, signature = b"cosignature/v1\ntime %d\n" % seconds + text, signature[8:]
        der = self.public if self.kind == 2 else self.ED25519_DER + self.public
        with tempfile.TemporaryDirectory() as folder:
            names = [os.path.join(folder, n) for n in ("key", "text", "signature")]
            for name, data in zip(names, (der, text, signature)):
                with open(name, "wb") as file:
                    file.write(data)
            command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", names[0], "-rawin", "-in", names[1], "-sigfile", names[2]]
            if self.kind == 2:
                command += ["-digest", "sha256"]
            return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


class Note:
    def __init__(self, data):
        if len(data) > MAX_NOTE:
            raise ValueError("too long")
        text = data.decode("utf-8")
        if any(ord(c) < 0x20 and c != "\n" for c in text):
            raise ValueError("control characters")
        split = text.rfind("\n\n")
        if split < 0 or not text.endswith("\n") or split + 2 == len(text):
            raise ValueError("no signatures")
        self.text = text[:split + 1]
        self.signatures = []
        for line in text[split + 2:-1].split("\n"):
            if not line.startswith(DASH):
                raise ValueError("not a signature line")
            name, encoded = line[len(DASH):].split(" ", 1)
            data = strict_base64(encoded)
            if not is_name(name) or len(data) <= 4:
                raise ValueError("not a signature")
            self.signatures.append((name, data[:4], data[4:]))
        lines = self.text.split("\n")
        if len(lines) != 4 or lines[0] == "" or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
            raise ValueError("not a checkpoint of three lines")
        self.origin, self.size, self.root = lines[0], int(lines[1]), strict_base64(lines[2])
        if len(self.root) != 32 or self.size >= 2**63:
            raise ValueError("not a root")


class Trust:
    def __init__(self, keys, witnesses, quorum):
        self.keys, self.witnesses, self.quorum = keys, witnesses, quorum

    def judge(self, note):
        """Why the log's word cannot be taken, or None; and which witnesses cosigned."""
        if note.origin != self.keys[0].name:
            return "of another log", set()
        signed, seen = False, set()
        for name, key_id, signature in note.signatures:
            for key in self.keys + self.witnesses:
                if (key.name, key.id) != (name, key_id):
                    continue
                if not key.verify(note.text.encode(), signature):
                    return "a signature of %s does not hold" % name, set()
                if key.kind == 4:
                    seen.add(name)
                else:
                    signed = True
                break
        return (None if signed else "not signed by the log"), seen


# ---- the archive --------------------------------------------------------------------------------------------------

class Archive:
    def __init__(self, folder):
        self.folder = folder
        self.files = {}
        for path, _, names in os.walk(folder):
            for name in names:
                if not name.endswith(".tmp"):
                    full = os.path.join(path, name)
                    self.files[os.path.relpath(full, folder).replace(os.sep, "/")] = full
        self.widths = {}
        for name in self.files:
            place = self.parse(name)
            if place:
                self.widths.setdefault(place[:2], []).append(place[2])
        self.size = max((index * 256 + max(w) for (level, index), w in self.widths.items() if level == "entries"), default=0)

    @staticmethod
    def parse(name):
        match = re.fullmatch(r"tile/([0-7]|entries)((?:/x\d{3})*/\d{3})(?:\.p/([1-9]\d{0,2}))?", name)
        if not match or int(match[3] or 1) > 255 or match[2].startswith("/x000"):
            return None
        return match[1], int(re.sub(r"[/x]", "", match[2])), int(match[3] or 256)

    @staticmethod
    def name(level, index, width):
        groups = "%03d" % (index % 1000)
        while index >= 1000:
            index //= 1000
            groups = "x%03d/%s" % (index % 1000, groups)
        return "tile/%s/%s%s" % (level, groups, "" if width == 256 else ".p/%d" % width)

    def read(self, name):
        with open(self.files[name], "rb") as file:
            return file.read()

    def widest(self, level, index, least):
        """The widest file at a place; narrower ones beside it must be its beginning."""
        widths = sorted(self.widths.get((str(level), index), []), reverse=True)
        if not widths or widths[0] < least:
            return None
        first = None
        for width in widths:
            data = self.read(self.name(level, index, width))
            if level == "entries":
                self.split(data, width, self.name(level, index, width))
            elif len(data) != width * 32:
                raise Damaged("%s is not a tile of %d hashes" % (self.name(level, index, width), width))
            if first is not None and not first.startswith(data):
                raise Damaged("%s differs from a wider file at its place" % self.name(level, index, width))
            first = first or data
        return first, widths[0]

    @staticmethod
    def split(data, width, name):
        records, at = [], 0
        while len(records) < width:
            if at + 2 > len(data):
                raise Damaged("%s is cut short" % name)
            length = struct.unpack(">H", data[at:at + 2])[0]
            leaf = data[at + 2:at + 2 + length]
            at += 2 + length
            if at > len(data) or (length and (not leaf.startswith(PREFIX) or length == len(PREFIX))):
                raise Damaged("%s holds something that is no leaf" % name)
            records.append(leaf[len(PREFIX):] if length else None)
        if at != len(data):
            raise Damaged("%s has bytes after its end" % name)
        return records

    def leaves(self):
        for index in range((self.size + 255) // 256):
            width = min(256, self.size - index * 256)
            found = self.widest("entries", index, width)
            if not found:
                raise Damaged("%s is missing" % self.name("entries", index, width))
            yield from self.split(found[0], found[1], self.name("entries", index, found[1]))[:width]

    def checkpoints(self):
        data = b""
        for name in sorted(n for n in self.files if n.startswith("checkpoints/")):
            data = self.read(name)
            try:
                note = Note(data)
            except (ValueError, binascii.Error) as error:
                raise Damaged("%s is no checkpoint: %s" % (name, error)) from error
            if name != "checkpoints/%020d" % note.size:
                raise Damaged("%s is a checkpoint of %d leaves" % (name, note.size))
            yield note
        if data != (self.read("checkpoint") if "checkpoint" in self.files else b""):
            raise Damaged("checkpoint is not the last of checkpoints/")


# ---- the judge ----------------------------------------------------------------------------------------------------

class Judge:
    def __init__(self, archive, trust):
        self.archive, self.trust = archive, trust
        self.problems, self.warnings = [], []
        self.tree = Tree()
        self.intents, self.pruned, self.allowed = set(), set(), []
        self.trusted = 0

    def problem(self, code, at, sentence):
        self.problems.append("%s at %s: %s" % (code, at, sentence))

    def run(self):
        notes = []
        try:
            for note in self.archive.checkpoints():
                notes.append(note)
        except Damaged as error:
            self.problem("unreadable", "-", error)
        covered = max((n.size for n in notes if n.size <= self.archive.size), default=0)
        waiting, previous = list(notes), b""
        try:
            for sequence, record in enumerate(self.archive.leaves()):
                while waiting and waiting[0].size <= sequence:
                    self.checkpoint(waiting.pop(0))
                if record is None:
                    previous = self.tombstone(sequence, covered)
                else:
                    self.record(sequence, record, previous)
                    previous = leaf_hash(record)
                self.tree.add(previous)
        except Damaged as error:
            self.problem("unreadable", self.tree.size, error)
        for note in waiting:
            self.checkpoint(note)
        self.tiles(covered)
        for sequence in sorted(self.pruned):
            if not any(first <= sequence <= last for first, last in self.allowed):
                self.problem("unexplained_tombstone", sequence, "the record is gone and nothing allows it")
                break
        if not notes:
            self.warnings.append("no_checkpoint")
        return notes

    def tombstone(self, sequence, covered):
        self.pruned.add(sequence)
        index, place = divmod(sequence, 256)
        tile = self.archive.widest(0, index, place + 1) if sequence < covered else None
        if not tile:
            raise Damaged("the record of leaf %d is gone and so is its hash" % sequence)
        return tile[0][place * 32:place * 32 + 32]

    def record(self, sequence, record, previous):
        try:
            value = read_record(record)
        except (ValueError, RecursionError) as error:
            self.problem("not_canonical", sequence, error)
            return
        if not isinstance(value, dict):
            self.problem("wrong_sequence", sequence, "not an object")
            return
        if value.get("seq") != sequence or isinstance(value.get("seq"), bool):
            self.problem("wrong_sequence", sequence, "the record states another place than it has")
        wanted = base64.b64encode(previous).decode() if sequence else None
        if value.get("prev") != wanted or (sequence == 0 and "prev" in value):
            self.problem("broken_chain", sequence, "the record does not name the hash of the record before it")
        self.time(sequence, value.get("ts"))
        kind, request, target = value.get("type"), value.get("req"), value.get("target")
        if kind == "intent":
            self.intents.add(sequence)
        elif kind in ("result", "interrupted"):
            intent = request.get("intent") if isinstance(request, dict) else None
            if isinstance(intent, bool) or not isinstance(intent, int) or intent < 0:
                if kind == "interrupted":
                    self.problem("no_such_intent", sequence, "the record closes an intent and does not say which")
            elif intent >= sequence or (intent not in self.intents and intent not in self.pruned):
                self.problem("no_such_intent", sequence, "the record closes leaf %d, which is not an earlier intent" % intent)
        elif kind == "audit.pruned":
            first, last = (target.get("from"), target.get("to")) if isinstance(target, dict) else (None, None)
            if isinstance(first, int) and isinstance(last, int) and 0 <= first <= last < sequence:
                self.allowed.append((first, last))
            else:
                self.problem("malformed_pruning", sequence, "no range of earlier leaves")

    def time(self, sequence, time):
        match = TIME.fullmatch(time) if isinstance(time, str) and time.isascii() else None
        try:
            if not match:
                raise ValueError("no time")
            datetime.datetime(*(int(g) for g in match.groups()[:6]))
        except ValueError:
            self.problem("no_time", sequence, "the record has no time of the one form")

    def checkpoint(self, note):
        why, seen = self.trust.judge(note)
        if why:
            self.problem("bad_checkpoint", note.size, why)
        elif note.size > self.tree.size:
            self.problem("checkpoint_beyond_end", self.tree.size, "a checkpoint speaks of %d leaves" % note.size)
        elif note.root != self.tree.root():
            self.problem("wrong_root", note.size, "the checkpoint has another root than the leaves")
        elif len(seen) >= self.trust.quorum:
            self.trusted = note.size
        else:
            self.warnings.append("no_quorum at %d" % note.size)

    def tiles(self, covered):
        if self.tree.size < covered:
            return  # the leaves are damaged, which is said
        for level in range(8):
            count = covered >> 8 * level
            hashes = self.tree.levels[level]
            for index in range((count + 255) // 256):
                width = min(256, count - index * 256)
                try:
                    found = self.archive.widest(level, index, width)
                except Damaged as error:
                    self.problem("unreadable", index * 256, error)
                    continue
                if not found:
                    self.problem("tile_missing", index * 256, self.archive.name(level, index, width))
                elif found[0][:width * 32] != b"".join(hashes[index * 256:index * 256 + width]):
                    self.problem("leaf_differs" if level == 0 else "tile_differs", index * 256, self.archive.name(level, index, width))

    def outside(self, notes, files):
        kept = {n.size: n.text for n in notes}
        for name in files:
            with open(name, encoding="utf-8") as file:
                text = file.read()
            for part in re.findall("[^\n]+\n[^\n]+\n[^\n]+\n\n(?:%s[^\n]+\n)+" % DASH, text):
                note = Note(part.encode())
                if self.trust.judge(note)[0]:
                    self.problem("bad_evidence", "-", "%s holds a checkpoint that the log did not sign" % name)
                elif note.size > self.archive.size:
                    self.problem("rewound", self.archive.size, "%s knows of %d leaves: %d are missing" % (name, note.size, note.size - self.archive.size))
                elif kept.get(note.size) != note.text:
                    self.problem("evidence_differs", note.size, "%s holds another checkpoint, or the log keeps none of this size" % name)


def main():
    parser = argparse.ArgumentParser(description="Judges an archived log.")
    parser.add_argument("archive", nargs="+")
    parser.add_argument("--key", action="append", required=True)
    parser.add_argument("--witness", action="append", default=[])
    parser.add_argument("--quorum", type=int)
    parser.add_argument("--anchor", action="append", default=[])
    arguments = parser.parse_args()
    try:
        keys, witnesses = [Key(k) for k in arguments.key], [Key(k) for k in arguments.witness]
        for folder in arguments.archive:
            if not os.path.isdir(os.path.join(folder, "tile")):
                raise ValueError("there is no archive of a log in %s" % folder)
        trust = Trust(keys, witnesses, len(witnesses) if arguments.quorum is None else arguments.quorum)
        results = [judge_one(folder, trust, arguments.anchor) for folder in arguments.archive]
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0 if all(results) else 1


def judge_one(folder, trust, anchors):
    archive = Archive(folder)
    judge = Judge(archive, trust)
    judge.outside(judge.run(), anchors)
    for line in judge.problems:
        print(line)
    for line in judge.warnings:
        print("warning: " + line)
    print("%s: size %d, trusted through %d, %s" % (folder, archive.size, judge.trusted, "NOT SOUND" if judge.problems else "sound"))
    return not judge.problems


if __name__ == "__main__":
    sys.exit(main())
