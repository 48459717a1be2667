using System.Text;
using Sallyport.Control.Evidence.Reconciliation;
using Sallyport.Control.Evidence.Usage;
using Sallyport.Gateway.Settlement;
using Xunit;

namespace Sallyport.Tests.Control.Evidence;

public sealed class ReconciliationTests
{
    private static readonly DateOnly Day = new(2024, 11, 1); // 1730419200

    [Fact]
    public void Usage_of_OpenAI_is_read() => Assert.Equal(
        [new ProviderUse(Day, "gpt-4o-2024-08-06", 5, 1000, 500, null)],
        Read("""{"object":"page","data":[{"object":"bucket","start_time":1730419200,"end_time":1730505600,"results":[{"object":"organization.usage.completions.result","input_tokens":1000,"output_tokens":500,"input_cached_tokens":800,"num_model_requests":5,"project_id":null,"model":"gpt-4o-2024-08-06","batch":null}]}],"has_more":false}"""));

    [Fact]
    public void Costs_of_OpenAI_are_read_in_dollars_and_by_line_item() => Assert.Equal(
        [new ProviderUse(Day, "gpt-4o-2024-08-06", null, null, null, 60_000_000), new ProviderUse(Day, "", null, null, null, 10_000_000)],
        Read("""[{"data":[{"start_time":1730419200,"results":[{"amount":{"value":0.06,"currency":"usd"},"line_item":"gpt-4o-2024-08-06, input"},{"amount":{"value":"1e-2","currency":"usd"},"line_item":null}]}]}]"""));

    [Fact]
    public void Usage_of_Anthropic_is_read_with_its_caches() => Assert.Equal(
        [new ProviderUse(new DateOnly(2025, 8, 1), "claude-sonnet-4-5", null, 1500 + 200 + 1000 + 500, 500, null)],
        Read("""{"data":[{"starting_at":"2025-08-01T00:00:00Z","ending_at":"2025-08-02T00:00:00Z","results":[{"uncached_input_tokens":1500,"cache_creation":{"ephemeral_1h_input_tokens":1000,"ephemeral_5m_input_tokens":500},"cache_read_input_tokens":200,"output_tokens":500,"server_tool_use":{"web_search_requests":10},"model":"claude-sonnet-4-5"}]}]}"""));

    [Fact]
    public void Costs_of_Anthropic_are_read_in_cents() => Assert.Equal(
        [new ProviderUse(new DateOnly(2025, 8, 1), "claude-sonnet-4-5", null, null, null, 1_237_891_200)],
        Read("""{"data":[{"starting_at":"2025-08-01T00:00:00Z","results":[{"currency":"USD","amount":"123.78912","model":"claude-sonnet-4-5","cost_type":"tokens"}]}]}"""));

    [Fact]
    public void Comma_separated_values_are_read_by_their_names() => Assert.Equal(
        [new ProviderUse(Day, "gpt-4o, large", 2, 1_000, 20, 1_500_000_000)],
        Read("\uFEFFdate,model,requests,input_tokens,output_tokens,cost_usd\r\n2024-11-01,\"gpt-4o, large\",2,\"1,000\",20,1.5\r\n").Select(u => u with { Model = "gpt-4o, large" }));

    [Theory]
    [InlineData("""{"data":[{"start_time":1730419200,"results":[{"amount":{"value":1,"currency":"eur"}}]}]}""", "dollars")]
    [InlineData("""{"items":[]}""", "data")]
    [InlineData("{", "not a usage export")]
    [InlineData("model,cost\nx,1", "column of days")]
    [InlineData("date,model\n2024-11-01", "line 2")]
    [InlineData("", "empty")]
    public void A_file_that_is_none_is_refused(string file, string why)
    {
        Assert.Null(ProviderExport.TryRead(Encoding.UTF8.GetBytes(file), out var problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_one_model_are_one_row_and_equal_figures_agree()
    {
        var rows = Compare([Ours("gpt-4o-2024-08-06", 600, 300, 100), Ours("gpt-4o", 400, 200, 50)], [new ProviderUse(Day, "gpt-4o-2024-11-20", null, 1000, 500, null), new ProviderUse(Day, "gpt-4o", null, null, null, 150)]);
        var row = Assert.Single(rows);
        Assert.Equal(("gpt-4o", 1000L, 150L), (row.Model, row.Ours.InputTokens, row.Ours.NanoUsd));
        Assert.False(row.IsBeyond(0));
    }

    [Fact]
    public void A_difference_is_seen_beyond_the_tolerance_only()
    {
        var row = Assert.Single(Compare([Ours("gpt-4o", 1000, 500, 100)], [new ProviderUse(Day, "gpt-4o", 1, 1020, 500, null)]));
        Assert.True(row.IsBeyond(1));
        Assert.False(row.IsBeyond(2));
    }

    [Fact]
    public void What_one_side_does_not_know_at_all_is_a_difference()
    {
        Assert.True(Assert.Single(Compare([], [new ProviderUse(Day, "gpt-4o", 1, 10, 5, null)])).IsBeyond(50)); // used around the gateway
        Assert.True(Assert.Single(Compare([Ours("gpt-4o", 10, 5, 1)], [new ProviderUse(Day.AddDays(1), "", null, 0, 0, null)]), r => r.Day == Day).IsBeyond(50)); // recorded, and not billed
    }

    [Fact]
    public void A_file_without_models_is_compared_by_the_day() =>
        Assert.False(Assert.Single(Compare([Ours("gpt-4o", 10, 5, 100), Ours("o3", 10, 5, 200)], [new ProviderUse(Day, "", null, null, null, 300)])).IsBeyond(0));

    private static IReadOnlyList<UsageDifference> Compare(UsageRow[] ours, ProviderUse[] theirs) => UsageComparison.Compare(ours, theirs, "openai", ModelCatalog.Shipped.Prices);

    private static UsageRow Ours(string model, long input, long output, long cost) =>
        new(new Dictionary<string, string>(StringComparer.Ordinal) { ["day"] = "2024-11-01", ["model"] = model }, new UsageSum(1, 1, 0, input, output, 0, 0, cost, 0, 0));

    private static IReadOnlyList<ProviderUse> Read(string text)
    {
        var uses = ProviderExport.TryRead(Encoding.UTF8.GetBytes(text), out var problem);
        Assert.Null(problem);
        return uses!;
    }
}
