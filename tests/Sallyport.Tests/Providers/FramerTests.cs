using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sallyport.Providers.Sse;
using Sallyport.Tests.Inspection;
using Xunit;

namespace Sallyport.Tests.Providers;

/// <summary>Frames do not depend on how the bytes arrive, and are those that a client's own parser would see.</summary>
public sealed class FramerTests
{
    [Fact]
    public void Any_split_of_events_gives_the_frames_that_a_simple_parser_gives() => Properties.Check(Arb.From(Events()), 3_000, sample =>
    {
        var bytes = Encoding.UTF8.GetBytes(sample.Text);
        var expected = PlainEvents(sample.Text);
        var seen = Read(bytes, sample.Pieces, isArray: false);
        Assert.Equal(expected.Select(e => e.Data), seen.Select(f => f.Data));
        Assert.Equal(expected.Select(e => e.IsPlain), seen.Select(f => f.IsPlain));
        Assert.Equal(sample.Text[..^Rest(sample.Text).Length], string.Concat(seen.Select(f => f.Whole)));
    });

    [Fact]
    public void Any_split_of_an_array_gives_its_elements() => Properties.Check(Arb.From(Arrays()), 3_000, sample =>
    {
        var seen = Read(Encoding.UTF8.GetBytes(sample.Text), sample.Pieces, isArray: true);
        using var document = System.Text.Json.JsonDocument.Parse(sample.Text);
        Assert.Equal([.. document.RootElement.EnumerateArray().Select(e => e.GetRawText()), "]"], seen.Select(f => f.Data));
        Assert.Equal(sample.Text.TrimEnd(), string.Concat(seen.Select(f => f.Whole)));
    });

    [Theory]
    [InlineData("[1]")]
    [InlineData("[\"a\"]")]
    [InlineData("[{},]x")]
    [InlineData("[{} {}]")]
    [InlineData("[,{}]")]
    [InlineData("{}")]
    [InlineData("x[{}]")]
    [InlineData("[{},,{}]")]
    public void What_is_not_an_array_of_objects_is_refused(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var framer = new JsonArrayFramer();
        var (at, scanned, result) = (0, 0, FrameResult.Frame);
        while (result == FrameResult.Frame && at < bytes.Length)
        {
            result = framer.TryRead(bytes.AsSpan(at), ref scanned, out var frame);
            at += frame.Length;
            Assert.False(result == FrameResult.Frame && frame.Kind == FrameKind.End, "The array ended well.");
        }

        Assert.Equal(FrameResult.Malformed, result);
    }

    [Theory]
    [InlineData("data: {\"a\":1}\ndata: {\"b\":2}\n\n")]
    [InlineData("data:\ndata:\n\n")]
    public void An_object_over_two_lines_is_refused(string text)
    {
        var scanned = 0;
        Assert.Equal(FrameResult.Malformed, SseFramer.TryRead(Encoding.UTF8.GetBytes(text), ref scanned, out _));
    }

    private static List<(string Data, string Whole, bool IsPlain)> Read(byte[] bytes, int[] pieces, bool isArray)
    {
        var frames = new List<(string, string, bool)>();
        var framer = new JsonArrayFramer();
        var (from, end, scanned) = (0, 0, 0);
        for (var i = 0; end < bytes.Length; i++)
        {
            end = Math.Min(bytes.Length, end + pieces[i % pieces.Length]);
            while (true)
            {
                var window = bytes.AsSpan(from, end - from);
                var result = isArray ? framer.TryRead(window, ref scanned, out var frame) : SseFramer.TryRead(window, ref scanned, out frame);
                Assert.NotEqual(FrameResult.Malformed, result);
                if (result == FrameResult.Incomplete) break;
                frames.Add((Encoding.UTF8.GetString(window.Slice(frame.DataStart, frame.DataLength)), Encoding.UTF8.GetString(window[..frame.Length]), frame.IsPlain));
                from += frame.Length;
                if (isArray && frame.Kind == FrameKind.End) return frames;
            }
        }

        return frames;
    }

    private static List<(string Data, bool IsPlain)> PlainEvents(string text)
    {
        var events = new List<(string, bool)>();
        var (data, plain, any) = ("", true, false);
        foreach (var line in text[..^Rest(text).Length].Split('\n').SkipLast(1).Select(l => l.EndsWith('\r') ? l[..^1] : l))
        {
            if (line.Length == 0 && any)
            {
                events.Add((data, plain));
                (data, plain, any) = ("", true, false);
                continue;
            }

            any = true; // also an empty line at the start of a stream, which ends nothing
            if (line.StartsWith("data:", StringComparison.Ordinal)) data = line[5..] is [' ', .. var rest] ? rest : line[5..];
            else if (line.Length > 0 && !(line.StartsWith("event:", StringComparison.Ordinal) && line[6..].All(c => char.IsAsciiLetterOrDigit(c) || "._- ".Contains(c)))) plain = false;
        }

        return events;
    }

    // What follows the last blank line.
    private static string Rest(string text)
    {
        var end = Math.Max(text.LastIndexOf("\n\n", StringComparison.Ordinal) + 2, text.LastIndexOf("\n\r\n", StringComparison.Ordinal) + 3);
        return text[Math.Max(end, 0)..];
    }

    private static Gen<(string Text, int[] Pieces)> Events()
    {
        var item = Gen.Elements(
            "data: {\"a\":\"é🙂\"}", "data:{\"a\":1}", "event: message_start\ndata: {}", "event: x\r\ndata: {\"x\":1}", "data: [DONE]", ": keep-alive", "id: 7\ndata: {}", "retry: 10", "event:", "event: \u0001x\ndata: {}",
            "data: {\"a\":\"\\n\\n\"}", "foo", "data:  two spaces", "event: a\n: note\ndata: {}", ":");
        var end = Gen.Elements("\n\n", "\r\n\r\n", "\n\r\n", "\r\n\n");
        return
            from count in Gen.Choose(1, 6)
            from items in item.ListOf(count)
            from ends in end.ListOf(count)
            from tail in Gen.Elements("", "data: {\"cut", "data: x\n", "data: x\r")
            from pieces in Gen.Choose(1, 9).ArrayOf(5)
            select (string.Concat(items.Zip(ends, (i, e) => i + e)) + tail, pieces);
    }

    private static Gen<(string Text, int[] Pieces)> Arrays()
    {
        var item = Gen.Elements("{}", "{\"a\":\"}]\\\"[{\"}", "{\"a\":[{\"b\":[]},{}],\"c\":\"é🙂\"}", "{\"a\":\"\\\\\"}", "{ \"n\" : [ [ ] ] }");
        return
            from count in Gen.Choose(0, 5)
            from items in item.ListOf(count)
            from space in Gen.Elements("", " ", "\n", "\r\n\t")
            from pieces in Gen.Choose(1, 7).ArrayOf(5)
            select ("[" + space + string.Join(space + "," + space, items) + space + "]" + space, pieces);
    }
}
