using System.Buffers;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;

namespace Sallyport.Gateway.Moderation;

/// <summary>Asks a configured upstream, over the same transport as every other request: its own address and credential only, no redirects, bounded answers.</summary>
internal sealed class RemoteModerator(ModeratorDefinition definition, UpstreamTransport transport, TimeProvider time) : IRemoteDetector
{
    private const int MaxAnswerBytes = 262_144;

    public async ValueTask<RemoteVerdict> JudgeAsync(string text, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(definition.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            var path = definition.IsGuardModel ? "/chat/completions" : "/moderations";
            var request = new OutboundRequest(definition.Upstream, HttpMethod.Post, path, Body(text), [], DialectId.OpenAIChat, IsRepeatable: true);
            if (!(await transport.SendAsync(request, either.Token)).TryGet(out var reply, out _)) return RemoteVerdict.Failed;
            await using var open = reply;
            if (reply.Status != 200) return RemoteVerdict.Failed;
            using var answer = new PooledWriter(4_096);
            while (answer.Length <= MaxAnswerBytes)
            {
                var read = await reply.Body.ReadAsync(answer.GetMemory(1_024), either.Token);
                if (read == 0) return definition.IsGuardModel ? GuardAnswer.Read(answer.Written.Span, definition.UnsafeWords) : ModerationAnswer.Read(answer.Written.Span);
                answer.Advance(read);
            }
        }
        catch (Exception e) when (e is UpstreamFaultException or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested(); // anything else is our deadline or their failure
        }

        return RemoteVerdict.Failed;
    }

    private ReadOnlyMemory<byte> Body(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, definition.Model);
            if (definition.IsGuardModel)
            {
                json.WriteNumber("temperature"u8, 0);
                json.WriteNumber("max_tokens"u8, 64);
                if (definition.Upstream.Provider is ProviderId.OpenAI) json.WriteBoolean("store"u8, false);
                json.WriteStartArray("messages"u8);
                json.WriteStartObject();
                json.WriteString("role"u8, "user"u8);
                json.WriteString("content"u8, definition.Prompt.Replace("{text}", text, StringComparison.Ordinal));
                json.WriteEndObject();
                json.WriteEndArray();
            }
            else json.WriteString("input"u8, text);

            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }
}
