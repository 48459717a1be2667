using System.Buffers;
using System.Globalization;
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

/// <summary>Lists the models that a key may ask for, from the configuration alone, in the client's dialect: names, aliases, and which are on their way out.</summary>
internal sealed class ModelList(ModelCatalog catalog)
{
    /// <returns>Null once written, or 404 <c>model_not_found</c>.</returns>
    public async ValueTask<Rejection?> WriteAsync(Exchange exchange, Caller caller)
    {
        var models = ModelsOf(exchange.Snapshot, caller, DateOnly.FromDateTime(exchange.At.UtcDateTime));
        using var body = new PooledWriter();
        if (exchange.Match.Endpoint == Endpoint.GetModel)
        {
            var name = exchange.Match.Argument!;
            if (models.Find(m => m.Name == name) is not { Name: not null } model) return Rejection.ModelNotFound;
            using var json = new Utf8JsonWriter(body);
            WriteModel(json, exchange.Match.Dialect, model);
        }
        else WriteList(body, exchange.Match.Dialect, models);

        exchange.SetHeader("x-sallyport-request-id", exchange.RequestId);
        exchange.Start(200, "application/json", body.Length);
        exchange.Output.Write(body.Written.Span);
        await exchange.Output.FlushAsync(exchange.Aborted);
        return null;
    }

    private List<Listed> ModelsOf(GatewaySnapshot snapshot, Caller caller, DateOnly today)
    {
        IEnumerable<Listed> models = snapshot.Models.Count > 0
            ? snapshot.Names.All.Where(m => m.Value.Targets.Any(t => Eligibility.IsInScope(caller, t.Upstream)) && m.Value.Deprecation?.IsRetiredOn(today) is not true && (Router.MayAsk(caller, m.Key) || Router.MayAsk(caller, m.Value.Name))).Select(m => new Listed(m.Key, m.Value))
            : snapshot.Upstreams.Values.Where(u => Eligibility.IsInScope(caller, u.Id)).SelectMany(u => u.Provider == ProviderId.Simulator ? ["simulator"] : catalog.ModelsOf(u.Provider)).Where(n => Router.MayAsk(caller, n)).Select(n => new Listed(n, null));
        return [.. models.DistinctBy(m => m.Name, StringComparer.Ordinal).OrderBy(m => m.Name, StringComparer.Ordinal)];
    }

    private static void WriteList(IBufferWriter<byte> output, DialectId dialect, List<Listed> models)
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
            WriteNullable(json, "first_id"u8, models.Count > 0 ? models[0].Name : null);
            WriteNullable(json, "last_id"u8, models.Count > 0 ? models[^1].Name : null);
        }

        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, DialectId dialect, Listed listed)
    {
        var model = listed.Name;
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

        WriteDeclared(json, listed, isCamel: dialect == DialectId.Gemini);
        json.WriteEndObject();
    }

    // Members of our own: the official libraries keep or ignore what they do not know.
    private static void WriteDeclared(Utf8JsonWriter json, Listed listed, bool isCamel)
    {
        if (listed.Model is not { } model) return;
        if (model.Name != listed.Name) json.WriteString(isCamel ? "aliasOf"u8 : "alias_of"u8, model.Name);
        if (model.Deprecation is not { } deprecation) return;
        json.WriteString(isCamel ? "deprecatedSince"u8 : "deprecated_since"u8, deprecation.Since.ToString("O", CultureInfo.InvariantCulture));
        if (deprecation.ReplacedBy is { } other) json.WriteString(isCamel ? "replacedBy"u8 : "replaced_by"u8, other);
        if (deprecation.Until is { } until) json.WriteString(isCamel ? "deprecatedUntil"u8 : "deprecated_until"u8, until.ToString("O", CultureInfo.InvariantCulture));
    }

    private static void WriteNullable(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, value);
    }

    /// <summary>One line of the list.</summary>
    /// <param name="Name">What to ask for.</param>
    /// <param name="Model">What the file declares; null without a list of models.</param>
    private readonly record struct Listed(string Name, ModelDefinition? Model);
}
