using System.Security.Cryptography;
using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Ledger;

/// <summary>Which log it is and who writes it.</summary>
/// <param name="Origin">Name of the log; the first line of its checkpoints.</param>
/// <param name="VerifierKey">Key that signs its checkpoints, in the signed-note form <c>name+id+base64</c>.</param>
/// <param name="Node">Name of this gateway.</param>
/// <param name="Boot">This start of it: eight random hexadecimal digits.</param>
internal sealed record LedgerIdentity(string Origin, string VerifierKey, string Node, string Boot)
{
    public static string NewBoot() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>The first leaf.</summary>
    public AuditEntry Genesis(DateTimeOffset now) => new() { Type = AuditEntryType.Genesis, ExchangeId = Guid.Empty, At = now, Target = VerifierKey, TargetType = "log" };
}
