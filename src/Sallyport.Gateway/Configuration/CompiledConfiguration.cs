using System.Collections.Frozen;

namespace Sallyport.Gateway.Configuration;

/// <summary>A configuration that passed every check.</summary>
/// <param name="Snapshot">What exchanges use; may be swapped at any time.</param>
/// <param name="Server">What needs a restart.</param>
/// <param name="Files">Files it was read from, absolute: those to watch.</param>
public sealed record CompiledConfiguration(GatewaySnapshot Snapshot, ServerSettings Server, IReadOnlyList<string> Files)
{
    /// <summary>Digest of each section of the file by its name, secrets left out; and of the files that it points to, as <c>files</c>.</summary>
    public IReadOnlyDictionary<string, string> Sections { get; init; } = FrozenDictionary<string, string>.Empty;
}
