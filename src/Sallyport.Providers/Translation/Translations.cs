using Sallyport.Providers.Translation.Chat;
using Sallyport.Providers.Translation.Gemini;
using Sallyport.Providers.Translation.Messages;
using Sallyport.Providers.Translation.Responses;

namespace Sallyport.Providers.Translation;

/// <summary>The dialects that can be translated, written out by hand.</summary>
public static class Translations
{
    private static readonly ChatTranslation Chat = new(isCompatible: false), CompatibleChat = new(isCompatible: true);
    private static readonly MessagesTranslation Messages = new(isCompatible: false), CompatibleMessages = new(isCompatible: true);
    private static readonly ResponsesTranslation Responses = new();
    private static readonly GeminiTranslation Gemini = new();

    /// <param name="dialect">A dialect.</param>
    /// <param name="isCompatible">True for an upstream that speaks the dialect but is not its vendor's (vLLM, Ollama, Mistral, DeepSeek): older words are chosen, which all of them know. It matters to requests only.</param>
    /// <returns>Null if requests and answers of this dialect stay in it.</returns>
    public static DialectTranslation? Of(DialectId dialect, bool isCompatible = false) => dialect switch
    {
        DialectId.OpenAIChat => isCompatible ? CompatibleChat : Chat,
        DialectId.OpenAIResponses => Responses,
        DialectId.AnthropicMessages => isCompatible ? CompatibleMessages : Messages,
        DialectId.Gemini => Gemini,
        _ => null,
    };
}
