using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Decides whether what a token's or a key's name is given is one.</summary>
internal static class AssignedSecret
{
    private const int Least = 6, LeastRandom = 8, LeastWeak = 16;

    public static bool Fits(ReadOnlySpan<char> text, in SecretAssignment assignment, out Confidence confidence)
    {
        confidence = Confidence.Likely;
        var value = text[assignment.Start..assignment.End];
        if (value.Length < Least || SecretValue.IsNone(value)) return false;
        if (assignment.Name == SecretName.Weak) return assignment.Form != ValueForm.Code && !SecretValue.IsUuid(value) && SecretValue.IsRandom(value, LeastWeak) && !IsHashOfWeak(value) && !IsPath(value) && !(value.Length < 20 && SecretValue.IsHex(value));
        if (SecretValue.IsRandom(value, LeastRandom)) return assignment.Form != ValueForm.Code || value.Length >= 16;

        confidence = Confidence.Possible;
        if (assignment.Form is ValueForm.Code or ValueForm.Word) return false;
        if (value.Length < LeastRandom && assignment.Form != ValueForm.Quoted) return false;
        if (SecretValue.NamesSecret(value) && (SecretValue.IsJoined(value) || !value.ContainsAny(TextChars.Digits))) return false;
        if (IsPath(value)) return false;

        // Chosen by a person: letters with digits or signs; no name of something else.
        return SecretValue.IsPasswordLike(value) && !SecretValue.IsIdentifier(value) && Randomness.Classes(value) >= 2 && value.Length >= LeastRandom && !value.ContainsAny(" /:");
    }

    // A bare "key" before a hash is as likely the key of a cache.
    private static bool IsHashOfWeak(ReadOnlySpan<char> value) => SecretValue.IsHex(value) && value.Length is 40 or 64 or 128;

    private static bool IsPath(ReadOnlySpan<char> value) => value[0] is '/' or '.' || value.Contains("/", StringComparison.Ordinal) && WordLikeness.IsWordy(value) && value.Length < 40;
}
