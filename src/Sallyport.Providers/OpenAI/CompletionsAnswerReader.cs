using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>Answer of <c>/v1/completions</c>, whole or one chunk.</summary>
public sealed class CompletionsAnswerReader : ChatAnswerReader
{
    protected override bool IsAnswerText(Field field) => field == Field.Text && Depth == 3 && Top.Name == Field.Choices;
}
