using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>One way to ask the gateway, and what its provider says back, written from the providers' documentation.</summary>
internal abstract class Surface
{
    /// <summary>Everything that answers with text, in every dialect; the two Gemini streams count as two.</summary>
    public static IReadOnlyList<Surface> All { get; } = [new ChatSurface(), new ResponsesSurface(), new MessagesSurface(), new GeminiSurface(isArray: false), new GeminiSurface(isArray: true), new CompleteSurface()];

    public static TheoryData<string> Names => [.. All.Select(s => s.Name)];

    public abstract string Name { get; }

    /// <summary>Header that this dialect's clients send their key in.</summary>
    public virtual string KeyHeader => "authorization";

    /// <summary>Tokens that the head of a stream already reports.</summary>
    public virtual long? EarlyInputTokens => null;

    public virtual string StreamType => "text/event-stream";

    public static Surface Of(string name) => All.Single(s => s.Name == name);

    /// <summary>The surface whose upstream path this is.</summary>
    public static Surface OfUpstream(string path, string query) =>
        path.EndsWith("/chat/completions", StringComparison.Ordinal) ? All[0]
        : path.Contains("/responses", StringComparison.Ordinal) ? All[1]
        : path.EndsWith("/messages", StringComparison.Ordinal) ? All[2]
        : query.Contains("alt=sse", StringComparison.Ordinal) ? All[3] : All[4];

    public abstract string Path(bool stream);

    public abstract string Body(string text, bool stream);

    public abstract string Answer(string text);

    public abstract string Opening();

    public abstract string Delta(string text);

    public abstract string Closing();

    /// <summary>A whole stream: one delta for each text.</summary>
    public string Stream(params string[] texts) => Opening() + string.Concat(texts.Select(Delta)) + Closing();

    /// <summary>Code of a refusal, after checking that the body has this dialect's shape.</summary>
    public virtual string CodeOf(string body)
    {
        var error = JsonNode.Parse(body)!["error"]!;
        Assert.False(string.IsNullOrEmpty((string?)error["message"]));
        Assert.False(string.IsNullOrEmpty((string?)error["type"]));
        return (string)error["code"]!;
    }

    /// <summary>Checks that a stream that was refused midway ends as this dialect's clients expect, and returns the code.</summary>
    public virtual string CodeOfEnd(string stream)
    {
        Assert.DoesNotContain("[DONE]", stream, StringComparison.Ordinal);
        return CodeOf(DataOf(LastEvent(stream)));
    }

    public HttpRequestMessage Request(string key, string text, bool stream)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path(stream)) { Content = new StringContent(Body(text, stream)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation(KeyHeader, KeyHeader == "authorization" ? "Bearer " + key : key);
        return request;
    }

    public override string ToString() => Name;

    /// <summary>JSON from pieces: those with even places are written with single quotes, those between are JSON already.</summary>
    protected static string Json(params string[] pieces) => string.Concat(pieces.Select((piece, i) => i % 2 == 0 ? piece.Replace('\'', '"') : piece));

    protected static string Bool(bool value) => value ? "true" : "false";

    protected static string Quote(string text) => JsonSerializer.Serialize(text);

    protected static string LastEvent(string stream)
    {
        Assert.EndsWith("\n\n", stream, StringComparison.Ordinal);
        return stream.TrimEnd('\n').Split("\n\n")[^1];
    }

    protected static string DataOf(string frame) => frame.Split('\n').Single(l => l.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..];
}

internal sealed class ChatSurface : Surface
{
    public override string Name => "chat";

    public override string Path(bool stream) => "/v1/chat/completions";

    public override string Body(string text, bool stream) => Json("{'model':'gpt-4o-mini','stream':", Bool(stream), ",'messages':[{'role':'user','content':", Quote(text), "}]}");

    public override string Answer(string text) => Json("{'id':'c1','object':'chat.completion','created':1,'model':'gpt-4o-mini','choices':[{'index':0,'finish_reason':'stop','message':{'role':'assistant','content':", Quote(text), "}}],'usage':{'prompt_tokens':3,'completion_tokens':2,'total_tokens':5}}");

    public override string Opening() => Chunk(Json("{'role':'assistant','content':''}"), "null");

    public override string Delta(string text) => Chunk(Json("{'content':", Quote(text), "}"), "null");

    public override string Closing() => Chunk("{}", "\"stop\"") + "data: [DONE]\n\n";

    private static string Chunk(string delta, string finish) =>
        Json("data: {'id':'c1','object':'chat.completion.chunk','created':1,'model':'gpt-4o-mini','choices':[{'index':0,'delta':", delta, ",'finish_reason':", finish, "}]}\n\n");
}

internal sealed class CompleteSurface : Surface
{
    public override string Name => "complete";

    public override string Path(bool stream) => "/api/ai/complete";

    public override string Body(string text, bool stream) => Json("{'input':", Quote(text), ",'model':'gpt-4o-mini','stream':", Bool(stream), "}");

    public override string Answer(string text) => All[0].Answer(text);

    public override string Opening() => All[0].Opening();

    public override string Delta(string text) => All[0].Delta(text);

    public override string Closing() => All[0].Closing();
}

internal sealed class ResponsesSurface : Surface
{
    private const string Head = "'id':'resp_1','object':'response','created_at':1,'model':'gpt-4o-mini'";

    public override string Name => "responses";

    public override string Path(bool stream) => "/v1/responses";

    public override string Body(string text, bool stream) => Json("{'model':'gpt-4o-mini','stream':", Bool(stream), ",'input':", Quote(text), "}");

    public override string Answer(string text) => Json("{" + Head + ",'status':'completed','output':[{'type':'message','id':'msg_1','status':'completed','role':'assistant','content':[{'type':'output_text','text':", Quote(text), ",'annotations':[]}]}],'usage':{'input_tokens':3,'output_tokens':2,'total_tokens':5}}");

    public override string Opening() =>
        Event("response.created", Json("'response':{" + Head + ",'status':'in_progress','output':[]}"))
        + Event("response.output_item.added", Json("'output_index':0,'item':{'type':'message','id':'msg_1','status':'in_progress','role':'assistant','content':[]}"))
        + Event("response.content_part.added", Json("'item_id':'msg_1','output_index':0,'content_index':0,'part':{'type':'output_text','text':'','annotations':[]}"));

    public override string Delta(string text) => Event("response.output_text.delta", Json("'item_id':'msg_1','output_index':0,'content_index':0,'delta':", Quote(text)));

    public override string Closing() => Event("response.completed", Json("'response':{" + Head + ",'status':'completed','output':[],'usage':{'input_tokens':3,'output_tokens':2,'total_tokens':5}}"));

    public override string CodeOfEnd(string stream)
    {
        var last = LastEvent(stream);
        Assert.StartsWith("event: response.failed\n", last, StringComparison.Ordinal);
        Assert.DoesNotContain("response.completed", stream, StringComparison.Ordinal);
        var json = JsonNode.Parse(DataOf(last))!;
        Assert.Equal("failed", (string?)json["response"]!["status"]);
        return (string)json["response"]!["error"]!["code"]!;
    }

    private static string Event(string type, string members) => $"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":1,{members}}}\n\n";
}

internal sealed class MessagesSurface : Surface
{
    public override string Name => "messages";

    public override string KeyHeader => "x-api-key";

    public override long? EarlyInputTokens => 3;

    public override string Path(bool stream) => "/v1/messages";

    public override string Body(string text, bool stream) => Json("{'model':'claude-sonnet-5','max_tokens':64,'stream':", Bool(stream), ",'messages':[{'role':'user','content':", Quote(text), "}]}");

    public override string Answer(string text) => Json("{'id':'msg_1','type':'message','role':'assistant','model':'claude-sonnet-5','content':[{'type':'text','text':", Quote(text), "}],'stop_reason':'end_turn','stop_sequence':null,'usage':{'input_tokens':3,'output_tokens':2}}");

    public override string Opening() =>
        Event("message_start", Json("'message':{'id':'msg_1','type':'message','role':'assistant','model':'claude-sonnet-5','content':[],'stop_reason':null,'stop_sequence':null,'usage':{'input_tokens':3,'output_tokens':1}}"))
        + Event("content_block_start", Json("'index':0,'content_block':{'type':'text','text':''}"));

    public override string Delta(string text) => Event("content_block_delta", Json("'index':0,'delta':{'type':'text_delta','text':", Quote(text), "}"));

    public override string Closing() =>
        Event("content_block_stop", "\"index\":0") + Event("message_delta", Json("'delta':{'stop_reason':'end_turn','stop_sequence':null},'usage':{'output_tokens':2}")) + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    public override string CodeOf(string body)
    {
        var json = JsonNode.Parse(body)!;
        Assert.Equal("error", (string?)json["type"]);
        Assert.False(string.IsNullOrEmpty((string?)json["request_id"]));
        return base.CodeOf(body);
    }

    public override string CodeOfEnd(string stream)
    {
        Assert.StartsWith("event: error\n", LastEvent(stream), StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", stream, StringComparison.Ordinal);
        return base.CodeOfEnd(stream);
    }

    private static string Event(string type, string members) => $"event: {type}\ndata: {{\"type\":\"{type}\",{members}}}\n\n";
}

/// <summary>Gemini, as events or as one JSON array that grows.</summary>
internal sealed class GeminiSurface(bool isArray) : Surface
{
    public override string Name => isArray ? "gemini-array" : "gemini";

    public override string KeyHeader => "x-goog-api-key";

    public override string StreamType => isArray ? "application/json" : base.StreamType;

    public override string Path(bool stream) => !stream ? "/v1beta/models/gemini-2.5-flash:generateContent" : "/v1beta/models/gemini-2.5-flash:streamGenerateContent" + (isArray ? "" : "?alt=sse");

    public override string Body(string text, bool stream) => Json("{'contents':[{'role':'user','parts':[{'text':", Quote(text), "}]}]}");

    public override string Answer(string text) => Element(text, ",'finishReason':'STOP'", ",'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2,'totalTokenCount':5}");

    public override string Opening() => isArray ? "[" + Element("", "", "") : "data: " + Element("", "", "") + "\n\n";

    public override string Delta(string text) => isArray ? ",\r\n" + Element(text, "", "") : "data: " + Element(text, "", "") + "\n\n";

    public override string Closing() => isArray ? ",\r\n" + Answer("") + "]" : "data: " + Answer("") + "\n\n";

    public override string CodeOf(string body)
    {
        var error = JsonNode.Parse(body)!["error"]!;
        Assert.False(string.IsNullOrEmpty((string?)error["message"]));
        Assert.InRange((int)error["code"]!, 400, 599);
        Assert.False(string.IsNullOrEmpty((string?)error["status"]));
        return ((string)error["details"]![0]!["reason"]!).ToLower(CultureInfo.InvariantCulture);
    }

    public override string CodeOfEnd(string stream) => isArray ? CodeOf(JsonNode.Parse(stream)!.AsArray()[^1]!.ToJsonString()) : base.CodeOfEnd(stream);

    private static string Element(string text, string finish, string usage) => Json("{'candidates':[{'index':0,'content':{'role':'model','parts':[{'text':", Quote(text), "}]}" + finish + "}]" + usage + ",'modelVersion':'gemini-2.5-flash'}");
}
