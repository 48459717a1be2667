using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>One bad request.</summary>
/// <param name="Class">What is bad about it.</param>
/// <param name="MayClose">True if its framing is such that a close without an answer is right too.</param>
internal sealed record MalformedRequest(string Class, byte[] Bytes, bool MayClose = false);

/// <summary>Bad requests of every class that we know, without end; the same seed gives the same ones.</summary>
internal sealed class MalformedRequests(int seed, string key)
{
    private static readonly string[] Bodies = [.. Surface.All.Select(s => s.Body("hello \u00e9 \"quoted\" \\ and 123", stream: true))];
    private static readonly string[] Paths = [.. Surface.All.Select(s => s.Path(stream: true)), "/v1/embeddings", "/v1/messages/count_tokens"];

    private static readonly string[] Values =
    [
        "01", "-", "-01", "+1", ".5", "1.", "1.e1", "1e", "1e+", "0x1", "1_0", "NaN", "Infinity", "-Infinity", "nul", "tru", "TRUE", "undefined", "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"a\nb\"", "\"a\tb\"", "\"\0\"", "[1,]",
        "[,1]", "[1 2]", "[1,,2]", "[", "]", "[}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{a:1}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{1:1}", "{\"a\":1", "\"\\\"", "/*c*/1", "1//c", "#", "\u00a01", "\u20281", "1;", "\"a\"\"b\"", "--1", "1-1", "[1", "{\"a\":[1}", "\"\\",
    ];

    private static readonly string[] Documents = ["", " ", "null", "true", "1", "\"a\"", "[]", "[{}]", "\ufeff{}", "{}{}", "{} x", "{}\0", "{", "}", "{]", "\0", "model=a&messages=b", "<a/>", "{\"a\":1}{\"b\":2}", "{}\n{}"];

    private static readonly string[] Targets =
    [
        "/v1/../v1/chat/completions", "/v1/x/../chat/completions", "/v1/./chat/completions", "/v1/%2e%2e/v1/chat/completions", "/v1/x/%2e%2e/chat/completions", "/v1/%2E/chat/completions", "//v1/chat/completions", "/v1//chat/completions", "/v1/chat//completions",
        "/v1/chat%2fcompletions", "/v1/chat%2Fcompletions", "/v1/chat/completions/", "/v1/chat/completions%00", "/v1/chat/completions%20", "/v1/chat/completions;a=b", "/v1/chat/completions%3f", "/V1/chat/completions", "/v1/chat\\completions", "/v1/chat%5ccompletions",
        "/v1/chat/completions?model=x", "/v1/chat/completions?alt=a%0d%0ab", "/v1/responses/..", "/v1/responses/../chat/completions", "/v1/responses/%2e%2e%2fx/cancel", "/v1/models/..%2f..%2fx", "/v1beta/models/../x:generateContent", "/v1beta/models/a%2f..%2fb:generateContent",
        "/v1beta/models/gemini-2.5-flash%3AgenerateContent?x=1", "/v1beta/models/:generateContent", "/v1beta/models/gemini-2.5-flash:", "/v1beta/models/gemini-2.5-flash:predict", "http://gateway/v1/chat/completions", "http://other.example/v1/chat/completions", "https://gateway/v1/messages", "gateway:80", "*", "/",
        "/admin/v1/keys", "/metrics", "/v1/files", "/v1/fine_tuning/jobs", "/v1/assistants", "/v1/completions", "/v1/audio/speech", "/api/ai/complete/x", "/%", "/%zz", "/v1/chat/completions%c0%af", "/\u00e9",
    ];

    private readonly Random _random = new(seed);

    public MalformedRequest Next() => _random.Next(20) switch
    {
        < 4 => Json("mutated body", Mutated()),
        < 6 => Json("bad value", Encoding.UTF8.GetBytes($"{{\"model\":\"gpt-4o-mini\",\"messages\":[],\"x\":{Pick(Values)}}}")),
        6 => Json("bad value deep inside", Encoding.UTF8.GetBytes($"{{\"model\":\"gpt-4o-mini\",\"messages\":[{{\"role\":\"user\",\"content\":[{{\"type\":\"text\",\"text\":{Pick(Values)}}}]}}]}}")),
        7 => Json("not an object", Encoding.UTF8.GetBytes(Pick(Documents))),
        8 => Json("repeated name", Encoding.UTF8.GetBytes(Repeated())),
        9 => Json("bad UTF-8", BadUtf8()),
        10 => Json("cut body", Cut()),
        11 => _random.Next(40) == 0 ? Huge() : Json("too deep", Encoding.UTF8.GetBytes(Nested(_random.Next(65, 300)))),
        12 => ContentType(),
        13 => Encoded(),
        14 => Framing(),
        15 => Chunks(),
        16 => Head(),
        17 => Target(),
        18 => Method(),
        _ => Pipelined(),
    };

    private MalformedRequest Json(string name, byte[] body) => new(name, RawHttp.Request("POST", PathWithBody(), key, "content-type: application/json\r\n", body));

    private byte[] Mutated()
    {
        while (true)
        {
            var body = Encoding.UTF8.GetBytes(Pick(Bodies));
            for (var i = _random.Next(1, 4); i > 0; i--) body = Mutate(body);
            if (!IsJson(body)) return body;
        }
    }

    private byte[] Mutate(byte[] body)
    {
        var at = _random.Next(body.Length);
        return _random.Next(5) switch
        {
            0 => [.. body[..at], .. body[(at + 1)..]],
            1 => [.. body[..at], (byte)_random.Next(256), .. body[at..]],
            2 => [.. body[..at], (byte)"{}[]\",:\\"[_random.Next(8)], .. body[at..]],
            3 => [.. body[..at], (byte)_random.Next(256), .. body[(at + 1)..]],
            _ => [.. body, body[at]],
        };
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var _ = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private string Repeated()
    {
        string[] pairs = ["\"model\":\"a\",\"model\":\"gpt-4o-mini\"", "\"model\":\"a\",\"\\u006dodel\":\"b\"", "\"messages\":[],\"messages\":[{}]", "\"stream\":true,\"stream\":false", "\"x\":{\"y\":1,\"y\":2}", "\"messages\":[{\"role\":\"user\",\"role\":\"system\",\"content\":\"a\"}]", "\"\":1,\"\":2", "\"input\":\"a\",\"\\u0069nput\":\"b\"", "\"contents\":[{\"parts\":[{\"text\":\"a\",\"text\":\"b\"}]}]"];
        return "{\"z\":1," + Pick(pairs) + "}";
    }

    private byte[] BadUtf8()
    {
        byte[][] bad = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xc1, 0x81], [0xe0, 0x80, 0x80]];
        return [.. "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"a"u8, .. bad[_random.Next(bad.Length)], .. "\"}]}"u8];
    }

    private byte[] Cut()
    {
        var body = Encoding.UTF8.GetBytes(Pick(Bodies));
        return body[.._random.Next(body.Length - 1)];
    }

    private string Nested(int depth) => _random.Next(2) == 0 ? "{\"x\":" + new string('[', depth) + new string(']', depth) + "}" : "{\"x\":" + string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth) + "}";

    private MalformedRequest Huge() => _random.Next(3) switch
    {
        0 => Json("100,000 levels", Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 100_000) + new string(']', 100_000) + "}")),
        1 => Json("100,000 levels, never closed", Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 100_000))),
        _ => Json("number of a million digits, then an error", Encoding.UTF8.GetBytes("{\"x\":" + new string('7', 1_000_000) + ".}")),
    };

    private MalformedRequest ContentType()
    {
        string[] types = ["", "content-type: text/plain\r\n", "content-type: application/x-www-form-urlencoded\r\n", "content-type: multipart/form-data; boundary=x\r\n", "content-type: application/json; charset=utf-16\r\n", "content-type: application/jsonx\r\n", "content-type: application/json\r\ncontent-type: text/plain\r\n", "content-type: application/json, text/plain\r\n", "content-type: \r\n", "content-type: application/json; charset=iso-8859-1\r\n"];
        return new("content type", RawHttp.Request("POST", PathWithBody(), key, Pick(types), Encoding.UTF8.GetBytes(Pick(Bodies))));
    }

    private MalformedRequest Encoded()
    {
        string[] encodings = ["gzip", "br", "deflate", "zstd", "gzip, gzip", "identity, gzip", "x-gzip", "chunked"];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(new byte[_random.Next(1, 100_000)]);
        return new("content encoding", RawHttp.Request("POST", PathWithBody(), key, $"content-type: application/json\r\ncontent-encoding: {Pick(encodings)}\r\n", packed.ToArray()));
    }

    private MalformedRequest Framing()
    {
        var body = Bodies[0];
        var length = Encoding.UTF8.GetByteCount(body);
        var chunked = $"{length:x}\r\n{body}\r\n0\r\n\r\n";
        string[] framings =
        [
            $"content-length: {length}\r\ntransfer-encoding: chunked\r\n\r\n{chunked}",
            $"transfer-encoding: chunked\r\ncontent-length: {length}\r\n\r\n{chunked}",
            $"content-length: {length}\r\ncontent-length: {length + 1}\r\n\r\n{body}",
            $"content-length: {length}\r\ncontent-length: {length}\r\n\r\n{body}",
            $"content-length: {length}, {length}\r\n\r\n{body}",
            $"content-length: -{length}\r\n\r\n{body}",
            $"content-length: 0x{length:x}\r\n\r\n{body}",
            $"content-length: 99999999999999999999\r\n\r\n{body}",
            $"content-length: \r\n\r\n{body}",
            $"transfer-encoding: chunked, identity\r\n\r\n{chunked}",
            $"transfer-encoding: gzip, chunked\r\n\r\n{chunked}",
            $"transfer-encoding: xchunked\r\n\r\n{chunked}",
            $"transfer-encoding : chunked\r\n\r\n{chunked}",
            $"transfer-encoding:\tchunked\r\ncontent-length: 3\r\n\r\n{chunked}",
            $"transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n{chunked}",
            $"content-length: {length}\r\nx: a\r\n b\r\n\r\n{body}",
            $"content-length: {length}\r\n folded: b\r\n\r\n{body}",
            $"content-length: {length}\r\nbad name: b\r\n\r\n{body}",
            $"content-length: {length}\r\nx: a\rb\r\n\r\n{body}",
            $"content-length: {length}\r\nx: a\0b\r\n\r\n{body}",
            $"content-length: {length}\r\nno-colon\r\n\r\n{body}",
            $"content-length: {length}\r\n: empty\r\n\r\n{body}",
            $"content-length: {length}\r\nhost: second\r\n\r\n{body}",
            $"content-length: {length}\nx: y\r\n\r\n{body}",
            $"content-length: {length}\r\nx: y\n\r\n{body}",
            $"content-length: {length}\nx: y\n\n{body}",
        ];
        return new("framing", Encoding.Latin1.GetBytes($"POST {Surface.All[0].Path(false)} HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n{Pick(framings)}"), MayClose: true);
    }

    private MalformedRequest Chunks()
    {
        var body = Bodies[0];
        var length = Encoding.UTF8.GetByteCount(body);
        string[] chunks = ["zz\r\nabc\r\n0\r\n\r\n", "-1\r\na\r\n0\r\n\r\n", "ffffffffffffffffff\r\na", "3\r\nabcd\r\n0\r\n\r\n", "\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n", "1\r\n{\r\n0\r\n\r\n", $"{length:x}\n{body}\n0\n\n\r\n\r\n", $"{length:x};a\n\r\n{body}\r\n0\r\n\r\n", $"{length:x}\r\n{body}0\r\n\r\n", $"{length - 1:x}\r\n{body}\r\n0\r\n\r\n", $"{length:x}\r\n{body}\r\n0\r\nbad trailer\r\n\r\n"];
        return new("chunks", Encoding.Latin1.GetBytes($"POST {Surface.All[0].Path(false)} HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{Pick(chunks)}"), MayClose: true);
    }

    private MalformedRequest Head()
    {
        string[] heads =
        [
            $"x-long: {new string('a', 40_000)}\r\n", string.Concat(Enumerable.Range(0, 150).Select(i => $"x-{i}: a\r\n")), $"authorization: Bearer {key}\r\n", "x-api-key: sp_dev_other\r\n", "x-goog-api-key: a\r\nx-goog-api-key: b\r\n",
            $"idempotency-key: {new string('a', 5_000)}\r\n", "traceparent: a\r\ntraceparent: b\r\n", "idempotency-key: a\r\nidempotency-key: b\r\n",
        ];
        return new("head", RawHttp.Request("POST", Surface.All[0].Path(false), key, "content-type: application/json\r\n" + Pick(heads), Encoding.UTF8.GetBytes(Bodies[0])), MayClose: true);
    }

    private MalformedRequest Target() => new("target", RawHttp.Request("POST", Pick(Targets), key, "content-type: application/json\r\n", Encoding.UTF8.GetBytes(Bodies[0])), MayClose: true);

    private MalformedRequest Method()
    {
        string[] methods = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT", "PROPFIND", "post", "POST1", "M-SEARCH", "\"POST\"", "PO ST", ""];
        return new("method", RawHttp.Request(Pick(methods), Surface.All[0].Path(false), key, "content-type: application/json\r\n", Encoding.UTF8.GetBytes(Bodies[0])), MayClose: true);
    }

    // The first ends the connection or is refused; the second, a good one hidden behind a bad one, must not get through by a wrong length.
    private MalformedRequest Pipelined()
    {
        var good = RawHttp.Post(Surface.All[0].Path(false), key, Bodies[0]);
        byte[] head = Encoding.Latin1.GetBytes($"POST /v1/messages HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
        return new("hidden second request", [.. head, .. good], MayClose: true);
    }

    private string PathWithBody() => Paths[_random.Next(Paths.Length)];

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
