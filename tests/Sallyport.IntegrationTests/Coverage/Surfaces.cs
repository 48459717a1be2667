namespace Sallyport.IntegrationTests.Coverage;

/// <summary>Every endpoint and every position that the census visits.</summary>
internal static class Surfaces
{
    private const string Card = "4111111111111111";

    internal static readonly (string, string)[] AnywhereInRequest =
    [
        ("new unknown field, text", "\"brand_new\":\"§\""), ("new unknown field, deep", "\"brand_new\":{\"a\":[[{\"b\":\"§\"}]]}"), ("new unknown property name", "\"brand_new\":{\"§\":1}"),
        ("card number as a JSON number", "\"brand_new\":" + Card), ("card number as a JSON number, deep", "\"brand_new\":[{\"n\":" + Card + "}]"),
        ("bytes where no provider expects any: data URL", "\"brand_new\":{\"image_url\":{\"url\":\"data:text/plain,§\"}}"), ("bytes where no provider expects any: inline data", "\"brand_new\":{\"inline_data\":{\"data\":\"§\"}}"),
        ("bytes where no provider expects any: file data", "\"brand_new\":{\"file_data\":\"§\"}"), ("bytes where no provider expects any: input audio", "\"brand_new\":{\"input_audio\":{\"data\":\"§\"}}"),
        ("bytes where no provider expects any: source", "\"brand_new\":{\"source\":{\"data\":\"§\"}}"), ("repeated field", "\"brand_new\":1,\"brand_n\\u0065w\":\"§\""),
    ];

    private static readonly (string, string)[] ChatRequest =
    [
        ("system text", """ "messages":[{"role":"system","content":"§"}] """), ("developer text", """ "messages":[{"role":"developer","content":[{"type":"text","text":"§"}]}] """),
        ("user text", """ "messages":[{"role":"user","content":"§"}] """), ("user text part", """ "messages":[{"role":"user","content":[{"type":"text","text":"§"}]}] """),
        ("assistant text", """ "messages":[{"role":"assistant","content":"§"}] """), ("tool-call arguments", """ "messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":\"§\"}"}}]}] """),
        ("name in tool-call arguments", """ "messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"§\":1}"}}]}] """),
        ("tool result", """ "messages":[{"role":"tool","tool_call_id":"c","content":"§"}] """), ("message name", """ "messages":[{"role":"user","name":"§","content":"x"}] """),
        ("unknown part", """ "messages":[{"role":"user","content":[{"type":"new","new":{"x":"§"}}]}] """), ("image address", """ "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/§"}}]}] """),
        ("image bytes", """ "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,§"}}]}] """), ("audio bytes", """ "messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"§"}}]}] """),
        ("file bytes", """ "messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"§"}}]}] """), ("encrypted reasoning", """ "messages":[{"role":"assistant","reasoning_details":[{"type":"reasoning.encrypted","data":"§"}],"content":"x"}] """),
        ("tool name", """ "tools":[{"type":"function","function":{"name":"§"}}] """), ("tool description", """ "tools":[{"type":"function","function":{"name":"f","description":"§"}}] """),
        ("schema property name", """ "tools":[{"type":"function","function":{"name":"f","parameters":{"properties":{"§":{}}}}}] """), ("schema enum value", """ "tools":[{"type":"function","function":{"name":"f","parameters":{"properties":{"p":{"enum":["§"]}}}}}] """),
        ("schema default", """ "tools":[{"type":"function","function":{"name":"f","parameters":{"properties":{"p":{"default":"§"}}}}}] """), ("unknown built-in tool", """ "tools":[{"type":"new_tool","x":"§"}] """),
        ("response schema", """ "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"description":"§"}}} """), ("stop sequence", """ "stop":["§"] """), ("prediction", """ "prediction":{"type":"content","content":"§"} """),
        ("metadata", """ "metadata":{"k":"§"} """), ("user id", """ "user":"§" """), ("safety id", """ "safety_identifier":"§" """), ("prompt cache key", """ "prompt_cache_key":"§" """), ("model name", """ "model":"§" """),
        ("logprobs asked for", """ "logprobs":true,"x":"§" """),
    ];

    private static readonly (string, string)[] ResponsesRequest =
    [
        ("instructions", """ "instructions":"§" """), ("input text", """ "input":"§" """), ("user text part", """ "input":[{"role":"user","content":[{"type":"input_text","text":"§"}]}] """),
        ("assistant text", """ "input":[{"role":"assistant","content":[{"type":"output_text","text":"§"}]}] """), ("function-call arguments", """ "input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":\"§\"}"}] """),
        ("function-call output", """ "input":[{"type":"function_call_output","call_id":"c","output":"§"}] """), ("custom tool input", """ "input":[{"type":"custom_tool_call","call_id":"c","name":"f","input":"§"}] """),
        ("reasoning summary", """ "input":[{"type":"reasoning","summary":[{"type":"summary_text","text":"§"}]}] """), ("encrypted reasoning", """ "input":[{"type":"reasoning","encrypted_content":"§"}] """),
        ("unknown item", """ "input":[{"type":"new_item","x":{"y":"§"}}] """), ("image bytes", """ "input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,§"}]}] """),
        ("file bytes", """ "input":[{"role":"user","content":[{"type":"input_file","file_data":"§"}]}] """), ("tool description", """ "tools":[{"type":"function","name":"f","description":"§"}] """),
        ("schema property name", """ "tools":[{"type":"function","name":"f","parameters":{"properties":{"§":{}}}}] """), ("remote MCP server", """ "tools":[{"type":"mcp","server_url":"https://x.example/§"}] """),
        ("prompt variables", """ "prompt":{"id":"p","variables":{"v":"§"}} """), ("earlier response", """ "previous_response_id":"§" """), ("conversation", """ "conversation":"§" """),
        ("text format", """ "text":{"format":{"type":"json_schema","name":"s","schema":{"title":"§"}}} """), ("metadata", """ "metadata":{"§":"x"} """), ("safety id", """ "safety_identifier":"§" """), ("model name", """ "model":"§" """),
        ("logprobs asked for", """ "include":["message.output_text.logprobs"],"x":"§" """),
    ];

    private static readonly (string, string)[] MessagesRequest =
    [
        ("system text", """ "system":"§" """), ("system block", """ "system":[{"type":"text","text":"§"}] """), ("user text", """ "messages":[{"role":"user","content":"§"}] """), ("user text block", """ "messages":[{"role":"user","content":[{"type":"text","text":"§"}]}] """),
        ("assistant text", """ "messages":[{"role":"user","content":"x"},{"role":"assistant","content":"§"}] """), ("tool-use input", """ "messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"a":{"b":"§"}}}]}] """),
        ("name in tool-use input", """ "messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"§":1}}]}] """), ("tool result text", """ "messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"§"}]}] """),
        ("tool result block", """ "messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"§"}]}]}] """), ("text document", """ "messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"§"}}]}] """),
        ("document title", """ "messages":[{"role":"user","content":[{"type":"document","title":"§","source":{"type":"text","data":"x"}}]}] """), ("search result", """ "messages":[{"role":"user","content":[{"type":"search_result","source":"https://x.example","title":"t","content":[{"type":"text","text":"§"}]}]}] """),
        ("thinking", """ "messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"§","signature":"c2ln"}]}] """), ("signature", """ "messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"§"}]}] """),
        ("redacted thinking", """ "messages":[{"role":"assistant","content":[{"type":"redacted_thinking","data":"§"}]}] """), ("unknown block", """ "messages":[{"role":"user","content":[{"type":"new_block","new":["§"]}]}] """),
        ("image bytes", """ "messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"§"}}]}] """), ("image address", """ "messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://x.example/§"}}]}] """),
        ("tool name", """ "tools":[{"name":"§","input_schema":{}}] """), ("tool description", """ "tools":[{"name":"f","description":"§","input_schema":{}}] """), ("schema property name", """ "tools":[{"name":"f","input_schema":{"properties":{"§":{}}}}] """),
        ("schema enum value", """ "tools":[{"name":"f","input_schema":{"properties":{"p":{"enum":["§"],"default":"§"}}}}] """), ("remote MCP server", """ "mcp_servers":[{"type":"url","url":"https://x.example/§"}] """), ("unknown built-in tool", """ "tools":[{"type":"new_20260101","name":"f","x":"§"}] """),
        ("stop sequence", """ "stop_sequences":["§"] """), ("user id", """ "metadata":{"user_id":"§"} """), ("container", """ "container":"§" """), ("model name", """ "model":"§" """),
    ];

    private static readonly (string, string)[] GeminiRequest =
    [
        ("system text", """ "systemInstruction":{"parts":[{"text":"§"}]} """), ("user text", """ "contents":[{"role":"user","parts":[{"text":"§"}]}] """), ("model text", """ "contents":[{"role":"model","parts":[{"text":"§"}]}] """),
        ("function-call arguments", """ "contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":"§"}}}]}] """), ("name in function-call arguments", """ "contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":{"§":1}}}]}] """),
        ("function response", """ "contents":[{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"r":"§"}}}]}] """), ("thought signature", """ "contents":[{"role":"model","parts":[{"text":"x","thoughtSignature":"§"}]}] """),
        ("inline bytes", """ "contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"§"}}]}] """), ("inline bytes, snake case", """ "contents":[{"parts":[{"inline_data":{"mime_type":"image/png","data":"§"}}]}] """),
        ("file address", """ "contents":[{"parts":[{"fileData":{"fileUri":"https://x.example/§"}}]}] """), ("executable code", """ "contents":[{"role":"model","parts":[{"executableCode":{"code":"§"}}]}] """), ("unknown part", """ "contents":[{"parts":[{"newPart":{"x":"§"}}]}] """),
        ("tool description", """ "tools":[{"functionDeclarations":[{"name":"f","description":"§"}]}] """), ("schema property name", """ "tools":[{"functionDeclarations":[{"name":"f","parameters":{"properties":{"§":{}}}}]}] """),
        ("unknown built-in tool", """ "tools":[{"newTool":{"x":"§"}}] """), ("stop sequence", """ "generationConfig":{"stopSequences":["§"]} """), ("response schema", """ "generationConfig":{"responseSchema":{"description":"§"}} """), ("labels", """ "labels":{"k":"§"} """),
        ("cached content", """ "cachedContent":"§" """), ("logprobs asked for", """ "generationConfig":{"responseLogprobs":true},"x":"§" """),
    ];

    private static readonly (string, string)[] ChatAnswer =
    [
        ("text", """{"choices":[{"index":0,"message":{"role":"assistant","content":"§"}}]}"""), ("refusal", """{"choices":[{"message":{"refusal":"§"}}]}"""), ("reasoning text", """{"choices":[{"message":{"reasoning_content":"§"}}]}"""),
        ("tool-call arguments", """{"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":"{\"a\":\"§\"}"}}]}}]}"""), ("tool-call name", """{"choices":[{"message":{"tool_calls":[{"function":{"name":"§","arguments":"{}"}}]}}]}"""),
        ("annotation", """{"choices":[{"message":{"annotations":[{"url_citation":{"url":"https://x.example/§"}}]}}]}"""), ("log probabilities", """{"choices":[{"logprobs":{"content":[{"token":"§"}]}}]}"""), ("audio bytes", """{"choices":[{"message":{"audio":{"data":"§"}}}]}"""),
    ];

    private static readonly (string, string)[] ResponsesAnswer =
    [
        ("text", """{"id":"resp_1","output":[{"type":"message","content":[{"type":"output_text","text":"§"}]}]}"""), ("function-call arguments", """{"output":[{"type":"function_call","name":"f","arguments":"{\"a\":\"§\"}"}]}"""),
        ("function-call name", """{"output":[{"type":"function_call","name":"§","arguments":"{}"}]}"""), ("reasoning summary", """{"output":[{"type":"reasoning","summary":[{"text":"§"}]}]}"""), ("encrypted reasoning", """{"output":[{"type":"reasoning","encrypted_content":"§"}]}"""),
        ("unknown item", """{"output":[{"type":"new","x":["§"]}]}"""), ("error inside", """{"status":"failed","error":{"code":"x","message":"§"}}"""),
    ];

    private static readonly (string, string)[] MessagesAnswer =
    [
        ("text", """{"content":[{"type":"text","text":"§"}]}"""), ("tool-use input", """{"content":[{"type":"tool_use","name":"f","input":{"a":"§"}}]}"""), ("tool-use name", """{"content":[{"type":"tool_use","name":"§","input":{}}]}"""),
        ("thinking", """{"content":[{"type":"thinking","thinking":"§","signature":"x"}]}"""), ("signature", """{"content":[{"type":"thinking","thinking":"x","signature":"§"}]}"""), ("redacted thinking", """{"content":[{"type":"redacted_thinking","data":"§"}]}"""),
        ("citation", """{"content":[{"type":"text","text":"x","citations":[{"cited_text":"§"}]}]}"""), ("unknown block", """{"content":[{"type":"new","x":{"y":"§"}}]}"""), ("stop sequence", """{"stop_sequence":"§"}"""),
    ];

    private static readonly (string, string)[] GeminiAnswer =
    [
        ("text", """{"candidates":[{"content":{"parts":[{"text":"§"}]}}]}"""), ("thought", """{"candidates":[{"content":{"parts":[{"text":"§","thought":true}]}}]}"""), ("function-call arguments", """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":"§"}}}]}}]}"""),
        ("function-call name", """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"§"}}]}}]}"""), ("thought signature", """{"candidates":[{"content":{"parts":[{"text":"x","thoughtSignature":"§"}]}}]}"""), ("inline bytes", """{"candidates":[{"content":{"parts":[{"inlineData":{"data":"§"}}]}}]}"""),
        ("unknown part", """{"candidates":[{"content":{"parts":[{"newPart":["§"]}]}}]}"""), ("grounding", """{"candidates":[{"groundingMetadata":{"webSearchQueries":["§"]}}]}"""), ("block reason", """{"promptFeedback":{"blockReasonMessage":"§"}}"""),
    ];

    internal static readonly (string, string)[] AnywhereInAnswer =
    [
        ("id that holds text", """{"id":"§"}"""), ("model that holds text", """{"model":"§"}"""), ("unknown field", """{"brand_new":{"a":[["§"]]}}"""), ("unknown property name", """{"brand_new":{"§":1}}"""), ("card number as a JSON number", """{"brand_new":4111111111111111}"""),
        ("vector that is text", """{"data":[{"embedding":"§"}]}"""), ("not JSON", "§"), ("not an object", "[\"§\"]"), ("repeated field", "{\"a\":1,\"\\u0061\":\"§\"}"),
    ];

    public static IReadOnlyList<Surface> All { get; } =
    [
        new("OpenAI chat completions", "/v1/chat/completions", "/v1/chat/completions", [("model", "\"gpt-4o\""), ("messages", """[{"role":"user","content":"hi"}]""")], [.. ChatRequest, .. AnywhereInRequest], [.. ChatAnswer, .. AnywhereInAnswer],
        [
            ("text*", """{"choices":[{"index":0,"delta":{"content":"§"}}]}"""), ("reasoning text*", """{"choices":[{"index":0,"delta":{"reasoning_content":"§"}}]}"""), ("tool-call arguments*", """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"§"}}]}}]}"""),
            ("tool-call name", """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"§"}}]}}]}"""), ("unknown field*", """{"choices":[{"index":0,"delta":{"brand_new":"§"}}]}"""), ("unknown top field*", """{"brand_new":"§"}"""), ("log probabilities*", """{"choices":[{"index":0,"logprobs":{"content":[{"token":"§"}]}}]}"""),
            ("audio bytes*", """{"choices":[{"index":0,"delta":{"audio":{"data":"§"}}}]}"""),
        ]),
        new("OpenAI responses", "/v1/responses", "/v1/responses", [("model", "\"gpt-4o\""), ("input", "\"hi\"")], [.. ResponsesRequest, .. AnywhereInRequest], [.. ResponsesAnswer, .. AnywhereInAnswer],
        [
            ("text*", """{"type":"response.output_text.delta","output_index":0,"delta":"§"}"""), ("whole text", """{"type":"response.output_text.done","text":"§"}"""), ("function-call arguments*", """{"type":"response.function_call_arguments.delta","output_index":1,"delta":"§"}"""),
            ("reasoning summary*", """{"type":"response.reasoning_summary_text.delta","delta":"§"}"""), ("item", """{"type":"response.output_item.done","item":{"type":"function_call","name":"f","arguments":"{\"a\":\"§\"}"}}"""), ("whole response", """{"type":"response.completed","response":{"output":[{"content":[{"text":"§"}]}]}}"""),
            ("encrypted reasoning", """{"type":"response.output_item.done","item":{"type":"reasoning","encrypted_content":"§"}}"""), ("unknown event*", """{"type":"response.brand_new.delta","brand_new":"§"}"""),
        ]),
        new("OpenAI embeddings", "/v1/embeddings", null, [("model", "\"text-embedding-3-small\""), ("input", "\"hi\"")],
            [("input", "\"input\":\"§\""), ("inputs", "\"input\":[\"x\",\"§\"]"), ("tokens", "\"input\":[1,2],\"x\":\"§\""), ("user id", "\"user\":\"§\""), ("model name", "\"model\":\"§\""), .. AnywhereInRequest], [.. AnywhereInAnswer], []),
        new("Anthropic messages", "/v1/messages", "/v1/messages", [("model", "\"claude-sonnet-5\""), ("max_tokens", "64"), ("messages", """[{"role":"user","content":"hi"}]""")], [.. MessagesRequest, .. AnywhereInRequest], [.. MessagesAnswer, .. AnywhereInAnswer],
        [
            ("text*", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"§"}}"""), ("tool-use input*", """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"§"}}"""), ("thinking*", """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"§"}}"""),
            ("signature*", """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"§"}}"""), ("tool-use name", """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","name":"§","input":{}}}"""), ("whole block", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"§"}}"""),
            ("citation", """{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"cited_text":"§"}}}"""), ("unknown event*", """{"type":"brand_new","x":"§"}"""),
        ]),
        new("Anthropic count tokens", "/v1/messages/count_tokens", null, [("model", "\"claude-sonnet-5\""), ("messages", """[{"role":"user","content":"hi"}]""")], [.. MessagesRequest, .. AnywhereInRequest], [.. AnywhereInAnswer], []),
        new("Gemini generate content", "/v1beta/models/gemini-2.5-flash:generateContent", "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", [("contents", """[{"role":"user","parts":[{"text":"hi"}]}]""")], [.. GeminiRequest, .. AnywhereInRequest], [.. GeminiAnswer, .. AnywhereInAnswer],
        [
            ("text*", """{"candidates":[{"content":{"parts":[{"text":"§"}]}}]}"""), ("thought*", """{"candidates":[{"content":{"parts":[{"text":"§","thought":true}]}}]}"""), ("function-call arguments", """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":"§"}}}]}}]}"""),
            ("thought signature", """{"candidates":[{"content":{"parts":[{"text":"x","thoughtSignature":"§"}]}}]}"""), ("inline bytes", """{"candidates":[{"content":{"parts":[{"inlineData":{"data":"§"}}]}}]}"""), ("unknown part*", """{"candidates":[{"content":{"parts":[{"newPart":"§"}]}}]}"""),
        ]),
        new("Gemini count tokens", "/v1beta/models/gemini-2.5-flash:countTokens", null, [("contents", """[{"parts":[{"text":"hi"}]}]""")], [("wrapped request", """ "generateContentRequest":{"contents":[{"parts":[{"text":"§"}]}]} """), .. GeminiRequest, .. AnywhereInRequest], [.. AnywhereInAnswer], []),
        new("Gemini embed content", "/v1beta/models/gemini-embedding-001:embedContent", null, [("content", """{"parts":[{"text":"hi"}]}""")], [("content", """ "content":{"parts":[{"text":"§"}]} """), ("title", "\"title\":\"§\""), .. AnywhereInRequest], [.. AnywhereInAnswer], []),
        new("Gemini batch embed contents", "/v1beta/models/gemini-embedding-001:batchEmbedContents", null, [("requests", """[{"content":{"parts":[{"text":"hi"}]}}]""")], [("content", """ "requests":[{"model":"m","content":{"parts":[{"text":"§"}]}}] """), .. AnywhereInRequest], [.. AnywhereInAnswer], []),
        new("Complete", "/api/ai/complete", "/api/ai/complete", [("model", "\"gpt-4o\""), ("input", "\"hi\"")],
            [("text", "\"input\":\"§\""), ("message", """ "input":[{"role":"user","content":"§"}] """), ("system message", """ "input":[{"role":"system","content":"§"},{"role":"user","content":"x"}] """), ("purpose", "\"purpose\":\"§\""), ("model name", "\"model\":\"§\""), .. AnywhereInRequest], [.. ChatAnswer, .. AnywhereInAnswer],
            [("text*", """{"choices":[{"index":0,"delta":{"content":"§"}}]}"""), ("unknown field*", """{"choices":[{"index":0,"delta":{"brand_new":"§"}}]}""")]),
    ];
}
