using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Listener;

/// <summary>Finds the key that a request presents, in any of the places that client libraries use.</summary>
internal static class PresentedKey
{
    /// <summary>The key, or null if there is none. A rejection if two places hold different ones: which was meant cannot be known.</summary>
    public static Rejection? Find(HttpRequest request, ConnectionKey? connection, out string? key)
    {
        key = null;
        var headers = request.Headers;
        if (Take(Bearer(headers.Authorization, connection), ref key) && Take(headers["x-api-key"], ref key) && Take(headers["x-goog-api-key"], ref key)
            && Take(headers["api-key"], ref key) && Take(request.QueryString.HasValue ? request.Query["key"] : default, ref key)) return null;
        key = null;
        return Rejection.KeyAmbiguous;
    }

    private static StringValues Bearer(StringValues authorization, ConnectionKey? connection)
    {
        if (authorization.Count != 1) return authorization;
        if (authorization[0] is not { } value || !value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return StringValues.Empty;
        return connection?.Presented(value, Cut) ?? Cut(value);
    }

    private static string Cut(string bearer) => bearer["Bearer ".Length..].Trim();

    private static bool Take(StringValues values, ref string? key)
    {
        if (values.Count == 0) return true;
        if (values.Count > 1) return false;
        var value = values[0];
        if (string.IsNullOrEmpty(value)) return true;
        if (key is not null && key != value) return false;
        key = value;
        return true;
    }
}
