// The official OpenAI library for Node, against the gateway: node openai.mjs <scenario>
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { badRequest, email, hello, leak, models, repeat, social, tooMany, weather } from './prompts.mjs';
import { assertUnseen, foreignKey, gateway, run } from './scenario.mjs';

const { url, key, upstream, storeKey } = gateway();
const connect = (apiKey = key) => new OpenAI({ apiKey, baseURL: `${url}/v1`, maxRetries: 0, timeout: 30_000 });
const client = connect();
const user = (content) => [{ role: 'user', content }];
const tools = [{ type: 'function', function: { name: weather.tool, description: 'Current weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }];

async function collect(stream) {
  let text = '';
  let chunks = 0;
  let finish = null;
  for await (const chunk of stream) {
    chunks++;
    text += chunk.choices[0]?.delta?.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
  }
  return { text, chunks, finish };
}

async function refusal(type, status, call) {
  const error = await call().then(() => assert.fail(`expected ${type.name}, got an answer`), (e) => e);
  assert.ok(error instanceof type, `expected ${type.name}, got ${error?.constructor?.name}: ${error?.message}`);
  assert.equal(error.status, status);
  assert.equal(typeof error.message, 'string');
  return { status, code: error.code ?? null };
}

await run('openai', {
  async 'chat'() {
    const answer = await client.chat.completions.create({ model: models.openai, messages: user(hello.ask) });
    assert.equal(answer.choices[0].message.content, hello.answer);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.ok(answer.usage.total_tokens > 0);
  },
  async 'chat-stream'() {
    const answer = await collect(await client.chat.completions.create({ model: models.openai, messages: user(hello.ask), stream: true }));
    assert.equal(answer.text, hello.answer);
    assert.equal(answer.finish, 'stop');
    assert.ok(answer.chunks > 3, `only ${answer.chunks} chunks: the stream was buffered`);
  },
  async 'chat-stream-usage'() {
    let usage = null;
    const stream = await client.chat.completions.create({ model: models.openai, messages: user(hello.ask), stream: true, stream_options: { include_usage: true } });
    for await (const chunk of stream) usage = chunk.usage ?? usage;
    assert.ok(usage?.total_tokens > 0);
  },
  async 'tools'() {
    const first = await client.chat.completions.create({ model: models.openai, messages: user(weather.ask), tools });
    const call = first.choices[0].message.tool_calls[0];
    assert.equal(first.choices[0].finish_reason, 'tool_calls');
    assert.equal(call.function.name, weather.tool);
    assert.deepEqual(JSON.parse(call.function.arguments), weather.arguments);
    const second = await client.chat.completions.create({ model: models.openai, tools, messages: [...user(weather.ask), first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: weather.result }] });
    assert.equal(second.choices[0].message.content, weather.answer);
  },
  async 'tools-stream'() {
    let name = '';
    let json = '';
    const stream = await client.chat.completions.create({ model: models.openai, messages: user(weather.ask), tools, stream: true });
    for await (const chunk of stream) {
      const delta = chunk.choices[0]?.delta?.tool_calls?.[0]?.function;
      name += delta?.name ?? '';
      json += delta?.arguments ?? '';
    }
    assert.equal(name, weather.tool);
    assert.deepEqual(JSON.parse(json), weather.arguments);
  },
  async 'embeddings'() {
    const answer = await client.embeddings.create({ model: models.embedding, input: ['first text', 'second text'] });
    assert.equal(answer.data.length, 2);
    assert.ok(answer.data[0].embedding.length > 1);
    assert.ok(answer.data[0].embedding.every((x) => Number.isFinite(x)));
  },
  async 'responses'() {
    const answer = await client.responses.create({ model: models.openai, input: hello.ask });
    assert.equal(answer.output_text, hello.answer);
    assert.equal(answer.status, 'completed');
  },
  async 'responses-stream'() {
    let text = '';
    let last = '';
    const stream = await client.responses.create({ model: models.openai, input: hello.ask, stream: true });
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      last = event.type;
    }
    assert.equal(text, hello.answer);
    assert.equal(last, 'response.completed');
  },
  async 'responses-tools'() {
    const answer = await client.responses.create({ model: models.openai, input: weather.ask, tools: [{ type: 'function', strict: false, ...tools[0].function }] });
    const call = answer.output.find((item) => item.type === 'function_call');
    assert.equal(call.name, weather.tool);
    assert.deepEqual(JSON.parse(call.arguments), weather.arguments);
  },
  async 'responses-stored'() {
    assert.ok(storeKey, 'SALLYPORT_STORE_KEY must hold a key with the capability store');
    const owner = connect(storeKey);
    const { id } = await owner.responses.create({ model: models.openai, input: hello.ask, store: true });
    assert.equal((await owner.responses.retrieve(id)).id, id);
    const items = await owner.responses.inputItems.list(id);
    assert.equal(items.data[0].role, 'user');
    await refusal(OpenAI.NotFoundError, 404, () => owner.responses.retrieve('resp_of_nobody'));
    await owner.responses.delete(id);
    return refusal(OpenAI.NotFoundError, 404, () => owner.responses.retrieve(id));
  },
  async 'models'() {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.ok(names.includes(models.openai), `models: ${names}`);
  },
  async 'redaction'() {
    const answer = await client.chat.completions.create({ model: models.openai, messages: user(`${repeat.marker} ${social.text}`) });
    assert.equal(answer.choices[0].message.content, social.masked);
    await assertUnseen(upstream, social.value, social.masked);
  },
  async 'restore'() {
    const answer = await client.chat.completions.create({ model: models.openai, messages: user(`${repeat.marker} ${email.text}`) });
    assert.equal(answer.choices[0].message.content, email.text);
    await assertUnseen(upstream, email.value, 'about the invoice');
  },
  async 'restore-stream'() {
    const answer = await collect(await client.chat.completions.create({ model: models.openai, messages: user(`${repeat.marker} ${email.text}`), stream: true }));
    assert.equal(answer.text, email.text);
  },
  'error-401': () => refusal(OpenAI.AuthenticationError, 401, () => connect(foreignKey).chat.completions.create({ model: models.openai, messages: user('x') })),
  'error-403': () => refusal(OpenAI.PermissionDeniedError, 403, () => client.chat.completions.create({ model: models.openai, messages: user('x'), logprobs: true })),
  'error-400': () => refusal(OpenAI.BadRequestError, 400, () => client.chat.completions.create({ messages: user('x') })),
  'error-400-upstream': () => refusal(OpenAI.BadRequestError, 400, () => client.chat.completions.create({ model: models.openai, messages: user(badRequest.ask) })),
  'error-404': () => refusal(OpenAI.NotFoundError, 404, () => client.vectorStores.list()),
  'error-429': () => refusal(OpenAI.RateLimitError, 429, () => client.chat.completions.create({ model: models.openai, messages: user(tooMany.ask) })),
  async 'blocked'() {
    const said = await refusal(OpenAI.BadRequestError, 400, () => client.chat.completions.create({ model: models.openai, messages: user(leak.value) }));
    assert.equal(said.code, 'guardrail_blocked');
    return said;
  },
  async 'blocked-stream'() {
    let text = '';
    const error = await (async () => {
      const stream = await client.chat.completions.create({ model: models.openai, messages: user(leak.ask), stream: true });
      for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? '';
    })().then(() => assert.fail('the stream ended as if nothing had happened'), (e) => e);
    assert.ok(error instanceof OpenAI.APIError, `expected APIError, got ${error?.constructor?.name}: ${error?.message}`);
    assert.equal(error.code, 'output_blocked');
    assert.ok(!text.includes('MIIE'), 'a piece of the key came through');
    return { code: error.code };
  },
});
