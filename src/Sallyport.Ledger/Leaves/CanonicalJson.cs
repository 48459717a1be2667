using System.Buffers;
using System.Text;

namespace Sallyport.Ledger.Leaves;

/// <summary>The one spelling of a record: RFC 8785, restricted to integers and to normal form C.</summary>
/// <remarks>A record has one spelling, so its hash stands for its meaning. Numbers are integers within ±(2^53-1): no reader may round them.</remarks>
public static class CanonicalJson
{
    /// <summary>Largest record, in bytes: 60 KiB. Bundles of entries give a length in 16 bits, and the version line must fit too.</summary>
    public const int MaxBytes = 60 * 1_024;

    /// <summary>Deepest nesting of objects and lists.</summary>
    public const int MaxDepth = 16;

    /// <summary>The largest integer every JSON reader keeps exactly: 2^53-1.</summary>
    public const long MaxInteger = (1L << 53) - 1;

    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    /// <summary>Whether these bytes are a JSON value in its one spelling.</summary>
    /// <param name="problem">What is wrong and at which byte, without any of the text; null if nothing is.</param>
    public static bool IsCanonical(ReadOnlySpan<byte> json, out string? problem)
    {
        var reader = new CanonicalReader(json);
        problem = reader.FindProblem();
        return problem is null;
    }

    /// <summary>Writes a string with its quotation marks in the one spelling: normal form C, lone surrogates as U+FFFD, only the necessary escapes.</summary>
    public static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        ArgumentNullException.ThrowIfNull(output);
        var active = text.IndexOfAnyExceptInRange('\0', (char)(NormalForm.FirstActive - 1)) >= 0;
        ReadOnlySpan<char> rest = active ? NormalForm.Normalize(text) : text;

        output.Write("\""u8);
        while (!rest.IsEmpty)
        {
            var run = rest.IndexOfAny(Escaped);
            if (run != 0) Encoding.UTF8.GetBytes(run < 0 ? rest : rest[..run], output); // replaces lone surrogates
            if (run < 0) break;
            WriteEscape(output, rest[run]);
            rest = rest[(run + 1)..];
        }

        output.Write("\""u8);
    }

    private static void WriteEscape(IBufferWriter<byte> output, char c)
    {
        var span = output.GetSpan(6);
        span[0] = (byte)'\\';
        span[1] = c switch { '\b' => (byte)'b', '\t' => (byte)'t', '\n' => (byte)'n', '\f' => (byte)'f', '\r' => (byte)'r', '"' or '\\' => (byte)c, _ => (byte)'u' };
        if (span[1] != 'u')
        {
            output.Advance(2);
            return;
        }

        (span[2], span[3]) = ((byte)'0', (byte)'0');
        (span[4], span[5]) = ((byte)('0' + (c >> 4)), "0123456789abcdef"u8[c & 15]);
        output.Advance(6);
    }
}
