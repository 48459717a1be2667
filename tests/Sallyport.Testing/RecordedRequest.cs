using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Testing;

/// <summary>A request as it arrived at a <see cref="FakeUpstream"/>.</summary>
/// <param name="ConnectionId">Equal for two requests over one connection.</param>
/// <param name="Protocol">"HTTP/1.1" or "HTTP/2".</param>
public sealed record RecordedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string?[]> Headers, byte[] Body, string ConnectionId, string Protocol)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidOperationException("The body is JSON null.");

    /// <summary>The header's values joined by a comma, or null.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? string.Join(",", values) : null;
}
