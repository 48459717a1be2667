using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Forwarding;

/// <summary>How long a client waits for the answer to begin, in all attempts together: the header <c>x-sallyport-timeout</c>, in seconds.</summary>
internal static class RequestDeadline
{
    public const string Header = "x-sallyport-timeout";

    private const double Least = 0.1, Most = 3_600;

    /// <param name="limit">From the arrival of the request; null without the header.</param>
    /// <returns>400 <c>header_refused</c> if it is there twice or is no number from 0.1 to 3,600; null if it can be read or is not there.</returns>
    public static Rejection? Read(IHeaderDictionary headers, out TimeSpan? limit)
    {
        limit = null;
        if (!headers.TryGetValue(Header, out var values) || values.Count == 0) return null;
        if (values.Count > 1 || !double.TryParse(values[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds is not (>= Least and <= Most)) return Rejection.TimeoutRefused;
        limit = TimeSpan.FromSeconds(seconds);
        return null;
    }
}
