using System.Text.Json;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Configuration;

/// <summary>Writes into the record which configuration is about to be in force, and which was refused: versions and names of sections, never a value.</summary>
/// <param name="node">Name of this gateway: each remembers its own.</param>
/// <param name="source">What the configuration is read from: a file's name, or <c>environment</c>.</param>
public sealed class ConfigurationRecord(IAuditStore audit, ISettingStore settings, string node, string source, TimeProvider time)
{
    private readonly string _setting = "configuration." + node;
    private volatile InForce? _inForce;

    /// <summary>Records what serving begins with, and how it differs from what this gateway had in force when it last ran.</summary>
    /// <exception cref="StoreUnavailableException">It is not recorded, so it must not be in force.</exception>
    public async ValueTask StartedAsync(CompiledConfiguration first, CancellationToken cancellation)
    {
        if (await settings.FindAsync(_setting, cancellation) is { } stored)
        {
            try
            {
                _inForce = JsonSerializer.Deserialize<InForce>(stored);
            }
            catch (JsonException)
            {
                _inForce = null; // a newer version's form: what changed is then unknown, which the missing version before says
            }
        }

        await LoadedAsync(first, cancellation);
    }

    /// <summary>Records a configuration before it is put in force.</summary>
    /// <exception cref="StoreUnavailableException">It is not recorded, so it must not be put in force.</exception>
    public async ValueTask LoadedAsync(CompiledConfiguration next, CancellationToken cancellation)
    {
        var before = _inForce;
        await audit.AppendAsync(
            Entry("configuration.loaded", next.Snapshot.Version) with
            {
                ConfigurationBefore = before?.Version,
                Changed = before is null ? [] : [.. next.Sections.Where(s => !before.Sections.TryGetValue(s.Key, out var old) || old != s.Value).Select(s => s.Key).Order(StringComparer.Ordinal)],
                Decision = Decision.Allowed,
                TargetUntil = next.Snapshot.Audit.Capture?.Until,
                Approval = ReasonsOf(next.Snapshot.Audit) is { Length: > 0 } reasons ? new AuditApproval([], reasons) : null,
            },
            cancellation);
        _inForce = new InForce(next.Snapshot.Version, next.Sections.ToDictionary(StringComparer.Ordinal));
        try
        {
            await settings.SetAsync(_setting, JsonSerializer.SerializeToUtf8Bytes(_inForce), CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // The record has it; only the next start will compare with something older.
        }
    }

    /// <summary>Records a reload that changed nothing.</summary>
    /// <param name="version">What stays in force.</param>
    /// <param name="problems">Only the sections in which they lie are recorded.</param>
    /// <exception cref="StoreUnavailableException">It is not recorded.</exception>
    public async ValueTask RefusedAsync(string version, IReadOnlyList<ConfigurationProblem> problems, CancellationToken cancellation) => await audit.AppendAsync(
        Entry("configuration.refused", version) with
        {
            Changed = [.. problems.Select(p => SectionOf(p.Key)).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Decision = Decision.Refused,
            Rejection = "configuration_refused",
        },
        cancellation);

    /// <summary>Why the record is kept for less than a year, and why texts are kept and whose.</summary>
    private static string ReasonsOf(AuditPolicy audit) => string.Join("; ", new[] { audit.Retention.Reason, audit.Capture is { } capture ? $"capture: {capture.Reason} ({capture.Scope})" : null }.OfType<string>());

    private AuditEntry Entry(string action, string version) =>
        AuditEntry.OfAction(time.GetUtcNow(), action) with { Target = source, TargetType = "configuration", ConfigurationVersion = version };

    /// <summary>The first part of a key, if it is a section: an unknown one is somebody's own text.</summary>
    private static string SectionOf(string key)
    {
        var name = key.Split('.', '[')[0];
        return Reading.OptionKey.Of(typeof(Options.ConfigurationOptions)).Any(k => k.Name == name) ? name : "";
    }

    private sealed record InForce(string Version, Dictionary<string, string> Sections);
}
