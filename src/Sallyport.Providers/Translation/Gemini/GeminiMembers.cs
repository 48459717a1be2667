namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Members of Gemini's objects, which may be spelled in two ways: <c>systemInstruction</c> and <c>system_instruction</c>.</summary>
internal static class GeminiMembers
{
    /// <summary>The members that say something, each with its name in camel case.</summary>
    /// <exception cref="UntranslatableException">This is no object, or it says one thing twice.</exception>
    public static IEnumerable<(string Name, JsonPlace Place)> Of(JsonPlace place)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in place.Members())
        {
            var name = InCamelCase(member.Name);
            if (!seen.Add(name)) throw member.Refusal(); // two spellings: nobody can tell which one a server would take
            yield return (name, member);
        }
    }

    private static string InCamelCase(string name)
    {
        if (!name.AsSpan(name.StartsWith('_') ? 1 : 0).Contains('_')) return name;
        return string.Create(name.Length - name.AsSpan(1).Count('_'), name, static (camel, snake) =>
        {
            var at = 0;
            for (var i = 0; i < snake.Length; i++)
            {
                if (snake[i] == '_' && i > 0) continue;
                camel[at++] = i > 1 && snake[i - 1] == '_' ? char.ToUpperInvariant(snake[i]) : snake[i];
            }
        });
    }
}
