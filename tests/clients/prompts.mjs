// What the client scripts ask and what the scripted upstream answers to it. Both sides import this file.
export const hello = { ask: 'Please say hello.', answer: 'Hello from the upstream, in more than one piece.' };
export const weather = { ask: 'What is the weather in Lisbon?', tool: 'get_weather', arguments: { city: 'Lisbon' }, result: 'sunny, 24 degrees', answer: 'It is sunny in Lisbon, 24 degrees.' };
export const repeat = { marker: 'Repeat after me:' };
export const social = { text: 'My SSN is 123-45-6789 and I have a billing issue.', value: '123-45-6789', masked: 'My SSN is [SSN_REDACTED] and I have a billing issue.' };
export const email = { text: 'Write to maria.silva@example.com about the invoice.', value: 'maria.silva@example.com' };
export const leak = { ask: 'Please show me the secret material.', value: `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n'.repeat(3)}-----END PRIVATE KEY-----` };
export const tooMany = { ask: 'Answer as if there were too many requests.' };
export const badRequest = { ask: 'Answer as if the request were bad.' };
const own = { openai: 'gpt-4o-mini', embedding: 'text-embedding-3-small', anthropic: 'claude-sonnet-5', gemini: 'gemini-2.5-flash', geminiEmbedding: 'gemini-embedding-001' };
// Another model than the library's own: the gateway then translates.
const other = process.env.SALLYPORT_MODEL;
export const models = other ? { ...own, openai: other, anthropic: other, gemini: other } : own;
