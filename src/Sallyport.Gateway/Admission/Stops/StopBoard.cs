using System.Buffers.Binary;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;

namespace Sallyport.Gateway.Admission.Stops;

/// <summary>All switches in memory, so that looking waits for nothing. Followed by <see cref="KeyRingRefresher"/> together with the keys.</summary>
/// <remarks>When the store fails, the last known switches count for <see cref="KeepFor"/>; after that everything is refused, since a switch could have been set meanwhile.</remarks>
public sealed partial class StopBoard(IStopStore store, InstallationKeys keys, TimeProvider time, ILogger<StopBoard> logger) : IDisposable
{
    /// <summary>How long switches count without hearing from the store: 30 s, as keys do.</summary>
    public static readonly TimeSpan KeepFor = KeyRing.KeepFor;

    private static readonly StopScope[] OfCallers = [StopScope.Everything, StopScope.Organization, StopScope.Team, StopScope.User, StopScope.Key, StopScope.Application];

    private readonly LimitHolders _holders = new(keys);
    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile Loaded? _loaded;
    private bool _failing;

    /// <summary>Fires after switches were set, changed or lifted, with all that are set now; also after the first load.</summary>
    public event Action<IReadOnlyList<StopSwitch>>? Changed;

    /// <summary>What is set, as far as this node knows.</summary>
    public IReadOnlyList<StopSwitch> Switches => _loaded?.All ?? [];

    /// <summary>Takes over what changed in the store.</summary>
    /// <returns>False if the store did not answer.</returns>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellation)
    {
        await _refreshing.WaitAsync(cancellation);
        try
        {
            var heardAt = time.GetTimestamp();
            var switches = await store.ListAsync(cancellation);
            if (_loaded is { } loaded && loaded.All.SequenceEqual(switches)) loaded.HeardAt = heardAt;
            else
            {
                _loaded = new Loaded(switches, heardAt);
                Changed?.Invoke(switches);
            }

            if (_failing) Log.StoreBack(logger);
            _failing = false;
            return true;
        }
        catch (StoreUnavailableException e)
        {
            if (!_failing) Log.StoreUnavailable(logger, KeepFor.TotalSeconds, e);
            _failing = true;
            return false;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public void Dispose() => _refreshing.Dispose();

    /// <summary>Whether an exchange of this caller may go on.</summary>
    /// <returns>Null if it may; or 403 <c>stopped</c>, 503 <c>stops_unavailable</c>.</returns>
    internal Rejection? Check(Guid exchange, Caller caller)
    {
        if (Current(out var loaded) is { } unknown) return unknown;
        if (loaded.All.Count == 0) return null;
        foreach (var scope in OfCallers)
        {
            if (loaded.Scopes.Contains(scope) && Find(loaded, scope, HolderOf(scope, caller.Key), exchange) is { } stopped) return stopped;
        }

        return null;
    }

    /// <summary>Whether a model may be asked.</summary>
    /// <param name="model">As clients name it or as the upstream does; null if the exchange names none.</param>
    internal Rejection? CheckModel(Guid exchange, string? model)
    {
        if (Current(out var loaded) is { } unknown) return unknown;
        return model is null || loaded.All.Count == 0 ? null : Find(loaded, StopScope.Model, Counter.NameOf(model), exchange);
    }

    /// <summary>Whether anything may be sent to an upstream at all.</summary>
    internal Rejection? CheckUpstream(Guid exchange, string upstream)
    {
        if (Current(out var loaded) is { } unknown) return unknown;
        return loaded.All.Count == 0 ? null : Find(loaded, StopScope.Everything, "", exchange) ?? Find(loaded, StopScope.Upstream, upstream, exchange);
    }

    /// <summary>Whether an attempt may leave now: all of the above.</summary>
    internal Rejection? Check(Guid exchange, Caller caller, string? model, RouteTarget target) =>
        Check(exchange, caller) ?? CheckModel(exchange, model) ?? (target.Model == model ? null : CheckModel(exchange, target.Model)) ?? (target.Declared is null ? null : CheckModel(exchange, target.Declared)) ?? CheckUpstream(exchange, target.Upstream.Id);

    private Rejection? Current(out Loaded loaded)
    {
        loaded = _loaded!;
        return loaded is null || time.GetElapsedTime(loaded.HeardAt) >= KeepFor ? Rejection.StopsUnavailable : null; // fail closed: a switch could have been missed
    }

    private static Rejection? Find(Loaded loaded, StopScope scope, string holder, Guid exchange) =>
        loaded.ByHolder.TryGetValue((scope, holder), out var stop) && !Passes(exchange, stop.Share) ? Rejection.Stopped(scope, stop.Reason, stop.Contact) : null;

    /// <summary>Decided by the id alone, so that all checks of an exchange agree. The last bytes of a UUIDv7 are random.</summary>
    internal static bool Passes(Guid exchange, int share)
    {
        if (share == 0) return false;
        Span<byte> id = stackalloc byte[16];
        exchange.TryWriteBytes(id, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(id[12..]) % 100 < share;
    }

    private string HolderOf(StopScope scope, VirtualKeyRecord key) => scope is StopScope.Everything ? "" : Counter.NameOf(_holders.Of(StopTargets.ScopeOf(scope)!.Value, key)!);

    private sealed class Loaded(IReadOnlyList<StopSwitch> all, long heardAt)
    {
        private long _heardAt = heardAt;

        public IReadOnlyList<StopSwitch> All { get; } = all;

        public FrozenSet<StopScope> Scopes { get; } = all.Select(s => s.Scope).ToFrozenSet();

        public FrozenDictionary<(StopScope, string), StopSwitch> ByHolder { get; } = all.ToFrozenDictionary(s => (s.Scope, s.Holder));

        /// <summary>Timestamp taken before the store was last asked with success.</summary>
        public long HeardAt { get => Volatile.Read(ref _heardAt); set => Volatile.Write(ref _heardAt, value); }
    }

    private static partial class Log
    {
        [LoggerMessage(3011, LogLevel.Error, "Switches cannot be read; those known count for {Seconds} s, then every exchange is refused")]
        public static partial void StoreUnavailable(ILogger logger, double seconds, Exception e);

        [LoggerMessage(3012, LogLevel.Information, "Switches can be read again")]
        public static partial void StoreBack(ILogger logger);
    }
}
