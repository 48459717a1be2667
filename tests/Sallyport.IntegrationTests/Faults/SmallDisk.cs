using System.Diagnostics;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>A file system of its own, in memory, that is quickly full. Needs root: where mounting is impossible the test fails.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(int kib)
    {
        Path = Directory.CreateTempSubdirectory("sallyport-disk-").FullName;
        Shell($"mount -t tmpfs -o size={kib}k tmpfs {Path}");
    }

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Runs a command as an operator would.</summary>
    public static void Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"'{command}' failed ({process.ExitCode}): {error}");
    }

    /// <summary>Writes a file until nothing more fits, or until so many KiB are left.</summary>
    public void Fill(int leaveKib = 0)
    {
        var free = new DriveInfo(Path).AvailableFreeSpace - (leaveKib * 1024L);
        using var file = new FileStream(Filler, FileMode.Append);
        var block = new byte[4096];
        try
        {
            for (; free > 0; free -= block.Length)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // full, as was asked
        }
    }

    public void Free() => File.Delete(Filler);

    /// <summary>From now on who opens a file cannot write; who has one open still can.</summary>
    public void MakeReadOnly() => Shell($"mount --bind {Path} {Path} && mount -o remount,bind,ro {Path}");

    public void Dispose()
    {
        Shell($"while umount -l {Path} 2>/dev/null; do :; done");
        Directory.Delete(Path);
    }
}
