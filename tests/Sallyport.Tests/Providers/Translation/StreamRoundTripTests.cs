using Sallyport.Providers;
using Sallyport.Providers.Translation;
using Sallyport.Tests.Inspection;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Streams of chat completions and of messages, in pieces of any length and calls in any order, say what a whole answer says.</summary>
public sealed class StreamRoundTripTests
{
    private static readonly DialectTranslation Chat = Translations.Of(DialectId.OpenAIChat)!, Messages = Translations.Of(DialectId.AnthropicMessages)!;

    [Theory]
    [InlineData(DialectId.OpenAIChat)]
    [InlineData(DialectId.AnthropicMessages)]
    public void A_stream_says_all_that_was_answered(DialectId dialect) => Properties.Check(NeutralForms.Seeds, 500, seed =>
    {
        var forms = new NeutralForms(new Random(seed));
        var answer = AnswerOf(forms);
        var spoken = Translations.Of(dialect)!;
        var back = Translated.Assemble(Translated.ReadStream(spoken, Translated.WriteStream(spoken, forms.Steps(answer))));
        Assert.Equal(Translated.Describe(answer), Described(back));
        Assert.Equal("house-model", back.Model);
    });

    [Theory]
    [InlineData(DialectId.OpenAIChat)]
    [InlineData(DialectId.AnthropicMessages)]
    public void A_whole_answer_says_all_that_was_answered(DialectId dialect) => Properties.Check(NeutralForms.Seeds, 500, seed =>
    {
        var answer = AnswerOf(new NeutralForms(new Random(seed)));
        var spoken = Translations.Of(dialect)!;
        Assert.Equal(Translated.Describe(answer), Described(Translated.ReadAnswer(spoken, Translated.WriteAnswer(spoken, answer))));
    });

    [Fact]
    public void However_the_calls_of_chat_come_in_turns_messages_say_the_same() => Properties.Check(NeutralForms.Seeds, 500, seed =>
    {
        var chance = new Random(seed);
        var forms = new NeutralForms(chance);
        var answer = AnswerOf(forms);
        var mixed = Mix(forms.Steps(answer), chance);

        var back = Translated.Assemble(Translated.ReadStream(Messages, Translated.WriteStream(Messages, Translated.ReadStream(Chat, Translated.WriteStream(Chat, mixed)))));

        Assert.Equal(Sorted(answer), Sorted(back));
    });

    [Fact]
    public void A_stream_of_messages_says_the_same_in_chat() => Properties.Check(NeutralForms.Seeds, 500, seed =>
    {
        var forms = new NeutralForms(new Random(seed));
        var answer = AnswerOf(forms);
        var back = Translated.Assemble(Translated.ReadStream(Chat, Translated.WriteStream(Chat, Translated.ReadStream(Messages, Translated.WriteStream(Messages, forms.Steps(answer))))));
        Assert.Equal(Translated.Describe(answer), Described(back));
    });

    // Chat has one text: thoughts, words, calls.
    private static ModelAnswer AnswerOf(NeutralForms forms)
    {
        var answer = forms.Answer(isGemini: false);
        var (parts, stop, sequence) = answer.Choices[0];
        var words = string.Concat(parts.OfType<TextPart>().Select(static t => t.Text));
        answer.Choices[0] = new AnswerChoice([.. parts.Where(static p => p is ReasoningPart), .. words.Length > 0 ? (Part[])[new TextPart(words)] : [], .. parts.Where(static p => p is ToolCallPart)], stop, sequence);
        return answer;
    }

    // Steps of the calls in turns, each call's own in their order.
    private static List<AnswerEvent> Mix(List<AnswerEvent> steps, Random chance)
    {
        var calls = steps.OfType<PartStarted>().Where(static s => s.Opening is ToolCallPart).Select(static s => s.Part).ToHashSet();
        var queues = steps.Where(s => calls.Contains(PartOf(s))).GroupBy(PartOf).Select(static g => new Queue<AnswerEvent>(g)).ToList();
        var mixed = steps.TakeWhile(static s => s is not ChoiceEnded).Where(s => !calls.Contains(PartOf(s))).ToList();
        while (queues.Exists(static q => q.Count > 0))
        {
            var open = queues.FindAll(static q => q.Count > 0);
            mixed.Add(open[chance.Next(open.Count)].Dequeue());
        }

        return [.. mixed, .. steps.SkipWhile(static s => s is not ChoiceEnded)];
    }

    private static int PartOf(AnswerEvent step) => step switch
    {
        PartStarted started => started.Part,
        PartDelta delta => delta.Part,
        PartEnded ended => ended.Part,
        _ => -1,
    };

    private static string Sorted(ModelAnswer answer) => string.Join('\n', Described(answer).Split('\n').Order(StringComparer.Ordinal));

    // What a dialect counts though nobody told it is none.
    private static string Described(ModelAnswer answer)
    {
        answer.Usage = new TokenUsage(answer.Usage.Input, answer.Usage.Output, answer.Usage.CachedInput, null, answer.Usage.Reasoning);
        return Translated.Describe(new ModelAnswer { Usage = answer.Usage, Choices = { new AnswerChoice([.. answer.Choices[0].Parts.Select(static p => p is ReasoningPart r ? new ReasoningPart(r.Text, null) : p)], answer.Choices[0].Stop) } });
    }
}
