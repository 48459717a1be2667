using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Proofs;
using Sallyport.IntegrationTests.Faults;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

/// <summary>What the holder of a key gets of the record: proof of his own exchanges, and nothing of anybody else's.</summary>
public sealed class OwnProofTests
{
    private const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""";

    [Fact]
    public async Task A_key_gets_a_proof_of_its_own_exchange_that_holds_the_hash_of_the_record_and_not_the_record()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, "audit: { checkpoint_every: 1h }\n");
        var sequence = await AskAsync(gateway, gateway.Key);
        Assert.Equal((HttpStatusCode.Conflict, "proof_not_ready"), await RefusalAsync(gateway, sequence, gateway.Key));
        await gateway.Services.GetRequiredService<Checkpointer>().CheckpointAsync(default);

        using var answer = await ProofAsync(gateway, $"{sequence}", gateway.Key);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(TlogProof.TryParse(await answer.Content.ReadAsStringAsync(), out var proof));
        var ledger = gateway.Services.GetRequiredService<ILedgerStore>();
        using var key = NoteVerifier.Parse((await ledger.ReadAsync(0, 1, default))[0].Entry.Target!);
        Assert.Equal(sequence, proof.Index);
        Assert.True(proof.Verify(proof.Extra.Span, new CheckpointPolicy([key], [], 0), out var problem), problem);
        var own = new byte[LeafHash.Size];
        LeafHash.Compute((await ledger.ReadAsync(sequence, 1, default))[0].Json.Span, own);
        Assert.Equal(own, proof.Extra.ToArray()); // what the operator would have to show
        await FaultGateway.Until(async () => (await gateway.Audit.ListAsync(new AuditQuery { Limit = 10 }, default)).Select(l => l.Read().Entry).Any(e => e.Endpoint is Endpoint.AuditProof && e.Status == 200), TimeSpan.FromSeconds(10), "the proof is on record");
    }

    [Fact]
    public async Task Another_keys_record_an_administrators_and_a_missing_one_are_all_not_found()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        var other = await gateway.AddKeyAsync(Capabilities.None);
        var sequence = await AskAsync(gateway, other);
        await gateway.Services.GetRequiredService<Checkpointer>().CheckpointAsync(default);

        using var allowed = await ProofAsync(gateway, $"{sequence}", other);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        foreach (var wanted in (long[])[sequence, 0, 1, 1_000_000]) Assert.Equal((HttpStatusCode.NotFound, "record_not_found"), await RefusalAsync(gateway, wanted, gateway.Key));
        Assert.Equal((HttpStatusCode.Unauthorized, "key_invalid"), await RefusalAsync(gateway, sequence, TestKey.Create()));
        using var text = await ProofAsync(gateway, "latest", gateway.Key);
        Assert.Equal(HttpStatusCode.NotFound, text.StatusCode);
    }

    [Fact]
    public async Task Who_asks_for_proofs_without_end_is_slowed_down_and_others_are_not()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        var other = await gateway.AddKeyAsync(Capabilities.None);
        var refused = 0;
        for (var i = 0; i < 4 * OwnProofs.Burst && refused == 0; i++)
        {
            using var answer = await ProofAsync(gateway, "5000000", gateway.Key);
            if (answer.StatusCode is HttpStatusCode.TooManyRequests) refused++;
        }

        Assert.Equal(1, refused);
        Assert.Equal((HttpStatusCode.NotFound, "record_not_found"), await RefusalAsync(gateway, 5_000_000, other));
    }

    /// <returns>The receipt.</returns>
    private static async Task<long> AskAsync(GatewayHost gateway, string key)
    {
        using var answer = await gateway.PostAsync("/v1/chat/completions", Chat, key);
        await answer.Content.ReadAsStringAsync();
        return long.Parse(answer.Headers.GetValues("x-audit-seq").Single(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<HttpResponseMessage> ProofAsync(GatewayHost gateway, string sequence, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Url, "/audit/proof/" + sequence));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await gateway.Client.SendAsync(request);
    }

    private static async Task<(HttpStatusCode Status, string Code)> RefusalAsync(GatewayHost gateway, long sequence, string key)
    {
        using var answer = await ProofAsync(gateway, $"{sequence}", key);
        using var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, json.RootElement.GetProperty("error").GetProperty("code").GetString()!);
    }
}
