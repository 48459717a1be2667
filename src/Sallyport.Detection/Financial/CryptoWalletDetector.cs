using Sallyport.Detection.Anchoring;
using Sallyport.Detection.Identifiers;

namespace Sallyport.Detection.Financial;

/// <summary>Addresses of cryptocurrencies: by their checksum where they have one that is cheap, else by a form that nothing else has, or after a word for them.</summary>
public sealed class CryptoWalletDetector : AnchoredDetector
{
    private const int Least = 25, Longest = 110, MostFront = 64;
    private const ushort Bitcoin = 0, Ethereum = 1, Litecoin = 2, Ripple = 3, Tron = 4, Dogecoin = 5, Monero = 6, Solana = 7, Cardano = 8, Bech32Chain = 9;

    private static readonly LabelSet Labels = LabelWords.Of("wallet");

    /// <inheritdoc/>
    public override string Id => "crypto-wallet";

    /// <inheritdoc/>
    public override string Label => "CRYPTO";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; } = ["bitcoin", "ethereum", "litecoin", "ripple", "tron", "dogecoin", "monero", "solana", "cardano", "bech32"];

    /// <inheritdoc/>
    public override int Reach => LookBehind + Longest + 2;

    /// <inheritdoc/>
    public override int LookBehind => LabelContext.Before + 2;

    internal override Anchors Anchors => Anchors.Number;

    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        // A run may hold several numbers with separators between them; each may begin or stand in an address.
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End)) AtDigit(text, at, ref findings);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        var start = text.Length;
        while (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1]) && text.Length - start <= Longest) start--;
        return text.Length - start <= Longest ? start : text.Length;
    }

    private static void AtDigit(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        // 1. The word around its first digit.
        var start = at;
        while (start > 0 && at - start <= MostFront && char.IsAsciiLetter(text[start - 1])) start--;
        if (at - start > MostFront || text.IsWordAt(start - 1)) return;
        var end = at;
        while (end < text.Length && end - start <= Longest && char.IsAsciiLetterOrDigit(text[end])) end++;
        var word = text[start..end];
        if (word.Length is < Least or > Longest || text.IsWordAt(end)) return;

        // 2. What it is.
        if (TryKind(word, out var kind, out var confidence)) findings.Add(start, word.Length, confidence, kind);
        else if (word.Length is >= 40 and <= 44 && Base58Check.IsBase58(word) && IsMixed(word) && new LabelContext(text, start).Adjacent.Overlaps(Labels)) findings.Add(start, word.Length, Confidence.Likely, Solana);
    }

    private static bool TryKind(ReadOnlySpan<char> word, out ushort kind, out Confidence confidence)
    {
        (kind, confidence) = (0, Confidence.Certain);
        switch (word[0])
        {
            case '0' when word.Length == 42 && word[1] is 'x' or 'X':
                (kind, confidence) = (Ethereum, Confidence.Likely);
                return word[2..].IndexOfAnyExcept(Hex) < 0 && word[2..].IndexOfAnyExcept(word[2]) >= 0;
            case '1' or '3' when word.Length is >= 25 and <= 35:
                kind = Bitcoin;
                return Base58Check.IsValid(word, Base58Check.Bitcoin);
            case '4' or '8' when word.Length is 95 or 106:
                (kind, confidence) = (Monero, Confidence.Likely);
                return Base58Check.IsBase58(word) && IsMixed(word);
            case 'L' or 'M' when word.Length is 33 or 34:
                kind = Litecoin;
                return Base58Check.IsValid(word, Base58Check.Bitcoin);
            case 'D' or 'A' or '9' when word.Length is 33 or 34:
                kind = Dogecoin;
                return Base58Check.IsValid(word, Base58Check.Bitcoin);
            case 'T' when word.Length == 34:
                kind = Tron;
                return Base58Check.IsValid(word, Base58Check.Bitcoin);
            case 'r' when word.Length is >= 25 and <= 35:
                kind = Ripple;
                return Base58Check.IsValid(word, Base58Check.RippleAlphabet);
        }

        return Bech32.TryPrefix(word, out var prefix) && KindOf(prefix, out kind);
    }

    private static bool KindOf(ReadOnlySpan<char> prefix, out ushort kind)
    {
        kind = Bech32Chain;
        if (prefix.Equals("bc", StringComparison.OrdinalIgnoreCase) || prefix.Equals("tb", StringComparison.OrdinalIgnoreCase)) kind = Bitcoin;
        else if (prefix.Equals("ltc", StringComparison.OrdinalIgnoreCase)) kind = Litecoin;
        else if (prefix.Equals("addr", StringComparison.OrdinalIgnoreCase) || prefix.Equals("stake", StringComparison.OrdinalIgnoreCase)) kind = Cardano;
        else return prefix is "cosmos" or "osmo" or "inj" or "terra" or "kava" or "celestia" or "sei" or "juno" or "axelar";
        return true;
    }

    private static bool IsMixed(ReadOnlySpan<char> word) => word.ContainsAnyInRange('a', 'z') && word.ContainsAnyInRange('A', 'Z') && word.ContainsAnyInRange('0', '9');

    private static readonly System.Buffers.SearchValues<char> Hex = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}
