using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;

namespace Sallyport.Gateway.Moderation;

/// <summary>Reads what a guard model says: a word such as <c>safe</c> or <c>unsafe</c> first, or JSON with a member such as <c>flagged</c>.</summary>
internal static class GuardAnswer
{
    private static readonly string[] SafeWords = ["safe", "no"];

    /// <param name="body">Answer of a chat completion.</param>
    /// <param name="unsafeWords">Words that mean no, in lower case.</param>
    public static RemoteVerdict Read(ReadOnlySpan<byte> body, IReadOnlyList<string> unsafeWords)
    {
        var reader = ScratchPool.RentAnswerReader(DialectId.OpenAIChat);
        try
        {
            if (!reader.TryRead(body, out _)) return RemoteVerdict.Failed;
            var text = new StringBuilder();
            CompleteAnswer.AppendText(reader.Segments, body, [], text);
            return Judge(text.ToString().Trim(), unsafeWords);
        }
        finally
        {
            ScratchPool.Return(reader);
        }
    }

    /// <summary>What the model's own words mean.</summary>
    public static RemoteVerdict Judge(string text, IReadOnlyList<string> unsafeWords)
    {
        if (text.StartsWith("```json", StringComparison.Ordinal)) text = text[7..].TrimEnd('`').Trim();
        if (text.StartsWith('{')) return JudgeJson(Encoding.UTF8.GetBytes(text));
        var letters = text.AsSpan().TrimStart("\"'*`([# \n");
        var end = 0;
        while (end < letters.Length && char.IsLetter(letters[end])) end++;
        Span<char> word = stackalloc char[32];
        if (end is 0 or > 32) return RemoteVerdict.Failed;
        letters[..end].ToLowerInvariant(word);
        if (Holds(unsafeWords, word[..end])) return RemoteVerdict.Found;
        return Holds(SafeWords, word[..end]) ? RemoteVerdict.Clean : RemoteVerdict.Failed;
    }

    private static bool Holds(IReadOnlyList<string> words, ReadOnlySpan<char> word)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (word.SequenceEqual(words[i])) return true;
        }

        return false;
    }

    private static RemoteVerdict JudgeJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = new Utf8JsonReader(text);
            var verdict = RemoteVerdict.Failed;
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName) continue;
                var means = json.ValueTextEquals("flagged"u8) || json.ValueTextEquals("unsafe"u8) || json.ValueTextEquals("violation"u8);
                if (!json.Read()) break;
                if (!means || json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Number)) continue;
                var isFound = json.TokenType == JsonTokenType.True || (json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var number) && number != 0);
                if (isFound) verdict = RemoteVerdict.Found;
                else if (verdict == RemoteVerdict.Failed) verdict = RemoteVerdict.Clean;
            }

            return verdict;
        }
        catch (JsonException)
        {
            return RemoteVerdict.Failed;
        }
    }
}
