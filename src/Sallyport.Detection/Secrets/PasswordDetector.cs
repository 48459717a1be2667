using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Passwords and PINs: in assignments, URLs, connection strings, command lines, calls, markup, and as people say them.</summary>
/// <remarks>Only the value is the finding. Words that could be a variable, a type, a label or a placeholder are none.</remarks>
public sealed class PasswordDetector : AnchoredDetector
{
    internal const ushort Assigned = 0, Url = 1, ConnectionString = 2, CommandLine = 3, Spoken = 4, Call = 5, Markup = 6, Pin = 7, Login = 8, Database = 9;

    /// <inheritdoc/>
    public override string Id => "password";

    /// <inheritdoc/>
    public override string Label => "PASSWORD";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; } =
        ["assigned-password", "url-password", "connection-string-password", "command-line-password", "spoken-password", "call-password", "markup-password", "pin", "login-password", "database-password"];

    /// <inheritdoc/>
    public override int Reach => SecretFormats.MaxLength + LookBehind + 2;

    /// <inheritdoc/>
    public override int LookBehind => SecretAssignment.LookBehind;

    internal override Anchors Anchors => Anchors.Colon | Anchors.EqualsSign | Anchors.Number;

    internal override int MinDigits => 4;

    internal override IReadOnlyList<string> Literals { get; } = [.. PositionalPassword.Calls.Select(c => c.Call), .. CommandOption.Options, "sshpass"];

    internal override IReadOnlyList<string> AnyCaseLiterals => PasswordPhrase.Words;

    internal override void AtLiteral(ReadOnlySpan<char> text, int at, string literal, int index, ref FindingSink findings)
    {
        if (index < PositionalPassword.Calls.Length && literal == PositionalPassword.Calls[index].Call)
        {
            if (PositionalPassword.TryRead(text, at, index, out var from, out var to)) findings.Add(from, to - from, Confidence.Likely, Call);
            return;
        }

        if (literal[0] == ' ')
        {
            if (CommandOption.TryRead(text, at, out var from, out var to)) findings.Add(from, to - from, Confidence.Likely, CommandLine);
            return;
        }

        if (PasswordPhrase.TryRead(text, at, literal, out var start, out var end, out var kind, out var confidence)) findings.Add(start, end - start, confidence, kind);
    }

    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End))
        {
            if (PasswordPhrase.IsPin(text, at, out var end)) findings.Add(at, end - at, Confidence.Likely, Pin);
        }
    }

    internal override void AtChar(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        int start, end;
        if (text[at] == ':')
        {
            if (text[at..].StartsWith("://"))
            {
                if (UserInformation.TryReadPassword(text, at, out start, out end)) findings.Add(start, end - start, Confidence.Certain, Url);
                return;
            }

            if (UserInformation.TryReadOption(text, at, out start, out end)) findings.Add(start, end - start, Confidence.Certain, CommandLine);
            else if (UserInformation.TryReadThin(text, at, out start, out end)) findings.Add(start, end - start, Confidence.Certain, ConnectionString);
        }
        else if (text.CharAt(at + 1) is '(' or ' ' && PositionalPassword.TryReadPair(text, at, out start, out end))
        {
            findings.Add(start, end - start, Confidence.Likely, Call);
            return;
        }

        if (!SecretAssignment.TryRead(text, at, out var assignment)) return;
        (start, end) = (assignment.Start, assignment.End);
        switch (assignment.Name)
        {
            case SecretName.Password when PasswordValue.Fits(text, assignment, out var confidence):
                findings.Add(start, end - start, confidence, PasswordValue.IsConnectionPart(text, assignment) ? ConnectionString : Assigned);
                break;
            case SecretName.Pin when PasswordPhrase.IsPinValue(text[start..end]):
                findings.Add(start, end - start, Confidence.Likely, Pin);
                break;
            case SecretName.Login when text[at] == ':' && UserInformation.TryReadPair(text, at, out start, out end):
                findings.Add(start, end - start, Confidence.Likely, Login);
                break;
        }
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text) => SecretAssignment.OpenFrom(text);
}
