using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Gateway.Inspection;

/// <summary>
/// The placeholders of one exchange and the values that they stand for. A placeholder is restored only by the exchange whose request held the value,
/// so no answer can draw a value out of somebody else's request.
/// </summary>
/// <remarks>
/// The same value in the same conversation always gets the same placeholder: providers' prompt caches keep working and
/// signed thoughts that mention a placeholder stay valid.
/// </remarks>
internal sealed class PlaceholderMap
{
    // No vowels, so that no word can appear: not REDACTED either.
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXYZ23456789WXY";
    private const int CodeLength = 8;

    private readonly Func<byte[]> _makeScope;
    private byte[]? _scope;
    private Dictionary<string, string>? _byValue, _byPlaceholder;
    private HashSet<string>? _literals;

    /// <param name="makeScope">Gives the secret of the conversation: what makes its placeholders its own. Asked for once, when the first value is taken out.</param>
    public PlaceholderMap(Func<byte[]> makeScope) => _makeScope = makeScope;

    public int Count => _byPlaceholder?.Count ?? 0;

    private Dictionary<string, string> ByValue => _byValue ??= new(StringComparer.Ordinal);

    private Dictionary<string, string> ByPlaceholder => _byPlaceholder ??= new(StringComparer.Ordinal);

    /// <summary>Chars of the longest placeholder.</summary>
    public int MaxLength { get; private set; }

    /// <summary>Placeholders and values, for keeping with a stored response.</summary>
    public IEnumerable<KeyValuePair<string, string>> Entries => _byPlaceholder ?? [];

    /// <summary>Takes over a pair from an earlier turn of the same conversation.</summary>
    public void Restore(string placeholder, string value)
    {
        ByPlaceholder.TryAdd(placeholder, value);
        ByValue.TryAdd(value, placeholder);
        MaxLength = Math.Max(MaxLength, placeholder.Length);
    }

    /// <summary>The placeholder of a value, made when it is first seen.</summary>
    /// <param name="label">Upper-case word: <c>EMAIL</c>.</param>
    /// <param name="value">The text that is taken out.</param>
    /// <param name="text">The whole text of the request: a placeholder that the caller happens to have written is not used.</param>
    public string PlaceholderFor(string label, ReadOnlySpan<char> value, ReadOnlySpan<char> text)
    {
        if (ByValue.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(value, out var known)) return known;
        var kept = value.ToString();
        _literals ??= FindLiterals(text);
        for (var attempt = 0; ; attempt++)
        {
            var placeholder = Make(label, kept, attempt);
            if (_literals.Contains(placeholder) || !ByPlaceholder.TryAdd(placeholder, kept)) continue;
            ByValue.Add(kept, placeholder);
            MaxLength = Math.Max(MaxLength, placeholder.Length);
            return placeholder;
        }
    }

    /// <summary>Finds the next placeholder of this map in a text.</summary>
    /// <returns>True and where, or false and the start of a tail that might become one (or the text's length).</returns>
    public bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int length, [NotNullWhen(true)] out string? value)
    {
        var lookup = ByPlaceholder.GetAlternateLookup<ReadOnlySpan<char>>();
        for (start = from; ; start++)
        {
            var gap = start < text.Length ? text[start..].IndexOf('[') : -1;
            if (gap < 0)
            {
                (start, length, value) = (text.Length, 0, null);
                return false;
            }

            start += gap;
            var rest = text.Slice(start, Math.Min(MaxLength, text.Length - start));
            var close = rest.IndexOf(']');
            if (close > 0 && lookup.TryGetValue(rest[..(close + 1)], out value))
            {
                length = close + 1;
                return true;
            }

            if (close < 0 && rest.Length < MaxLength && MayContinue(rest))
            {
                (length, value) = (0, null);
                return false;
            }
        }
    }

    private bool MayContinue(ReadOnlySpan<char> tail)
    {
        foreach (var placeholder in ByPlaceholder.Keys)
        {
            if (placeholder.AsSpan().StartsWith(tail)) return true;
        }

        return false;
    }

    private string Make(string label, string value, int attempt)
    {
        Span<byte> code = stackalloc byte[32];
        HMACSHA256.HashData(_scope ??= _makeScope(), Encoding.UTF8.GetBytes(string.Create(null, $"{label}\0{attempt}\0{value}")), code);
        Span<char> text = stackalloc char[CodeLength];
        for (var i = 0; i < CodeLength; i++) text[i] = Alphabet[code[i] & 31];
        return string.Concat("[", label, "_", text) + "]";
    }

    private static HashSet<string> FindLiterals(ReadOnlySpan<char> text)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < text.Length;)
        {
            var close = text[at..].IndexOf(']');
            if (close < 0) break;
            var open = text.Slice(at, close).LastIndexOf('[');
            if (open >= 0 && close - open is > CodeLength and < 128) found.Add(text.Slice(at + open, close - open + 1).ToString());
            at += close + 1;
        }

        return found;
    }
}
