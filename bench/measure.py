"""One measurement: ldgen against one port, with the processor time and memory of the processes that listen there."""
import glob, json, os, re, subprocess, time

#            body             ldgen arguments: connections, rate, measured time, warm-up
SCENARIOS = {
    "small":  ("small.json",     ["-c", "64", "-d", "3", "-w", "0.7"]),
    "mid":    ("mid.json",       ["-c", "32", "-d", "3", "-w", "0.7"]),
    "big":    ("big.json",       ["-c", "16", "-d", "3", "-w", "0.7"]),
    "masked": ("masked.json",    ["-c", "64", "-d", "3", "-w", "0.7"]),
    "rate20": ("small_d20.json", ["-c", "256", "-r", "150", "-d", "8", "-w", "1"]),
    "sse5":   ("sse5.json",      ["-c", "50", "-d", "4", "-w", "1"]),
    "rate1k": ("small.json",     ["-c", "256", "-r", "1000", "-d", "8", "-w", "2"]),
    "slow":   ("slow.json",      ["-c", "2000", "-n", "2000", "-R", "4", "-d", "60", "-w", "0", "-t", "60"]),
}
STREAMS = 2000


def pids_of_port(port):
    """Processes that listen on a port, and their children."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try: lines = open(table).read().splitlines()[1:]
        except FileNotFoundError: continue
        for p in map(str.split, lines):
            if p[3] == "0A" and int(p[1].rsplit(":", 1)[1], 16) == port: inodes.add("socket:[%s]" % p[9])
    found = set()
    for fd in glob.glob("/proc/[0-9]*/fd/*"):
        try:
            if os.readlink(fd) in inodes: found.add(int(fd.split("/")[2]))
        except OSError: pass
    parent = {}
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try: text = open(stat).read(); parent[int(text.split()[0])] = int(text.rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError, IndexError): pass
    grew = True
    while grew:
        more = {c for c, p in parent.items() if p in found} - found
        found |= more
        grew = bool(more)
    return sorted(found)


def resident_kib(pids):
    total = 0
    for p in pids:
        try: total += int(re.search(r"VmRSS:\s+(\d+)", open("/proc/%d/status" % p).read()).group(1))
        except (OSError, AttributeError): pass
    return total


def machine():
    v = list(map(int, open("/proc/stat").readline().split()[1:]))
    return sum(v), sum(v[:3]) + sum(v[5:7])


def cpu_ticks(pids):
    total = 0
    for p in pids:
        try: f = open("/proc/%d/stat" % p).read().rsplit(")", 1)[1].split(); total += int(f[11]) + int(f[12])
        except (OSError, IndexError): pass
    return total


def settle(seconds):
    """Waits until the machine is nearly idle, at most so long: other work makes figures worthless."""
    end = time.time() + seconds
    while time.time() < end:
        all0, busy0 = machine(); time.sleep(0.3); all1, busy1 = machine()
        if busy1 - busy0 < 0.12 * (all1 - all0): return


def measure(ldgen, bodies, scenario, port, headers, mock_pids, warm, quick):
    """One run of a scenario; with warm, only so many seconds of it, to bring code and connections up to speed."""
    body, arguments = SCENARIOS[scenario]
    arguments = list(arguments)
    if warm is not None or (quick and "-d" in arguments and scenario != "slow"):
        arguments[arguments.index("-d") + 1] = str(warm if warm is not None else 1.5)
        arguments[arguments.index("-w") + 1] = "0.3"
    pids = pids_of_port(port)
    if not pids: raise SystemExit("nothing listens on port %d: the target has ended" % port)
    command = [ldgen, "-b", os.path.join(bodies, body), "-p", "/v1/chat/completions", "-P", ",".join(map(str, pids))]
    for h in headers: command += ["-H", h]
    if warm is None: settle(4)
    own = sorted(set(pids) | set(mock_pids))
    all0, busy0 = machine(); cpu0 = cpu_ticks(own); times0 = os.times()
    before = peak = resident_kib(pids)
    process = subprocess.Popen(command + arguments + ["127.0.0.1:%d" % port], stdout=subprocess.PIPE, text=True)
    try:
        end = time.time() + 150
        while process.poll() is None:
            time.sleep(0.2)
            peak = max(peak, resident_kib(pids))
            if time.time() > end: raise SystemExit("ldgen did not end in 150 s (%s)" % scenario)
    finally:
        if process.poll() is None: process.kill()
        out = process.stdout.read(); process.wait()
    all1, busy1 = machine(); times1 = os.times()
    ticks = os.sysconf("SC_CLK_TCK")
    mine = cpu_ticks(own) - cpu0 + ticks * (sum(times1[:4]) - sum(times0[:4]))
    try: result = json.loads(out)
    except ValueError: raise SystemExit("ldgen gave no figures for %s: %r" % (scenario, out[:300]))
    result["failed"] = result["bad"] + result["neterr"] + result["unfinished"]
    result["rss_before_kib"], result["rss_peak_kib"] = before, peak
    result["kib_per_stream"] = (peak - before) / STREAMS
    result["foreign_pct"] = max(0.0, 100.0 * (busy1 - busy0 - mine) / max(1, all1 - all0))
    return result
