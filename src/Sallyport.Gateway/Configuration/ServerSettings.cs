using System.Net;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Gateway.Configuration;

/// <summary>What only a restart can change.</summary>
/// <param name="ApiListen">Address for applications. Port 0: any free one.</param>
/// <param name="AdminListen">Address for administrators.</param>
/// <param name="Storage">Where state is kept.</param>
/// <param name="OtlpEndpoint">Where telemetry is sent; null for nowhere.</param>
/// <param name="LogLevel">Least severity written to the log.</param>
/// <param name="CheckpointEvery">Longest time between two checkpoints while there is something new.</param>
/// <param name="ReadModels">How long what is folded from the record is kept.</param>
public sealed record ServerSettings(IPEndPoint ApiListen, IPEndPoint AdminListen, StorageSettings Storage, Uri? OtlpEndpoint, LogLevel LogLevel, TimeSpan CheckpointEvery, ReadModelRetention ReadModels)
{
    /// <summary>Certificate of the listeners; null where they speak in clear.</summary>
    public ListenerTls? Tls { get; init; }

    /// <summary>Who is asked to cosign checkpoints.</summary>
    public IReadOnlyList<WitnessSettings> Witnesses { get; init; } = [];

    /// <summary>How many of them make a checkpoint count as witnessed.</summary>
    public int Quorum { get; init; }

    /// <summary>Where copies of checkpoints are kept.</summary>
    public IReadOnlyList<Audit.Anchors.AnchorDefinition> Anchors { get; init; } = [];

    /// <summary>Where the log is kept and how its disks are watched.</summary>
    public Audit.LedgerDevices Devices { get; init; } = new();

    /// <summary>Sections that differ, as they are called in the file.</summary>
    public IReadOnlyList<string> ChangesTo(ServerSettings next)
    {
        var changed = new List<string>();
        if (!ApiListen.Equals(next.ApiListen) || !AdminListen.Equals(next.AdminListen) || Tls != next.Tls) changed.Add("listen");
        if (!Storage.IsSameAs(next.Storage)) changed.Add("storage");
        if (OtlpEndpoint != next.OtlpEndpoint || LogLevel != next.LogLevel) changed.Add("telemetry");
        if (Storage.Node != next.Storage.Node || CheckpointEvery != next.CheckpointEvery || ReadModels != next.ReadModels || Devices != next.Devices || Quorum != next.Quorum || !Witnesses.SequenceEqual(next.Witnesses) || !Anchors.SequenceEqual(next.Anchors)) changed.Add("audit");
        return changed;
    }
}
