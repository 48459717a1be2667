using System.Text.Json.Nodes;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Monitoring;

/// <summary>Whether keys can be checked now, and how many there are.</summary>
internal sealed class KeyRingStatus(KeyRing ring) : IStatusSource
{
    public string Section => "keys";

    public JsonNode Read() => new JsonObject { ["available"] = ring.IsAvailable, ["count"] = ring.Count };
}
