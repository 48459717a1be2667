using System.Buffers;

namespace Sallyport.Gateway.Listener;

/// <summary>Reads W3C <c>traceparent</c>: <c>00-</c>32 hex<c>-</c>16 hex<c>-</c>2 hex.</summary>
internal static class TraceContext
{
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The trace id, or null if the header is missing or not valid.</summary>
    public static string? TraceIdOf(string? traceparent)
    {
        if (traceparent is not { Length: 55 } || !traceparent.StartsWith("00-", StringComparison.Ordinal) || traceparent[35] != '-' || traceparent[52] != '-') return null;
        var id = traceparent.AsSpan(3, 32);
        return id.ContainsAnyExcept(LowerHex) || !id.ContainsAnyExcept('0') || traceparent.AsSpan(36, 16).ContainsAnyExcept(LowerHex) ? null : id.ToString();
    }
}
