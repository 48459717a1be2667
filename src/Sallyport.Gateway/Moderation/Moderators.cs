using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Moderation;

/// <summary>Has texts judged by those whom the guardrails name, one after another.</summary>
internal sealed partial class Moderators(UpstreamTransport transport, Admission.Stops.StopBoard stops, TimeProvider time, ILogger<Moderators> logger)
{
    private const int MaxChars = 100_000; // longer than what the services take; a text beyond it is not judged

    private readonly ConditionalWeakTable<ModeratorDefinition, IRemoteDetector> _detectors = [];

    /// <summary>Has a text judged.</summary>
    /// <param name="rules">By whom, and what follows.</param>
    /// <param name="text">Masked: it leaves for somebody else.</param>
    /// <param name="sensitivity">How sensitive the exchange is: a moderator's upstream may receive no more than its <c>max_sensitivity</c>.</param>
    /// <param name="findings">Where a no is counted.</param>
    /// <param name="direction">"request" or "response".</param>
    /// <param name="exchangeId">For the log.</param>
    /// <param name="aborted">Fires when the client is gone.</param>
    public async ValueTask<Moderated> JudgeAsync(IReadOnlyList<ModerationRule> rules, string text, Sensitivity sensitivity, FindingTally findings, string direction, Guid exchangeId, CancellationToken aborted)
    {
        var failedOpen = false;
        for (var i = 0; i < rules.Count && !string.IsNullOrWhiteSpace(text); i++)
        {
            var (moderator, rule) = (rules[i].Moderator, rules[i].Rule);
            var verdict = text.Length > MaxChars || sensitivity > moderator.Upstream.MaxSensitivity ? RemoteVerdict.Failed : await JudgeAsync(moderator, text, exchangeId, aborted);
            if (verdict == RemoteVerdict.Clean) continue;
            if (verdict == RemoteVerdict.Failed)
            {
                Log.Failed(logger, moderator.Id, exchangeId, direction);
                if (!moderator.FailsOpen && !rule.MonitorOnly) return new Moderated(Rejection.ModerationUnavailable(moderator.Id), failedOpen);
                failedOpen = true;
                continue;
            }

            findings.Add(rule, direction);
            if (rule is not { Action: GuardrailAction.Block, MonitorOnly: false }) continue;
            return new Moderated(direction == "request" ? Rejection.GuardrailBlocked(rule.Guardrail, moderator.Id) : Rejection.OutputBlocked(rule.Guardrail, moderator.Id), failedOpen);
        }

        return new Moderated(null, failedOpen);
    }

    // Not a rejection of ours: what follows when a moderator cannot be asked is the operator's choice.
    private ValueTask<RemoteVerdict> JudgeAsync(ModeratorDefinition moderator, string text, Guid exchangeId, CancellationToken aborted) =>
        stops.CheckUpstream(exchangeId, moderator.Upstream.Id) is null ? DetectorOf(moderator).JudgeAsync(text, aborted) : new(RemoteVerdict.Failed);

    private IRemoteDetector DetectorOf(ModeratorDefinition moderator) => _detectors.GetValue(moderator, m => new RemoteModerator(m, transport, time));

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Warning, "Moderator {Moderator} gave no judgement of the {Direction} of exchange {ExchangeId}")]
        public static partial void Failed(ILogger logger, string moderator, Guid exchangeId, string direction);
    }
}

/// <summary>What came of it.</summary>
/// <param name="Rejection">What ends the exchange; null if nothing does.</param>
/// <param name="FailedOpen">True if somebody gave no judgement and the operator lets that pass.</param>
internal readonly record struct Moderated(Rejection? Rejection, bool FailedOpen);
