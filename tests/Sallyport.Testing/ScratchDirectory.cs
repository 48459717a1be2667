using System.Security.Cryptography;

namespace Sallyport.Testing;

/// <summary>A directory of its own for one test, removed afterwards.</summary>
public sealed class ScratchDirectory : IDisposable
{
    public ScratchDirectory() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "sallyport-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
