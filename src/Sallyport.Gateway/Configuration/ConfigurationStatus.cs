namespace Sallyport.Gateway.Configuration;

/// <summary>What the operator sees of the configuration in force. Immutable.</summary>
/// <param name="Source">File that it was read from, or <c>environment</c>.</param>
/// <param name="Version">Version in force.</param>
/// <param name="LoadedAt">Since when.</param>
/// <param name="NeedsRestart">Sections that have changed in the file and wait for a restart: <c>listen</c>, <c>storage</c>, <c>telemetry</c>.</param>
/// <param name="LastRefusal">The last reload if it was refused; null once one has been accepted.</param>
public sealed record ConfigurationStatus(string Source, string Version, DateTimeOffset LoadedAt, IReadOnlyList<string> NeedsRestart, ConfigurationRefusal? LastRefusal);

/// <summary>A reload that changed nothing.</summary>
/// <param name="At">When.</param>
/// <param name="Problems">Everything that was wrong.</param>
public sealed record ConfigurationRefusal(DateTimeOffset At, IReadOnlyList<ConfigurationProblem> Problems);
