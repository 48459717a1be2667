namespace Sallyport.Providers.OpenAI;

/// <summary>Which capability each built-in tool of OpenAI's APIs needs.</summary>
internal static class OpenAITools
{
    public static Capabilities CapabilityOf(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("function"u8) || type.SequenceEqual("custom"u8) || type.SequenceEqual("local_shell"u8) || type.SequenceEqual("apply_patch"u8) ? Capabilities.Tools // run by the client
        : type.StartsWith("web_search"u8) ? Capabilities.WebSearch
        : type.SequenceEqual("file_search"u8) ? Capabilities.FileSearch
        : type.SequenceEqual("code_interpreter"u8) || type.SequenceEqual("shell"u8) ? Capabilities.CodeExecution
        : type.StartsWith("computer"u8) ? Capabilities.ComputerUse
        : type.SequenceEqual("mcp"u8) ? Capabilities.RemoteMcp
        : type.SequenceEqual("image_generation"u8) ? Capabilities.ImageGeneration
        : Capabilities.UnknownTools;
}
