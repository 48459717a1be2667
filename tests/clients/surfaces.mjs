// The official OpenAI library for Node against the endpoints that a key must name. Reads SALLYPORT_URL and SALLYPORT_KEY.
import assert from "node:assert/strict";
import OpenAI, { toFile } from "openai";

const client = new OpenAI({ baseURL: process.env.SALLYPORT_URL + "v1", apiKey: process.env.SALLYPORT_KEY, maxRetries: 0 });
const mail = "ana@example.com";
const model = "simulator";

const completion = await client.completions.create({ model, prompt: ["one", `write to ${mail}`] });
assert.deepEqual(completion.choices.map((c) => c.text), ["[simulated] one", `[simulated] write to ${mail}`]);

let streamed = "";
for await (const chunk of await client.completions.create({ model, prompt: `write to ${mail} today`, stream: true })) streamed += chunk.choices[0]?.text ?? "";
assert.equal(streamed, `[simulated] write to ${mail} today`);

const moderation = await client.moderations.create({ model, input: ["a", "b"] });
assert.deepEqual(moderation.results.map((r) => r.flagged), [false, false]);

const image = await client.images.generate({ model, prompt: `for ${mail}`, n: 2 });
assert.equal(image.data.length, 2);
assert.equal(image.data[0].revised_prompt, `[simulated] for ${mail}`);
assert.equal(Buffer.from(image.data[0].b64_json, "base64").subarray(1, 4).toString(), "PNG");

const picture = () => toFile(Buffer.from(image.data[0].b64_json, "base64"), `of ${mail}.png`);
const edited = await client.images.edit({ model, prompt: `for ${mail}`, image: [await picture(), await picture()] });
assert.equal(edited.data[0].revised_prompt, `[simulated] for ${mail}`);
assert.equal((await client.images.createVariation({ model, image: await picture(), n: 3 })).data.length, 3);

const speech = await client.audio.speech.create({ model, voice: "alloy", input: `hello ${mail}` });
const sound = Buffer.from(await speech.arrayBuffer());
assert.equal(sound.subarray(0, 4).toString(), "RIFF");

const file = () => toFile(sound, "call.wav");
const said = `[simulated] it is ${mail}`;
assert.equal((await client.audio.transcriptions.create({ model, file: await file(), prompt: `it is ${mail}` })).text, said);
assert.equal(await client.audio.transcriptions.create({ model, file: await file(), prompt: `it is ${mail}`, response_format: "text" }), said + "\n");
assert.match(await client.audio.transcriptions.create({ model, file: await file(), prompt: `it is ${mail}`, response_format: "srt" }), new RegExp(`--> 00:00:01,000\n\\[simulated\\] it is ${mail}\n`));
assert.match(await client.audio.transcriptions.create({ model, file: await file(), prompt: `it is ${mail}`, response_format: "vtt" }), new RegExp(`^WEBVTT\n\n.*\n\\[simulated\\] it is ${mail}\n`));
const verbose = await client.audio.transcriptions.create({ model, file: await file(), prompt: `it is ${mail}`, response_format: "verbose_json" });
assert.deepEqual([verbose.segments[0].text, verbose.segments[0].tokens], [said, []]);
assert.equal((await client.audio.translations.create({ model, file: await file(), prompt: `it is ${mail}` })).text, said);

let heard = "";
for await (const event of await client.audio.transcriptions.create({ model, file: await file(), prompt: `it is ${mail}`, stream: true })) {
  if (event.type === "transcript.text.delta") heard += event.delta;
}
assert.equal(heard, said);
console.log("all passed");
