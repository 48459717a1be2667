using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Keys and tokens: the formats of <see cref="SecretFormats"/>, and random values that a name, a header, a URL or the words before them give away.</summary>
/// <remarks>Of an assignment, a header and a URL only the value is the finding; of a format all of it.</remarks>
public sealed class ApiKeyDetector : AnchoredDetector
{
    private const string Bearer = "bearer ", Signature = "sig=";
    private const int MaxLead = 80, MaxToken = 512, MinRandom = 16;
    private static readonly SearchValues<char> Alnum = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> TokenChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~+/");
    private static readonly FormatTable Formats = new(SecretFormats.All);

    private static readonly string[] GenericKinds =
        ["assigned-secret", "named-secret", "bearer-token", "basic-credentials", "azure-signature", "telegram-token", "url-key", "azure-client-secret", "discord-token", "terraform-token", "maxmind-key", "mailchimp-key", "mailgun-signing-key", "newrelic-license-key-2"];

    private readonly ushort _generic;
    private readonly ushort _providers;

    /// <summary>Makes the detector.</summary>
    public ApiKeyDetector()
    {
        _providers = (ushort)Formats.Kinds.Length;
        _generic = (ushort)(_providers + ProviderKey.All.Length);
        Kinds = [.. Formats.Kinds, .. ProviderKey.All.Select(p => p.Kind), .. GenericKinds];
    }

    private enum Generic
    {
        Assigned,
        Named,
        Bearer,
        Basic,
        Signature,
        Telegram,
        UrlKey,
        AzureClient,
        Discord,
        Terraform,
        MaxMind,
        Mailchimp,
        MailgunSigning,
        NewRelicLicense,
    }

    /// <inheritdoc/>
    public override string Id => "api-key";

    /// <inheritdoc/>
    public override string Label => "API_KEY";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; }

    /// <inheritdoc/>
    public override int Reach => LookBehind + SecretFormats.MaxLength + 2;

    /// <inheritdoc/>
    public override int LookBehind => SecretAssignment.LookBehind;

    internal override Anchors Anchors => Anchors.Colon | Anchors.EqualsSign | Anchors.Number;

    internal override int MinDigits => 1;

    internal override IReadOnlyList<string> Literals { get; } = [.. Formats.Literals, Signature];

    internal override IReadOnlyList<string> AnyCaseLiterals { get; } = [Bearer];

    internal override void AtLiteral(ReadOnlySpan<char> text, int at, string literal, int index, ref FindingSink findings)
    {
        if (literal == Bearer)
        {
            if (AuthorizationHeader.TryReadBearer(text, at, out var start, out var end)) findings.Add(start, end - start, Confidence.Likely, Kind(Generic.Bearer));
        }
        else if (literal == Signature)
        {
            AtSignature(text, at, ref findings);
        }
        else if (Formats.TryReadLiteral(text, at, index, out var end, out var kind, out var confidence))
        {
            findings.Add(at, end - at, confidence, kind);
        }
    }

    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End)) AtDigits(text, at, ref findings);
    }

    internal override void AtChar(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        int start, end;
        if (text[at] == ':')
        {
            if (text[at..].StartsWith("://"))
            {
                if (UserInformation.TryReadKey(text, at, out start, out end)) findings.Add(start, end - start, Confidence.Certain, Kind(Generic.UrlKey));
                else if (Webhooks.TryRead(text, at, out start, out end, out var webhook)) findings.Add(start, end - start, Confidence.Certain, Formats.KindOf(webhook));
                return;
            }

            if (text.IsDigitAt(at - 1) && TryReadTelegram(text, at, out start, out end))
            {
                findings.Add(start, end - start, Confidence.Certain, Kind(Generic.Telegram));
                return;
            }
        }

        if (!SecretAssignment.TryRead(text, at, out var assignment) || assignment.Name is not (SecretName.Secret or SecretName.Chosen or SecretName.Weak)) return;
        var value = text[assignment.Start..assignment.End];
        if (AuthorizationHeader.IsBasic(text, assignment.Start, value) || (assignment.Name == SecretName.Weak && AuthorizationHeader.IsPair(value)))
        {
            findings.Add(assignment.Start, value.Length, Confidence.Certain, Kind(Generic.Basic));
            return;
        }

        if (AssignedSecret.Fits(text, assignment, out var confidence)) findings.Add(assignment.Start, value.Length, confidence, Kind(Generic.Assigned));
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text) => SecretAssignment.OpenFrom(text);

    // Nearly every key has a digit: at its first one the key is looked at from its start.
    private void AtDigits(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        // 1. The start of the letters and digits around, if this is their first digit.
        var least = Math.Max(0, at - MaxLead);
        var segment = at;
        while (segment > least && char.IsAsciiLetter(text[segment - 1])) segment--;
        if (segment > 0 && char.IsAsciiDigit(text[segment - 1])) return;
        var length = text[at..Math.Min(text.Length, at + MaxToken)].IndexOfAnyExcept(TokenChars);
        if (length < 0) length = Math.Min(text.Length - at, MaxToken);
        if (at + length - segment < 14) return;

        if (Formats.TryReadAt(text, segment, out var end, out var kind, out var confidence))
        {
            findings.Add(segment, end - segment, confidence, kind);
            return;
        }

        // 2. The same with the signs that keys have in them.
        var start = segment;
        while (start > least && TokenChars.Contains(text[start - 1]) && !char.IsAsciiDigit(text[start - 1])) start--;
        if (start == least && least > 0) return;
        if (start > 0 && (char.IsAsciiDigit(text[start - 1]) || text[start - 1] == '%')) return;
        var dotted = start + Math.Max(text[start..segment].LastIndexOfAny('/', '+'), -1) + 1;
        if (dotted < segment && Formats.TryReadAt(text, dotted, out end, out kind, out confidence))
        {
            findings.Add(dotted, end - dotted, confidence, kind);
            return;
        }

        // 3. Random chars, and words before them that say what they are.
        end = at + length;
        if (end - start is < MinRandom or >= MaxToken) return;
        while (end > start && text[end - 1] is '.' or '-' or '/' or '~') end--;
        for (var i = 0; i < 2 && text.CharAt(end) == '='; i++) end++;
        var value = text[start..end];
        if (TokenShape(value, out var shape))
        {
            findings.Add(start, value.Length, Confidence.Likely, Kind(shape));
            return;
        }

        if (text.CharAt(end) is '(' or '[' or '{' or '%' || text.CharAt(start - 1) == '&' || !SecretValue.IsRandom(value, MinRandom) || IsPathLike(value) || SecretValue.IsNone(value) || SecretValue.NamesSecret(value)) return;
        if (SecretContext.Betrays(text, start, value, out var provider)) findings.Add(start, value.Length, Confidence.Likely, provider >= 0 ? (ushort)(_providers + provider) : Kind(Generic.Named));
    }

    private ushort Kind(Generic kind) => (ushort)(_generic + (int)kind);

    // Keys that are told by a sign in the middle or at the end.
    private static bool TokenShape(ReadOnlySpan<char> value, out Generic shape)
    {
        shape = Generic.AzureClient;
        if (value.Length is >= 37 and <= 44 && value[4] == 'Q' && value[5] == '~' && char.IsAsciiDigit(value[3])) return Randomness.Entropy(value) > 3;
        shape = Generic.MaxMind;
        if (value.Length == 40 && value.EndsWith("_mmk") && value[6] == '_') return true;
        shape = Generic.NewRelicLicense;
        if (value.Length == 40 && value.EndsWith("NRAL") && SecretValue.IsHex(value[..36])) return true;
        shape = Generic.Mailchimp;
        if (value.Length is 36 or 37 && value[32..].StartsWith("-us") && SecretValue.IsHex(value[..32])) return true;
        shape = Generic.MailgunSigning;
        if (value.Length == 50 && value[32] == '-' && value[41] == '-' && SecretValue.IsHex(value[..32]) && SecretValue.IsHex(value[33..41]) && SecretValue.IsHex(value[42..])) return true;
        shape = Generic.Terraform;
        if (value.Length is >= 82 and <= 94 && value[14..].StartsWith(".atlasv1.")) return true;

        // id.time.signature
        shape = Generic.Discord;
        var first = value.IndexOf('.');
        var last = value.LastIndexOf('.');
        return first is >= 23 and <= 28 && last - first - 1 is 6 or 7 && value.Length - last - 1 is >= 27 and <= 40 && !value.ContainsAny('/', '+') && SecretValue.IsRandom(value[(last + 1)..], 20) && SecretValue.IsRandom(value[..first], 20);
    }

    // Words joined by slashes and full stops are a path or a name.
    private static bool IsPathLike(ReadOnlySpan<char> value)
    {
        int parts = 0, wordy = 0;
        while (!value.IsEmpty)
        {
            var length = value.IndexOfAny("/.-_");
            var part = length < 0 ? value : value[..length];
            value = length < 0 ? default : value[(length + 1)..];
            if (part.IsEmpty) continue;
            parts++;
            var word = part.TrimEnd("0123456789");
            if (!word.ContainsAny(TextChars.Digits) && WordLikeness.IsWordy(word)) wordy++;
        }

        return parts > 2 && wordy * 3 >= parts * 2;
    }

    // The signature of an Azure shared access signature: base64 of 32 bytes, often percent-encoded.
    private void AtSignature(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        if (text.IsWordAt(at - 1)) return;
        var start = at + Signature.Length;
        var end = start;
        while (end < text.Length && end - start < 80 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '%' or '+' or '/' or '=' or '-' or '_')) end++;
        if (end - start is >= 43 and <= 72 && Randomness.IsRandom(text[start..end])) findings.Add(start, end - start, Confidence.Certain, Kind(Generic.Signature));
    }

    // A Telegram bot token, digits:35 chars, whose colon is at this index.
    private static bool TryReadTelegram(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at, at + 1);
        while (start > 0 && at - start < 11 && char.IsAsciiDigit(text[start - 1])) start--;
        if (at - start is < 8 or > 10 || (text.IsLetterAt(start - 1) && !text[Math.Max(0, start - 4)..start].EndsWith("/bot"))) return false;
        while (end < text.Length && end - at < 40 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_')) end++;
        return end - at - 1 is 34 or 35 && text[at + 1] == 'A' && Randomness.IsRandom(text[(at + 1)..end]);
    }
}
