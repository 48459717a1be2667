namespace Sallyport.Gateway.Admission.Stops;

/// <summary>Why something is stopped, in a word that a client program can tell apart. A word keeps its meaning for ever.</summary>
public static class StopReasons
{
    /// <summary>Set by a budget with <c>on_exhausted: stop</c>.</summary>
    public const string Budget = "budget";

    public static IReadOnlyList<string> All { get; } = ["incident", "key_leaked", "abuse", Budget, "maintenance", "request"];
}
