using System.Globalization;

namespace Sallyport.LedgerBench;

/// <summary>Lines of the table, in the order they were measured.</summary>
internal sealed class Results(long requests)
{
    private readonly List<(string Name, string Value)> _lines = [];

    public long Requests => requests;

    public void Add(string name, string value)
    {
        _lines.Add((name, value));
        Console.Error.WriteLine($"{name}: {value}");
    }

    public void Print(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{requests:N0} requests; {Environment.ProcessorCount} processors; load average before the end {Load()}"));
        foreach (var (name, value) in _lines) output.WriteLine($"{name,-44} {value}");
    }

    public void Write(string path)
    {
        using var file = new StreamWriter(path);
        Print(file);
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
