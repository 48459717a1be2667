// The back end of a support form: the browser talks to it, it talks to Sallyport. Node 20 or later, no packages.
//   SALLYPORT_URL=http://127.0.0.1:8080 SALLYPORT_KEY=sp_dev_... node server.mjs [PORT]
// The key stays in this process. The browser never sees it, nor the provider's.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import process from 'node:process';

const gateway = (process.env.SALLYPORT_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const key = process.env.SALLYPORT_KEY;
if (!key) {
  console.error('Set SALLYPORT_KEY: the key that the gateway printed at its first start.');
  process.exit(2);
}

const maxInputBytes = 16 * 1024;
const page = await readFile(new URL('index.html', import.meta.url));
const script = await readFile(new URL('form.js', import.meta.url));
const pageHeaders = { 'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'", 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

async function readText(req) {
  const pieces = [];
  let size = 0;
  for await (const piece of req) {
    size += piece.length;
    if (size > maxInputBytes) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

const send = (res, status, body) => {
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  res.end(JSON.stringify(body));
};

async function ask(req, res) {
  // Only our own page may ask: a form on another site cannot send this content type without asking first.
  if (req.headers['content-type'] !== 'application/json') return send(res, 415, { error: 'Send application/json.' });
  const text = await readText(req);
  let question = null;
  try {
    question = JSON.parse(text ?? 'null')?.question;
  } catch {
    // answered below
  }
  if (typeof question !== 'string' || question.trim() === '') return send(res, 400, { error: 'Send {"question": "..."} of at most 16 KiB.' });

  const gone = new AbortController();
  res.on('close', () => gone.abort());
  let answer;
  try {
    answer = await fetch(`${gateway}/api/ai/complete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ input: question, purpose: 'support' }),
      signal: AbortSignal.any([gone.signal, AbortSignal.timeout(60_000)]),
    });
  } catch {
    return send(res, 502, { error: 'The gateway could not be reached.' });
  }
  const said = await answer.json().catch(() => null);
  // Pass on a code and a sentence of our own, not whatever stood in the answer.
  if (!answer.ok) return send(res, answer.status, { error: `The gateway refused the question (${said?.error?.code ?? answer.status}).` });
  return send(res, 200, { output: said.output, model: said.model, redactions: said.redactions });
}

const server = createServer((req, res) => {
  const route = `${req.method} ${new URL(req.url, 'http://localhost').pathname}`;
  if (route === 'GET /') return res.writeHead(200, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' }).end(page);
  if (route === 'GET /form.js') return res.writeHead(200, { ...pageHeaders, 'content-type': 'text/javascript; charset=utf-8' }).end(script);
  if (route === 'POST /ask') return ask(req, res).catch(() => res.headersSent || send(res, 500, { error: 'The form failed.' }));
  return send(res, 404, { error: 'Not found.' });
});
server.listen(Number(process.argv[2] ?? 3000), '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
