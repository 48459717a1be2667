namespace Sallyport.Storage.Files;

/// <summary>A file that only takes up space, so that there is some when the disk is full.</summary>
/// <param name="bytes">Its size; 0 for none.</param>
internal sealed class Ballast(string directory, long bytes)
{
    public const string FileName = "sallyport.ballast";

    private readonly string _path = Path.Combine(directory, FileName);

    public long Bytes => bytes;

    public bool IsThere => bytes == 0 || (File.Exists(_path) && new FileInfo(_path).Length == bytes);

    /// <summary>Allocates it, if it is not there.</summary>
    /// <returns>False if there is no room.</returns>
    public bool TryMake()
    {
        if (IsThere) return true;
        try
        {
            File.Delete(_path); // one of another size
            // Allocated by the file system, not written: 64 MiB cost no time. Thrown away by file systems that do not know allocation.
            using var file = new FileStream(_path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = bytes, Share = FileShare.None });
            file.SetLength(bytes);
            file.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Release();
            return false;
        }
    }

    /// <summary>Gives the space free. Never throws: this is called when the disk is in trouble.</summary>
    /// <returns>True if it was there.</returns>
    public bool Release()
    {
        try
        {
            if (bytes == 0 || !File.Exists(_path)) return false;
            File.Delete(_path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
