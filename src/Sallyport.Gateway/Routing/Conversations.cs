using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Json;
using RequestBody = Sallyport.Gateway.Listener.RequestBody;

namespace Sallyport.Gateway.Routing;

/// <summary>Finds the conversation that a request belongs to, and guards the objects that providers keep for us: only their owner reaches them.</summary>
internal sealed class Conversations(IResponseStore store, InstallationKeys keys, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30); // as long as OpenAI keeps a stored response

    /// <returns>The conversation; or 404 <c>response_not_found</c> for an object of somebody else, 503 <c>keys_unavailable</c> if ownership cannot be checked.</returns>
    public async ValueTask<Outcome<Conversation>> OpenAsync(Exchange exchange, RequestBody body, Caller caller)
    {
        var placeholders = new PlaceholderMap(() => ScopeOf(exchange, body, caller));
        var id = exchange.Match.Endpoint is Endpoint.GetResponse or Endpoint.DeleteResponse or Endpoint.CancelResponse or Endpoint.ListResponseInputItems ? exchange.Match.Argument : body.Facts.PreviousResponseId;
        string Mark() => MarkOf(caller, exchange.At);
        ulong Stick() => StickOf(exchange, body, caller);
        if (id is null) return new Conversation(placeholders, null, Mark, Stick);
        try
        {
            if (await store.FindAsync(caller.Key.Owner.Organization, id, time.GetUtcNow(), exchange.Aborted) is not { } stored) return Rejection.ResponseNotFound;
            foreach (var (placeholder, value) in Open(stored.PlaceholderMap.Span, id)) placeholders.Restore(placeholder, value);
            return new Conversation(placeholders, stored.Upstream, Mark, Stick);
        }
        catch (StoreUnavailableException)
        {
            return Rejection.KeysUnavailable;
        }
    }

    /// <summary>What remembers the owner of a response that the provider will keep; null where it keeps none.</summary>
    public Func<string, ValueTask<Rejection?>>? Keeper(Exchange exchange, RequestFacts facts, Conversation conversation, Caller caller, OpenReply reply)
    {
        if (exchange.Match.Endpoint != Endpoint.CreateResponse || !reply.Target.Upstream.AllowStore || !facts.Needs.HasFlag(Capabilities.Store)) return null; // the provider was told to keep nothing
        return async id =>
        {
            var now = time.GetUtcNow();
            try
            {
                var stored = new StoredResponse(id, caller.Key.Owner.Organization, caller.KeyId, reply.Target.Upstream.Id, Seal(conversation.Placeholders, id), now, now + KeptFor);
                if (await store.TryAddAsync(stored, CancellationToken.None)) return null;

                // The same answer again, as a repeat with an idempotency key gets it; from anywhere else it is not ours to hand out.
                var known = await store.FindAsync(stored.Organization, id, now, CancellationToken.None);
                return known?.Upstream == stored.Upstream ? null : Rejection.UpstreamMalformed;
            }
            catch (StoreUnavailableException)
            {
                return Rejection.AuditUnavailable;
            }
        };
    }

    /// <summary>Forgets an object that the upstream has deleted, before the client hears of it and asks again.</summary>
    public async ValueTask ForgetDeletedAsync(Exchange exchange, Caller caller, OpenReply reply)
    {
        if (exchange.Match is { Endpoint: Endpoint.DeleteResponse, Argument: { } id } && reply.Reply.Status < 300) await store.DeleteAsync(caller.Key.Owner.Organization, id, CancellationToken.None);
    }

    private ulong StickOf(Exchange exchange, RequestBody body, Caller caller)
    {
        Span<byte> own = stackalloc byte[16];
        exchange.Id.TryWriteBytes(own);
        return BinaryPrimitives.ReadUInt64LittleEndian(FirstWordsOf(exchange, body) is null ? own[8..] : ScopeOf(exchange, body, caller));
    }

    // A conversation is known by its first words, which every later turn repeats. Embeddings have none: equal texts must stay equal.
    private byte[] ScopeOf(Exchange exchange, RequestBody body, Caller caller)
    {
        Span<byte> anchor = stackalloc byte[32];
        anchor.Clear();
        if (FirstWordsOf(exchange, body) is { } words) SHA256.HashData(words.Span, anchor);
        var owner = Encoding.UTF8.GetBytes(caller.Key.Owner.Organization + "\0" + caller.KeyId);
        return HMACSHA256.HashData(keys.Pseudonym.Span, [.. owner, .. anchor]);
    }

    private static ReadOnlyMemory<byte>? FirstWordsOf(Exchange exchange, RequestBody body)
    {
        if (exchange.Match.Group is EndpointGroups.Embeddings or EndpointGroups.Rerank || body.Facts.PreviousResponseId is not null) return null;
        foreach (ref readonly var segment in CollectionsMarshal.AsSpan(body.Segments))
        {
            if (segment.Role == SegmentRole.User && segment.Length >= 8) return body.Bytes.Slice(segment.Start, segment.Length);
        }

        return null;
    }

    // One for a key and a day: a mark for each exchange would be text that no provider's prompt cache has seen before.
    private string MarkOf(Caller caller, DateTimeOffset now)
    {
        var day = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mark\0{caller.Key.Owner.Organization}\0{caller.KeyId}\0{now.UtcDateTime:yyyyMMdd}");
        return "SPM" + Convert.ToHexString(HMACSHA256.HashData(keys.Pseudonym.Span, Encoding.UTF8.GetBytes(day)), 0, 8);
    }

    private byte[] Seal(PlaceholderMap placeholders, string id)
    {
        if (placeholders.Count == 0) return [];
        var plain = JsonSerializer.SerializeToUtf8Bytes(placeholders.Entries.ToDictionary(), PlaceholderJson.Default.DictionaryStringString);
        var box = new byte[12 + 16 + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, 12));
        using var aes = new AesGcm(keys.Vault.Span, 16);
        aes.Encrypt(box.AsSpan(0, 12), plain, box.AsSpan(28), box.AsSpan(12, 16), Encoding.UTF8.GetBytes(id));
        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    private Dictionary<string, string> Open(ReadOnlySpan<byte> box, string id)
    {
        if (box.IsEmpty) return [];
        var plain = new byte[box.Length - 28];
        using var aes = new AesGcm(keys.Vault.Span, 16);
        aes.Decrypt(box[..12], box[28..], box.Slice(12, 16), plain, Encoding.UTF8.GetBytes(id));
        return JsonSerializer.Deserialize(plain, PlaceholderJson.Default.DictionaryStringString) ?? [];
    }
}

/// <summary>Placeholder maps as JSON.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PlaceholderJson : System.Text.Json.Serialization.JsonSerializerContext;
