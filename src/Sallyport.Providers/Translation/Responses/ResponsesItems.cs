using System.Globalization;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>Turns the parts of an answer into items: neighbouring words are one message.</summary>
internal static class ResponsesItems
{
    /// <param name="parts">Parts of one answer.</param>
    /// <param name="requestId">Ours, of which ids are made.</param>
    /// <exception cref="UntranslatableException">A response holds no media.</exception>
    public static List<ResponsesItem> Of(List<Part> parts, string requestId)
    {
        var items = new List<ResponsesItem>();
        foreach (var part in parts)
        {
            if (part is TextPart or RefusalPart && items.Count > 0 && items[^1].Parts[0] is TextPart or RefusalPart) items[^1].Parts.Add(part);
            else items.Add(new ResponsesItem(IdOf(part, requestId, items.Count), [part]));
        }

        return items;
    }

    public static string IdOf(Part part, string requestId, int index) => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(part)}_{requestId}_{index}");

    private static string PrefixOf(Part part) => part switch
    {
        TextPart or RefusalPart => "msg",
        ToolCallPart => "fc",
        ReasoningPart => "rs",
        _ => throw new UntranslatableException("media in an answer"),
    };
}
