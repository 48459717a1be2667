using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Witnessing;

namespace Sallyport.Storage.Files;

/// <summary>What a witness keeps: its key, and for each log the last checkpoint that it cosigned. One process at a time.</summary>
/// <remarks>Never restore it from a backup: a witness that forgets may cosign two histories. Lose it, and make a witness with a new key.</remarks>
public sealed class WitnessDirectory : IWitnessState, IDisposable
{
    private const string KeyFileName = "witness.key", LockFileName = "witness.lock", LogsFolder = "logs";

    private readonly string _logs;
    private readonly FileStream _lock;

    private WitnessDirectory(string path, FileStream held, WitnessSigner signer) => (_logs, _lock, Signer) = (Path.Combine(path, LogsFolder), held, signer);

    public WitnessSigner Signer { get; }

    /// <param name="path">Made on the first start, with a new key.</param>
    /// <param name="name">Name of the witness, for its key on the first start; null for one by chance.</param>
    /// <exception cref="InstallationException">It cannot be used, another process uses it, or its key has another name.</exception>
    public static WitnessDirectory Open(string path, string? name)
    {
        FileStream? held = null;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            held = new FileStream(Path.Combine(path, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var isNew = !File.Exists(Path.Combine(path, KeyFileName));
            if (isNew && Directory.Exists(Path.Combine(path, LogsFolder))) throw new InstallationException($"{path} holds what a witness cosigned but not its key. Make a new witness in another directory.");
            var key = OwnerFile.LoadOrCreate(path, KeyFileName, () => Encoding.UTF8.GetBytes(NoteSigner.Generate(name ?? "witness/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))) + "\n"));
            var signer = WitnessSigner.FromNoteForm(Encoding.UTF8.GetString(key));
            CryptographicOperations.ZeroMemory(key);
            if (name is null || signer.Name == name) return new WitnessDirectory(path, held, signer);
            signer.Dispose();
            throw new InstallationException($"The key of the witness in {path} has the name {signer.Name}. A key keeps its name; make another witness in another directory.");
        }
        catch (Exception e)
        {
            held?.Dispose();
            throw e switch
            {
                IOException when held is null => new InstallationException($"Another process uses the witness in {path}, or it cannot be made: {e.Message}", e),
                IOException or UnauthorizedAccessException or FormatException or CryptographicException => new InstallationException($"The witness in {path} cannot be used: {e.Message}", e),
                _ => e,
            };
        }
    }

    /// <exception cref="InvalidDataException">What is kept is damaged: the witness must not go on.</exception>
    public SignedNote? Find(string origin)
    {
        var path = PathOf(origin);
        if (!File.Exists(path)) return null;
        return SignedNote.TryParse(File.ReadAllBytes(path), out var note) ? note : throw new InvalidDataException($"{path} is damaged.");
    }

    public void Keep(string origin, SignedNote checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        DurableFile.Write(PathOf(origin), checkpoint.ToBytes());
    }

    public void Dispose()
    {
        Signer.Dispose();
        _lock.Dispose();
    }

    /// <summary>An origin may hold slashes and anything else; its hash is a name.</summary>
    private string PathOf(string origin) => Path.Combine(_logs, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin))));
}
