#!/usr/bin/env python3
"""Measures Sallyport and the bare ASP.NET copy loop in front of one mock upstream and prints one table of ratios.

Called by bench/run, which builds what this needs. Standard library only, loopback only, every wait bounded.
"""
import argparse, atexit, ctypes, json, os, shutil, signal, socket, statistics, subprocess, sys, time, urllib.request

from measure import measure, pids_of_port

ORDER = ["small", "mid", "big", "masked", "rate20", "sse5", "slow"]
started = []


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG; not SIGKILL, which would leave nginx's workers behind


def start(name, command, log, **environment):
    env = {k: v for k, v in os.environ.items() if not k.endswith(("_API_KEY", "_BASE_URL")) and not k.startswith("SALLYPORT_")}
    env.update(environment, DOTNET_gcServer=os.environ.get("DOTNET_gcServer", "1"), DOTNET_NOLOGO="1")
    with open(os.path.join(log, name + ".log"), "ab") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=env, preexec_fn=die_with_parent)
    started.append(process)
    return process


def stop(process):
    process.terminate()
    try: process.wait(15)
    except subprocess.TimeoutExpired: process.kill(); process.wait()
    if process in started: started.remove(process)


def stop_all():
    for process in list(started): process.terminate()
    for process in list(started): stop(process)


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    try:
        for s in held: s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in held]
    finally:
        for s in held: s.close()


def fetch(url, body=None, headers=(), seconds=5):
    request = urllib.request.Request(url, data=body, headers=dict(headers))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=seconds) as answer: return answer.status, answer.read()


def until(what, process, probe, seconds=60):
    end = time.time() + seconds
    while True:
        if process.poll() is not None: sys.exit("%s ended with code %s; its log follows\n%s" % (what, process.returncode, tail(process.log)))
        try: return probe()
        except OSError as e:
            if time.time() > end: sys.exit("%s was not ready after %d s (%s); its log follows\n%s" % (what, seconds, e, tail(process.log)))
            time.sleep(0.1)


def tail(path):
    with open(path, errors="replace") as f: return f.read()[-3000:]


class Bench:
    more = ""  # lines of configuration on top of the file's

    def __init__(self, options):
        self.o, self.log, self.targets, self.processes = options, os.path.join(options.work, "log"), {}, {}
        os.makedirs(self.log)
        self.mock_port, self.copy_port, self.api_port, self.admin_port, self.nginx_port = free_ports(5)
        self.chat = open(os.path.join(options.work, "bodies", "small.json"), "rb").read()

    def tool(self, name): return os.path.join(self.o.work, "tools", name)

    def begin(self, name, command, probe, **environment):
        process = self.processes[name] = start(name, command, self.log, **environment)
        process.log = os.path.join(self.log, name + ".log")
        until(name, process, probe)

    def start_mock(self):
        self.begin("mock", [self.tool("mock"), str(self.mock_port)], lambda: fetch("http://127.0.0.1:%d/__stats" % self.mock_port))
        self.targets["direct"] = {"port": self.mock_port, "headers": []}

    def start_copy(self):
        self.begin("copy", ["dotnet", os.path.join(self.o.work, "copy", "aspnet-copy.dll")], lambda: self.ask(self.copy_port, []), PORT=str(self.copy_port), UPSTREAM="http://127.0.0.1:%d" % self.mock_port)
        self.targets["copy"] = {"port": self.copy_port, "headers": []}

    def start_sallyport(self):
        data = os.path.join(self.o.work, "data-%d" % time.monotonic_ns())
        os.makedirs(data)
        config = os.path.join(data, "bench.yaml")
        text = open(self.o.config).read() + self.more
        for word, value in (("api", self.api_port), ("admin", self.admin_port), ("mock", self.mock_port), ("data", data)): text = text.replace("@%s@" % word, str(value))
        with open(config, "w") as f: f.write(text)
        key = make_key()
        admin = "http://127.0.0.1:%d" % self.admin_port
        self.begin("sallyport", ["dotnet", self.o.sallyport, "serve", "--config", config], lambda: fetch(admin + "/readyz"),
                   SALLYPORT_DATA_DIR=data, SALLYPORT_BOOTSTRAP_KEY=key, SALLYPORT_ADMIN_TOKEN="bench-" + os.urandom(24).hex(), BENCH_UPSTREAM_KEY="sk-bench-upstream")
        self.targets["sallyport"] = {"port": self.api_port, "headers": ["Authorization: Bearer " + key]}
        self.check_guardrails()

    def start_nginx(self):
        if not shutil.which("nginx"): return
        folder = os.path.join(self.o.work, "nginx")
        os.makedirs(folder, exist_ok=True)
        config = os.path.join(folder, "nginx.conf")
        with open(config, "w") as f: f.write(NGINX % {"folder": folder, "port": self.nginx_port, "mock": self.mock_port})
        self.begin("nginx", ["nginx", "-p", folder, "-c", config, "-e", os.path.join(folder, "error.log")], lambda: self.ask(self.nginx_port, []))
        self.targets["nginx"] = {"port": self.nginx_port, "headers": []}

    def ask(self, port, headers, body=None):
        pairs = [h.split(": ", 1) for h in headers] + [["Content-Type", "application/json"]]
        return fetch("http://127.0.0.1:%d/v1/chat/completions" % port, body or self.chat, pairs)

    def check_guardrails(self):
        """A guardrail that does not mask would flatter every figure: the mock must see fewer or more bytes of a number that is an SSN than of one that is not."""
        def seen(number):
            before = json.loads(fetch("http://127.0.0.1:%d/__stats" % self.mock_port)[1])["body_bytes"]
            t = self.targets["sallyport"]
            self.ask(t["port"], t["headers"], json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "My SSN is %s." % number}]}).encode())
            return json.loads(fetch("http://127.0.0.1:%d/__stats" % self.mock_port)[1])["body_bytes"] - before
        if seen("123-45-6789") == seen("123x45y6789"): sys.exit("Sallyport forwarded a social security number unmasked: the guardrails of bench.yaml are not in force.")

    def warm_up(self, names, seconds):
        each = max(0.5, seconds / (4 * len(names)))
        for scenario in ("small", "mid", "big", "sse5"):
            for name in names: self.one(name, scenario, warm=each)

    def one(self, name, scenario, warm=None):
        t = self.targets[name]
        return measure(self.tool("ldgen"), os.path.join(self.o.work, "bodies"), scenario, t["port"], t["headers"], pids_of_port(self.mock_port), warm, self.o.quick)

    def run(self):
        self.start_mock(); self.start_copy(); self.start_sallyport(); self.start_nginx()
        names = [n for n in ("copy", "sallyport", "nginx") if n in self.targets]
        self.note("warm-up")
        self.warm_up(names, 6 if self.o.quick else 30)
        runs = []
        for scenario in self.o.scenarios:
            rounds = 1 if scenario == "slow" and self.o.quick else self.o.rounds
            for n in range(rounds):
                if scenario == "slow": self.fresh(names)  # heaps that earlier load has grown would hide what a stream costs
                row = (["direct"] if scenario == "rate20" else []) + names
                for name in row[n % len(row):] + row[:n % len(row)]:
                    result = self.one(name, scenario)
                    runs.append(dict(result, target=name, scenario=scenario, round=n))
                    self.note("%-7s %d/%d %-10s %s" % (scenario, n + 1, rounds, name, brief(result)))
        return runs

    def fresh(self, names):
        for name in names:
            if name == "nginx": continue
            stop(self.processes[name])
            self.start_copy() if name == "copy" else self.start_sallyport()
        self.warm_up([n for n in names if n != "nginx"], 4)

    def note(self, text):
        if not self.o.silent: print(text, file=sys.stderr, flush=True)


def brief(r):
    return "%7.0f req/s %8.1f us/req %7.2f us/event  p50 %6.2f p99 %6.2f ms  failed %d  others took %.0f %%" % (r["win_rps"], r["cpu_us_per_req"], r["cpu_us_per_event"], r["lat_p50"] / 1000, r["lat_p99"] / 1000, r["failed"], r["foreign_pct"])


def make_key():
    """A virtual key: sp_dev_ + public id + _ + secret + CRC32 of all before it, each in base62."""
    import secrets, zlib
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    body = "sp_dev_%s_%s" % ("".join(secrets.choice(letters) for _ in range(10)), "".join(secrets.choice(letters) for _ in range(32)))
    n, digits = zlib.crc32(body.encode()), ""
    for _ in range(6): n, d = divmod(n, 62); digits = letters[d] + digits
    return body + digits


def figure(goal, runs, target, n):
    """One figure of one target in one round, in the goal's unit; None if it was not measured."""
    find = lambda name, scenario: next((r for r in runs if (r["target"], r["scenario"], r["round"]) == (name, scenario, n)), None)
    if goal["id"] in ("p50", "p99"):
        r, d = find(target, "rate20"), find("direct", "rate20")
        return None if not r or not d else (r["lat_" + goal["id"]] - d["lat_" + goal["id"]]) / 1000
    r = find(target, "small" if goal["id"] == "rate" else goal["id"])
    if r is None: return None
    return {"sse5": r["cpu_us_per_event"], "slow": r["kib_per_stream"], "rate": r["win_rps"]}.get(goal["id"], r["cpu_us_per_req"])


def report(runs, goals):
    show = lambda v: "-" if v is None else "%.2f" % v if abs(v) < 10 else "%.1f" % v if abs(v) < 1000 else "%.0f" % v
    print("| work | unit | Sallyport | copy loop | nginx | ratio to copy loop (range) | goal | verdict |\n|---|---|---|---|---|---|---|---|")
    missed = 0
    rounds = 1 + max(r["round"] for r in runs)
    for goal in goals:
        by = {t: [figure(goal, runs, t, n) for n in range(rounds)] for t in ("sallyport", "copy", "nginx")}
        mid = {t: statistics.median(known) if (known := [v for v in values if v is not None]) else None for t, values in by.items()}
        if mid["sallyport"] is None: continue
        # Paired within a round: what disturbed both does not disturb their ratio.
        ratios = [a / b for a, b in zip(by["sallyport"], by["copy"]) if a is not None and b]
        judged = mid["sallyport"] if goal["kind"] == "absolute" else statistics.median(ratios)
        limit = goal["at_most"]
        verdict = "-" if limit is None else "pass" if judged <= limit else "FAIL"
        missed += verdict == "FAIL"
        wide = "-" if goal["id"] in ("p50", "p99") else "%.2f (%.2f..%.2f)" % (statistics.median(ratios), min(ratios), max(ratios))
        wanted = "-" if limit is None else "<= %s%s" % (limit, "" if goal["kind"] == "ratio" else " " + goal["unit"])
        print("| %s | %s | %s | %s | %s | %s | %s | %s |" % (goal["work"], goal["unit"], show(mid["sallyport"]), show(mid["copy"]), show(mid["nginx"]), wide, wanted, verdict))
    return missed


NGINX = """daemon off; worker_processes auto; pid %(folder)s/nginx.pid; error_log %(folder)s/error.log crit;
events { worker_connections 8192; }
http {
  access_log off; client_max_body_size 64m; client_body_buffer_size 512k; keepalive_requests 1000000;
  client_body_temp_path %(folder)s/b; proxy_temp_path %(folder)s/p; fastcgi_temp_path %(folder)s/f; uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
  upstream mock { server 127.0.0.1:%(mock)d; keepalive 128; keepalive_requests 1000000; }
  server { listen 127.0.0.1:%(port)d backlog=4096; location / { proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; } }
}
"""


def main():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__.splitlines()[0])
    for name in ("work", "config", "budgets", "sallyport"): parser.add_argument("--" + name, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds, 1 to 20 (default 5; 2 with --quick)")
    parser.add_argument("--scenarios", default=",".join(ORDER), help="which of " + ", ".join(ORDER))
    parser.add_argument("--quick", action="store_true", help="short warm-up and rounds: shows that the bench works, not how fast anything is")
    parser.add_argument("--silent", action="store_true", help="no progress on stderr")
    parser.add_argument("--json", help="also write every single measurement to this file")
    options = parser.parse_args()
    options.scenarios = [s for s in ORDER if s in options.scenarios.split(",")]
    if not options.scenarios or not 1 <= options.rounds <= 20: parser.error("--scenarios names none of %s, or --rounds is not 1 to 20" % ", ".join(ORDER))
    if options.quick: options.rounds = min(options.rounds, 2)
    atexit.register(stop_all)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Bench(options)
    runs = bench.run()
    stop_all()
    if options.json:
        with open(options.json, "w") as f: json.dump(runs, f, indent=1)
    print("Sallyport against the bare ASP.NET copy loop: %d processors, %d rounds, medians%s\n" % (os.cpu_count(), options.rounds, "; --quick, so only a sign of life" if options.quick else ""))
    missed = report(runs, json.load(open(options.budgets))["goals"])
    failed = sum(r["failed"] for r in runs)
    disturbed = sorted(r["foreign_pct"] for r in runs)[len(runs) // 2]
    print("\nGoals missed: %d. Requests failed: %d. Other processes took %.0f %% of the machine (median of all runs)%s." % (missed, failed, disturbed, "; figures are doubtful above 10 %" if disturbed > 10 else ""))
    sys.exit(1 if missed or failed else 0)


if __name__ == "__main__": main()
