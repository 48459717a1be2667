using FsCheck;
using FsCheck.Fluent;

namespace Sallyport.Tests.Inspection;

/// <summary>A text made of pieces, some of which must never leave, and a seed for everything else that is left to chance.</summary>
internal sealed record Sample(IReadOnlyList<Sample.Piece> Pieces, int Seed)
{
    private static readonly string[] Values = ["ada.lovelace@example.com", "grace+navy@mail.example.org", "+1 415 555 0132", "+44 20 7946 0958", .. Rig.Terms];
    private static readonly string[] Redacted = ["123-45-6789", "219-09-9999"];

    private static readonly string[] Plain =
    [
        "please", "write", "the letter", "\"quoted\"", "\\", "\\n", "\\u", "\\\\\"", "{\"a\":", "}", "[", "]", "[[", "[EMAIL_", "[EMAIL_BCDFGHJK]", "[TERM_", "_]", "[SSN_REDACTED]",
        "\n", "\r\n", "\t", "\b", "\0", "\u001f", "\u007f", "é", "ﬁ", "日本語", "🙂", "👩‍👩‍👧", "\ud83d", "\ude42", "\ufeff", "\u2028", "\ufffd", "\u200b", "data:", "\n\ndata: {}\n\n", "[DONE]", "",
    ];

    /// <summary>One piece of the text.</summary>
    /// <param name="Text">What the client wrote.</param>
    /// <param name="Back">What the client must get back.</param>
    /// <param name="IsSecret">True if no upstream may see it.</param>
    public sealed record Piece(string Text, string Back, bool IsSecret);

    /// <summary>What the client writes.</summary>
    public string Text => string.Concat(Pieces.Select(p => p.Text));

    /// <summary>What an answer that repeats what the upstream saw becomes.</summary>
    public string Back => string.Concat(Pieces.Select(p => p.Back));

    public IEnumerable<string> Secrets => Pieces.Where(p => p.IsSecret).Select(p => p.Text);

    /// <summary>Texts of up to 12 pieces; they shrink by losing pieces.</summary>
    public static Arbitrary<Sample> Any { get; } = Arb.From(Generate(), Shrink);

    public override string ToString() => $"{System.Text.Json.JsonSerializer.Serialize(Pieces.Select(p => PlainJson.Escape(p.Text, PlainJson.Style.Ascii, new Random(0))))} seed {Seed}";

    // Spaces keep pieces apart, so that what must be found does not depend on its neighbours.
    private static Gen<Sample> Generate()
    {
        var secret = Gen.Elements(Values).Select(v => new Piece(v, v, true));
        var redacted = Gen.Elements(Redacted).Select(v => new Piece(v, "[SSN_REDACTED]", true));
        var plain = Gen.Elements(Plain).Select(v => new Piece(v, v, false));
        var piece = Gen.Frequency((3, secret), (1, redacted), (4, plain));
        var space = new Piece(" ", " ", false);
        return
            from count in Gen.Choose(0, 12)
            from pieces in piece.ListOf(count)
            from seed in Gen.Choose(0, int.MaxValue)
            select new Sample([.. pieces.SelectMany(p => new[] { space, p, space })], seed);
    }

    private static IEnumerable<Sample> Shrink(Sample sample)
    {
        for (var i = 0; i < sample.Pieces.Count; i += 3) yield return sample with { Pieces = [.. sample.Pieces.Take(i), .. sample.Pieces.Skip(i + 3)] };
    }
}
