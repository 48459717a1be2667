using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Moderation;

/// <summary>Has one answer judged when it is whole: before it leaves, or, for a stream, after.</summary>
internal sealed class AnswerJudge(Moderators moderators, Exchange exchange, InspectedRequest request, Sensitivity sensitivity, AuditDraft draft)
{
    private readonly GuardPolicy _guards = exchange.Snapshot.Guardrails.GuardsFor(exchange.Match.Group);

    /// <summary>The model's words so far, placeholders still in place.</summary>
    public AnswerTranscript Transcript { get; } = new();

    /// <summary>Judges what the transcript holds.</summary>
    /// <param name="hasLeft">True if the client has the answer already: it can only be flagged.</param>
    public async ValueTask<Rejection?> JudgeAsync(bool hasLeft)
    {
        var rules = hasLeft ? [.. _guards.ResponseModeration.Select(r => r with { Rule = r.Rule with { Action = GuardrailAction.Flag } })] : _guards.ResponseModeration;
        var text = Transcript.Masked(exchange.Snapshot.Guardrails.For(exchange.Match.Group).Response.Enforced, _guards.Unsent.Enforced);
        var moderated = await moderators.JudgeAsync(rules, text, sensitivity, request.Findings, "response", exchange.Id, exchange.Aborted);
        draft.FailedOpen |= moderated.FailedOpen || (hasLeft && moderated.Rejection is not null);
        return hasLeft ? null : moderated.Rejection;
    }
}
