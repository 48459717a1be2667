using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Audit.Export.Formats;
using Sallyport.Gateway.Audit.Export.Sinks;
using Xunit;

namespace Sallyport.Tests.Audit.Export;

public sealed class SyslogMessageTests
{
    [Fact]
    public async Task Every_text_survives_framing_and_structured_data()
    {
        var message = new SyslogMessage("test/log", isJson: true);
        foreach (var record in await ExportRecords.InAsync(new LeafFormat()))
        {
            var output = new ArrayBufferWriter<byte>();
            message.Write(record, output);
            var (header, data, body) = Parse(output.WrittenSpan);

            Assert.Equal("sallyport", header[3]);
            Assert.Equal(record.Leaf.Entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "Z", header[1]);
            Assert.InRange(header[5].Length, 1, 32);
            Assert.Equal(("test/log", record.Sequence.ToString(CultureInfo.InvariantCulture)), (data["origin"], data["seq"]));
            if (record.Leaf.Entry.Organization is { } organization) Assert.Equal(string.Concat(organization.Select(c => char.IsControl(c) ? '\uFFFD' : c)), data["org"]);
            using var expected = JsonDocument.Parse(record.Json);
            using var actual = JsonDocument.Parse(body);
            Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement));
            Assert.DoesNotContain(output.WrittenSpan.ToArray(), b => b is < 0x20 or 0x7F);
        }
    }

    [Fact]
    public async Task Severity_tells_a_refusal_from_a_success()
    {
        var message = new SyslogMessage("o", isJson: true);
        var severities = new HashSet<(string, string)>();
        foreach (var record in await ExportRecords.InAsync(new LeafFormat()))
        {
            var output = new ArrayBufferWriter<byte>();
            message.Write(record, output);
            severities.Add((record.Leaf.Entry.Decision?.ToString() ?? "none", Parse(output.WrittenSpan).Header[0]));
        }

        Assert.Contains(("Allowed", "<110>1"), severities);
        Assert.Contains(("Blocked", "<108>1"), severities);
        Assert.Contains(("FailedOpen", "<107>1"), severities);
    }

    /// <summary>A parser from RFC 5424 and RFC 5425, for one message.</summary>
    private static (string[] Header, Dictionary<string, string> Data, string Body) Parse(ReadOnlySpan<byte> frame)
    {
        var blank = frame.IndexOf((byte)' ');
        Assert.Equal(frame.Length - blank - 1, int.Parse(frame[..blank], CultureInfo.InvariantCulture));
        var text = Encoding.UTF8.GetString(frame[(blank + 1)..]);
        var header = text.Split(' ', 7)[..6];
        var at = header.Sum(h => h.Length + 1);
        Assert.StartsWith("[" + SyslogMessage.DataId, text[at..], StringComparison.Ordinal);
        at += SyslogMessage.DataId.Length + 1;
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        while (text[at] == ' ')
        {
            var name = text[(at + 1)..text.IndexOf('=', at)];
            at += name.Length + 3;
            var value = new StringBuilder();
            for (; text[at] != '"'; at++) value.Append(text[at] == '\\' ? text[++at] : text[at]);
            data.Add(name, value.ToString());
            at++;
        }

        Assert.Equal("] ", text.Substring(at, 2));
        return (header, data, text[(at + 2)..]);
    }
}
