using System.Text;
using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Listener;

/// <summary>Which query parameters may reach an upstream. The rest is refused: a parameter is a place for content like any other.</summary>
internal static class QueryPolicy
{
    private const int MaxValueLength = 128;

    /// <summary>Builds the query for the upstream; empty, or starting with a question mark.</summary>
    public static Rejection? Build(HttpRequest request, out string query)
    {
        query = "";
        if (!request.QueryString.HasValue) return null;
        StringBuilder? built = null;
        foreach (var (name, values) in request.Query)
        {
            if (name is "key" or "api-version") continue; // our own key; the version that a client of Azure's speaks to us, which an upstream of another kind or version must not hear
            if (!IsAllowed(name)) return Rejection.QueryNotAllowed;
            foreach (var value in values)
            {
                if (value is null || value.Length > MaxValueLength || !IsPlain(value)) return Rejection.QueryNotAllowed;
                built = (built is null ? new StringBuilder("?") : built.Append('&')).Append(Uri.EscapeDataString(name)).Append('=').Append(value);
            }
        }

        query = built?.ToString() ?? "";
        return null;
    }

    private static bool IsAllowed(string name) => name is "alt" or "beta" or "after" or "before" or "limit" or "order" or "include" or "include[]" or "stream" or "starting_after" or "include_obfuscation"
        or "after_id" or "before_id" or "pageSize" or "pageToken";

    private static bool IsPlain(string value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) return false;
        }

        return true;
    }
}
