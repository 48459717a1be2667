using Sallyport.Testing;
using Sallyport.Training.Names;
using Xunit;

namespace Sallyport.Tests.Training;

public sealed class NamesTrainingTests
{
    private static readonly NameLists Lists = new(Repository.Combine("training", "data"));

    [Fact]
    public void The_same_texts_give_the_same_model_bit_for_bit()
    {
        var once = Model(11).ToBytes();
        Assert.Equal(once, Model(11).ToBytes());
        Assert.NotEqual(once, Model(12).ToBytes());
    }

    [Fact]
    public void A_model_survives_writing_and_reading()
    {
        var bytes = Model(3).ToBytes();
        Assert.Equal(bytes, Sallyport.Detection.Names.NameModel.Read(bytes).ToBytes());
    }

    [Fact]
    public void Filled_templates_mark_the_names_they_put_in()
    {
        var texts = new Filler(Lists, new Chance(5)).Fill(Lists.Templates.Length).ToArray();
        Assert.All(texts, t => Assert.All(t.Spans, s => Assert.InRange(s.End, s.Start + 1, t.Text.Length)));
        Assert.DoesNotContain(texts, t => t.Text.Contains("{per}", StringComparison.Ordinal) || t.Text.Contains("{org}", StringComparison.Ordinal));
        Assert.True(texts.Sum(t => t.Spans.Count) > 300);
    }

    private static Sallyport.Detection.Names.NameModel Model(ulong seed)
    {
        var texts = new Filler(Lists, new Chance(seed)).Fill(150).ToArray();
        return NamesTrainer.Train(Lists, texts, texts, [], new short[8]);
    }
}
