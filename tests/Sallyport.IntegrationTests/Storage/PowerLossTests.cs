using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sallyport.IntegrationTests.Faults;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

/// <summary>The power goes at random moments: what no sync has covered is taken back from the files, as a disk would forget it. The library that takes the notes is powerloss.c.</summary>
public sealed class PowerLossTests : IDisposable
{
    private static readonly int Moments = Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") == "1" ? 200 : 50;

    private readonly ScratchDirectory _scratch = new();
    private readonly string _library;

    public PowerLossTests()
    {
        _library = _scratch.File("powerloss.so");
        var source = Repository.Combine("tests/Sallyport.CrashProbe/powerloss.c");
        SmallDisk.Shell($"gcc -shared -fPIC -O2 -Wall -Wextra -Werror -o {_library} {source}");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task No_acknowledged_entry_is_lost_by_a_power_cut_where_the_disk_keeps_its_word()
    {
        var data = _scratch.File("data");
        var (receipts, forgotten) = (new HashSet<long>(), 0);
        for (var i = 0; i < Moments; i++)
        {
            var notes = _scratch.File($"notes{i}");
            receipts.UnionWith(await AppendUntilPowerFailsAsync(data, notes, lies: false));
            forgotten += Forget(notes, keep: i % 2 == 0 ? 0 : Random.Shared.NextDouble()); // all of it, or only what was written last
            if (i % 10 == 9) await LogCheck.VerifyAsync(data, receipts);
        }

        await LogCheck.VerifyAsync(data, receipts);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Moments} power cuts, {forgotten} writes forgotten, {receipts.Count} entries acknowledged");
        Assert.True(receipts.Count > Moments, "the probe wrote next to nothing");
        Assert.True(forgotten > Moments, "the power never failed in the middle of anything");
    }

    /// <summary>Without this, a library that takes no notes would make the test above pass.</summary>
    [Fact]
    public async Task On_a_disk_that_lies_about_its_syncs_entries_are_lost()
    {
        var (data, notes) = (_scratch.File("data"), _scratch.File("notes"));
        await AppendUntilPowerFailsAsync(data, _scratch.File("first"), lies: false);
        var receipts = await AppendUntilPowerFailsAsync(data, notes, lies: true);
        Forget(notes, keep: 0);
        var leaves = await LogCheck.VerifyAsync(data);
        Assert.Contains(receipts, r => r >= leaves.Count);
    }

    private async Task<List<long>> AppendUntilPowerFailsAsync(string data, string notes, bool lies)
    {
        Directory.CreateDirectory(notes);
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Sallyport.CrashProbe.dll"), "append", data },
            Environment = { ["LD_PRELOAD"] = _library, ["POWERLOSS_DIR"] = data, ["POWERLOSS_LOG"] = notes, ["POWERLOSS_LIES"] = lies ? "1" : "0" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var lines = new ConcurrentQueue<string>();
        var first = new TaskCompletionSource();
        await process.StandardInput.WriteLineAsync("begin");
        await process.StandardInput.FlushAsync();
        var reading = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                lines.Enqueue(line);
                first.TrySetResult();
            }

            first.TrySetResult();
        });
        await first.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(Random.Shared.Next(lies ? 150 : 60));
        process.Kill();
        await process.WaitForExitAsync();
        await reading;
        return [.. lines.SkipLast(1).Select(l => long.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture))]; // the last line may have been cut off
    }

    /// <summary>Takes back the unsynced writes of each file, newest first.</summary>
    /// <param name="keep">Which part of them, the oldest, had reached the disk all the same.</param>
    /// <returns>How many were taken back.</returns>
    private static int Forget(string notes, double keep)
    {
        var forgotten = 0;
        foreach (var file in Directory.EnumerateFiles(notes))
        {
            var writes = Read(File.ReadAllBytes(file));
            foreach (var (path, offset, size, old) in writes.Skip((int)(writes.Count * keep)).Reverse())
            {
                if (!File.Exists(path)) continue;
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Write);
                stream.Position = offset;
                stream.Write(old);
                stream.SetLength(size);
                forgotten++;
            }
        }

        return forgotten;
    }

    private static List<(string Path, long Offset, long Size, byte[] Old)> Read(byte[] notes)
    {
        var writes = new List<(string, long, long, byte[])>();
        for (var at = 0; at + 24 <= notes.Length;)
        {
            var head = notes.AsSpan(at);
            var (path, data) = (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[4..]));
            if (at + 24 + path + data > notes.Length) break; // killed while it took the note: the write did not happen
            writes.Add((Encoding.UTF8.GetString(head.Slice(24, path)), BinaryPrimitives.ReadInt64LittleEndian(head[8..]), BinaryPrimitives.ReadInt64LittleEndian(head[16..]), head.Slice(24 + path, data).ToArray()));
            at += 24 + path + data;
        }

        return writes;
    }
}
