using System.Text.Json.Nodes;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Monitoring;

/// <summary>Whether exchanges can be recorded now, and how full the disk is.</summary>
internal sealed class LedgerStatus(LedgerState ledger) : IStatusSource
{
    public string Section => "audit";

    public JsonNode Read() => new JsonObject
    {
        ["condition"] = EnumWords.Of(ledger.Condition),
        ["cause"] = ledger.Cause,
        ["disk_used_percent"] = ledger.DiskUsedPercent < 0 ? null : ledger.DiskUsedPercent,
        ["mirror_only"] = ledger.IsMirrorOnly,
        ["mirror_lag"] = ledger.MirrorLag,
    };
}
