// The independent upstream: @copilotkit/aimock answers in the dialects of OpenAI, Anthropic and Google.
// Prints {"url":"http://127.0.0.1:PORT"} and serves until stdin closes or SIGTERM.
// What aimock 1.43.0 does not serve (stored responses, token counting, batched Gemini embeddings, two model lists) is added as mounts below.
import process from 'node:process';
import { LLMock } from '@copilotkit/aimock';
import { badRequest, hello, leak, models, repeat, tooMany, weather } from './prompts.mjs';

const mock = new LLMock({ port: Number(process.argv[2] ?? 0), host: '127.0.0.1', chunkSize: 7, logLevel: 'silent' });

const lastUserText = (request) => {
  const content = request.messages.filter((m) => m.role === 'user').at(-1)?.content ?? '';
  return typeof content === 'string' ? content : content.map((p) => p.text ?? '').join('');
};

const usage = { prompt_tokens: 9, completion_tokens: 8, total_tokens: 17, input_tokens: 9, output_tokens: 8, promptTokenCount: 9, candidatesTokenCount: 8, totalTokenCount: 17 };

mock.on({ userMessage: hello.ask }, { content: hello.answer, usage });
mock.on({ userMessage: weather.ask, hasToolResult: true }, { content: weather.answer });
mock.on({ userMessage: weather.ask }, { toolCalls: [{ name: weather.tool, arguments: weather.arguments }] });
mock.on({ userMessage: leak.ask }, { content: `Here it is: ${leak.value} That was all.` });
mock.on({ userMessage: tooMany.ask, model: models.gemini }, { error: { message: 'Too many requests', type: 'RESOURCE_EXHAUSTED' }, status: 429 });
mock.on({ userMessage: badRequest.ask, model: models.gemini }, { error: { message: 'Bad request', type: 'INVALID_ARGUMENT' }, status: 400 });
mock.on({ userMessage: tooMany.ask }, { error: { message: 'Too many requests', type: 'rate_limit_error', code: 'rate_limit_exceeded' }, status: 429 });
mock.on({ userMessage: badRequest.ask }, { error: { message: 'Bad request', type: 'invalid_request_error', code: 'invalid_value' }, status: 400 });
mock.on({ userMessage: repeat.marker }, (request) => ({ content: lastUserText(request).replace(repeat.marker, '').trim() }));
mock.on({ userMessage: /./s, endpoint: 'chat' }, (request) => ({ content: `You said: ${lastUserText(request)}` }));

const send = (res, status, body) => {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
  return true;
};

const storedResponse = (id, status) => ({
  id, object: 'response', created_at: 1763700000, status, model: models.openai, error: null, incomplete_details: null, instructions: null,
  metadata: {}, parallel_tool_calls: true, temperature: 1, tool_choice: 'auto', tools: [], top_p: 1,
  output: [{ id: 'msg_stored', type: 'message', status: 'completed', role: 'assistant', content: [{ type: 'output_text', text: hello.answer, annotations: [] }] }],
  usage: { input_tokens: 9, output_tokens: 9, total_tokens: 18, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
});

mock.mount('/v1/responses', {
  async handleRequest(req, res, path) {
    const [, id, part] = path.split('/');
    if (!id) return false;
    if (req.method === 'DELETE' && !part) return send(res, 200, { id, object: 'response', deleted: true });
    if (req.method === 'POST' && part === 'cancel') return send(res, 200, storedResponse(id, 'cancelled'));
    if (req.method !== 'GET') return false;
    if (!part) return send(res, 200, storedResponse(id, 'completed'));
    if (part !== 'input_items') return false;
    const items = [{ id: 'msg_input', type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_text', text: hello.ask }] }];
    return send(res, 200, { object: 'list', data: items, first_id: 'msg_input', last_id: 'msg_input', has_more: false });
  },
});

mock.mount('/v1/messages/count_tokens', { handleRequest: async (req, res) => send(res, 200, { input_tokens: 12 }) });

mock.mount('/v1/models', {
  async handleRequest(req, res, path) {
    if (req.method !== 'GET' || path !== '/') return false;
    if (req.headers['anthropic-version']) {
      const data = [{ type: 'model', id: models.anthropic, display_name: 'Claude', created_at: '2025-09-29T00:00:00Z' }];
      return send(res, 200, { data, has_more: false, first_id: models.anthropic, last_id: models.anthropic });
    }
    return send(res, 200, { object: 'list', data: [models.openai, models.embedding].map((id) => ({ id, object: 'model', created: 1763700000, owned_by: 'aimock' })) });
  },
});

mock.mount('/v1beta/models', {
  async handleRequest(req, res, path) {
    if (req.method === 'GET' && path === '/') {
      return send(res, 200, { models: [models.gemini, models.geminiEmbedding].map((m) => ({ name: `models/${m}`, displayName: m, supportedGenerationMethods: ['generateContent', 'countTokens'] })) });
    }
    if (path.endsWith(':batchEmbedContents')) return send(res, 200, { embeddings: [{ values: [0.25, -0.5, 0.125] }] });
    return path.endsWith(':countTokens') ? send(res, 200, { totalTokens: 12 }) : false;
  },
});

await mock.start();
console.log(JSON.stringify({ url: mock.url }));
const stop = async () => {
  await mock.stop();
  process.exit(0);
};
process.on('SIGTERM', stop);
process.stdin.on('end', stop).resume();
