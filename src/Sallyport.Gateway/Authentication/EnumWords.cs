using System.Text.Json;

namespace Sallyport.Gateway.Authentication;

/// <summary>Values of our enumerations as people and records name them: <c>web_search</c>, <c>failed_open</c>.</summary>
public static class EnumWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
