using System.Text;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Export;

public sealed class FileExportTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Every_record_is_a_line_byte_for_byte_and_files_stay_near_their_size()
    {
        await using var run = await ExportRun.StartAsync(new FileTarget(_scratch.File("out"), 16_384));
        await run.UntilAllIsHandedOverAsync();

        var files = Directory.GetFiles(_scratch.File("out")).Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length > 2);
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 16_384 + 60 * 1024));
        Assert.Equal(
            (await run.LeavesAsync()).Select(l => Encoding.UTF8.GetString(l.Json.Span)),
            files.SelectMany(f => Encoding.UTF8.GetString(File.ReadAllBytes(f)).Split('\n')[..^1]));
        Assert.All(files, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_and_later_made()
    {
        await File.WriteAllTextAsync(_scratch.File("out"), "a file where the folder should be");
        await using var run = await ExportRun.StartAsync(new FileTarget(_scratch.File("out"), 1_000_000));
        await run.UntilAsync(s => s.State == "failing");
        Assert.StartsWith("input_output", run.Status.Fault, StringComparison.Ordinal);

        File.Delete(_scratch.File("out"));
        await run.UntilAllIsHandedOverAsync();
        Assert.Equal((await run.LeavesAsync()).Count, File.ReadLines(Assert.Single(Directory.GetFiles(_scratch.File("out")))).Count());
    }
}
