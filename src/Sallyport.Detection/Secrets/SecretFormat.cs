using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>The form of one provider's key: fixed texts and runs of characters, written as <c>ghp_{alnum:36}</c>.</summary>
/// <remarks>
/// A run is <c>{alphabet:length}</c> or <c>{alphabet:least-most}</c>; <see cref="Alphabet"/> knows the alphabets. The text must start with
/// at least two fixed chars: they are the anchor. A front of two to eleven letters and digits up to a hyphen or an underscore is found by that
/// sign; any other by the first digit of the key.
/// </remarks>
internal sealed class SecretFormat
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> HexDash = SearchValues.Create("0123456789abcdefABCDEF-");
    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> LowerDash = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> Digit = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Alnum = SearchValues.Create(Alphanumeric);
    private static readonly SearchValues<char> Url = SearchValues.Create(Alphanumeric + "-_");
    private static readonly SearchValues<char> Base64 = SearchValues.Create(Alphanumeric + "+/=");
    private static readonly SearchValues<char> Base64Url = SearchValues.Create(Alphanumeric + "+/=-_");
    private static readonly SearchValues<char> Dotted = SearchValues.Create(Alphanumeric + "-_.");
    private static readonly SearchValues<char> Percent = SearchValues.Create(Alphanumeric + "-_.~%+");

    private readonly Piece[] _pieces;

    public SecretFormat(string kind, string form, Confidence confidence = Confidence.Certain)
    {
        Kind = kind;
        Confidence = confidence;
        _pieces = Parse(form);
        Anchor = _pieces[0].Text;
        if (Anchor.Length < 2) throw new ArgumentException($"The form '{form}' needs two fixed chars in front.", nameof(form));
    }

    public string Kind { get; }

    public string Anchor { get; }

    public Confidence Confidence { get; }

    /// <summary>How sure a key of this format is: one with a check sum that does not fit was cut, copied wrong or made up.</summary>
    public Confidence ConfidenceIn(ReadOnlySpan<char> key) => Kind switch
    {
        "sallyport-key" => Crc.Confirms(key, 0) ? Confidence.Certain : Confidence.Likely,
        "npm-token" or "github-token" or "github-oauth-token" or "github-user-token" or "github-refresh-token" when key.Length == 40 => Crc.Confirms(key, 4) ? Confidence.Certain : Confidence.Likely,
        _ => Confidence,
    };

    /// <summary>Reads the format at <paramref name="at"/>, where its anchor may stand.</summary>
    public bool TryRead(ReadOnlySpan<char> text, int at, out int end)
    {
        end = at;
        int randomFrom = -1, randomTo = 0;
        var cut = false;
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
            cut = length > piece.Most;
            if (cut)
            {
                if (piece.Least == piece.Most) return false;
                length = piece.Most;
            }

            if (length > randomTo - randomFrom) (randomFrom, randomTo) = (end, end + length);
            end += length;
        }

        if (!cut && char.IsAsciiLetterOrDigit(text.CharAt(end))) return false;
        var random = text[randomFrom..randomTo];
        return !Randomness.IsFiller(random) && (random.ContainsAny(TextChars.Digits) || !WordLikeness.IsWordy(random));
    }

    /// <summary>The chars that a run of this name is made of.</summary>
    public static SearchValues<char> Alphabet(string name) => name switch
    {
        "hex" => Hex,
        "hexdash" => HexDash,
        "upper" => Upper,
        "lower" => Lower,
        "lowerdash" => LowerDash,
        "digit" => Digit,
        "alnum" => Alnum,
        "url" => Url,
        "base64" => Base64,
        "base64url" => Base64Url,
        "dotted" => Dotted,
        "percent" => Percent,
        _ => throw new ArgumentException($"No alphabet is called '{name}'.", nameof(name)),
    };

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

    private readonly record struct Piece(string Text, SearchValues<char>? Alphabet, int Least, int Most);
}
