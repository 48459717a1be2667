using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Decides whether what a token's or a key's name is given is one.</summary>
internal static class AssignedSecret
{
    private const int Least = 5, LeastRandom = 8, LeastWeak = 16;

    public static bool Fits(ReadOnlySpan<char> text, in SecretAssignment assignment, out Confidence confidence)
    {
        confidence = Confidence.Likely;
        var value = text[assignment.Start..assignment.End];
        if (value.Length < Least || SecretValue.IsNone(value)) return false;
        if (assignment.Form != ValueForm.Quoted && assignment.Name != SecretName.Chosen && SecretValue.NamesSecret(value) && !value.ContainsAnyExcept(SecretValue.NameChars)) return false;
        if (assignment.Name == SecretName.Weak) return value.ContainsAny(TextChars.Digits) && !value.Contains('.') && assignment.Form != ValueForm.Code && !SecretValue.IsUuid(value) && SecretValue.IsRandom(value, LeastWeak) && !SecretValue.IsLikeHash(value) && !IsPath(value) && !(value.Length < 20 && SecretValue.IsHex(value));
        if (SecretValue.IsRandom(value, LeastRandom)) return assignment.Form != ValueForm.Code || value.Length >= 16;

        confidence = Confidence.Possible;
        if (value.Length < LeastRandom && assignment.Name != SecretName.Chosen && SecretValue.IsHex(value)) return false;
        if (assignment.Form is ValueForm.Code or ValueForm.Word) return false;
        if (IsPath(value)) return false;
        if (assignment.Name == SecretName.Chosen) return IsChosen(text, assignment, value);
        if (value.Length < LeastRandom && assignment.Form != ValueForm.Quoted) return false;
        if (SecretValue.NamesSecret(value) && (SecretValue.IsIdentifier(value) || !value.ContainsAny(TextChars.Digits))) return false;

        // Chosen by a person: letters with digits or signs; no name of something else.
        return SecretValue.IsPasswordLike(value) && !SecretValue.IsIdentifier(value) && Randomness.Classes(value) >= 2 && value.Length >= LeastRandom && !value.ContainsAny(" /:");
    }

    // A made-up secret may be words: run together, or with a number.
    private static bool IsChosen(ReadOnlySpan<char> text, in SecretAssignment assignment, ReadOnlySpan<char> value)
    {
        if (assignment.Form != ValueForm.Quoted && !(assignment.IsTight && text.CharAt(assignment.NameEnd) == '=' && assignment.Form == ValueForm.Line)) return false;
        if (value.Equals(text[assignment.NameStart..assignment.NameEnd], StringComparison.OrdinalIgnoreCase)) return false;
        if (!value.ContainsAnyExcept(TextChars.Digits)) return assignment.Form == ValueForm.Quoted;
        if (value.Contains("::", StringComparison.Ordinal) || value.Contains('.') && SecretValue.IsIdentifier(value)) return false;
        return value.ContainsAny(TextChars.Digits) ? SecretValue.IsPasswordLike(value) : value.Length >= 8 && (!value.ContainsAny('_', '-') || !SecretValue.NamesSecret(value)) && (char.IsAsciiLetterLower(value[0]) || value.Length >= 12) && !value.ContainsAny(" /:");
    }

    private static bool IsPath(ReadOnlySpan<char> value) => value[0] is '/' or '.' || value.Contains("/", StringComparison.Ordinal) && WordLikeness.IsWordy(value) && value.Length < 40;
}
