// The official Anthropic library for Node, against the gateway: node anthropic.mjs <scenario>
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { badRequest, email, hello, leak, models, repeat, social, tooMany, weather } from './prompts.mjs';
import { assertUnseen, foreignKey, gateway, run } from './scenario.mjs';

const { url, key, upstream } = gateway();
const connect = (apiKey = key) => new Anthropic({ apiKey, authToken: null, baseURL: url, maxRetries: 0, timeout: 30_000 });
const client = connect();
const ask = (content) => ({ model: models.anthropic, max_tokens: 256, messages: [{ role: 'user', content }] });
const tools = [{ name: weather.tool, description: 'Current weather', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }];
const textOf = (message) => message.content.filter((b) => b.type === 'text').map((b) => b.text).join('');

async function refusal(type, status, call) {
  const error = await call().then(() => assert.fail(`expected ${type.name}, got an answer`), (e) => e);
  assert.ok(error instanceof type, `expected ${type.name}, got ${error?.constructor?.name}: ${error?.message}`);
  assert.equal(error.status, status);
  assert.equal(error.error?.type, 'error');
  return { status, type: error.error?.error?.type };
}

await run('anthropic', {
  async 'messages'() {
    const message = await client.messages.create(ask(hello.ask));
    assert.equal(textOf(message), hello.answer);
    assert.equal(message.stop_reason, 'end_turn');
    assert.ok(message.usage.output_tokens > 0);
  },
  async 'messages-stream'() {
    let pieces = 0;
    const stream = client.messages.stream(ask(hello.ask));
    stream.on('text', () => pieces++);
    const message = await stream.finalMessage();
    assert.equal(textOf(message), hello.answer);
    assert.equal(message.stop_reason, 'end_turn');
    assert.ok(pieces > 3, `only ${pieces} pieces: the stream was buffered`);
  },
  async 'auth-token'() {
    const bearer = new Anthropic({ apiKey: null, authToken: key, baseURL: url, maxRetries: 0, timeout: 30_000 });
    assert.equal(textOf(await bearer.messages.create(ask(hello.ask))), hello.answer);
  },
  async 'tools'() {
    const first = await client.messages.create({ ...ask(weather.ask), tools });
    const use = first.content.find((b) => b.type === 'tool_use');
    assert.equal(first.stop_reason, 'tool_use');
    assert.equal(use.name, weather.tool);
    assert.deepEqual(use.input, weather.arguments);
    const messages = [{ role: 'user', content: weather.ask }, { role: 'assistant', content: first.content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: weather.result }] }];
    assert.equal(textOf(await client.messages.create({ ...ask(''), tools, messages })), weather.answer);
  },
  async 'tools-stream'() {
    const message = await client.messages.stream({ ...ask(weather.ask), tools }).finalMessage();
    const use = message.content.find((b) => b.type === 'tool_use');
    assert.equal(use.name, weather.tool);
    assert.deepEqual(use.input, weather.arguments);
  },
  async 'count-tokens'() {
    const { model, messages } = ask(hello.ask);
    const count = await client.messages.countTokens({ model, messages });
    assert.ok(count.input_tokens > 0);
  },
  async 'models'() {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.ok(names.includes(models.anthropic), `models: ${names}`);
  },
  async 'redaction'() {
    assert.equal(textOf(await client.messages.create(ask(`${repeat.marker} ${social.text}`))), social.masked);
    await assertUnseen(upstream, social.value, social.masked);
  },
  async 'restore'() {
    assert.equal(textOf(await client.messages.create(ask(`${repeat.marker} ${email.text}`))), email.text);
    await assertUnseen(upstream, email.value, 'about the invoice');
  },
  async 'restore-stream'() {
    assert.equal(textOf(await client.messages.stream(ask(`${repeat.marker} ${email.text}`)).finalMessage()), email.text);
  },
  'error-401': () => refusal(Anthropic.AuthenticationError, 401, () => connect(foreignKey).messages.create(ask('x'))),
  'error-403': () => refusal(Anthropic.PermissionDeniedError, 403, () => client.messages.create({ ...ask('x'), tools: [{ type: 'web_search_20250305', name: 'web_search' }] })),
  'error-400': () => refusal(Anthropic.BadRequestError, 400, () => client.messages.create({ max_tokens: 16, messages: [{ role: 'user', content: 'x' }] })),
  'error-400-upstream': () => refusal(Anthropic.BadRequestError, 400, () => client.messages.create(ask(badRequest.ask))),
  'error-404': () => refusal(Anthropic.NotFoundError, 404, () => client.messages.batches.list()),
  'error-429': () => refusal(Anthropic.RateLimitError, 429, () => client.messages.create(ask(tooMany.ask))),
  async 'blocked'() {
    const said = await refusal(Anthropic.BadRequestError, 400, () => client.messages.create(ask(leak.value)));
    assert.equal(said.type, 'invalid_request_error');
    return said;
  },
  async 'blocked-stream'() {
    let text = '';
    const error = await (async () => {
      const stream = await client.messages.create({ ...ask(leak.ask), stream: true });
      for await (const event of stream) text += event.delta?.text ?? '';
    })().then(() => assert.fail('the stream ended as if nothing had happened'), (e) => e);
    assert.ok(error instanceof Anthropic.APIError, `expected APIError, got ${error?.constructor?.name}: ${error?.message}`);
    assert.ok(!text.includes('MIIE'), 'a piece of the key came through');
    return { type: error.error?.error?.type };
  },
});
