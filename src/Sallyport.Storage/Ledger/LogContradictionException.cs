namespace Sallyport.Storage.Ledger;

/// <summary>The log is not what this process wrote, or its two devices say different things. Nothing may be written after that.</summary>
/// <param name="cause">One word: "rewound", "chain_broken", "mirror_differs".</param>
internal sealed class LogContradictionException(string cause, string message) : Exception(message)
{
    public string Cause { get; } = cause;
}
