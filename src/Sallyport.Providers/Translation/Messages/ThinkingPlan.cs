using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>How a demand for reasoning is put to a Claude model.</summary>
/// <remarks>
/// A budget lies between 1,024 tokens and the cap of the answer, to which thoughts count, forbids a forced tool, and demands that the thoughts of a round of tools come back, which no other dialect's client can do. Where it cannot be, the model answers without, and the client is told.
/// </remarks>
/// <param name="Type">Null says nothing about thinking.</param>
/// <param name="BudgetTokens">For <c>enabled</c>.</param>
/// <param name="Shows">Null leaves it to the model.</param>
/// <param name="Effort">For <c>output_config</c>.</param>
/// <param name="MaxTokens">Cap on the answer, thoughts included.</param>
internal sealed record ThinkingPlan(string? Type, long? BudgetTokens, bool? Shows, string? Effort, long MaxTokens)
{
    public static ThinkingPlan For(ModelRequest request, string model, bool isCompatible)
    {
        var unasked = ClaudeModels.AlwaysThinks(model) ? Translation.Effort.BudgetOf("high")!.Value : 0; // it thinks though nobody asks
        var cap = request.MaxOutputTokens ?? MessagesRequestComposer.DefaultMaxTokens + unasked;
        if (request.Reasoning is not { } demand) return new ThinkingPlan(null, null, null, null, cap);
        if (demand.Effort is "none")
        {
            if (!ClaudeModels.AlwaysThinks(model)) return new ThinkingPlan("disabled", null, null, null, cap);
            request.LeftOut.Add("reasoning_effort");
            return new ThinkingPlan(null, null, null, "low", cap);
        }

        if (demand.Effort is { } word && Translation.Effort.BudgetOf(word) is null) throw new UntranslatableException("reasoning effort");

        var budget = demand.BudgetTokens ?? Translation.Effort.BudgetOf(demand.Effort ?? "high")!.Value;
        if (isCompatible || ClaudeModels.ThinksWithinBudget(model)) return WithBudget(request, demand, budget);
        return new ThinkingPlan("adaptive", null, demand.ShowsThoughts, EffortOf(demand), request.MaxOutputTokens ?? MessagesRequestComposer.DefaultMaxTokens + budget);
    }

    public void Write(Utf8JsonWriter json)
    {
        if (Type is null) return;
        json.WriteStartObject("thinking");
        json.WriteString("type", Type);
        if (BudgetTokens is { } budget) json.WriteNumber("budget_tokens", budget);
        if (Shows is { } shows) json.WriteString("display", shows ? "summarized" : "omitted");
        json.WriteEndObject();
    }

    private static ThinkingPlan WithBudget(ModelRequest request, ReasoningDemand demand, long budget)
    {
        budget = Math.Max(budget, Translation.Effort.LeastBudgetTokens);
        var cap = request.MaxOutputTokens ?? MessagesRequestComposer.DefaultMaxTokens + budget;
        budget = Math.Min(budget, cap - 1);
        var isForced = request.ToolChoice?.Kind is ToolChoiceKind.Required or ToolChoiceKind.Named;
        if (budget >= Translation.Effort.LeastBudgetTokens && !isForced && !IsInRoundOfTools(request)) return new ThinkingPlan("enabled", budget, demand.ShowsThoughts, null, cap);
        request.LeftOut.Add("reasoning_effort");
        return new ThinkingPlan(null, null, null, null, cap);
    }

    // The assistant spoke last by calling tools, so the model goes on with a turn whose thoughts we do not have.
    private static bool IsInRoundOfTools(ModelRequest request) => request.Turns.FindLast(static t => t.Role is TurnRole.Assistant)?.Parts.Exists(static p => p is ToolCallPart) == true;

    private static string? EffortOf(ReasoningDemand demand) => demand.Effort switch
    {
        null => demand.BudgetTokens is { } budget ? Translation.Effort.OfBudget(budget) : null,
        "minimal" => "low",
        var effort => effort,
    };
}
