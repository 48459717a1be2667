using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sallyport.Ledger.Hashing;

/// <summary>OpenSSL's SHA-256 without its object layer, which costs a microsecond a call: ten times the hash of a tree node.</summary>
internal static unsafe partial class LibCryptoSha256
{
    private const string Library = "libcrypto.so.3";
    private const int StateBytes = 112; // SHA256_CTX of openssl/sha.h, unchanged since it exists

    /// <summary>Whether the functions are there and do what the framework's do, within the memory that they are given.</summary>
    public static bool IsUsable { get; } = Check();

    [LibraryImport(Library, EntryPoint = "SHA256_Init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static partial int Begin(ref Sha256State state);

    /// <summary>For short pieces: a collection waits for it.</summary>
    [LibraryImport(Library, EntryPoint = "SHA256_Update")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static partial int AddShort(ref Sha256State state, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library, EntryPoint = "SHA256_Update")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Add(ref Sha256State state, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library, EntryPoint = "SHA256_Final")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static partial int End(Span<byte> hash32, ref Sha256State state);

    private static bool Check()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(LibCryptoSha256).Assembly, DllImportSearchPath.SafeDirectories, out var library)) return false;
        foreach (var name in (ReadOnlySpan<string>)["SHA256_Init", "SHA256_Update", "SHA256_Final"])
            if (!NativeLibrary.TryGetExport(library, name, out _)) return false;

        var state = default(Sha256State);
        Span<byte> memory = MemoryMarshal.AsBytes(new Span<Sha256State>(ref state)), hash = stackalloc byte[32], data = stackalloc byte[200];
        var beyond = memory[StateBytes..];
        beyond.Fill(0xA5);
        for (var i = 0; i < data.Length; i++) data[i] = (byte)i;
        if (Begin(ref state) != 1 || AddShort(ref state, data[..77], 77) != 1 || Add(ref state, data[77..], (nuint)(data.Length - 77)) != 1 || End(hash, ref state) != 1) return false;
        return hash.SequenceEqual(SHA256.HashData(data)) && !beyond.ContainsAnyExcept((byte)0xA5);
    }
}

/// <summary>A hash in progress: what OpenSSL needs, and room to notice if it ever needs more.</summary>
[InlineArray(16)]
internal struct Sha256State
{
    private ulong _first;
}
