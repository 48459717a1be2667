using Sallyport.Detection;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Xunit;

namespace Sallyport.Tests.Inspection;

public class LooseTextTests
{
    [Fact]
    public void A_text_is_judged_by_the_policy_at_hand_however_often_it_comes()
    {
        const string Text = "write to ana@example.com";
        var (strict, lax) = (PolicyOf(GuardrailAction.Redact), PolicyOf(GuardrailAction.Flag));
        for (var i = 0; i < 3; i++)
        {
            Assert.False(LooseText.Holds(lax, Text));
            Assert.True(LooseText.Holds(strict, Text));
            Assert.False(LooseText.Holds(strict, "gpt-4o-mini"));
        }
    }

    [Fact]
    public void Only_clean_short_texts_are_remembered_and_only_so_many()
    {
        var policy = PolicyOf(GuardrailAction.Redact);
        string[] texts = [.. Enumerable.Range(0, 2_000).Select(i => "model-" + i), "ana@example.com", new('x', 10_000)];
        foreach (var text in texts) LooseText.Holds(policy, text);

        Assert.InRange(texts.Count(policy.CleanTexts.Holds), 1, 256);
        Assert.DoesNotContain(texts[^2..], policy.CleanTexts.Holds);
    }

    private static InspectionPolicy PolicyOf(GuardrailAction action) => new(
        DetectorSet.Compile([DetectorCatalog.All.Single(d => d.Id == "email")]),
        [new InspectionRule("test", "email", "EMAIL", action, MonitorOnly: false, Confidence.Possible, default)]);
}
