using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

/// <summary>Whatever an upstream does, the counters are the sum of the record, and nothing that was used is missing from them.</summary>
public sealed class SpendPropertyTests
{
    private const string Model = "gpt-4-aloud"; // says all that it thinks, so that what was seen counts
    private const int MostOutput = 200, OutputPrice = 1_000_000;

    private enum Does
    {
        Answers,
        LiesHigh,
        SaysNoUsage,
        HangsUpFirst,
        Refuses,
        Streams,
        StreamsNoUsage,
        HangsUpMidway,
        ClientLeaves,
    }

    [Fact]
    public async Task Counters_equal_the_record_to_the_nano_dollar_and_never_less_than_what_was_used()
    {
        await using var rig = await SpendRig.StartAsync(
            "budgets: { money: { per: global, money: \"1000000 USD\", every: total }, tokens: { per: key, tokens: 1000000000, every: total } }\nlimits: { rules: { bytes: { per: global, bytes: 100000000, every: day } } }",
            output: OutputPrice);
        var cases = Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") == "1" ? 600 : 60;
        var exact = 0L;
        foreach (var (does, said) in Gen.Sample(Gen.ArrayOf(from does in Gen.Elements(Enum.GetValues<Does>()) from said in Gen.Choose(1, MostOutput) select (does, said), cases), 1).First())
        {
            var before = (await rig.ReadAsync("money")).Spent;
            await OnceAsync(rig, does, said);
            var after = does is Does.Refuses ? await rig.ReadAsync("money") : await SettledAfterAsync(rig, before);
            var (charged, used) = (after.Spent - before, (long)said * OutputPrice);
            switch (does)
            {
                case Does.Answers or Does.Streams:
                    Assert.Equal(used, charged);
                    exact += charged;
                    break;
                case Does.LiesHigh:
                    Assert.Equal(used * 1_000, charged);
                    exact += charged;
                    break;
                case Does.Refuses:
                    Assert.Equal(0, charged);
                    break;
                default:
                    Assert.InRange(charged, used, 3L * MostOutput * OutputPrice); // the most, for each of its attempts
                    break;
            }
        }

        var services = rig.Gateway.Services;
        var check = await CounterFold.CheckAsync(services.GetRequiredService<ILimitStore>(), services.GetRequiredService<ILedgerStore>(), TimeProvider.System.GetUtcNow(), CancellationToken.None);
        Assert.Empty(check.Differences);
        var results = await rig.Gateway.Audit.ListAsync(new AuditQuery(Type: AuditEntryType.Result, Limit: 10_000), CancellationToken.None);
        Assert.Equal(cases, results.Count);
        Assert.InRange(results.Sum(r => r.Entry.CostNanoUsd ?? 0), exact, (await rig.ReadAsync("money")).Spent);
    }

    private static async Task OnceAsync(SpendRig rig, Does does, int said)
    {
        var text = new string('x', said); // a token has at least a byte: so much was used
        rig.Upstream.Reply = async exchange =>
        {
            if (does is Does.Answers) await exchange.JsonAsync(SpendRig.Answer(text, 5, said));
            else if (does is Does.LiesHigh) await exchange.JsonAsync(SpendRig.Answer(text, 5, said * 1_000));
            else if (does is Does.SaysNoUsage) await exchange.JsonAsync(SpendRig.Answer(text, null, null));
            else if (does is Does.HangsUpFirst) exchange.Reset();
            else if (does is Does.Refuses) await exchange.JsonAsync("""{"error":{"message":"no"}}""", 400);
            else
            {
                await exchange.BeginStreamAsync();
                await exchange.PieceAsync(SpendRig.Delta(does is Does.ClientLeaves ? text + SpendRig.LongText : text));
                if (does is Does.Streams) await exchange.PieceAsync(SpendRig.End(5, said));
                else if (does is Does.StreamsNoUsage) await exchange.PieceAsync("data: [DONE]\n\n");
                else if (does is Does.HangsUpMidway) exchange.Reset();
                else await exchange.StallAsync();
            }
        };
        using var response = await rig.ChatAsync(SpendRig.Body(MostOutput, stream: does >= Does.Streams, model: Model));
        if (does is Does.ClientLeaves)
        {
            await SpendRig.LeaveAsync(response);
            return;
        }

        try
        {
            await response.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            // a stream that was cut ends so
        }
    }

    private static async Task<LimitReading> SettledAfterAsync(SpendRig rig, long before)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var reading = await rig.ReadAsync("money");
            if (reading.Reserved == 0 && reading.Spent > before) return reading;
            await Task.Delay(5, late.Token);
        }
    }
}
