using System.Reflection;

namespace Sallyport.Server;

/// <summary>Our own version, as built.</summary>
internal static class ProductVersion
{
    /// <summary>Version without build metadata: <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
