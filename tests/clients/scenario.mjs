// Runs named scenarios of a client script: one JSON line each on stdout, exit code 0 (all passed), 1 (one failed) or 2 (called wrongly).
import assert from 'node:assert/strict';
import process from 'node:process';
import { crc32 } from 'node:zlib';

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

/** A well-formed key that nobody issued: its checksum is right. */
export const foreignKey = (() => {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const body = `sp_dev_${'0'.repeat(10)}_${'0'.repeat(32)}`;
  let sum = crc32(body);
  let digits = '';
  for (let i = 0; i < 6; i++, sum = Math.floor(sum / 62)) digits = letters[sum % 62] + digits;
  return body + digits;
})();

/** Asserts on aimock's journal that no request ever showed the upstream a value, and that one showed what stands for it. Does nothing with another upstream. */
export async function assertUnseen(upstream, value, standIn) {
  if (!upstream) return;
  const journal = await (await fetch(`${upstream}/__aimock/journal?limit=1000`)).text();
  assert.ok(journal.includes(standIn), `the upstream never saw ${standIn}`);
  assert.ok(!journal.includes(value), 'the upstream saw the value');
}

export async function run(client, scenarios, timeoutMs = 45_000) {
  const names = process.argv.slice(2);
  if (names[0] === '--list') {
    for (const s of Object.keys(scenarios)) console.log(s);
    return;
  }
  if (names.length === 0 || !names.every((name) => Object.hasOwn(scenarios, name))) {
    console.error(`Usage: node ${client}.mjs <${Object.keys(scenarios).join(' | ')}>`);
    process.exit(2);
  }
  let failed = false;
  for (const name of names) {
    const started = performance.now();
    let limit;
    const late = new Promise((_, reject) => (limit = setTimeout(() => reject(new Error(`no end after ${timeoutMs} ms`)), timeoutMs)));
    let result;
    try {
      result = { ok: true, ...((await Promise.race([scenarios[name](), late])) ?? {}) };
    } catch (e) {
      result = { ok: false, error: `${e?.constructor?.name}: ${e?.message}`, status: e?.status, stack: String(e?.stack).split('\n').slice(1, 4).map((l) => l.trim()) };
    }
    clearTimeout(limit);
    failed ||= !result.ok;
    await new Promise((written) => process.stdout.write(JSON.stringify({ client, scenario: name, ms: Math.round(performance.now() - started), ...result }) + '\n', written));
  }
  process.exit(failed ? 1 : 0);
}
