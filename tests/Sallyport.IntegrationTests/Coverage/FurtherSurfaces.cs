namespace Sallyport.IntegrationTests.Coverage;

/// <summary>The endpoints that a key must name: legacy completions, judgements, images, sound.</summary>
internal static class FurtherSurfaces
{
    public static IReadOnlyList<Surface> All { get; } =
    [
        new("OpenAI completions", "/v1/completions", "/v1/completions", [("model", "\"gpt-3.5-turbo-instruct\""), ("prompt", "\"hi\"")],
            [
                ("prompt", "\"prompt\":\"§\""), ("prompts", "\"prompt\":[\"x\",\"§\"]"), ("tokens", "\"prompt\":[1,2],\"x\":\"§\""), ("suffix", "\"suffix\":\"§\""), ("stop sequence", "\"stop\":[\"§\"]"), ("user id", "\"user\":\"§\""), ("model name", "\"model\":\"§\""),
                ("logprobs asked for", "\"logprobs\":0,\"x\":\"§\""), .. Surfaces.AnywhereInRequest,
            ],
            [("text", """{"choices":[{"index":0,"text":"§"}]}"""), ("log probabilities", """{"choices":[{"logprobs":{"tokens":["§"],"top_logprobs":[{"§":-1}]}}]}"""), .. Surfaces.AnywhereInAnswer],
            [("text*", """{"choices":[{"index":0,"text":"§"}]}"""), ("unknown field*", """{"choices":[{"index":0,"brand_new":"§"}]}""")]),
        new("OpenAI moderations", "/v1/moderations", null, [("model", "\"omni-moderation-latest\""), ("input", "\"hi\"")],
            [
                ("input", "\"input\":\"§\""), ("inputs", "\"input\":[\"x\",\"§\"]"), ("text part", """ "input":[{"type":"text","text":"§"}] """), ("image address", """ "input":[{"type":"image_url","image_url":{"url":"https://x.example/§"}}] """),
                ("image bytes", """ "input":[{"type":"image_url","image_url":{"url":"data:image/png;base64,§"}}] """), ("model name", "\"model\":\"§\""), .. Surfaces.AnywhereInRequest,
            ],
            [("category", """{"results":[{"categories":{"§":true}}]}"""), ("applied input", """{"results":[{"category_applied_input_types":{"hate":["§"]}}]}"""), .. Surfaces.AnywhereInAnswer], []),
        new("Rerank", "/v2/rerank", null, [("model", "\"ranker/rerank-v3.5\""), ("query", "\"hi\""), ("documents", "[\"x\"]")],
            [
                ("query", "\"query\":\"§\""), ("document", "\"documents\":[\"x\",\"§\"]"), ("document with fields", """ "documents":[{"text":"§"},{"title":"§"}] """), ("name of a document's field", """ "documents":[{"§":"x"}] """), ("rank fields", "\"rank_fields\":[\"§\"]"),
                ("image in a document", """ "documents":[{"image":"§"}] """), ("model name", "\"model\":\"§\""), .. Surfaces.AnywhereInRequest,
            ],
            [("document", """{"results":[{"index":0,"document":{"text":"§"}}]}"""), ("warning", """{"meta":{"warnings":["§"]}}"""), .. Surfaces.AnywhereInAnswer], []),
        new("OpenAI image generations", "/v1/images/generations", "/v1/images/generations", [("model", "\"gpt-image-1\""), ("prompt", "\"hi\"")],
            [("prompt", "\"prompt\":\"§\""), ("style", "\"style\":\"§\""), ("user id", "\"user\":\"§\""), ("model name", "\"model\":\"§\""), .. Surfaces.AnywhereInRequest],
            [("revised prompt", """{"data":[{"b64_json":"aGVsbG8=","revised_prompt":"§"}]}"""), ("image bytes that are text", """{"data":[{"b64_json":"§"}]}"""), ("image address", """{"data":[{"url":"https://x.example/§"}]}"""), .. Surfaces.AnywhereInAnswer],
            [("revised prompt*", """{"type":"image_generation.completed","revised_prompt":"§"}"""), ("image bytes that are text*", """{"type":"image_generation.partial_image","b64_json":"§"}""")]),
        new("OpenAI speech", "/v1/audio/speech", "/v1/audio/speech", [("model", "\"tts-1\""), ("input", "\"hi\""), ("voice", "\"alloy\"")],
            [("input", "\"input\":\"§\""), ("instructions", "\"instructions\":\"§\""), ("voice", "\"voice\":\"§\""), ("model name", "\"model\":\"§\""), .. Surfaces.AnywhereInRequest],
            [.. Surfaces.AnywhereInAnswer],
            [("sound that is text*", """{"type":"speech.audio.delta","audio":"§"}""")]),
    ];
}
