using Microsoft.Extensions.Logging;
using Sallyport.Detection.Operator;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Moderation;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Pipeline;

/// <summary>The path. Every exchange takes the same steps in the same order, in <see cref="RunAsync"/>.</summary>
internal sealed partial class GatewayPipeline(
    Authenticator authenticator,
    StopBoard stops,
    AdmissionController admission,
    LimitController limits,
    Conversations conversations,
    CompanyInspection company,
    CheaperModels cheaperModels,
    Router router,
    Caching.AnswerCache cache,
    Forwarder forwarder,
    ModelList models,
    LocalCounts counts,
    Audit.Proofs.OwnProofs proofs,
    AuditRecorder recorder,
    Alerts.ISpendObserver spendObserver,
    Telemetry.ExchangeObserver observer,
    Telemetry.Readiness readiness,
    Moderators moderators,
    Review.ReviewQueue reviews,
    TimeProvider time,
    ILogger<GatewayPipeline> logger)
{
    /// <summary>Takes one request through the path, answers it, and records how it ended.</summary>
    public async Task HandleAsync(Exchange exchange)
    {
        var draft = new AuditDraft(exchange);
        Rejection? rejection;
        using var span = observer.Began(exchange);
        try
        {
            rejection = await RunAsync(exchange, draft);
        }
        catch (Exception e) when (e is OperationCanceledException && exchange.Aborted.IsCancellationRequested)
        {
            rejection = Rejection.ClientGone;
        }
        catch (PatternBudgetException e)
        {
            Log.OutOfBudget(logger, exchange.Id, e.Message);
            rejection = Rejection.InspectionFailed; // fail closed
        }
#pragma warning disable CA1031 // the path's only catch-all: whatever went wrong, the exchange ends refused and recorded
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exchange.Id, e.GetType().Name, e.TargetSite?.Name);
            rejection = Rejection.Internal;
        }

        // What was refused or broken off is recorded before the client hears of it; what went through already is.
        var unrecorded = await recorder.RecordResultAsync(exchange, draft, rejection, exchange.HasStarted ? exchange.Status : rejection?.Status ?? exchange.Status);
        draft.Spending?.Dispose();
        draft.Spending?.Tell(spendObserver);
        rejection ??= unrecorded;
        if (rejection is not null) await RejectionWriter.WriteAsync(exchange, rejection);
        observer.Ended(exchange, draft, rejection, span);
        reviews.Consider(exchange, draft, rejection, time.GetUtcNow());
    }

    private async ValueTask<Rejection?> RunAsync(Exchange exchange, AuditDraft draft)
    {
        // 1. Who asks, and may they ask here and now?
        if (readiness.IsDraining) return exchange.Leave(Rejection.Draining);
        if (exchange.Match.Endpoint is null) return Rejection.EndpointNotServed;
        if (exchange.Match.IsWrongMethod) return Rejection.MethodNotAllowed;
        var connection = exchange.ConnectionKey;
        if (PresentedKey.Find(exchange.Request, connection, out var key) is { } ambiguous) return ambiguous;
        if (!authenticator.Authenticate(key, connection).TryGet(out var caller, out var no)) return no;
        draft.Caller = caller;
        if (stops.Check(exchange.Id, caller) is { } stopped) return stopped;
        if (Authorizer.CheckEndpoint(caller, exchange.Match.Group) is { } outOfScope) return outOfScope;

        // 2. May one more exchange be open, and what does it ask for?
        if (!admission.Admit(caller, exchange.Snapshot.Limits).TryGet(out var permit, out no)) return no;
        using var open = permit;
        if (!(await exchange.ReadBodyAsync()).TryGet(out var body, out no)) return no;
        using var _ = body;
        draft.Facts = body.Facts;
        if (Authorizer.CheckCapabilities(caller, body.Facts.Needs) is { } lacking) return lacking;
        if (!(await limits.EnterAsync(exchange, body, caller)).TryGet(out var spending, out no)) return no;
        draft.Spending = spending; // settled with the result, whatever it is
        if (exchange.Match.Endpoint is Endpoint.ListModels or Endpoint.GetModel) return await models.WriteAsync(exchange, caller);
        if (exchange.Match.Endpoint is Endpoint.Estimate) return await counts.WriteEstimateAsync(exchange, body, caller);
        if (exchange.Match.Endpoint is Endpoint.AuditProof) return await proofs.WriteAsync(exchange, caller);

        // 3. What does it say?
        if (stops.CheckModel(exchange.Id, exchange.ModelOf(body)) is { } stoppedModel) return stoppedModel;
        if (!(await conversations.OpenAsync(exchange, body, caller)).TryGet(out var conversation, out no)) return no;
        var guardrails = exchange.Snapshot.Guardrails;
        var guards = exchange.Snapshot.GuardsFor(exchange.Match, exchange.ModelOf(body));
        if (!InspectedRequest.Inspect(body, guardrails.For(exchange.Match.Group).Request, guards, conversation, caller.KeyId, draft.Findings = new FindingTally()).TryGet(out var inspected, out no)) return no;
        draft.Request = inspected;
        if (CompanyInspection.Classify(exchange.Snapshot.Company, inspected) is { } unwanted) return unwanted;
        var sensitivity = Classifier.Classify(inspected);
        draft.Sensitivity = sensitivity;

        // 4. Who may see it, and may it cost that much?
        var cheaper = await cheaperModels.FindAsync(exchange, body, inspected, conversation, caller);
        if (!router.Plan(exchange, body, conversation, caller, sensitivity, cheaper).TryGet(out var plan, out no)) return no;
        if (!(await limits.ReserveAsync(spending, exchange, body, inspected, plan, caller)).TryGet(out plan, out no)) return no;
        (draft.Target, draft.CheaperRule) = (plan.Targets[0], plan.CheaperRule);
        company.Expose(exchange.Snapshot.Company, inspected, caller.KeyId);

        if (LocalCounts.Answers(exchange, plan)) return await counts.WriteCountAsync(exchange, body, plan.Targets[0]);
        var counted = counts.Sample(exchange, body, plan.Targets[0]);

        // 5. Record, then send: no record, no request.
        if (await recorder.RecordIntentAsync(exchange, body, caller, draft) is { } unrecorded) return unrecorded;
        if (guards.RequestModeration.Count > 0)
        {
            if (stops.Check(exchange.Id, caller) is { } stoppedNow) return stoppedNow;
            var moderated = await moderators.JudgeAsync(guards.RequestModeration, inspected.NewestUserText(), sensitivity, inspected.Findings, "request", exchange.Id, exchange.Aborted);
            draft.FailedOpen = moderated.FailedOpen;
            if (moderated.Rejection is { } unsafeText) return unsafeText;
        }

        draft.Overhead = exchange.Elapsed;
        var slot = cache.KeyOf(new Caching.CacheQuestion(exchange, inspected, plan, caller, sensitivity));
        var kept = slot is null ? null : cache.Find(slot, plan);
        if (kept is { Target: var from } && stops.Check(exchange.Id, caller, exchange.ModelOf(body), from) is { } stoppedThere) return stoppedThere;
        draft.IsFromCache = kept is not null;
        if (slot is not null) exchange.SetHeader("x-sallyport-cache", draft.IsFromCache ? "hit" : "miss");
        var tries = forwarder.Open(spending);
        if (!draft.IsFromCache) draft.Tries = tries;
        if (!(kept is { } found ? OpenReply.Of(found.Answer, found.Target, plan) : await forwarder.SendAsync(plan, inspected, permit, tries, exchange, caller)).TryGet(out var reply, out no))
        {
            draft.Target = tries.Last ?? draft.Target;
            return no;
        }

        await using var answering = reply;
        body.KeepFactsOnly();
        if (reply.TryGiveRequestBack()) body.GiveBytesBack();
        draft.FirstByte = exchange.Elapsed - draft.Overhead.Value;
        (draft.Target, draft.UpstreamStatus) = (reply.Target, draft.IsFromCache ? null : reply.Reply.Status);

        // 6. Bring the answer back.
        await conversations.ForgetDeletedAsync(exchange, caller, reply);
        var judge = guards.ResponseModeration.Count > 0 ? new AnswerJudge(moderators, exchange, inspected, sensitivity, draft) : null;
        var recording = slot is not null && !draft.IsFromCache && reply.Reply.Status == 200 ? Caching.AnswerCache.Record(exchange.Snapshot.Cache!) : null;
        using var ending = new AnswerEnding(recorder, exchange, draft) { Recording = recording };
        draft.Relayed = await ResponseRelay.RelayAsync(reply, exchange, inspected, conversations.Keeper(exchange, body.Facts, conversation, caller, reply), judge, ending);
        reply.EndedWith(draft.Relayed.Rejection);
        if (recording?.ToArray() is { } whole && draft.Relayed is { Rejection: null, IsCut: false, HasEnded: true }) cache.Keep(slot!, reply.ToCached(whole), exchange.Snapshot.Cache!);
        if (draft.Target == plan.Targets[0] && !draft.IsFromCache) counts.Learn(draft.Target, counted, draft.Relayed.Usage);
        return draft.Relayed.Rejection;
    }

    private static partial class Log
    {
        // Not the exception itself: a message or a stack of arguments could quote content.
        [LoggerMessage(1001, LogLevel.Error, "Exchange {ExchangeId} failed with {ExceptionType} in {Method}")]
        public static partial void Failed(ILogger logger, Guid exchangeId, string exceptionType, string? method);

        [LoggerMessage(1005, LogLevel.Error, "Exchange {ExchangeId} was ended: {Reason}")]
        public static partial void OutOfBudget(ILogger logger, Guid exchangeId, string reason);
    }
}
