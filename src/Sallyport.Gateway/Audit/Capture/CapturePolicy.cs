using System.Buffers.Binary;
using System.Collections.Frozen;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;

namespace Sallyport.Gateway.Audit.Capture;

/// <summary>Of which exchanges the texts are kept, until when, and why. There is none unless an operator has written one.</summary>
/// <param name="Until">From then on nothing is kept. At most <see cref="MaxAhead"/> ahead when it is loaded.</param>
/// <param name="Reason">Goes into the record.</param>
/// <param name="Keys">Public ids of keys; empty for any.</param>
/// <param name="Teams">Teams as <c>organization/team</c>; empty for any.</param>
/// <param name="Endpoints">Empty for any.</param>
/// <param name="SamplePercent">Share of the exchanges that match, 1 to 100.</param>
/// <param name="KeptFor">How long after the exchange its texts go, unless a hold keeps them.</param>
/// <param name="MaxTotalBytes">When as much is stored, nothing more is kept.</param>
/// <param name="IsRequired">True: what cannot be kept does not happen. False: the exchange goes on.</param>
public sealed record CapturePolicy(
    DateTimeOffset Until, string Reason, FrozenSet<string> Keys, FrozenSet<string> Teams, FrozenSet<Endpoint> Endpoints, int SamplePercent, TimeSpan KeptFor, long MaxTotalBytes, bool IsRequired)
{
    public static readonly TimeSpan MaxAhead = TimeSpan.FromDays(30);

    /// <summary>Whether the texts of an exchange are kept. All that is named must fit.</summary>
    public bool Covers(KeyOwner owner, string keyId, Endpoint endpoint, Guid exchangeId, DateTimeOffset at) =>
        at < Until
        && (Keys.Count == 0 || Keys.Contains(keyId))
        && (Teams.Count == 0 || (owner.Team is { } team && Teams.Contains($"{owner.Organization}/{team}")))
        && (Endpoints.Count == 0 || Endpoints.Contains(endpoint))
        && IsSampled(exchangeId);

    /// <summary>For the record and the status page: names of what is matched, never a text.</summary>
    public string Scope => string.Join(", ", (string[])[.. Keys.Order(StringComparer.Ordinal).Select(k => "key " + k), .. Teams.Order(StringComparer.Ordinal).Select(t => "team " + t), .. Endpoints.Order().Select(e => "endpoint " + EnumWords.Of(e)), $"{SamplePercent} %"]);

    // The last bytes of the id are random.
    private bool IsSampled(Guid exchangeId)
    {
        Span<byte> bytes = stackalloc byte[16];
        exchangeId.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) % 100 < SamplePercent;
    }
}
