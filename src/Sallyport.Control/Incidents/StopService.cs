using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Control.Incidents;

/// <summary>The kill switch in an administrator's hands: one person stops at once, and lets through again in steps.</summary>
/// <param name="changed">Told that the board has something new to read; null where no board is.</param>
public sealed class StopService(IStopStore stops, StopSetter setter, IKeyStore keys, InstallationKeys installation, TimeProvider time, KeyChangeSignal? changed = null)
{
    private const int MaxNoteLength = 256, MaxContactLength = 128;
    private const string DefaultContact = "the operator of this gateway";

    private readonly StopTargets _targets = new(installation);

    public static Problem NotFound { get; } = new("stop_not_found", 404, "Nothing of this name is stopped. GET /admin/v1/stops or `sallyport stops` lists what is.");

    public static Problem TargetUnknown { get; } = new("stop_target_unknown", 404, "No key belongs to this target, so the switch would stop nothing. Look at the spelling.");

    public static Problem NotRecorded { get; } = new("audit_unavailable", 503, "The switch is set and holds, but it could not be recorded.");

    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public ValueTask<IReadOnlyList<StopSwitch>> ListAsync(CancellationToken cancellation) => stops.ListAsync(cancellation);

    /// <summary>Stops something on all nodes. What is stopped already stays as it is.</summary>
    /// <returns>The switch; or <c>invalid_input</c>, <c>stop_target_unknown</c>, <c>audit_unavailable</c> although it is set.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<StopSwitch>> SetAsync(NewStop input, string actor, CancellationToken cancellation)
    {
        var errors = new List<string>();
        if (!_targets.TryParse(input.Target, out var target)) errors.Add($"target: must be {StopTarget.Allowed}.");
        if (input.Reason is null || !StopReasons.All.Contains(input.Reason)) errors.Add($"reason: must be one of {string.Join(", ", StopReasons.All)}.");
        CheckLine("note", input.Note, MaxNoteLength, errors);
        if (input.Contact is not null) CheckLine("contact", input.Contact, MaxContactLength, errors);
        if (errors.Count > 0) return Problem.Invalid(errors);
        if (StopTargets.IsOfKeys(target!.Value.Scope) && !_targets.HasAny(target.Value, await keys.ListAsync(cancellation))) return TargetUnknown;

        var now = time.GetUtcNow();
        var stop = new StopSwitch(target.Value.Scope, target.Value.Holder, input.Reason!, input.Contact ?? DefaultContact, 0, actor, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
        var (isChanged, isRecorded) = await setter.SetAsync(stop, input.Note!, cancellation);
        changed?.Raise();
        if (!isRecorded) return NotRecorded;
        return isChanged ? stop : (await stops.ListAsync(cancellation)).FirstOrDefault(s => s.Id == stop.Id) is { } known ? known : Problem.StoreUnavailable;
    }

    /// <summary>Lets a share of exchanges through, or all of them.</summary>
    /// <returns>The switch with its share, 100 if it is gone; or <c>invalid_input</c>, <c>stop_not_found</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<StopSwitch>> LiftAsync(StopLift input, string actor, CancellationToken cancellation)
    {
        var errors = new List<string>();
        if (!_targets.TryParse(input.Target, out var target)) errors.Add($"target: must be {StopTarget.Allowed}.");
        if (input.Share is < 1 or > 100) errors.Add("share: must be 1 to 100.");
        CheckLine("note", input.Note, MaxNoteLength, errors);
        if (errors.Count > 0) return Problem.Invalid(errors);
        if ((await stops.ListAsync(cancellation)).FirstOrDefault(s => s.Id == target!.Value.Id) is not { } stop) return NotFound;

        var share = input.Share ?? 100;
        try
        {
            if (!await setter.LiftAsync(stop, share, input.Note!, actor, cancellation)) return NotFound;
        }
        catch (StoreUnavailableException)
        {
            return Problem.AuditUnavailable;
        }

        changed?.Raise();
        return stop with { Share = share };
    }

    private static void CheckLine(string name, string? text, int most, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > most || text.Any(char.IsControl)) errors.Add($"{name}: must be 1 to {most} characters on one line.");
    }
}
