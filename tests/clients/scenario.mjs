// Runs one named scenario of a client script: one JSON line on stdout, exit code 0 (passed), 1 (failed) or 2 (called wrongly).
import process from 'node:process';

/** Environment that every client script reads. */
export function gateway() {
  const url = process.env.SALLYPORT_URL;
  const key = process.env.SALLYPORT_KEY;
  if (!url || !key) {
    console.error('Set SALLYPORT_URL (http://127.0.0.1:8080) and SALLYPORT_KEY.');
    process.exit(2);
  }
  return { url: url.replace(/\/$/, ''), key, upstream: process.env.SALLYPORT_UPSTREAM_URL, storeKey: process.env.SALLYPORT_STORE_KEY };
}

/** A key of the right form that nobody issued: six checksum characters that fit are not needed to be refused with 401. */
export const foreignKey = 'sp_dev_0000000000_00000000000000000000000000000000000000';

/** Request bodies that the upstream saw for one prompt, from aimock's journal; null when the upstream is another one. */
export async function upstreamSaw(upstream, marker) {
  if (!upstream) return null;
  const answer = await fetch(`${upstream}/__aimock/journal?limit=1000`);
  const entries = await answer.json();
  return JSON.stringify(entries).split('},{').filter((e) => e.includes(marker)).join('\n');
}

export async function run(client, scenarios, timeoutMs = 45_000) {
  const name = process.argv[2];
  if (name === '--list') {
    for (const s of Object.keys(scenarios)) console.log(s);
    return;
  }
  if (!Object.hasOwn(scenarios, name ?? '')) {
    console.error(`Usage: node ${client}.mjs <${Object.keys(scenarios).join(' | ')}>`);
    process.exit(2);
  }
  const started = performance.now();
  const limit = setTimeout(() => finish({ ok: false, error: `no end after ${timeoutMs} ms` }), timeoutMs);
  const finish = (result) => {
    clearTimeout(limit);
    process.stdout.write(JSON.stringify({ client, scenario: name, ms: Math.round(performance.now() - started), ...result }) + '\n', () => process.exit(result.ok ? 0 : 1));
  };
  try {
    finish({ ok: true, ...((await scenarios[name]()) ?? {}) });
  } catch (e) {
    finish({ ok: false, error: `${e?.constructor?.name}: ${e?.message}`, status: e?.status, stack: String(e?.stack).split('\n').slice(1, 4).map((l) => l.trim()) });
  }
}
