using Microsoft.Extensions.Logging;
using Sallyport.Detection;
using Sallyport.Providers;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Turns the file's words into values. The binder has refused all others, so the defaults here are never reached.</summary>
internal static class Words
{
    public static IReadOnlyList<(EndpointGroups Group, string Word)> InspectedGroups { get; } =
    [
        (EndpointGroups.Chat, "chat"), (EndpointGroups.Responses, "responses"), (EndpointGroups.Embeddings, "embeddings"),
        (EndpointGroups.Messages, "messages"), (EndpointGroups.Generate, "generate"), (EndpointGroups.Complete, "complete"),
        (EndpointGroups.Completions, "completions"), (EndpointGroups.Moderations, "moderations"), (EndpointGroups.Images, "images"), (EndpointGroups.Audio, "audio"), (EndpointGroups.Rerank, "rerank"),
    ];

    public static Classification.Sensitivity Sensitivity(string word) => word switch
    {
        "public" => Classification.Sensitivity.Public,
        "internal" => Classification.Sensitivity.Internal,
        "confidential" => Classification.Sensitivity.Confidential,
        _ => Classification.Sensitivity.Restricted,
    };

    public static GuardrailAction Action(string word) => word switch
    {
        "allow" => GuardrailAction.Allow,
        "flag" => GuardrailAction.Flag,
        "pseudonymize" => GuardrailAction.Pseudonymize,
        "redact" => GuardrailAction.Redact,
        _ => GuardrailAction.Block,
    };

    public static Confidence Confidence(string word) => word switch
    {
        "certain" => Detection.Confidence.Certain,
        "likely" => Detection.Confidence.Likely,
        _ => Detection.Confidence.Possible,
    };

    public static SafetyThreshold Safety(string word) => word switch
    {
        "high" => SafetyThreshold.High,
        "medium" => SafetyThreshold.Medium,
        "low" => SafetyThreshold.Low,
        _ => SafetyThreshold.None,
    };

    public static SpotlightMode Spotlight(string word) => word switch
    {
        "delimit" => SpotlightMode.Delimit,
        "datamark" => SpotlightMode.Datamark,
        "encode" => SpotlightMode.Encode,
        _ => SpotlightMode.None,
    };

    public static ReviewLevel Review(string word) => word switch
    {
        "none" => ReviewLevel.None,
        "blocked" => ReviewLevel.Blocked,
        "flagged" => ReviewLevel.Flagged,
        _ => ReviewLevel.Changed,
    };

    public static LogLevel LogLevel(string word) => word switch
    {
        "trace" => Microsoft.Extensions.Logging.LogLevel.Trace,
        "debug" => Microsoft.Extensions.Logging.LogLevel.Debug,
        "warn" => Microsoft.Extensions.Logging.LogLevel.Warning,
        "error" => Microsoft.Extensions.Logging.LogLevel.Error,
        _ => Microsoft.Extensions.Logging.LogLevel.Information,
    };
}
