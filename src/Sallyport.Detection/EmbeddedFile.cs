namespace Sallyport.Detection;

/// <summary>What this assembly carries within itself: word lists and trained weights. Reads nothing from outside.</summary>
internal static class EmbeddedFile
{
    public static byte[] Read(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing from the assembly");
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }

    public static string[] ReadLines(string name) => System.Text.Encoding.UTF8.GetString(Read(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
