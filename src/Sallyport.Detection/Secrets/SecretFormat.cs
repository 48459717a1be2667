using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>The form of one provider's key: fixed texts and runs of characters, written as <c>ghp_{alnum:36}</c>.</summary>
/// <remarks>
/// A run is <c>{alphabet:length}</c>, <c>{alphabet:least-most}</c>; alphabets are <c>hex</c>, <c>upper</c> (A-Z, 0-9), <c>digit</c>,
/// <c>alnum</c>, <c>url</c> (alnum, hyphen, underscore), <c>base64</c> and <c>dotted</c> (url and full stop). The text must start with at least three
/// fixed chars: they are the anchor.
/// </remarks>
internal sealed class SecretFormat
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> Digit = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Alnum = SearchValues.Create(Alphanumeric);
    private static readonly SearchValues<char> Url = SearchValues.Create(Alphanumeric + "-_");
    private static readonly SearchValues<char> Base64 = SearchValues.Create(Alphanumeric + "+/=");
    private static readonly SearchValues<char> Dotted = SearchValues.Create(Alphanumeric + "-_.");

    private readonly Piece[] _pieces;

    public SecretFormat(string kind, string form, Confidence confidence = Confidence.Certain)
    {
        Kind = kind;
        Confidence = confidence;
        _pieces = Parse(form);
        Anchor = _pieces[0].Text;
        if (Anchor.Length < 3) throw new ArgumentException($"The form '{form}' needs three fixed chars in front.", nameof(form));
    }

    public string Kind { get; }

    public string Anchor { get; }

    public Confidence Confidence { get; }

    /// <summary>Reads the format at <paramref name="at"/>, where its anchor may stand.</summary>
    public bool TryRead(ReadOnlySpan<char> text, int at, out int end)
    {
        end = at;
        int randomFrom = -1, randomTo = 0;
        if (char.IsLetterOrDigit(text.CharAt(at - 1))) return false;
        foreach (ref readonly var piece in _pieces.AsSpan())
        {
            if (piece.Alphabet is null)
            {
                if (!text[end..].StartsWith(piece.Text)) return false;
                end += piece.Text.Length;
                continue;
            }

            var window = text[end..Math.Min(text.Length, end + piece.Most + 1)];
            var length = window.IndexOfAnyExcept(piece.Alphabet);
            if (length < 0) length = window.Length;
            if (length < piece.Least) return false;
            if (length > piece.Most)
            {
                if (piece.Least == piece.Most) return false;
                length = piece.Most;
            }

            if (length > randomTo - randomFrom) (randomFrom, randomTo) = (end, end + length);
            end += length;
        }

        return randomFrom < 0 || !Randomness.IsPlaceholder(text[randomFrom..randomTo]);
    }

    private static Piece[] Parse(string form)
    {
        var pieces = new List<Piece>();
        for (var i = 0; i < form.Length;)
        {
            var open = form.IndexOf('{', i);
            if (open != i)
            {
                var to = open < 0 ? form.Length : open;
                pieces.Add(new Piece(form[i..to], null, 0, 0));
                i = to;
                continue;
            }

            var close = form.IndexOf('}', open);
            var colon = form.IndexOf(':', open);
            var lengths = form[(colon + 1)..close].Split('-');
            pieces.Add(new Piece("", Alphabet(form[(open + 1)..colon]), int.Parse(lengths[0]), int.Parse(lengths[^1])));
            i = close + 1;
        }

        return [.. pieces];
    }

    private static SearchValues<char> Alphabet(string name) => name switch
    {
        "hex" => Hex,
        "upper" => Upper,
        "digit" => Digit,
        "alnum" => Alnum,
        "url" => Url,
        "base64" => Base64,
        "dotted" => Dotted,
        _ => throw new ArgumentException($"No alphabet is called '{name}'.", nameof(name)),
    };

    private readonly record struct Piece(string Text, SearchValues<char>? Alphabet, int Least, int Most);
}
