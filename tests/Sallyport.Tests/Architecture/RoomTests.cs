using System.Text.RegularExpressions;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Architecture;

/// <summary>What may be touched in which room.</summary>
public sealed partial class RoomTests
{
    /// <summary>Readers and writers over memory are not I/O.</summary>
    private static readonly HashSet<string> HarmlessIO = new(StringComparer.Ordinal) { "System.IO.InvalidDataException", "System.IO.EndOfStreamException", "System.IO.IOException", "System.IO.Stream" /* what the assembly itself carries; a file would need more */, "System.IO.Compression.GZipStream", "System.IO.Compression.CompressionMode" };

    /// <summary>Where HTTP enters and leaves. The pipeline's outermost method is handed the context and gives it to the listener.</summary>
    private static readonly string[] HttpRooms = ["src/Sallyport.Gateway/Listener/", "src/Sallyport.Gateway/Forwarding/"];

    [Theory]
    [InlineData("Sallyport.Detection")]
    [InlineData("Sallyport.Providers")]
    [InlineData("Sallyport.Tokens")]
    public void Pure_rooms_use_no_sockets_files_host_or_logging(string project)
    {
        Assert.DoesNotContain(AssemblyReferences.TypesUsedBy(project), type =>
            type is not "System.Net.IPAddress" and not "System.Net.IPNetwork" // parsing an address opens no socket
            && (StartsWithAny(type, "System.Net.", "Microsoft.AspNetCore.", "Microsoft.Extensions.", "System.Diagnostics.Process", "Microsoft.Data.")
                || (type.StartsWith("System.IO.", StringComparison.Ordinal) && !type.StartsWith("System.IO.Pipelines.", StringComparison.Ordinal) && !HarmlessIO.Contains(type))));
    }

    /// <summary>The verifier judges a log without the code of the gateway. It reads files, in one folder, because an archive is a tree of files.</summary>
    [Fact]
    public void The_ledger_uses_no_sockets_host_database_or_logging() =>
        Assert.DoesNotContain(AssemblyReferences.TypesUsedBy("Sallyport.Ledger"), type =>
            StartsWithAny(type, "System.Net.", "Microsoft.AspNetCore.", "Microsoft.Extensions.", "System.Diagnostics.Process", "Microsoft.Data.", "System.Data.", "Sallyport."));

    [Fact]
    public void Only_the_archives_of_the_ledger_touch_files()
    {
        var offenders = AssemblyReferences.SourcesOf("src/Sallyport.Ledger")
            .Where(f => !f.Contains("/Archives/", StringComparison.Ordinal) && FileAccess().IsMatch(File.ReadAllText(f)));
        Assert.Empty(offenders);
    }

    [Theory]
    [InlineData("Sallyport.Detection")]
    [InlineData("Sallyport.Providers")]
    [InlineData("Sallyport.Ledger")]
    [InlineData("Sallyport.Tokens")]
    public void Pure_rooms_know_no_clock(string project) =>
        Assert.DoesNotContain(AssemblyReferences.TypesUsedBy(project), type => type is "System.TimeProvider" or "System.Threading.Timer" or "System.Diagnostics.Stopwatch");

    [Fact]
    public void Storage_knows_no_HTTP() =>
        Assert.DoesNotContain(AssemblyReferences.TypesUsedBy("Sallyport.Storage"), type => StartsWithAny(type, "Microsoft.AspNetCore.", "System.Net.Http."));

    [Fact]
    public void Inside_the_gateway_only_listener_and_forwarding_know_HTTP()
    {
        var offenders = AssemblyReferences.SourcesOf("src/Sallyport.Gateway")
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Where(f => !StartsWithAny(f, HttpRooms) && File.ReadAllText(Repository.Combine(f)) is var code
                && (code.Contains("HttpContext", StringComparison.Ordinal) || code.Contains("HttpMessageInvoker", StringComparison.Ordinal) || code.Contains("SocketsHttpHandler", StringComparison.Ordinal)));
        Assert.Empty(offenders);
    }

    [Fact]
    public void SQL_is_written_in_storage_only()
    {
        var offenders = new[] { "Sallyport.Detection", "Sallyport.Providers", "Sallyport.Gateway", "Sallyport.Control" }
            .Where(project => AssemblyReferences.TypesUsedBy(project).Any(type => StartsWithAny(type, "Microsoft.Data.", "System.Data.", "Dapper.", "Npgsql", "SQLitePCL.")));
        Assert.Empty(offenders);
    }

    [GeneratedRegex(@"\b(File|Directory|FileStream|FileInfo|DirectoryInfo|RandomAccess)\b[.(]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileAccess();

    private static bool StartsWithAny(string text, params ReadOnlySpan<string> prefixes)
    {
        foreach (var prefix in prefixes)
            if (text.StartsWith(prefix, StringComparison.Ordinal)) return true;
        return false;
    }
}
