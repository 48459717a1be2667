#!/usr/bin/env python3
"""Write the request bodies used by bench.py: make_bodies.py OUTDIR

Only masked.json holds anything that the guardrails find: an e-mail address, a payment card and a social security number."""
import json, os, random, sys

out = sys.argv[1]
os.makedirs(out, exist_ok=True)
rnd = random.Random(20261121)
NOUNS = "report invoice contract policy customer supplier shipment forecast budget meeting release ticket incident server database pipeline quarter region margin audit risk control vendor account ledger payment refund".split()
VERBS = "shows describes compares explains reduces increases covers requires delays approves rejects summarises changes affects confirms".split()
ADJS = "quarterly internal revised final northern delayed open closed unexpected regulatory annual draft shared critical".split()
NAMES = "Maria Schmidt|Jonas Weber|Priya Nair|Chen Wei|Élodie Martin|Tom O'Brien|Ana Souza".split("|")


def sentence():
    s = "The %s %s %s the %s %s" % (rnd.choice(ADJS), rnd.choice(NOUNS), rnd.choice(VERBS), rnd.choice(ADJS), rnd.choice(NOUNS))
    r = rnd.random()
    if r < .10: s += ", as noted on 2026-%02d-%02d" % (rnd.randint(1, 12), rnd.randint(1, 28))
    elif r < .18: s += " (see section %d.%d, \"%s\")" % (rnd.randint(1, 9), rnd.randint(1, 9), rnd.choice(NOUNS))
    elif r < .24: s += " because %s asked for it" % rnd.choice(NAMES)
    elif r < .30: s += "; order %d, total %d.%02d EUR" % (rnd.randint(10000, 99999), rnd.randint(10, 9999), rnd.randint(0, 99))
    return s + (".\n\n" if rnd.random() < .12 else ". ")


def text(n):
    parts, l = [], 0
    while l < n:
        s = sentence(); parts.append(s); l += len(s.encode())
    return "".join(parts)


def body(total, directive="", stream=False, turns=2):
    system = "You are a careful assistant for the finance department of a large company. Answer in at most five sentences, cite the section you used and say so when the context does not hold the answer." + (" mockctl " + directive + ";" if directive else "")
    def mk(k):
        msgs = [{"role": "system", "content": system}]
        for i in range(turns):
            msgs.append({"role": "user", "content": ("Context:\n" + k[2 * i] + "\nQuestion: what changed since the last meeting?")})
            if i < turns - 1: msgs.append({"role": "assistant", "content": k[2 * i + 1]})
        b = {"model": "gpt-4o-mini", "messages": msgs, "temperature": 0.2, "max_tokens": 512, "top_p": 1, "user": "u-48151623"}
        if stream: b["stream"] = True; b["stream_options"] = {"include_usage": True}
        return b
    base = len(json.dumps(mk([""] * (2 * turns)), ensure_ascii=False).encode())
    per = max(40, int((total - base) / (2 * turns - 1)) - 60)
    return mk([text(per) for _ in range(2 * turns)])


def save(name, b):
    with open(os.path.join(out, name), "wb") as f: f.write(json.dumps(b, ensure_ascii=False).encode())


save("small.json", body(1250))
save("small_d20.json", body(1250, "d=20"))
masked = body(1150)
masked["messages"][-1]["content"] += " Ask maria.silva@example.com about card 4111 1111 1111 1111 and SSN 123-45-6789."
save("masked.json", masked)
save("mid.json", body(16000, turns=4))
save("big.json", body(200000, turns=8))
save("sse0.json", body(1250, "n=60 i=0", True))
save("sse5.json", body(1250, "n=60 i=5", True))
save("slow.json", body(1250, "n=20 i=1000", True))
for f in sorted(os.listdir(out)): print(f, os.path.getsize(os.path.join(out, f)))
