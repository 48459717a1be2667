using System.Text.Json.Nodes;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Control.Monitoring;

/// <summary>Whether texts are kept now, whose and until when, and how much there is.</summary>
internal sealed class CaptureStatus(ContentCapture capture, SnapshotSource snapshots, TimeProvider time) : IStatusSource
{
    public string Section => "capture";

    public JsonNode Read()
    {
        var (bytes, kept, lost) = capture.Counts;
        var policy = snapshots.Current.Audit.Capture is { } named && named.Until > time.GetUtcNow() ? named : null;
        return new JsonObject
        {
            ["on"] = policy is not null,
            ["until"] = policy?.Until,
            ["reason"] = policy?.Reason,
            ["scope"] = policy?.Scope,
            ["stored_bytes"] = bytes,
            ["kept"] = kept,
            ["lost"] = lost,
        };
    }
}
