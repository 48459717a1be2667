using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Reads the address of an OTLP receiver.</summary>
internal static class OtlpAddress
{
    public const string Allowed = "an http or https address without credentials, such as http://127.0.0.1:4318";

    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0;
}
