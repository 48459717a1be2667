using System.Text.Json.Nodes;
using Sallyport.Gateway.Audit.Anchors;

namespace Sallyport.Control.Monitoring;

/// <summary>Which checkpoint each anchor holds, and since when one takes none.</summary>
internal sealed class AnchorStatus(AnchorService anchors) : IStatusSource
{
    public string Section => "anchors";

    public JsonNode Read()
    {
        var states = anchors.Read();
        return new JsonObject
        {
            ["failing"] = states.Count(s => s.FailingSince is not null),
            ["each"] = new JsonArray([.. states.Select(s => (JsonNode)new JsonObject { ["name"] = s.Name, ["size"] = s.Size, ["at"] = s.At, ["failing_since"] = s.FailingSince, ["problem"] = s.Problem })]),
        };
    }
}
