using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sallyport.Providers.Json;
using Sallyport.Tests.Inspection;
using Xunit;

namespace Sallyport.Tests.Providers;

/// <summary>Our reader and the framework's must agree on every document: what one of them would read differently is a way around the inspection.</summary>
public sealed class JsonScannerTests
{
    private static readonly string[] Seeds =
    [
        """{"model":"gpt-4o","messages":[{"role":"user","content":"hi \"there\" \u0041 \ud83d\ude42 🙂 é \/ \b\f\n\r\t \\"}],"stream":true,"n":1.5e-7}""",
        """ { "a" : [ ] , "b" : { } , "c" : [ 0 , -0 , 1 , -1.25 , 1E5 , 1e+5 , 1e-5 , 0.0 , 123456789012345678901234567890 ] , "d" : [ true , false , null , "" ] } """,
        "{\"nested\":[[[{\"x\":[{\"y\":{\"z\":[]}}]}]]],\"é\":\"\\ud800\",\"\\u0061b\":1,\"🙂\":\"\u007f\u2028\"}",
        "{}", "{\"\":\"\"}", "{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}",
        "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\\\"\\\\u0041\\\"}\"}}]}",
    ];

    [Theory]
    [InlineData("{\"a\":1}")]
    [InlineData("\ufeff{\"a\":1}")]
    [InlineData("{\"a\":1}{")]
    [InlineData("{\"a\":1} x")]
    [InlineData("{\"a\":1}\0")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{,}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":[1,]}")]
    [InlineData("{\"a\":[1 2]}")]
    [InlineData("{\"a\":[}")]
    [InlineData("{\"a\":(]}")]
    [InlineData("{\"a\":1]")]
    [InlineData("/* c */{\"a\":1}")]
    [InlineData("{\"a\":1}// c")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":-}")]
    [InlineData("{\"a\":+1}")]
    [InlineData("{\"a\":.5}")]
    [InlineData("{\"a\":5.}")]
    [InlineData("{\"a\":1e}")]
    [InlineData("{\"a\":1e+}")]
    [InlineData("{\"a\":0x1}")]
    [InlineData("{\"a\":-01}")]
    [InlineData("{\"a\":00}")]
    [InlineData("{\"a\":1.}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":Infinity}")]
    [InlineData("{\"a\":tru}")]
    [InlineData("{\"a\":truex}")]
    [InlineData("{\"a\":True}")]
    [InlineData("{\"a\":nul")]
    [InlineData("{\"a\":\"\\x41\"}")]
    [InlineData("{\"a\":\"\\u004\"}")]
    [InlineData("{\"a\":\"\\u00g1\"}")]
    [InlineData("{\"a\":\"\\U0041\"}")]
    [InlineData("{\"a\":\"\\")]
    [InlineData("{\"a\":\"\n\"}")]
    [InlineData("{\"a\":\"\u0001\"}")]
    [InlineData("{\"a\":\"\t\"}")]
    [InlineData("{\"a\":\"\u007f\u0080\u2028\"}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":\"\\udc00\\ud800\"}")]
    [InlineData("\u00a0{\"a\":1}")]
    [InlineData("\v{\"a\":1}")]
    [InlineData("{\"a\"\f:1}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{\"\\u0061\":1,\"\\u0061\":2}")]
    [InlineData("{\"model\":1,\"mod\\u0065l\":2}")]
    [InlineData("{\"é\":1,\"\\u00e9\":2}")]
    [InlineData("{\"🙂\":1,\"\\ud83d\\ude42\":2}")]
    [InlineData("{\"/\":1,\"\\/\":2}")]
    [InlineData("{\"a\":1,\"A\":2,\"a \":3,\"\":4}")]
    [InlineData("{\"x\":{\"a\":1,\"b\":[{\"a\":1}],\"a\":2}}")]
    public void Written_by_hand(string json) => Compare(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Nesting_to_the_limit_and_past_it()
    {
        for (var depth = 62; depth <= 67; depth++)
        {
            Compare(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1)));
            Compare(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}"));
            Compare(Encoding.UTF8.GetBytes("{\"a\":" + string.Concat(Enumerable.Repeat("[{\"b\":", depth / 2)) + "1" + string.Concat(Enumerable.Repeat("}]", depth / 2)) + "}"));
        }
    }

    [Fact]
    public void A_repeated_name_among_many_is_found()
    {
        for (var count = 20; count < 60; count++)
        {
            var names = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"name{i}\":{{\"name{i}\":1}}"));
            Assert.True(Accepts(Encoding.UTF8.GetBytes($"{{{names},\"z\":[{{{names}}}]}}")));
            Assert.False(Accepts(Encoding.UTF8.GetBytes($"{{{names},\"n\\u0061me{count - 1}\":1}}")));
            Assert.False(Accepts(Encoding.UTF8.GetBytes($"{{{names},\"name0\":1}}")));
        }
    }

    [Fact]
    public void A_number_of_up_to_1024_bytes_is_accepted_and_a_longer_one_is_not()
    {
        Assert.True(Accepts(Encoding.UTF8.GetBytes("{\"a\":" + new string('1', 1_024) + "}")));
        Assert.False(Accepts(Encoding.UTF8.GetBytes("{\"a\":" + new string('1', 1_025) + "}")));
    }

    [Fact]
    public void Every_truncation()
    {
        foreach (var seed in Seeds)
        {
            var bytes = Encoding.UTF8.GetBytes(seed);
            for (var length = 0; length <= bytes.Length; length++) Compare(bytes[..length]);
        }
    }

    [Fact]
    public void Mutations() => Properties.Check(Arb.From(Mutated()), 20_000, Compare);

    [Fact]
    public void Text_and_offsets_of_every_string() => Properties.Check(Arb.From(Strings()), 5_000, content =>
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var expected = PlainJson.Unescape(content);
        var text = new char[bytes.Length];
        var length = SegmentText.Decode(bytes, 1, text);
        Assert.Equal(expected, new string(text, 0, length));
        for (var at = 0; at <= length; at++)
        {
            if (at > 0 && at < length && char.IsLowSurrogate(expected[at]) && char.IsHighSurrogate(expected[at - 1])) continue; // half a character has no place of its own
            var offset = SegmentText.ByteOffset(bytes, 1, at);
            Assert.Equal(at, SegmentText.Decode(bytes.AsSpan(0, offset), 1, text));
            Assert.Equal(length - at, SegmentText.Decode(bytes.AsSpan(offset), 1, text));
        }
    });

    [Fact]
    public void Text_and_offsets_of_json_text_inside_a_string() => Properties.Check(Arb.From(Strings()), 5_000, inner =>
    {
        var outer = PlainJson.Escape(inner, (PlainJson.Style)(inner.Length % 3), new Random(inner.Length));
        var bytes = Encoding.UTF8.GetBytes(outer);
        var expected = PlainJson.Unescape(inner);
        var text = new char[bytes.Length];
        var length = SegmentText.Decode(bytes, 2, text);
        Assert.Equal(expected, new string(text, 0, length));
        for (var at = 0; at <= length; at++)
        {
            if (at > 0 && at < length && char.IsLowSurrogate(expected[at]) && char.IsHighSurrogate(expected[at - 1])) continue;
            var offset = SegmentText.ByteOffset(bytes, 2, at);
            Assert.Equal(at, SegmentText.Decode(bytes.AsSpan(0, offset), 2, text));
            Assert.Equal(length - at, SegmentText.Decode(bytes.AsSpan(offset), 2, text));
        }
    });

    /// <summary>Compares verdicts and, where both accept, every token and its place.</summary>
    private static void Compare(byte[] json)
    {
        var theirs = Framework(json, out var isObject);
        var ours = Accepts(json);
        Assert.Equal(theirs is not null && isObject, ours);
        if (!ours) return;

        var scanner = new JsonScanner(json);
        foreach (var (type, start, length, text) in theirs!)
        {
            Assert.True(scanner.Read());
            Assert.Equal((type, start, length), (scanner.Token, scanner.Start, scanner.Length));
            if (text is null) continue;
            var chars = new char[length];
            Assert.Equal(text, new string(chars, 0, SegmentText.Decode(json.AsSpan(start, length), scanner.HasEscapes ? 1 : 0, chars)));
        }

        Assert.False(scanner.Read());
        Assert.Equal(JsonFault.None, scanner.Fault);
    }

    private static bool Accepts(byte[] json) => new AnyBody().TryRead(json, out _);

    /// <summary>The framework's reader at its strictest, with names unique. Null if it refuses.</summary>
    private static List<(JsonToken Type, int Start, int Length, string? Text)>? Framework(byte[] json, out bool isObject)
    {
        isObject = false;
        if (!System.Text.Unicode.Utf8.IsValid(json)) return null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false, MaxDepth = 64 });
        var tokens = new List<(JsonToken, int, int, string?)>();
        var names = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                if (tokens.Count == 0) isObject = reader.TokenType == JsonTokenType.StartObject;
                var isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
                var content = Encoding.UTF8.GetString(reader.ValueSpan);
                var plain = isText ? PlainJson.Unescape(content) : null;
                var type = reader.TokenType switch
                {
                    JsonTokenType.StartObject => JsonToken.StartObject,
                    JsonTokenType.EndObject => JsonToken.EndObject,
                    JsonTokenType.StartArray => JsonToken.StartArray,
                    JsonTokenType.EndArray => JsonToken.EndArray,
                    JsonTokenType.PropertyName => JsonToken.Name,
                    JsonTokenType.String => JsonToken.String,
                    JsonTokenType.Number => JsonToken.Number,
                    JsonTokenType.True => JsonToken.True,
                    JsonTokenType.False => JsonToken.False,
                    _ => JsonToken.Null,
                };
                if (type == JsonToken.StartObject) names.Push([]);
                else if (type == JsonToken.EndObject) names.Pop();
                else if (type == JsonToken.Name && !names.Peek().Add(plain!)) return null;
                if (type == JsonToken.Number && reader.ValueSpan.Length > JsonScanner.MaxNumberBytes) return null;

                // Where the text has no half pairs, our decoding must equal the framework's own too.
                if (isText && !HasHalfPair(plain!)) Assert.Equal(reader.GetString(), plain);
                tokens.Add((type, (int)reader.TokenStartIndex + (isText ? 1 : 0), reader.ValueSpan.Length, plain));
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return tokens;
    }

    private static bool HasHalfPair(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return true;
            i++;
        }

        return false;
    }

    private static Gen<byte[]> Mutated()
    {
        var interesting = Encoding.UTF8.GetBytes("{}[],:\"\\/bfnrtu0123456789-+.eE \n\r\t\0\u001f").Concat(new byte[] { 0x7f, 0x80, 0xc3, 0xa9, 0xed, 0xf0, 0xff }).ToArray();
        return
            from seed in Gen.Elements(Seeds)
            from edits in Gen.Choose(0, 3)
            from places in Gen.Choose(0, 1_000).ArrayOf(3)
            from kinds in Gen.Choose(0, 4).ArrayOf(3)
            from bytes in Gen.Elements(interesting).ArrayOf(3)
            select Mutate(Encoding.UTF8.GetBytes(seed), edits, places, kinds, bytes);
    }

    private static byte[] Mutate(byte[] json, int edits, int[] places, int[] kinds, byte[] bytes)
    {
        var list = new List<byte>(json);
        for (var i = 0; i < edits && list.Count > 0; i++)
        {
            var at = places[i] % list.Count;
            switch (kinds[i])
            {
                case 0: list[at] = bytes[i]; break;
                case 1: list.Insert(at, bytes[i]); break;
                case 2: list.RemoveAt(at); break;
                case 3: list[at] ^= (byte)(1 << (places[i] % 8)); break;
                default: list.InsertRange(at, list.GetRange(at, Math.Min(8, list.Count - at))); break; // the same piece twice
            }
        }

        return [.. list];
    }

    private static Gen<string> Strings()
    {
        var piece = Gen.Elements("a", "Z", " ", "é", "日", "🙂", "\\n", "\\\"", "\\\\", "\\/", "\\b", "\\u0041", "\\u00e9", "\\uD83D\\uDE42", "\\ud83d", "\\ude42", "\\u0000", "\u007f", "\uffff", "\ufeff", "[EMAIL_BCDFGHJK]");
        return Gen.Choose(0, 12).SelectMany(n => piece.ListOf(n)).Select(string.Concat);
    }

    private sealed class AnyBody : BodyReader;
}
