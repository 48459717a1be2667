using System.Globalization;
using System.Text;
using Sallyport.Gateway.Audit.Export.Formats;
using Xunit;

namespace Sallyport.Tests.Audit.Export;

public sealed class CefFormatTests
{
    [Fact]
    public async Task Every_text_in_every_field_parses_back_equal()
    {
        foreach (var record in await ExportRecords.InAsync(new CefFormat("test/log")))
        {
            var (header, extension) = Parse(Encoding.UTF8.GetString(record.Text.Span));
            var entry = record.Leaf.Entry;

            Assert.Equal(["CEF:0", "Sallyport", "Sallyport"], header[..3]);
            Assert.Equal(record.Type, header[4]);
            Assert.InRange(int.Parse(header[6], CultureInfo.InvariantCulture), 0, 10);
            Assert.Equal(record.Sequence.ToString(CultureInfo.InvariantCulture), extension["externalId"]);
            Assert.Equal("test/log", extension["cs1"]);
            Equal(entry.Application, extension, "sourceServiceName");
            Equal(entry.Upstream, extension, "destinationServiceName");
            Equal(entry.Rejection, extension, "reason");
            Equal(entry.Purpose, extension, "requestContext");
            Equal(entry.Actor ?? entry.KeyId, extension, "suid");
            Equal(entry.ModelAsked, extension, "cs3");
            Equal(entry.ModelUsed, extension, "cs4");
            Equal(entry.ConfigurationVersion, extension, "cs6");
            Equal(entry.Organization, extension, "flexString1");
            Equal(entry.Target, extension, "flexString2");
        }
    }

    [Fact]
    public async Task No_record_breaks_a_line_or_holds_a_control_character()
    {
        foreach (var record in await ExportRecords.InAsync(new CefFormat("test/log")))
            Assert.DoesNotContain(Encoding.UTF8.GetString(record.Text.Span), c => c is < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029');
    }

    private static void Equal(string? expected, Dictionary<string, string> extension, string key)
    {
        if (expected is null) Assert.False(extension.ContainsKey(key));
        else Assert.Equal(expected, extension[key]);
    }

    /// <summary>A parser from the format's own description: seven fields between bars, then pairs whose keys are the last word before an unescaped equals sign.</summary>
    private static (List<string> Header, Dictionary<string, string> Extension) Parse(string line)
    {
        var (header, at) = (new List<string>(), 0);
        while (header.Count < 7)
        {
            var end = at;
            while (line[end] != '|') end += line[end] == '\\' ? 2 : 1;
            header.Add(Unescape(line[at..end]));
            at = end + 1;
        }

        var equals = new List<int>();
        for (var i = at; i < line.Length; i += line[i] == '\\' ? 2 : 1)
            if (line[i] == '=') equals.Add(i);
        var extension = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < equals.Count; i++)
        {
            var key = line[(Math.Max(at - 1, line.LastIndexOf(' ', equals[i])) + 1)..equals[i]];
            var end = i + 1 < equals.Count ? line.LastIndexOf(' ', equals[i + 1]) : line.Length;
            extension.Add(key, Unescape(line[(equals[i] + 1)..end]));
        }

        return (header, extension);
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\') plain.Append(text[i]);
            else if (text[++i] == 'u') (_, i) = (plain.Append((char)ushort.Parse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)), i + 4);
            else plain.Append(text[i] switch { 'n' => '\n', 'r' => '\r', var c => c });
        }

        return plain.ToString();
    }
}
