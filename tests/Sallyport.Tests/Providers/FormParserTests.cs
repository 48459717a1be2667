using System.Text;
using Sallyport.Providers;
using Sallyport.Providers.Forms;
using Sallyport.Providers.Json;
using Xunit;

namespace Sallyport.Tests.Providers;

public sealed class FormParserTests
{
    private const string Head = "--b\r\nContent-Disposition: form-data; name=";

    [Fact]
    public void Parts_are_found_where_they_stand_quoted_or_not()
    {
        var body = Bytes($"{Head}model\r\n\r\nwhisper-1\r\n{Head}\"file\"; filename=\"a b.wav\"; filename*=utf-8''a%20b.wav\r\ncontent-type: audio/wav\r\n\r\n\r\n--c\r\n\r\n--b--\r\n");
        var parts = new List<FormPart>();
        Assert.True(FormParser.TryParse(body, "b", parts));
        Assert.Equal(["model=whisper-1", "file=\r\n--c\r\n"], parts.Select(p => Text(body, p.Name) + "=" + Text(body, p.Value)));
        Assert.Equal((null, "a b.wav", "audio/wav"), (parts[0].FileName, Text(body, parts[1].FileName!.Value), Text(body, parts[1].Type)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--b")]
    [InlineData("--b--\r\n")]
    [InlineData("--b\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"a\"; size=3\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"a\nb\"\r\n\r\nx\r\n--b--")]
    [InlineData("--b \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--")]
    [InlineData("--b\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b--")]
    public void What_is_not_plainly_a_form_is_none(string body) => Assert.False(FormParser.TryParse(Bytes(body), "b", []));

    [Fact]
    public void No_cut_of_a_form_is_a_form_and_none_throws()
    {
        var body = Bytes($"{Head}\"model\"\r\n\r\nwhisper-1\r\n{Head}\"file\"; filename=\"a.wav\"\r\n\r\nx\r\n--b--");
        for (var length = 0; length < body.Length; length++) Assert.False(FormParser.TryParse(body.AsSpan(0, length), "b", []), $"{length} bytes");
        Assert.True(FormParser.TryParse(body, "b", []));
    }

    [Fact]
    public void Random_changes_never_throw_and_never_show_a_byte_outside_the_body()
    {
        var random = new Random(7);
        var body = Bytes($"{Head}\"model\"\r\n\r\nwhisper-1\r\n{Head}\"file\"; filename=\"a.wav\"\r\ncontent-type: audio/wav\r\n\r\nx\r\n--b--\r\n");
        for (var i = 0; i < 20_000; i++)
        {
            var changed = (byte[])body.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            var parts = new List<FormPart>();
            if (!FormParser.TryParse(changed, "b", parts)) continue;
            Assert.All(parts, p => Assert.InRange(p.Value.Start + p.Value.Length, 0, changed.Length));
        }
    }

    [Theory]
    [InlineData("prompt", "x", SegmentKind.Text)]
    [InlineData("brand_new", "data:image/png;base64,aGVsbG8=", SegmentKind.Media)]
    [InlineData("brand_new", "data:image/png;base64,my secret", SegmentKind.Text)]
    [InlineData("prompt", "data:image/png;base64,aGVsbG8=", SegmentKind.Text)]
    public void Only_what_can_be_nothing_but_bytes_counts_as_bytes(string name, string value, SegmentKind kind)
    {
        var reader = new FormRequestReader { Boundary = "b" };
        Assert.True(reader.TryRead(Bytes($"{Head}\"{name}\"\r\n\r\n{value}\r\n--b--"), out _));
        Assert.Equal(kind, reader.Segments[^1].Kind);
        Assert.Equal(kind is SegmentKind.Media, reader.Facts.Needs.HasFlag(Capabilities.Media));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] body, (int Start, int Length) place) => Encoding.UTF8.GetString(body, place.Start, place.Length);
}
