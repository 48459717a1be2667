// The official Google GenAI library for Node, against the gateway: node google.mjs <scenario>
import assert from 'node:assert/strict';
import { ApiError, GoogleGenAI } from '@google/genai';
import { badRequest, email, hello, leak, models, repeat, social, tooMany, weather } from './prompts.mjs';
import { assertUnseen, foreignKey, gateway, run } from './scenario.mjs';

const { url, key, upstream } = gateway();
const connect = (apiKey = key) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url, timeout: 30_000, retryOptions: { attempts: 1 } } });
const client = connect();
const ask = (contents, config) => ({ model: models.gemini, contents, config });
const tools = [{ functionDeclarations: [{ name: weather.tool, description: 'Current weather', parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }] }];

async function collect(stream) {
  let text = '';
  let chunks = 0;
  let calls = [];
  for await (const chunk of stream) {
    chunks++;
    text += chunk.text ?? '';
    calls = calls.concat(chunk.functionCalls ?? []);
  }
  return { text, chunks, calls };
}

async function refusal(status, word, call) {
  const error = await call().then(() => assert.fail(`expected ApiError ${status}, got an answer`), (e) => e);
  assert.ok(error instanceof ApiError, `expected ApiError, got ${error?.constructor?.name}: ${error?.message}`);
  assert.equal(error.status, status);
  assert.ok(error.message.includes(word), `expected ${word} in: ${error.message}`);
  return { status, word };
}

await run('google', {
  async 'generate'() {
    const answer = await client.models.generateContent(ask(hello.ask));
    assert.equal(answer.text, hello.answer);
    assert.equal(answer.candidates[0].finishReason, 'STOP');
  },
  async 'generate-stream'() {
    const answer = await collect(await client.models.generateContentStream(ask(hello.ask)));
    assert.equal(answer.text, hello.answer);
    assert.ok(answer.chunks > 3, `only ${answer.chunks} chunks: the stream was buffered`);
  },
  async 'tools'() {
    const first = await client.models.generateContent(ask(weather.ask, { tools }));
    assert.equal(first.functionCalls[0].name, weather.tool);
    assert.deepEqual(first.functionCalls[0].args, weather.arguments);
    const contents = [{ role: 'user', parts: [{ text: weather.ask }] }, first.candidates[0].content, { role: 'user', parts: [{ functionResponse: { id: first.functionCalls[0].id, name: weather.tool, response: { result: weather.result } } }] }];
    assert.equal((await client.models.generateContent(ask(contents, { tools }))).text, weather.answer);
  },
  async 'tools-stream'() {
    const { calls } = await collect(await client.models.generateContentStream(ask(weather.ask, { tools })));
    assert.equal(calls[0].name, weather.tool);
    assert.deepEqual(calls[0].args, weather.arguments);
  },
  async 'count-tokens'() {
    const count = await client.models.countTokens({ model: models.gemini, contents: hello.ask });
    assert.ok(count.totalTokens > 0);
  },
  async 'embed'() {
    const answer = await client.models.embedContent({ model: models.geminiEmbedding, contents: 'first text' });
    assert.ok(answer.embeddings[0].values.length > 1);
  },
  async 'models'() {
    const names = [];
    for await (const model of await client.models.list()) names.push(model.name);
    assert.ok(names.includes(`models/${models.gemini}`), `models: ${names}`);
  },
  async 'redaction'() {
    assert.equal((await client.models.generateContent(ask(`${repeat.marker} ${social.text}`))).text, social.masked);
    await assertUnseen(upstream, social.value, social.masked);
  },
  async 'restore'() {
    assert.equal((await client.models.generateContent(ask(`${repeat.marker} ${email.text}`))).text, email.text);
    await assertUnseen(upstream, email.value, 'about the invoice');
  },
  async 'restore-stream'() {
    assert.equal((await collect(await client.models.generateContentStream(ask(`${repeat.marker} ${email.text}`)))).text, email.text);
  },
  'error-401': () => refusal(401, 'UNAUTHENTICATED', () => connect(foreignKey).models.generateContent(ask('x'))),
  'error-403': () => refusal(403, 'PERMISSION_DENIED', () => client.models.generateContent(ask('x', { tools: [{ googleSearch: {} }] }))),
  'error-400-upstream': () => refusal(400, 'INVALID_ARGUMENT', () => client.models.generateContent(ask(badRequest.ask))),
  'error-404': () => refusal(404, 'NOT_FOUND', () => client.files.list()),
  'error-429': () => refusal(429, 'RESOURCE_EXHAUSTED', () => client.models.generateContent(ask(tooMany.ask))),
  'blocked': () => refusal(400, 'INVALID_ARGUMENT', () => client.models.generateContent(ask(leak.value))),
  async 'blocked-stream'() {
    let text = '';
    const error = await (async () => {
      for await (const chunk of await client.models.generateContentStream(ask(leak.ask))) text += chunk.text ?? '';
    })().then(() => assert.fail('the stream ended as if nothing had happened'), (e) => e);
    assert.ok(error instanceof ApiError, `expected ApiError, got ${error?.constructor?.name}: ${error?.message}`);
    assert.ok(!text.includes('MIIE'), 'a piece of the key came through');
    return { status: error.status };
  },
});
