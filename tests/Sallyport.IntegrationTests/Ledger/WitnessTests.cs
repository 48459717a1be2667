using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Faults;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Witnessing;
using Sallyport.Server.Hosting;
using Sallyport.Storage.Files;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

public sealed class WitnessTests : IAsyncDisposable
{
    private const string Origin = "log.example/audit";

    private readonly ScratchDirectory _scratch = new();
    private readonly NoteSigner _signer = NoteSigner.FromNoteForm(NoteSigner.Generate(Origin));
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private WitnessDirectory? _directory;
    private WitnessHost? _host;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _signer.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_checkpoint_that_continues_the_last_is_cosigned_and_nothing_else_is()
    {
        await StartAsync(_signer.VerifierKey);
        var tree = new Tree(1_000);
        Assert.Equal((200, true), await AskAsync(tree.Request(_signer, 0, 300)));
        Assert.Equal((200, true), await AskAsync(tree.Request(_signer, 300, 777)));
        Assert.Equal((200, true), await AskAsync(tree.Request(_signer, 777, 777))); // asked again

        Assert.Equal((409, "777\n"), await RefusalAsync(tree.Request(_signer, 300, 900)));
        Assert.Equal((409, "777\n"), await RefusalAsync(tree.Request(_signer, 0, 300))); // a smaller tree than it has seen
        Assert.Equal((409, "777\n"), await RefusalAsync(new Tree(777, changed: 5).Request(_signer, 777, 777))); // the same size, another root
        Assert.Equal((422, ""), await RefusalAsync(new Tree(1_000, changed: 5).Request(_signer, 777, 900))); // another history
        Assert.Equal((422, ""), await RefusalAsync(tree.Request(_signer, 777, 900) with { Proof = new byte[32] }));
        Assert.Equal((400, ""), await RefusalAsync(tree.Request(_signer, 777, 900) with { OldSize = 901 }));
        using var stranger = NoteSigner.FromNoteForm(NoteSigner.Generate(Origin));
        Assert.Equal((403, ""), await RefusalAsync(tree.Request(stranger, 777, 900)));
        using var other = NoteSigner.FromNoteForm(NoteSigner.Generate("log.example/other"));
        Assert.Equal((404, ""), await RefusalAsync(tree.Request(other, 777, 900)));
        Assert.Equal((400, ""), await RefusalAsync("old 1\nnonsense\n"u8.ToArray()));
        Assert.Equal((400, ""), await RefusalAsync([.. "old 0777\n"u8, .. tree.Request(_signer, 0, 900).ToBytes().AsSpan(6)]));
        Assert.Equal((200, true), await AskAsync(tree.Request(_signer, 777, 1_000)));
    }

    [Fact]
    public async Task What_it_cosigned_it_knows_after_a_restart()
    {
        await StartAsync(_signer.VerifierKey);
        Assert.Equal((200, true), await AskAsync(new Tree(500).Request(_signer, 0, 400)));
        await StopAsync();
        await StartAsync(_signer.VerifierKey);
        Assert.Equal((409, "400\n"), await RefusalAsync(new Tree(500, changed: 3).Request(_signer, 0, 500)));
        Assert.Equal((200, true), await AskAsync(new Tree(500).Request(_signer, 400, 500)));
    }

    [Fact]
    public async Task Of_many_histories_at_once_it_cosigns_one()
    {
        await StartAsync(_signer.VerifierKey);
        var histories = Enumerable.Range(0, 40).Select(i => new Tree(64, changed: i)).ToArray();
        var answers = await Task.WhenAll(histories.Select(h => AskAsync(h.Request(_signer, 0, 64))));
        Assert.Single(answers, a => a.Status == 200);
        Assert.Equal(39, answers.Count(a => a.Status == 409));
    }

    [Fact]
    public async Task Two_processes_cannot_share_what_a_witness_knows_and_a_key_is_never_made_for_old_knowledge()
    {
        await StartAsync(_signer.VerifierKey);
        await AskAsync(new Tree(5).Request(_signer, 0, 5));
        Assert.Throws<InstallationException>(() => WitnessDirectory.Open(_scratch.File("witness"), null));
        await StopAsync();
        File.Delete(_scratch.File("witness/witness.key"));
        Assert.Throws<InstallationException>(() => WitnessDirectory.Open(_scratch.File("witness"), null));
    }

    [Fact]
    public async Task A_gateway_has_its_checkpoints_witnessed_serves_while_the_witness_is_down_and_catches_up_when_it_is_back()
    {
        var port = FreePort();
        await using var upstream = await FakeUpstream.StartAsync();
        string key;
        using (var directory = WitnessDirectory.Open(_scratch.File("witness"), "witness.example")) key = directory.Signer.VerifierKey;
        await using var gateway = await GatewayHost.StartAsync(upstream, $"audit: {{ checkpoint_every: 1s, witnesses: {{ far: {{ url: \"http://127.0.0.1:{port}\", key: \"{key}\" }} }} }}\n");
        var (ledger, checkpointer) = (gateway.Services.GetRequiredService<ILedgerStore>(), gateway.Services.GetRequiredService<Checkpointer>());
        await gateway.Audit.AppendAsync(Entry(), default);
        var unseen = await checkpointer.CheckpointAsync(default);
        await FaultGateway.Until(async () => (await StatusAsync(gateway)).Contains("\"failing\":1", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the status says that the witness is down");
        Assert.Equal(unseen.Size, (await ledger.LastCheckpointAsync(default))!.Size); // nothing waited for it

        var logKey = (await ledger.ReadAsync(0, 1, default))[0].Entry.Target!;
        await StartAsync(logKey, port);
        await gateway.Audit.AppendAsync(Entry(), default);
        await checkpointer.CheckpointAsync(default);
        await FaultGateway.Until(async () => (await ledger.LastCheckpointAsync(default))!.Note.Span.IndexOf("witness.example"u8) > 0, TimeSpan.FromSeconds(60), "the last checkpoint is cosigned");
        await FaultGateway.Until(async () => (await StatusAsync(gateway)).Contains("\"failing\":0", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the status says that it is back");

        var last = await ledger.LastCheckpointAsync(default);
        Assert.True(SignedNote.TryParse(last!.Note.Span, out var note));
        var policy = new CheckpointPolicy([NoteVerifier.Parse(logKey)], [NoteVerifier.Parse(key)], 1);
        Assert.True(policy.Judge(note).IsTrusted);
    }

    private static AuditEntry Entry() => new() { Type = AuditEntryType.Admin, Action = "test.noted", ExchangeId = Guid.CreateVersion7(), At = TimeProvider.System.GetUtcNow() };

    private static async Task<string> StatusAsync(GatewayHost gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.AdminUrl, "/admin/v1/status"));
        request.Headers.Authorization = new("Bearer", "admin-token-of-the-tests");
        using var answer = await gateway.Client.SendAsync(request);
        return (await answer.Content.ReadAsStringAsync()).Replace(" ", "", StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task StartAsync(string logKey, int port = 0)
    {
        _directory = WitnessDirectory.Open(_scratch.File("witness"), null);
        _host = new WitnessHost(_directory, [new CheckpointPolicy([NoteVerifier.Parse(logKey)], [], 0)], new IPEndPoint(IPAddress.Loopback, port), TimeProvider.System);
        await _host.StartAsync(default);
    }

    private async Task StopAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _directory?.Dispose();
        (_host, _directory) = (null, null);
    }

    /// <returns>The status, and whether the answer is a cosignature of the checkpoint that holds.</returns>
    private async Task<(int Status, bool Holds)> AskAsync(AddCheckpointRequest request)
    {
        var (status, body) = await RefusalAsync(request);
        if (status != 200) return (status, false);
        using var key = NoteVerifier.Parse(_directory!.Signer.VerifierKey);
        Assert.True(SignedNote.TryParse(request.Checkpoint.Text + "\n" + body, out var note));
        return (status, key.Verify(Encoding.UTF8.GetBytes(note.Text), note.Signatures.Single(key.Made).Value.Span, out _));
    }

    private Task<(int Status, string Body)> RefusalAsync(AddCheckpointRequest request) => RefusalAsync(request.ToBytes());

    private async Task<(int Status, string Body)> RefusalAsync(byte[] body)
    {
        using var answer = await _http.PostAsync(new Uri($"http://{_host!.Address}/add-checkpoint"), new ByteArrayContent(body));
        if (answer.StatusCode is HttpStatusCode.Conflict) Assert.Equal("text/x.tlog.size", answer.Content.Headers.ContentType!.MediaType);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A log of which only the hashes exist.</summary>
    private sealed class Tree : ITileStore
    {
        private readonly Dictionary<(int Level, long Index), byte[]> _tiles = [];

        /// <param name="size">Its leaves.</param>
        /// <param name="changed">A leaf that another tree of the same size does not have; -1 for none.</param>
        public Tree(int size, int changed = -1)
        {
            var hashes = new byte[size * LeafHash.Size];
            for (var i = 0; i < size; i++) LeafHash.Compute(Encoding.ASCII.GetBytes(i == changed ? "changed" : $"{i}"), hashes.AsSpan(i * LeafHash.Size, LeafHash.Size));
            TileWriter.Append(this, 0, hashes);
        }

        public AddCheckpointRequest Request(NoteSigner signer, long old, long size) =>
            new(old, MerkleProofs.Consistency(this, old, size), new Checkpoint(signer.Name, size, MerkleProofs.Root(this, size)).Sign(signer));

        public bool TryRead(TileCoordinate tile, Span<byte> hashes)
        {
            if (!_tiles.TryGetValue((tile.Level, tile.Index), out var stored)) return false;
            stored.AsSpan(0, hashes.Length).CopyTo(hashes);
            return true;
        }

        public void Write(TileCoordinate tile, ReadOnlySpan<byte> hashes) => _tiles[(tile.Level, tile.Index)] = hashes.ToArray();
    }
}
