using Sallyport.Providers;

namespace Sallyport.Gateway.Authentication;

/// <summary>Capabilities as words: <c>web_search</c>.</summary>
internal static class CapabilityWords
{
    public static string Of(Capabilities capability) => capability switch
    {
        Capabilities.Tools => "tools",
        Capabilities.Store => "store",
        Capabilities.WebSearch => "web_search",
        Capabilities.CodeExecution => "code_execution",
        Capabilities.FileSearch => "file_search",
        Capabilities.RemoteMcp => "remote_mcp",
        Capabilities.ComputerUse => "computer_use",
        Capabilities.ImageGeneration => "image_generation",
        Capabilities.Media => "media",
        Capabilities.Logprobs => "logprobs",
        _ => "unknown_tools",
    };
}
