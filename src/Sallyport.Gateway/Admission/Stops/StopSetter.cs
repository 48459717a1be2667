using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Admission.Stops;

/// <summary>Sets and lifts switches and records it, for administrators and for budgets that are used up.</summary>
/// <remarks>Setting comes before its record, since what protects must not wait for a record that cannot be written; letting traffic through again comes after it.</remarks>
public sealed partial class StopSetter(IStopStore stops, IAuditStore audit, TimeProvider time, ILogger<StopSetter> logger)
{
    /// <summary>Who acts where no administrator does.</summary>
    public const string System = "system";

    /// <param name="note">For the record only.</param>
    /// <returns>Whether the switch was changed, and whether that is recorded.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was set.</exception>
    public async ValueTask<(bool IsChanged, bool IsRecorded)> SetAsync(StopSwitch stop, string note, CancellationToken cancellation)
    {
        if (!await stops.TrySetAsync(stop, cancellation)) return (false, true);
        Log.Set(logger, StopWord(stop.Scope), stop.Reason, stop.SetBy);
        try
        {
            await audit.AppendAsync(Entry("switch.set", stop, stop.SetBy, stop.Reason + ": " + note), CancellationToken.None);
            return (true, true);
        }
        catch (StoreUnavailableException)
        {
            Log.NotRecorded(logger, StopWord(stop.Scope));
            return (true, false);
        }
    }

    /// <summary>Lets a share through, or all.</summary>
    /// <param name="share">1 to 100.</param>
    /// <returns>False if there is no such switch any more.</returns>
    /// <exception cref="StoreUnavailableException">It could not be recorded, so nothing changed; or the store of switches does not answer.</exception>
    public async ValueTask<bool> LiftAsync(StopSwitch stop, int share, string note, string actor, CancellationToken cancellation)
    {
        await audit.AppendAsync(Entry("switch.lifted", stop, actor, $"{share} %: {note}"), cancellation);
        Log.Lifted(logger, StopWord(stop.Scope), share, actor);
        return share >= 100 ? await stops.TryLiftAsync(stop.Scope, stop.Holder, CancellationToken.None) : await stops.TryShareAsync(stop.Scope, stop.Holder, share, CancellationToken.None);
    }

    private AuditEntry Entry(string action, StopSwitch stop, string actor, string reason) => AuditEntry.OfAction(time.GetUtcNow(), action) with
    {
        Target = stop.Id,
        TargetType = "switch",
        Actor = actor,
        Decision = Decision.Allowed,
        KeyId = stop.Scope is StopScope.Key ? stop.Holder : null,
        Approval = new AuditApproval([actor], reason),
    };

    private static string StopWord(StopScope scope) => EnumWords.Of(scope);

    private static partial class Log
    {
        [LoggerMessage(3013, LogLevel.Warning, "A switch of scope {Scope} was set ({Reason}) by {By}")]
        public static partial void Set(ILogger logger, string scope, string reason, string by);

        [LoggerMessage(3014, LogLevel.Warning, "A switch of scope {Scope} now lets {Share} % through, by {By}")]
        public static partial void Lifted(ILogger logger, string scope, int share, string by);

        [LoggerMessage(3015, LogLevel.Error, "A switch of scope {Scope} was set and could not be recorded")]
        public static partial void NotRecorded(ILogger logger, string scope);
    }
}
