#!/usr/bin/env python3
"""Measures what the record costs: strict mode against async in one paired run at 1,000 req/s, records a second of each engine, bytes a request.

Called by bench/run --record. PostgreSQL is measured too if SALLYPORT_BENCH_DATABASE_URL names an empty database. Standard library only, loopback only.
"""
import argparse, atexit, glob, json, os, re, signal, statistics, subprocess, sys, tempfile

from bench import Bench, brief, start, stop, stop_all

GOALS = {"p50": 1.0, "p99": 5.0, "records": 20000, "bytes": 1200}
APPENDERS, RECORDS = 512, 400000


def paired(options):
    """Rounds of both modes, in turns that swap: a fresh process and database each, so that neither has the other's heap or file."""
    bench = Bench(options)
    bench.start_mock()
    runs = {"strict": [], "async": []}
    for n in range(options.rounds):
        for mode in ("strict", "async") if n % 2 == 0 else ("async", "strict"):
            bench.more = "audit: { mode: %s }\n" % mode
            bench.start_sallyport()
            bench.warm_up(["sallyport"], 6)
            result = bench.one("sallyport", "rate1k")
            runs[mode].append(result)
            bench.note("%-6s %d/%d %s" % (mode, n + 1, options.rounds, brief(result)))
            stop(bench.processes["sallyport"])
    stop_all()
    return runs


def records(options, engine, environment):
    """The probe's own line: entries, rate, latencies, processor time."""
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        out = subprocess.run(["dotnet", options.probe, "measure", folder, str(RECORDS), str(APPENDERS)], capture_output=True, text=True, timeout=600, env=dict(os.environ, **environment))
        if out.returncode: sys.exit("%s: the probe ended with code %d\n%s" % (engine, out.returncode, out.stderr[-2000:]))
        size = sum(os.path.getsize(f) for f in glob.glob(folder + "/sallyport.db*"))
    line = out.stdout.strip().splitlines()[-1]
    return float(re.search(r"([0-9]+)/s", line).group(1)), line, size / (RECORDS + min(RECORDS, 20000)) * 2 if size else None


def main():
    parser = argparse.ArgumentParser(prog="bench/run --record", description=__doc__.splitlines()[0])
    for name in ("work", "config", "budgets", "sallyport", "probe"): parser.add_argument("--" + name, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each mode, 1 to 20 (default 5)")
    options = parser.parse_args()
    options.silent, options.quick = False, False
    atexit.register(stop_all)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    runs = paired(options)
    added = {q: statistics.median([(s["lat_" + q] - a["lat_" + q]) / 1000 for s, a in zip(runs["strict"], runs["async"])]) for q in ("p50", "p99")}
    rows = [("strict over async, 1,000 req/s, " + q, "%.2f ms" % added[q], "<= %.0f ms" % GOALS[q], added[q] <= GOALS[q]) for q in ("p50", "p99")]
    engines = [("SQLite", {})]
    if os.environ.get("SALLYPORT_BENCH_DATABASE_URL"): engines.append(("PostgreSQL", {"SALLYPORT_DATABASE_URL": os.environ["SALLYPORT_BENCH_DATABASE_URL"]}))
    for engine, environment in engines:
        rate, line, size = records(options, engine, environment)
        print("%s: %s" % (engine, line), file=sys.stderr)
        rows.append(("records a second, %s, %d appenders" % (engine, APPENDERS), "%.0f" % rate, ">= %d" % GOALS["records"], rate >= GOALS["records"]))
        if size: rows.append(("bytes a request (two records, indexes, write-ahead log), %s" % engine, "%.0f" % size, "<= %d" % GOALS["bytes"], size <= GOALS["bytes"]))
    print("| what | measured | goal | verdict |\n|---|---|---|---|")
    for what, measured, goal, ok in rows: print("| %s | %s | %s | %s |" % (what, measured, goal, "pass" if ok else "FAIL"))
    disturbed = statistics.median([r["foreign_pct"] for rs in runs.values() for r in rs])
    print("\nOther processes took %.0f %% of the machine (median)%s." % (disturbed, "; figures are doubtful above 10 %" if disturbed > 10 else ""))
    sys.exit(0 if all(ok for *_, ok in rows) else 1)


main()
