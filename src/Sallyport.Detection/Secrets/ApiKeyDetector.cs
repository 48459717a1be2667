using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Keys, tokens and passwords: the formats of <see cref="SecretFormats"/>, and values that an assignment, a header or a URL gives away.</summary>
/// <remarks>Of an assignment, a header and a URL only the value is the finding; of a format all of it.</remarks>
public sealed class ApiKeyDetector : AnchoredDetector
{
    private const string Bearer = "bearer ", Signature = "sig=", Spoken = "password ";
    private static readonly (string Anchor, SecretFormat[] Formats)[] Table =
        [.. SecretFormats.All.GroupBy(f => f.Anchor.StartsWith("sk-", StringComparison.Ordinal) ? "sk-" : f.Anchor).Select(g => (g.Key, g.ToArray()))];

    /// <inheritdoc/>
    public override string Id => "api-key";

    /// <inheritdoc/>
    public override string Label => "API_KEY";

    /// <inheritdoc/>
    public override int Reach => LookBehind + SecretFormats.MaxLength + 2;

    /// <inheritdoc/>
    public override int LookBehind => SecretAssignment.LookBehind;

    internal override Anchors Anchors => Anchors.Colon | Anchors.EqualsSign;

    internal override IReadOnlyList<string> Literals { get; } = [.. Table.Select(t => t.Anchor), Signature];

    internal override IReadOnlyList<string> AnyCaseLiterals { get; } = [Bearer, Spoken];

    internal override void AtLiteral(ReadOnlySpan<char> text, int at, string literal, int index, ref FindingSink findings)
    {
        if (literal == Bearer)
        {
            if (SecretAssignment.TryReadBearer(text, at, out var start, out var end)) findings.Add(start, end - start);
        }
        else if (literal == Spoken)
        {
            if (SecretAssignment.TryReadSpoken(text, at, literal, out var start, out var end)) findings.Add(start, end - start, Confidence.Possible);
        }
        else if (literal == Signature)
        {
            AtSignature(text, at, ref findings);
        }
        else
        {
            foreach (var format in Table[index].Formats)
            {
                if (!format.TryRead(text, at, out var end)) continue;
                findings.Add(at, end - at, format.Confidence);
                return;
            }
        }
    }

    internal override void AtChar(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        int start, end;
        if (text[at] == ':')
        {
            if (text[at..].StartsWith("://"))
            {
                if (SecretAssignment.TryReadUrl(text, at, out start, out end)) findings.Add(start, end - start, Confidence.Certain);
                return;
            }

            if (text.IsDigitAt(at - 1))
            {
                if (SecretAssignment.TryReadTelegram(text, at, out start, out end)) findings.Add(start, end - start, Confidence.Certain);
                return;
            }
        }

        if (SecretAssignment.TryRead(text, at, out start, out end, out var confidence)) findings.Add(start, end - start, confidence);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        // No secret holds one of the chars that end a value, so what is open begins after the last of them.
        var least = Math.Max(0, text.Length - SecretFormats.MaxLength - 1);
        return least + text[least..].LastIndexOfAny(SecretAssignment.Ends) + 1;
    }

    // The signature of an Azure shared access signature: base64 of 32 bytes, often percent-encoded.
    private static void AtSignature(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        if (text.IsWordAt(at - 1)) return;
        var start = at + Signature.Length;
        var end = start;
        while (end < text.Length && end - start < 80 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '%' or '+' or '/' or '=' or '-' or '_')) end++;
        if (end - start is >= 43 and <= 72 && Randomness.IsRandom(text[start..end])) findings.Add(start, end - start);
    }
}
