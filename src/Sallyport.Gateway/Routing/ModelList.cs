using System.Buffers;
using System.Text.Json;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Routing;

/// <summary>Lists the models that a key may ask for, from the configuration alone, in the client's dialect.</summary>
internal sealed class ModelList(ModelCatalog catalog)
{
    /// <returns>Null once written, or 404 <c>model_not_found</c>.</returns>
    public async ValueTask<Rejection?> WriteAsync(Exchange exchange, Caller caller)
    {
        var models = ModelsOf(exchange.Snapshot, caller);
        using var body = new PooledWriter();
        if (exchange.Match.Endpoint == Endpoint.GetModel)
        {
            var name = exchange.Match.Argument!;
            if (!models.Contains(name)) return Rejection.ModelNotFound;
            using var json = new Utf8JsonWriter(body);
            WriteModel(json, exchange.Match.Dialect, name);
        }
        else WriteList(body, exchange.Match.Dialect, models);

        exchange.SetHeader("x-sallyport-request-id", exchange.RequestId);
        exchange.Start(200, "application/json", body.Length);
        exchange.Output.Write(body.Written.Span);
        await exchange.Output.FlushAsync(exchange.Aborted);
        return null;
    }

    private List<string> ModelsOf(GatewaySnapshot snapshot, Caller caller)
    {
        IEnumerable<string> names = snapshot.Models.Count > 0
            ? snapshot.Models.Values.Where(m => m.Targets.Any(t => MayUse(caller, t.Upstream))).Select(m => m.Name)
            : snapshot.Upstreams.Values.Where(u => MayUse(caller, u.Id)).SelectMany(u => u.Provider == ProviderId.Simulator ? ["simulator"] : catalog.ModelsOf(u.Provider));
        return [.. names.Where(n => Router.MayAsk(caller, n)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool MayUse(Caller caller, string upstream) => caller.Key.Scopes.Upstreams.Count == 0 || caller.Key.Scopes.Upstreams.Contains(upstream);

    private static void WriteList(IBufferWriter<byte> output, DialectId dialect, List<string> models)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        if (dialect == DialectId.OpenAIChat) json.WriteString("object"u8, "list"u8);
        json.WriteStartArray(dialect == DialectId.Gemini ? "models"u8 : "data"u8);
        foreach (var model in models) WriteModel(json, dialect, model);
        json.WriteEndArray();
        if (dialect == DialectId.AnthropicMessages)
        {
            json.WriteBoolean("has_more"u8, false);
            WriteNullable(json, "first_id"u8, models.Count > 0 ? models[0] : null);
            WriteNullable(json, "last_id"u8, models.Count > 0 ? models[^1] : null);
        }

        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, DialectId dialect, string model)
    {
        json.WriteStartObject();
        switch (dialect)
        {
            case DialectId.AnthropicMessages:
                json.WriteString("type"u8, "model"u8);
                json.WriteString("id"u8, model);
                json.WriteString("display_name"u8, model);
                json.WriteString("created_at"u8, "1970-01-01T00:00:00Z"u8); // not known; the field is required
                break;
            case DialectId.Gemini:
                json.WriteString("name"u8, "models/" + model);
                json.WriteString("displayName"u8, model);
                json.WriteStartArray("supportedGenerationMethods"u8);
                foreach (var method in (ReadOnlySpan<string>)["generateContent", "streamGenerateContent", "countTokens", "embedContent"]) json.WriteStringValue(method);
                json.WriteEndArray();
                break;
            default:
                json.WriteString("id"u8, model);
                json.WriteString("object"u8, "model"u8);
                json.WriteNumber("created"u8, 0);
                json.WriteString("owned_by"u8, "sallyport"u8);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteNullable(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, value);
    }
}
