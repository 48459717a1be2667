using System.Text.Json.Nodes;

namespace Sallyport.Control.Monitoring;

/// <summary>A section of the status page, given by whoever knows it. Register as many as there are.</summary>
public interface IStatusSource
{
    /// <summary>Name of the section, snake_case: "upstreams".</summary>
    string Section { get; }

    /// <summary>What to show now. Quick, and free of secrets.</summary>
    JsonNode Read();
}
