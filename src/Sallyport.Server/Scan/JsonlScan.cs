using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Providers.Json;

namespace Sallyport.Server.Scan;

/// <summary>Reads one JSON object a line, does one task on its text, and writes one JSON object a line.</summary>
internal sealed class JsonlScan(LineTask task, TextWriter output, TextWriter errors) : IDisposable
{
    private readonly Stopwatch _clock = new();
    private readonly MemoryStream _line = new();
    private long _lines, _chars;
    private TimeSpan _cpu;
    private bool _found, _wrong;

    /// <summary>Works through all inputs; <c>-</c> is standard input.</summary>
    /// <returns>The exit code: 1 for a malformed line, a text that did not come back as it was, or, if asked, any finding.</returns>
    public async Task<int> RunAsync(IEnumerable<string> inputs, bool failOnFinding, CancellationToken cancellation)
    {
        foreach (var input in inputs)
        {
            using var reader = input == "-" ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(input);
            for (var number = 1; await reader.ReadLineAsync(cancellation) is { } line; number++)
            {
                if (string.IsNullOrWhiteSpace(line)) continue;
                if (TryRun(line)) continue;
                await errors.WriteLineAsync($"{input}:{number}: not a JSON object with \"id\" and a string \"text\"");
                return ExitCodes.Problems;
            }
        }

        await output.FlushAsync(cancellation);
        var seconds = Math.Max(_clock.Elapsed.TotalSeconds, 1e-6);
        await errors.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_lines} texts, {_chars} characters, {seconds:0.000} s wall, {_cpu.TotalSeconds:0.000} s CPU, {_chars / 1e6 / seconds:0.00} million characters/s"));
        return _wrong || (failOnFinding && _found) ? ExitCodes.Problems : ExitCodes.Ok;
    }

    public void Dispose() => _line.Dispose();

    private bool TryRun(string line)
    {
        if (!TryParse(line, out var document)) return false;
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("id", out var id) || !root.TryGetProperty("text", out var element) || element.ValueKind != JsonValueKind.String) return false;
            var text = Text(element);
            if (_lines++ == 0) task.Run(text, root); // what a first call costs says nothing about the next ones

            var before = Environment.CpuUsage.TotalTime;
            _clock.Start();
            _found |= task.Run(text, root);
            _clock.Stop();
            _cpu += Environment.CpuUsage.TotalTime - before;
            _chars += text.Length;
            Write(id);
        }

        return true;
    }

    private void Write(JsonElement id)
    {
        _line.SetLength(0);
        using (var json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            id.WriteTo(json);
            _wrong |= !task.Write(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length));
    }

    private static bool TryParse(string line, [NotNullWhen(true)] out JsonDocument? document)
    {
        try
        {
            document = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            document = null;
            return false;
        }
    }

    // The framework refuses escapes of lone surrogates; a text may hold them.
    private static string Text(JsonElement element)
    {
        var content = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        var text = new char[content.Length];
        return new string(text, 0, SegmentText.Decode(content, 1, text));
    }
}
