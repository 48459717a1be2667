using System.Globalization;
using System.Text;
using Sallyport.Gateway.Audit.Export;

namespace Sallyport.Gateway.Alerts.Channels;

/// <summary>The conversation with a mail server: one line said, one answer heard.</summary>
internal sealed class SmtpSession(Stream stream, CancellationToken cancellation)
{
    /// <summary>Longest answer in all, in bytes: a server that talks on is cut off.</summary>
    private const int MaxAnswerBytes = 16_384;

    private readonly byte[] _buffer = new byte[MaxAnswerBytes];
    private int _start, _end;

    /// <summary>True if the server has said more than it was asked.</summary>
    public bool HasMore => _start < _end;

    /// <summary>Says who we are.</summary>
    /// <returns>What the server offers, in capitals; each way to sign in as "AUTH PLAIN".</returns>
    public async Task<IReadOnlySet<string>> HelloAsync()
    {
        var offers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in (await SayAsync("EHLO sallyport.invalid", 2)).Skip(1))
        {
            var words = line.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            if (words[0] == "AUTH") offers.UnionWith(words.Skip(1).Select(w => "AUTH " + w));
            else offers.Add(words[0]);
        }

        return offers;
    }

    /// <summary>Says one line.</summary>
    /// <param name="kind">First digit of the answer that is expected.</param>
    /// <returns>The lines of the answer, without their codes.</returns>
    /// <exception cref="ExportFaultException">It answered otherwise; the fault names the code and never the text.</exception>
    public async Task<IReadOnlyList<string>> SayAsync(string line, int kind)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), cancellation);
        await stream.FlushAsync(cancellation);
        return await ExpectAsync(kind);
    }

    public async Task<IReadOnlyList<string>> ExpectAsync(int kind)
    {
        var lines = new List<string>();
        for (var heard = 0; ;)
        {
            var line = await ReadLineAsync();
            heard += line.Length + 2;
            if (heard > MaxAnswerBytes || line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)) throw new ExportFaultException("smtp_answer_malformed");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length > 3 && line[3] == '-') continue;
            if (code / 100 == kind) return lines;
            throw new ExportFaultException(string.Create(CultureInfo.InvariantCulture, $"smtp_{code}"));
        }
    }

    /// <summary>Says goodbye. The mail is the server's by then, whatever it answers.</summary>
    public async Task QuitAsync()
    {
        try
        {
            await SayAsync("QUIT", 2);
        }
        catch (Exception e) when (e is IOException or ExportFaultException or OperationCanceledException)
        {
            // taken is taken
        }
    }

    private async Task<string> ReadLineAsync()
    {
        while (true)
        {
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, end);
                _start += end + 2;
                return line;
            }

            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length) throw new ExportFaultException("smtp_answer_malformed");
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0) throw new ExportFaultException("connection_closed");
            _end += read;
        }
    }
}
